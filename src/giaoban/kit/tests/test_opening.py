"""A record that is opened with a reason: what a reason is, and to whom it is never shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from giaoban.catalogue import areas
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import by_day
from giaoban.kit.area import Area
from giaoban.kit.opening import why_not_look

CLOSED = [area for area in areas() if area.guard.level == "confidential"]


@pytest.mark.parametrize(
    ("reason", "own", "sentence"),
    [
        ("", False, "ít nhất 10 ký tự; hiện có 0"),
        ("   xem     ", False, "ít nhất 10 ký tự; hiện có 3"),
        ("Chuẩn bị họp", False, None),
        ("Chuẩn bị họp", True, "Không ai xem hồ sơ về chính mình"),
    ],
)
def test_a_record_is_shown_for_a_reason_and_never_to_whom_it_is_about(
    reason: str, own: bool, sentence: str | None
) -> None:
    reasons = why_not_look(reason=reason, own=own)
    assert reasons == [] if sentence is None else any(sentence in told for told in reasons)


@pytest.mark.parametrize("area", CLOSED, ids=lambda area: area.name)
def test_every_register_about_a_person_in_a_confidential_area_is_opened_with_a_reason(area: Area) -> None:
    open_to_all = [
        register.name
        for register in area.registers
        if any(field.name == "person" for field in register.record._meta.concrete_fields)
        and (not register.opened or any(column.name.startswith("person") for column in register.columns))
    ]
    assert open_to_all == [], "say in `opened` what the page shows, and name nobody in `columns`"


def test_looks_of_one_person_for_one_reason_on_one_day_are_one_row() -> None:
    def look(by: int, minute: int, reason: str = "Chuẩn bị họp", day: int = 2) -> Entry:
        at = datetime(2026, 6, day, 3, minute, tzinfo=UTC)
        return Entry(actor_id=by, actor_name=f"Cán bộ {by}", kind="read", reason=reason, on=at.date(), at=at)

    looks = [
        look(1, 50),
        look(1, 40),
        look(2, 30),
        look(1, 20),
        look(1, 10, "Việc khác"),
        look(1, 5, day=1),
        look(1, 1, day=1),
    ]
    rows = [(row.by[-1], row.reason[:4], row.first.minute, row.last.minute, row.count) for row in by_day(looks)]
    assert rows == [
        ("1", "Chuẩ", 40, 50, 2), ("2", "Chuẩ", 30, 30, 1), ("1", "Chuẩ", 20, 20, 1), ("1", "Việc", 10, 10, 1), ("1", "Chuẩ", 1, 5, 2),
    ]  # fmt: skip

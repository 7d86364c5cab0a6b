"""A record that is opened with a reason: what a reason is, and to whom it is never shown."""

from __future__ import annotations

import pytest

from giaoban.catalogue import areas
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

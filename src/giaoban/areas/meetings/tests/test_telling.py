"""What members tell of a meeting: receipts stand on a version, answers can be changed, nobody tells for anybody else."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from giaoban.areas.meetings import operations as acts
from giaoban.areas.meetings import queries, rules, sitting, telling
from giaoban.areas.meetings.models import Attendance, Coming, Meeting, Paper, Receipt, Wish
from giaoban.areas.meetings.reached import reached
from giaoban.areas.meetings.tests.conftest import Cell
from giaoban.areas.meetings.tests.made import upload
from giaoban.core.refusal import Refused
from giaoban.ground.access.models import Account
from giaoban.ground.access.second_lock import seen_by
from giaoban.ground.journal.clock import now, today
from giaoban.ground.writing import writing
from tests.world import granted, person

DAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("withdrawn", "sent", "said"),
    [(None, DAY, ""), (None, DAY + timedelta(days=1), "mở cho đảng viên từ"), (DAY, DAY, "đã thu hồi")],
)
def test_only_what_is_open_is_confirmed(withdrawn: date | None, sent: date, said: str) -> None:
    reasons = rules.why_not_confirm(withdrawn_on=withdrawn, sent_on=sent, on=DAY)
    assert (said in reasons[0]) if said else reasons == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ""),
        ({"told": False}, "chưa có giấy mời"),
        ({"is_open": False}, "đã kết thúc"),
        ({"on": DAY + timedelta(days=1)}, "đã qua"),
        ({"comes": False, "reason_known": False}, "chọn lý do"),
        ({"comes": False, "why": "ill", "reason_known": True}, ""),
        ({"comes": False, "why": "other", "reason_known": True}, "ghi rõ là gì"),
        ({"comes": False, "why": "other", "reason_known": True, "more": "Đi học"}, ""),
    ],
)
def test_an_answer_comes_in_time_and_an_excuse_has_a_reason(changes: dict[str, Any], said: str) -> None:
    given = {
        "told": True,
        "is_open": True,
        "held_on": DAY,
        "on": DAY,
        "comes": True,
        "why": "",
        "more": "",
        "reason_known": False,
    }
    reasons = rules.why_not_answer(**(given | changes))
    assert (said in reasons[0]) if said else reasons == []


def test_asking_to_speak_says_about_what_and_not_without_end() -> None:
    given: dict[str, Any] = {
        "told": True,
        "is_open": True,
        "held_on": DAY,
        "on": DAY,
        "about": True,
        "count": 0,
        "most": 5,
    }
    assert rules.why_not_speak(**given) == []
    assert "ý chính" in rules.why_not_speak(**given | {"about": False})[0]
    assert "đã đăng ký 5" in rules.why_not_speak(**given | {"count": 5})[0]


# -- with records ----------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def meeting(secretary: Account, cell: Cell) -> Meeting:
    day = today()
    planned = acts.plan(actor=secretary, unit=cell.unit, kind="extraordinary", held_on=day)
    return acts.invite(
        actor=secretary, record=planned, told_on=today(), held_on=day, starts_at="14h", place="Phòng 2",
        content="Việc tháng", version=planned.version,
    )  # fmt: skip


@pytest.fixture
def added(secretary: Account, meeting: Meeting) -> Paper:
    file = upload("Dự thảo.txt", b"D\xe1\xbb\xb1 th\xe1\xba\xa3o\nD\xc3\xb2ng hai")
    return acts.add_paper(
        actor=secretary, record=meeting, file=file, title="Dự thảo", declared_open=True, sent_on=today()
    )


def account_of(program: Account, cell: Cell, place: int) -> Account:
    account = granted(program, f"dang-vien-{place}", "member", cell.unit)
    account.person = cell[place]
    account.save()
    return account


@pytest.mark.django_db
def test_a_receipt_stands_on_its_version_whatever_becomes_of_the_paper(
    program: Account, secretary: Account, cell: Cell, meeting: Meeting, added: Paper
) -> None:
    reader = account_of(program, cell, 1)
    assert added.words == "Dự thảo\nDòng hai"
    first = telling.confirm_paper(actor=reader, record=added, said_at=now() - timedelta(minutes=9))
    assert telling.confirm_paper(actor=reader, record=added) == first, "the same once more is the same"
    newer = acts.replace_paper(
        actor=secretary, record=meeting, paper=added, file=upload("b.txt", b"hai"), change="Sửa số liệu mục 2",
        declared_open=True, sent_on=today(),
    )  # fmt: skip
    assert [str(paper) for paper in meeting.papers_now] == ["Dự thảo (bản 2)"]
    assert not Receipt.objects.filter(paper=newer).exists(), "the new version is asked to be read anew"
    telling.confirm_paper(actor=account_of(program, cell, 2), record=added)  # read while it was replaced: it stands
    with pytest.raises(Refused, match="đã được thay"):
        acts.replace_paper(
            actor=secretary, record=meeting, paper=added, file=upload("c.txt", b"ba"), change="x", declared_open=True,
            sent_on=today(),
        )  # fmt: skip
    acts.withdraw_paper(actor=secretary, record=meeting, paper=newer)
    assert not meeting.papers_now.exists()
    newer.refresh_from_db()
    assert (newer.withdrawn_on, newer.words) == (today(), "")
    with pytest.raises(Refused, match="thu hồi"):
        telling.confirm_paper(actor=reader, record=newer)
    assert Receipt.objects.filter(paper=added).count() == 2
    acts.void(actor=secretary, record=meeting, reason="Lập nhầm")
    assert not Paper.objects.exists()


@pytest.mark.django_db
def test_an_answer_is_changed_by_the_later_one_and_fills_the_roll_that_decides(
    program: Account, secretary: Account, cell: Cell, meeting: Meeting
) -> None:
    reader = account_of(program, cell, 1)
    telling.answer(actor=reader, record=meeting, comes=True)
    telling.answer(actor=reader, record=meeting, comes=False, why="ill", more="đau lưng")
    assert Coming.objects.get().reason.endswith("đau lưng")
    line = next(row for row in queries.sheet_of(meeting) if row.person_id == cell[1].pk)
    assert (line.status, "đau lưng" in line.reason) == ("excused", True)
    assert not Attendance.objects.exists(), "what was answered is no roll"
    with pytest.raises(Refused, match="không sinh hoạt"):
        telling.answer(actor=_elsewhere(program, cell), record=meeting, comes=True)


def _elsewhere(program: Account, cell: Cell) -> Account:
    with writing(program, "members.record", unit=cell.other, on=today()):
        stranger = person(cell.other, "Người khác")
    account = granted(program, "o-noi-khac", "member", cell.other)
    account.person = stranger
    account.save()
    return account


@pytest.mark.django_db
def test_who_is_not_named_in_a_second_call_of_the_roll_keeps_what_was_called(
    secretary: Account, cell: Cell, meeting: Meeting
) -> None:
    sitting.call_roll(
        actor=secretary, record=meeting, statuses={cell[1].pk: "excused"}, reasons={cell[1].pk: "Ốm"}, rest="present"
    )
    sitting.call_roll(actor=secretary, record=meeting, statuses={cell[2].pk: "absent"})
    rows = {row.person_id: (row.status, row.reason) for row in meeting.attendances.all()}
    assert rows[cell[1].pk] == ("excused", "Ốm")
    assert rows[cell[2].pk] == ("absent", "")
    assert rows[cell[0].pk] == ("present", "")
    sitting.call_roll(actor=secretary, record=meeting, statuses={cell[1].pk: "present"})
    assert meeting.attendances.get(person=cell[1]).reason == "", "who was here has no reason for being away"


@pytest.mark.django_db
def test_a_member_asks_to_speak_once_about_the_same_and_withdraws_only_their_own(
    program: Account, cell: Cell, meeting: Meeting
) -> None:
    reader, other = account_of(program, cell, 1), account_of(program, cell, 2)
    wish = telling.ask_to_speak(actor=reader, record=meeting, line="Hẹn giờ khám")
    assert telling.ask_to_speak(actor=reader, record=meeting, line=" Hẹn  giờ khám ") == wish
    with pytest.raises(Refused, match="của chính mình"):
        telling.withdraw_wish(actor=other, record=wish)
    telling.withdraw_wish(actor=reader, record=wish)
    assert telling.own_wishes(meeting, cell[1]) == []
    assert Wish.objects.count() == 1, "what was withdrawn stays on record"


@pytest.mark.django_db
def test_a_task_is_reported_by_its_owner_and_done_when_the_secretary_says_so(
    program: Account, secretary: Account, cell: Cell, meeting: Meeting
) -> None:
    task = sitting.assign_task(
        actor=secretary, record=meeting, what="Soạn dự thảo", owner=cell[1], due_on=meeting.held_on
    )
    reported = telling.report_task(actor=account_of(program, cell, 1), record=task, report="Đã gửi bí thư")
    assert (reported.reported_on, reported.done_on) == (today(), None)
    with pytest.raises(Refused, match="chính mình"):
        telling.report_task(actor=account_of(program, cell, 2), record=task, report="x")


@pytest.mark.django_db
def test_the_second_lock_shows_a_member_their_own_words_and_nobody_elses(
    program: Account, cell: Cell, meeting: Meeting, added: Paper
) -> None:
    reader, other = account_of(program, cell, 1), account_of(program, cell, 2)
    for account in (reader, other):
        with transaction.atomic(), seen_by(account, on=today()):  # a member's own sight suffices for telling
            telling.confirm_paper(actor=account, record=added)
            telling.answer(actor=account, record=meeting, comes=False, why="family")
            telling.ask_to_speak(actor=account, record=meeting, line="Ý kiến")
    with transaction.atomic(), seen_by(reader, on=today()):
        for model in (Receipt, Coming, Wish):
            assert [row.person_id for row in model._default_manager.all()] == [cell[1].pk]


@pytest.mark.django_db
def test_the_outcome_is_published_after_the_meeting_and_says_something(secretary: Account, meeting: Meeting) -> None:
    with pytest.raises(Refused, match="Chưa có kết luận"):
        acts.publish_outcome(actor=secretary, record=meeting)
    sitting.resolve(actor=secretary, record=meeting, text="Chi bộ quyết nghị", version=meeting.version)
    assert acts.publish_outcome(actor=secretary, record=meeting).outcome_on == today()
    words = {"held_on": DAY, "on": DAY, "conclusion": " ", "resolution": ""}
    assert "chưa diễn ra" in rules.why_not_publish_outcome(**words | {"on": DAY - timedelta(days=1)})[0]


@pytest.mark.django_db
def test_the_secretary_sees_how_many_of_those_who_have_to_come_were_reached(
    program: Account, secretary: Account, cell: Cell, meeting: Meeting, added: Paper
) -> None:
    telling.answer(actor=account_of(program, cell, 1), record=meeting, comes=True)
    telling.confirm_paper(actor=account_of(program, cell, 2), record=added)
    telling.answer(actor=account_of(program, cell, 3), record=meeting, comes=False, why="ill")
    telling.confirm_paper(actor=account_of(program, cell, 5), record=added)  # exempt: had not to, is not counted
    seen = reached(meeting)
    assert (seen.expected, seen.come, seen.excused, seen.silent) == (5, 1, 1, 3)
    assert [(row.paper, row.read) for row in seen.papers] == [(added, 1)]

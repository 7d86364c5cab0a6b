"""A cell's meeting from plan to closed minutes, on the real database."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from giaoban.areas.meetings import operations as acts
from giaoban.areas.meetings import queries
from giaoban.areas.meetings.models import Meeting, Paper, Task
from giaoban.areas.meetings.tests.conftest import Cell, person
from giaoban.core.quota import PAPERS
from giaoban.core.refusal import Refused
from giaoban.ground.access.models import Account
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Change, Entry
from giaoban.ground.locks.models import Lock
from giaoban.ground.people.models import Membership, Stay
from giaoban.ground.writing import writing

pytestmark = pytest.mark.django_db
HELD = date(2023, 5, 5)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def planned(actor: Account, cell: Cell, **changes: Any) -> Meeting:
    return acts.plan(**({"actor": actor, "unit": cell.unit, "kind": "regular", "held_on": HELD} | changes))


def invited(actor: Account, cell: Cell, **changes: Any) -> Meeting:
    meeting = planned(actor, cell, **changes)
    return acts.invite(
        actor=actor, record=meeting, told_on=meeting.held_on - timedelta(days=2), held_on=meeting.held_on,
        starts_at="14h", place="Phòng họp tầng 2", content="Sinh hoạt định kỳ", version=meeting.version,
    )  # fmt: skip


def held(actor: Account, cell: Cell, *, statuses: dict[int, str] | None = None, **changes: Any) -> Meeting:
    """A meeting whose record is whole, not yet closed."""
    meeting = invited(actor, cell, **changes)
    acts.add_item(actor=actor, record=meeting, title="Kiểm điểm tháng trước", preparer=cell[1])
    given = statuses or {}
    acts.call_roll(
        actor=actor, record=meeting, statuses=given, reasons=dict.fromkeys(given, "Đi công tác"), rest="present"
    )
    acts.record_point(actor=actor, record=meeting, speaker=cell[2], text="Nhất trí với báo cáo.")
    return acts.record_sitting(
        actor=actor, record=meeting, starts_at="14h", ends_at="15h45", chair=cell[0], clerk=cell[1],
        conclusion="Chi bộ thống nhất nhiệm vụ tháng 6.", read_back=True, version=meeting.version,
    )  # fmt: skip


def closed(actor: Account, cell: Cell, **changes: Any) -> Meeting:
    meeting = held(actor, cell, **changes)
    return acts.close(actor=actor, record=meeting, closed_on=meeting.held_on)


def docx(*paragraphs: str) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("word/document.xml", f"<w:document><w:body>{body}</w:body></w:document>")
    return target.getvalue()


def test_a_meeting_goes_from_plan_to_closed_minutes_and_then_counts(secretary: Account, cell: Cell) -> None:
    meeting = held(secretary, cell)
    assert not queries.regular_meetings().exists()
    acts.close(actor=secretary, record=meeting, closed_on=HELD)
    assert list(queries.regular_meetings()) == [meeting]
    assert not queries.thematic_meetings().exists()


def test_regular_and_thematic_are_counted_apart_and_a_combined_sitting_in_both(secretary: Account, cell: Cell) -> None:
    closed(secretary, cell)
    closed(secretary, cell, kind="thematic", theme="Nêu gương", held_on=date(2023, 5, 12))
    closed(secretary, cell, kind="combined", theme="Chuyển đổi số", held_on=date(2023, 6, 5))
    closed(secretary, cell, kind="extraordinary", held_on=date(2023, 6, 9))
    assert (queries.regular_meetings().count(), queries.thematic_meetings().count()) == (2, 2)


def test_an_unfinished_record_is_refused_with_everything_that_is_missing(secretary: Account, cell: Cell) -> None:
    meeting = planned(secretary, cell)
    with pytest.raises(Refused) as refused:
        acts.close(actor=secretary, record=meeting, closed_on=HELD)
    assert len(refused.value.reasons) == 11
    meeting.refresh_from_db()
    assert meeting.closed_on is None


def test_the_roll_is_that_of_the_day_with_exempt_and_away_known_from_the_register(
    secretary: Account, cell: Cell
) -> None:
    meeting = invited(secretary, cell)
    acts.call_roll(
        actor=secretary, record=meeting, statuses={cell[3].pk: "excused"}, reasons={cell[3].pk: "Ốm"}, rest="present"
    )
    found = {row.person_id: (row.standing, row.status) for row in queries.attendance(meeting)}
    assert found[cell[4].pk] == ("probationary", "present")
    assert found[cell[5].pk] == ("official", "exempt")
    assert found[cell[6].pk] == ("official", "away")
    counts = queries.counts_of(meeting)
    assert (counts.roll, counts.expected, counts.present, counts.excused) == (7, 5, 4, 1)


def test_a_guest_is_called_and_not_counted_on_the_roll(program: Account, secretary: Account, cell: Cell) -> None:
    with writing(program, "transfers.receive", unit=cell.other, on=HELD):
        guest = person(cell.other, "Bế Văn Khánh")
        Stay.objects.create(person=guest, unit=cell.unit, valid=DateRange(date(2023, 1, 1), None))
    meeting = invited(secretary, cell)
    acts.call_roll(actor=secretary, record=meeting, statuses={}, rest="present")
    counts = queries.counts_of(meeting)
    assert (counts.roll, counts.guests, counts.guests_present) == (7, 1, 1)


def test_nobody_outside_the_roll_can_be_called(secretary: Account, cell: Cell) -> None:
    meeting = invited(secretary, cell)
    with pytest.raises(Refused, match="không thuộc danh sách"):
        acts.call_roll(actor=secretary, record=meeting, statuses={10**9: "present"})


def test_a_roll_that_changed_after_the_call_must_be_called_again(
    program: Account, secretary: Account, cell: Cell
) -> None:
    meeting = held(secretary, cell)
    with writing(program, "transfers.receive", unit=cell.unit, on=HELD):
        person(cell.unit, "Bế Văn Khánh")
        left = Membership.objects.get(person=cell[3])
        left.valid = DateRange(left.valid.lower, HELD)
        left.save()
    with pytest.raises(Refused) as refused:
        acts.close(actor=secretary, record=meeting, closed_on=HELD)
    assert len(refused.value.reasons) == 2
    acts.call_roll(actor=secretary, record=meeting, statuses={}, rest="present")
    acts.close(actor=secretary, record=meeting, closed_on=HELD)


def test_members_and_the_superior_are_told(secretary: Account, cell: Cell) -> None:
    meeting = invited(secretary, cell)
    assert set(meeting.notices.values_list("person", "unit")) == {(one.pk, None) for one in cell.people} | {
        (None, cell.superior.pk)
    }


def test_a_second_regular_meeting_in_a_month_is_refused_even_by_moving_it_there(secretary: Account, cell: Cell) -> None:
    planned(secretary, cell)
    with pytest.raises(Refused, match="đã có buổi sinh hoạt định kỳ"):
        planned(secretary, cell, held_on=date(2023, 5, 20))
    other = planned(secretary, cell, held_on=date(2023, 6, 2))
    with pytest.raises(Refused, match="đã có buổi sinh hoạt định kỳ"):
        acts.invite(actor=secretary, record=other, told_on=date(2023, 5, 20), held_on=date(2023, 5, 30), starts_at="8h",
                    place="Hội trường", content="Định kỳ", version=other.version)  # fmt: skip


def test_only_a_cell_meets(program: Account, cell: Cell) -> None:
    with pytest.raises(Refused, match="Chỉ chi bộ"):
        acts.plan(actor=program, unit=cell.superior, kind="regular", held_on=HELD)


def test_closed_minutes_are_corrected_with_a_reason_and_keep_counting(secretary: Account, cell: Cell) -> None:
    meeting = closed(secretary, cell)
    with pytest.raises(Refused, match="Đính chính"):
        acts.record_point(actor=secretary, record=meeting, speaker=cell[0], text="Thêm")
    acts.correct(actor=secretary, record=meeting, reason="Ghi sót ý kiến")
    assert queries.regular_meetings().count() == 1
    acts.record_point(actor=secretary, record=meeting, speaker=cell[0], text="Thêm")
    again = acts.close(actor=secretary, record=meeting, closed_on=date(2023, 5, 9))
    assert (again.state, again.closed_on) == (Meeting.State.CLOSED, HELD)
    assert Entry.objects.get(act="meetings.correct").reason == "Ghi sót ý kiến"


def test_a_struck_out_meeting_is_gone_and_stays_in_the_journal(secretary: Account, cell: Cell) -> None:
    meeting = closed(secretary, cell)
    key = meeting.pk
    with pytest.raises(Refused):
        acts.void(actor=secretary, record=meeting, reason=" ")
    acts.void(actor=secretary, record=meeting, reason="Nhập hai lần")
    assert not queries.regular_meetings().exists()
    kept = Change.objects.get(entry__act="meetings.void", table="meetings_meeting")
    assert (kept.row_id, kept.after) == (key, None)


def test_in_a_closed_period_nothing_is_written(program: Account, secretary: Account, cell: Cell) -> None:
    meeting = invited(secretary, cell)
    with writing(program, "returns.submit", unit=cell.superior, on=HELD):
        Lock.objects.create(
            unit=cell.superior, span=DateRange(date(2023, 1, 1), date(2023, 7, 1)), because="đã nộp báo cáo"
        )
    with pytest.raises(Refused, match="đã khóa"):
        acts.call_roll(actor=secretary, record=meeting, statuses={}, rest="present")


def test_a_stranger_can_do_nothing_here(secretary: Account, stranger: Account, cell: Cell) -> None:
    meeting = held(secretary, cell)
    task = acts.assign_task(
        actor=secretary, record=meeting, what="Rà soát quy chế", owner=cell[0], due_on=date(2023, 6, 1)
    )
    tries: list[Callable[[], object]] = [
        lambda: planned(stranger, cell, held_on=date(2023, 7, 3)),
        lambda: acts.call_roll(actor=stranger, record=meeting, statuses={}, rest="present"),
        lambda: acts.add_item(actor=stranger, record=meeting, title="x"),
        lambda: acts.note_dues(actor=stranger, record=meeting, person=cell[0], month=HELD, amount=1),
        lambda: acts.close(actor=stranger, record=meeting, closed_on=HELD),
        lambda: acts.void(actor=stranger, record=meeting, reason="x"),
        lambda: acts.finish(actor=stranger, record=task, done_on=HELD, result="x"),
    ]
    for attempt in tries:
        with pytest.raises(Refused, match="không có quyền"):
            attempt()


# Papers


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_paper_is_kept_under_a_generated_name_that_says_nothing(secretary: Account, cell: Cell, media: Path) -> None:
    meeting = invited(secretary, cell)
    paper = acts.add_paper(
        actor=secretary, record=meeting, title="Dự thảo báo cáo", declared_open=True, sent_on=date(2023, 5, 3),
        file=upload("../../Báo cáo tháng 5.docx", docx("BÁO CÁO", "Bảo mật thông tin")),
    )  # fmt: skip
    kept = list((media / "meetings").iterdir())
    assert [one.name for one in kept] == [paper.stored_name]
    assert "Báo" not in paper.stored_name
    assert paper.original_name == "Báo cáo tháng 5.docx"


def test_a_cell_keeps_no_more_bytes_than_the_level_that_is_set(
    program: Account, secretary: Account, cell: Cell, media: Path
) -> None:
    from giaoban.areas.regulations.operations import set_parameter

    meeting = invited(secretary, cell)

    def add(size: int) -> None:
        file = upload("Biểu.txt", b"a" * size)
        acts.add_paper(
            actor=secretary, record=meeting, title="Biểu", declared_open=True, sent_on=date(2023, 5, 3), file=file
        )

    add(700_000)
    set_parameter(actor=program, key=PAPERS.key, value=1, from_on=today(), regulation=None, reason="Ổ đĩa nhỏ.")
    with pytest.raises(Refused, match=r"đang lưu 1 MB .* thêm tệp này là 2 MB, quá mức 1 MB của một chi bộ"):
        add(700_000)
    assert len(list((media / "meetings").iterdir())) == Paper.objects.count() == 1
    add(300_000)
    assert Paper.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "content", "title", "declared", "part"),
    [
        ("Công văn (Mật).pdf", b"%PDF", "Công văn", True, "độ mật “mật”"),
        ("a.docx", docx("ĐẢNG ỦY", "TỐI MẬT", "BÁO CÁO"), "Báo cáo", True, "độ mật “tối mật”"),
        ("a.txt", "MẬT\nnội dung".encode(), "Báo cáo", True, "độ mật “mật”"),
        ("a.pdf", b"%PDF", "Tuyệt mật", True, "độ mật “tuyệt mật”"),
        ("a.pdf", b"%PDF", "Báo cáo", False, "xác nhận"),
        ("a.html", b"<script>", "Báo cáo", True, "Không nhận tệp loại"),
        ("a.svg", b"<svg>", "Báo cáo", True, "Không nhận tệp loại"),
        ("a.pdf", b"", "Báo cáo", True, "rỗng"),
    ],
)
def test_a_refused_paper_leaves_neither_row_nor_file(
    secretary: Account, cell: Cell, media: Path, name: str, content: bytes, title: str, declared: bool, part: str
) -> None:
    meeting = invited(secretary, cell)
    with pytest.raises(Refused, match=part):
        acts.add_paper(
            actor=secretary,
            record=meeting,
            title=title,
            declared_open=declared,
            sent_on=HELD,
            file=upload(name, content),
        )
    assert not Paper.objects.exists()
    assert not list(media.rglob("*.*"))


def test_a_paper_for_closed_minutes_leaves_no_file_behind(secretary: Account, cell: Cell, media: Path) -> None:
    meeting = closed(secretary, cell)
    with pytest.raises(Refused, match="Đính chính"):
        acts.add_paper(
            actor=secretary, record=meeting, title="a", declared_open=True, sent_on=HELD, file=upload("a.pdf", b"%PDF")
        )
    assert not list(media.rglob("*.*"))


def test_a_damaged_office_file_is_refused_because_nobody_can_say_whether_it_is_secret(
    secretary: Account, cell: Cell, media: Path
) -> None:
    with pytest.raises(Refused, match="bị hỏng"):
        acts.add_paper(
            actor=secretary, record=invited(secretary, cell), title="a", declared_open=True, sent_on=HELD,
            file=upload("a.docx", docx("BÁO CÁO")[:-40]),
        )  # fmt: skip
    assert not list(media.rglob("*.*"))


# Votes, tasks, dues


def test_a_vote_takes_its_roll_from_the_register_of_the_day(secretary: Account, cell: Cell, in_force: Any) -> None:
    in_force("meeting.vote.majority", "1/2", source="Điều lệ Đảng")
    meeting = held(secretary, cell)
    vote = acts.record_vote(actor=secretary, record=meeting, question="Thông qua nghị quyết tháng 6", needs="majority",
                            how="hands", in_favour=4, against=0, abstained=0)  # fmt: skip
    assert (vote.roll, vote.present) == (6, 4)
    assert queries.outcome_of(vote)[0] is True
    with pytest.raises(Refused, match="lớn hơn số có mặt"):
        acts.record_vote(actor=secretary, record=meeting, question="x", needs="majority", how="hands", in_favour=5,
                         against=0, abstained=0)  # fmt: skip


def test_a_task_of_a_resolution_is_finished_or_put_off_with_a_reason(secretary: Account, cell: Cell) -> None:
    meeting = held(secretary, cell)
    acts.resolve(
        actor=secretary, record=meeting, text="Giao đồng chí Bình rà soát quy chế.", number="05-NQ/CB",
        version=meeting.version,
    )  # fmt: skip
    with pytest.raises(Refused, match="trước ngày họp"):
        acts.assign_task(actor=secretary, record=meeting, what="x", owner=cell[1], due_on=date(2023, 5, 1))
    task = acts.assign_task(
        actor=secretary, record=meeting, what="Rà soát quy chế", owner=cell[1], due_on=date(2023, 5, 20)
    )
    acts.put_off(
        actor=secretary, record=task, agreed_on=date(2023, 5, 19), due_on=date(2023, 6, 1), reason="Chờ hướng dẫn"
    )
    acts.finish(actor=secretary, record=task, done_on=date(2023, 5, 30), result="Đã ban hành")
    task = Task.objects.get()
    assert (task.due_on, task.done_on, task.result) == (date(2023, 6, 1), date(2023, 5, 30), "Đã ban hành")
    with pytest.raises(Refused, match="đã xong"):
        acts.put_off(actor=secretary, record=task, agreed_on=HELD, due_on=date(2023, 7, 1), reason="x")


def test_dues_of_a_month_are_noted_once(secretary: Account, cell: Cell) -> None:
    meeting = held(secretary, cell)
    acts.note_dues(actor=secretary, record=meeting, person=cell[0], month=HELD, amount=95_000)
    assert queries.dues_total(meeting) == 95_000
    with pytest.raises(Refused, match="đã ghi"):
        acts.note_dues(actor=secretary, record=meeting, person=cell[0], month=date(2023, 5, 31), amount=95_000)


# What the guide remarks, what is due


def test_three_excuses_running_in_a_year_raise_the_alarm(secretary: Account, cell: Cell, in_force: Any) -> None:
    in_force("meeting.excused.running", 3, mark="M")
    last = None
    for month in (2, 3, 4):
        last = closed(secretary, cell, held_on=date(2023, month, 3), statuses={cell[2].pk: "excused"})
        if month < 4:
            assert queries.excused_too_often(last) == []
    assert last is not None
    (sentence,) = queries.excused_too_often(last)
    assert "Trần Thị Cúc vắng có lý do 3 kỳ liền" in sentence
    assert "chưa đối chiếu" in sentence


def test_what_is_due_names_missing_meetings_papers_minutes_and_tasks(
    secretary: Account, cell: Cell, in_force: Any
) -> None:
    in_force("meeting.regular.per_month", 1, source="Điều lệ Đảng")
    in_force("meeting.papers_days_before", 1)
    units = [cell.unit.pk, cell.other.pk, cell.superior.pk]
    open_minutes = held(secretary, cell)
    acts.assign_task(actor=secretary, record=open_minutes, what="Rà soát", owner=cell[1], due_on=date(2023, 6, 1))
    coming = invited(secretary, cell, held_on=date(2023, 6, 6))
    planned(secretary, cell, kind="thematic", theme="Nêu gương", held_on=date(2023, 6, 8))
    found = {(one.what, one.unit_id, one.by) for one in queries.due_in(units, date(2023, 6, 2))}
    assert found == {
        ("missing", cell.other.pk, date(2023, 5, 31)),
        ("missing", cell.other.pk, date(2023, 6, 30)),
        ("minutes", cell.unit.pk, HELD),
        ("papers", cell.unit.pk, date(2023, 6, 5)),
        ("notice", cell.unit.pk, date(2023, 6, 8)),
        ("task", cell.unit.pk, date(2023, 6, 1)),
    }
    acts.add_paper(
        actor=secretary,
        record=coming,
        title="a",
        declared_open=True,
        sent_on=date(2023, 6, 2),
        file=upload("a.pdf", b"%PDF"),
    )
    acts.close(actor=secretary, record=open_minutes, closed_on=HELD)
    assert {one.what for one in queries.due_in(units, date(2023, 6, 2))} == {"missing", "notice", "task"}


def test_the_minutes_say_everything_as_plain_values(secretary: Account, cell: Cell) -> None:
    meeting = closed(secretary, cell, statuses={cell[3].pk: "excused"})
    minutes = queries.minutes_of(meeting)
    assert (minutes.unit, minutes.superior, minutes.place_of_office) == (
        "Chi bộ Văn phòng",
        "Đảng ủy Sở Thử nghiệm",
        "Hạ Long",
    )
    assert len(minutes.attended) == minutes.counts.roll == 7
    assert [(one.name, one.reason) for one in minutes.attended if one.status == "excused"] == [
        ("Hoàng Văn Dũng", "Đi công tác")
    ]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["present", "excused", "absent", ""]), min_size=5, max_size=5),
    st.sampled_from(["", "present", "absent"]),
)
def test_however_the_roll_is_called_it_adds_up_to_the_roll_of_the_day(
    secretary: Account, cell: Cell, statuses: list[str], rest: str
) -> None:
    meeting = Meeting.objects.filter(unit=cell.unit).first() or invited(secretary, cell)
    called = {cell[at].pk: status for at, status in enumerate(statuses)}
    acts.call_roll(actor=secretary, record=meeting, statuses=called, rest=rest)
    counts = queries.counts_of(meeting)
    on_roll = [one for one in queries.roll_on(meeting.held_on, unit=meeting.unit_id) if one.standing != "guest"]
    assert counts.roll == len(on_roll) == 7
    assert (
        counts.present + counts.excused + counts.absent + counts.exempt + counts.away + counts.uncalled == counts.roll
    )

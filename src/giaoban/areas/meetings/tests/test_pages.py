"""A cell's meeting through its pages, as the secretary presses them; and what a stranger sees: nothing."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from giaoban.areas.meetings import operations as acts
from giaoban.areas.meetings import queries, sitting, tasks
from giaoban.areas.meetings.models import Attendance, Meeting, Paper, Task
from giaoban.areas.meetings.tests.conftest import Cell
from giaoban.areas.meetings.tests.made import closed, held, invited
from giaoban.ground.access.models import Account
from giaoban.ground.journal.models import Entry

pytestmark = pytest.mark.django_db
HELD = date(2023, 5, 5)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def desk(client: Client, secretary: Account) -> Client:
    client.force_login(secretary)
    return client


@pytest.fixture
def outside(stranger: Account) -> Client:
    client = Client()
    client.force_login(stranger)
    return client


def act(name: str, meeting: Meeting | None = None) -> str:
    return (
        reverse("desk:act_on", args=["meetings", meeting.pk, name])
        if meeting
        else reverse("desk:act", args=["meetings", name])
    )


def test_a_secretary_plans_announces_holds_and_closes_a_meeting_by_pressing_buttons(desk: Client, cell: Cell) -> None:
    def press(name: str, meeting: Meeting | None = None, **answers: Any) -> None:
        read = {"version": Meeting.objects.get(pk=meeting.pk).version} if meeting else {}
        answer = desk.post(act(name, meeting), answers | read)
        assert answer.status_code == 302, answer.content.decode()

    press("plan", unit=cell.unit.pk, kind="regular", held_on="2023-05-05")
    meeting = Meeting.objects.get()
    press(
        "invite", meeting, held_on="2023-05-05", starts_at="14h30", place="Phòng họp tầng 2", content="Định kỳ",
        told_on="2023-05-03",
    )  # fmt: skip
    press("add_item", meeting, title="Kiểm điểm tháng trước", preparer=cell[1].pk)
    paper = SimpleUploadedFile("a.pdf", b"%PDF")
    press("add_paper", meeting, title="Dự thảo", file=paper, sent_on="2023-05-03", declared_open="on")
    roll = desk.post(
        reverse("meetings:roll", args=[meeting.pk]),
        {f"status-{cell[2].pk}": "excused", f"reason-{cell[2].pk}": "Ốm", "rest": "present"},
    )
    assert roll.status_code == 302
    press("record_point", meeting, speaker=cell[1].pk, text="Nhất trí")
    press(
        "record_vote", meeting, question="Thông qua nghị quyết", needs="majority", how="hands", in_favour=3, against=0,
        abstained=0,
    )  # fmt: skip
    press("resolve", meeting, number="05-NQ/CB", text="Giao đồng chí Bình")
    press("assign_task", meeting, what="Rà soát quy chế", owner=cell[1].pk, due_on="2023-06-01")
    refused = desk.post(act("close", meeting), {"closed_on": "2023-05-06"})
    assert refused.status_code == 422
    assert "Chưa ghi giờ kết thúc" in refused.content.decode()
    press(
        "record_sitting", meeting, starts_at="14h30", ends_at="16h10", chair=cell[0].pk, clerk=cell[1].pk,
        conclusion="Thống nhất", read_back="on",
    )  # fmt: skip
    press("close", meeting, closed_on="2023-05-06")
    assert list(queries.regular_meetings()) == [meeting]
    page = desk.get(reverse("desk:page", args=["meetings", meeting.pk])).content.decode()
    for words in ("Kiểm điểm tháng trước", "Thông qua nghị quyết", "05-NQ/CB", "Rà soát quy chế", "Trần Thị Cúc"):
        assert words in page
    assert desk.get(reverse("desk:list", args=["meetings"])).status_code == 200
    assert desk.get(reverse("desk:list", args=["tasks"]), {"stands": "late"}).status_code == 200


def test_a_secret_paper_is_refused_on_the_page_with_the_reason(desk: Client, secretary: Account, cell: Cell) -> None:
    meeting = invited(secretary, cell)
    answer = desk.post(act("add_paper", meeting), {
        "title": "Báo cáo", "file": SimpleUploadedFile("TỐI MẬT.pdf", b"%PDF"), "sent_on": "2023-05-03", "declared_open": "on",
    })  # fmt: skip
    assert answer.status_code == 422
    assert "độ mật “tối mật”" in answer.content.decode()
    assert not Paper.objects.exists()


def test_a_paper_comes_as_an_attachment_that_no_browser_renders(desk: Client, secretary: Account, cell: Cell) -> None:
    paper = acts.add_paper(
        actor=secretary, record=invited(secretary, cell), title="a", declared_open=True, sent_on=HELD,
        file=SimpleUploadedFile("Dự thảo.txt", b"<script>alert(1)</script>"),
    )  # fmt: skip
    answer = desk.get(reverse("meetings:paper", args=[paper.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"  # type: ignore[attr-defined]


def test_a_roll_marked_in_part_is_kept_and_comes_back(desk: Client, secretary: Account, cell: Cell) -> None:
    meeting = invited(secretary, cell)
    address = reverse("meetings:roll", args=[meeting.pk])
    answer = desk.post(address, {f"status-{cell[0].pk}": "present", "rest": ""})
    assert answer["Location"] == address
    assert Attendance.objects.get(meeting=meeting, person=cell[0]).status == "present"
    assert queries.counts_of(meeting).uncalled == 4
    assert len(re.findall(r'value="present"\s+checked', desk.get(address).content.decode())) == 1


@pytest.mark.parametrize("document", ["minutes", "attendance_list"])
@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_minutes_and_attendance_list_come_out_as_documents(
    desk: Client, secretary: Account, cell: Cell, document: str, kind: str
) -> None:
    meeting = closed(secretary, cell, statuses={cell[3].pk: "excused"})
    acts.correct(actor=secretary, record=meeting, reason="Bổ sung")
    sitting.record_vote(actor=secretary, record=meeting, question="Thông qua", needs="majority", how="hands", in_favour=3,
                     against=0, abstained=0)  # fmt: skip
    answer = desk.get(reverse(f"desk:{document}", args=[meeting.pk, kind]))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    if kind == "pdf":
        assert answer.content.startswith(b"%PDF")
    else:
        text = zipfile.ZipFile(io.BytesIO(answer.content)).read("word/document.xml").decode()
        assert "CHI BỘ VĂN PHÒNG" in text
        assert "Hoàng Văn Dũng" in text


def test_minutes_of_a_meeting_without_hours_are_refused_and_of_another_kind_not_there(
    desk: Client, secretary: Account, cell: Cell
) -> None:
    planned = acts.plan(actor=secretary, unit=cell.unit, kind="regular", held_on=HELD)
    assert desk.get(reverse("desk:minutes", args=[planned.pk, "docx"])).status_code == 422
    assert desk.get(reverse("desk:attendance_list", args=[planned.pk, "docx"])).status_code == 200
    assert desk.get(reverse("desk:minutes", args=[planned.pk, "exe"])).status_code in {404, 422}


def test_the_month_shows_which_cells_have_not_met(program: Account, secretary: Account, cell: Cell) -> None:
    closed(secretary, cell)
    client = Client()
    client.force_login(program)
    page = client.get(reverse("meetings:month"), {"month": "2023-05"}).content.decode()
    assert page.index("Chi bộ Kế hoạch") < page.index("Chi bộ Văn phòng")  # who has not met stands first
    assert "05/05/2023" in page
    assert client.get(reverse("meetings:month"), {"month": "bừa"}).status_code == 200


def test_to_a_stranger_the_meeting_is_not_there(outside: Client, secretary: Account, cell: Cell) -> None:
    meeting = held(secretary, cell)
    paper = acts.add_paper(
        actor=secretary,
        record=meeting,
        title="a",
        declared_open=True,
        sent_on=HELD,
        file=SimpleUploadedFile("a.pdf", b"%PDF"),
    )
    task = sitting.assign_task(
        actor=secretary, record=meeting, what="Rà soát quy chế", owner=cell[0], due_on=date(2023, 6, 1)
    )
    addresses = [
        reverse("desk:page", args=["meetings", meeting.pk]),
        reverse("desk:page", args=["tasks", task.pk]),
        reverse("meetings:roll", args=[meeting.pk]),
        reverse("meetings:paper", args=[paper.pk]),
        reverse("desk:minutes", args=[meeting.pk, "docx"]),
        reverse("desk:attendance_list", args=[meeting.pk, "pdf"]),
        act("close", meeting),
    ]
    assert [outside.get(address).status_code for address in addresses] == [404] * len(addresses)
    assert outside.post(reverse("meetings:roll", args=[meeting.pk]), {"rest": "absent"}).status_code == 404
    for register in ("meetings", "tasks"):
        assert "Rà soát" not in outside.get(reverse("desk:list", args=[register])).content.decode()
    assert "05/05/2023" not in outside.get(reverse("meetings:month"), {"month": "2023-05"}).content.decode()


def test_nobody_is_shown_anything_before_signing_in(secretary: Account, cell: Cell) -> None:
    meeting = held(secretary, cell)
    for address in (
        reverse("meetings:roll", args=[meeting.pk]),
        reverse("meetings:month"),
        reverse("desk:minutes", args=[meeting.pk, "pdf"]),
    ):
        answer = Client().get(address)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("account_login"))


def test_many_tasks_are_reported_as_done_with_one_form_and_who_is_refused_is_said_before(
    desk: Client, outside: Client, secretary: Account, cell: Cell
) -> None:
    meeting = held(secretary, cell)
    assigned = [
        sitting.assign_task(
            actor=secretary, record=meeting, what=f"Việc {number}", owner=cell[0], due_on=date(2023, 6, 1)
        )
        for number in range(3)
    ]
    tasks.finish(actor=secretary, record=assigned[2], done_on=date(2023, 5, 20), result="Xong sớm")
    url = reverse("desk:bulk", args=["tasks"])
    chosen = {"act": "finish", "record": [task.pk for task in assigned]}
    assert outside.post(url, chosen).status_code == 302, "of another cell nothing is chosen"
    asked = desk.post(url, chosen)
    assert asked.status_code == 200
    assert not asked.context["form"].is_bound
    answers = {"done_on": "30/05/2023", "result": "Đã làm"}
    again = dict(asked.context["act"]["hidden"]) | chosen
    assert desk.post(url, again | {"done_on": "", "result": ""}).status_code == 422
    shown = desk.post(url, again | answers)
    assert shown.context["preview"][0] == "Thực hiện được với 2 trên 3 dòng."
    assert "Việc 2" in shown.context["preview"][1]
    assert Task.objects.filter(done_on=date(2023, 5, 30)).count() == 0
    seen = {"seen": dict(shown.context["act"]["hidden"])["seen"]}
    changed = desk.post(url, again | answers | seen | {"result": "Khác"})
    assert changed.status_code == 200, "other answers are shown first"
    assert desk.post(url, again | answers | seen).status_code == 302
    assert list(Task.objects.order_by("pk").values_list("done_on", "result")) == [
        (date(2023, 5, 30), "Đã làm"),
        (date(2023, 5, 30), "Đã làm"),
        (date(2023, 5, 20), "Xong sớm"),
    ]
    assert Entry.objects.filter(act="tasks.finish").count() == 3, "each has an entry of its own"

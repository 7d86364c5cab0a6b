"""Papers, the room, the minutes through their pages: a delegation's link, the host's office, the projector."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document

from giaoban.areas.meetings import papers as files
from giaoban.conferences.models import Conference, ConferencePaper, ConferencePoint, PaperVersion, ProgrammeItem
from giaoban.conferences.tests.stage import act, by_link, item, moved, prepared, signed_in
from giaoban.ground.journal.clock import today
from tests.world import World

pytestmark = pytest.mark.django_db
WORDS = "Chi bộ chúng tôi xin báo cáo kinh nghiệm nâng cao chất lượng sinh hoạt. " * 40


@pytest.fixture(autouse=True)
def kept_apart(tmp_path: object, settings: object) -> None:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]


@pytest.fixture
def conference(world: World, office: Client) -> Conference:
    return prepared(world, office)


def text_file(words: str = WORDS, name: str = "tham-luan.docx") -> SimpleUploadedFile:
    document, written = Document(), io.BytesIO()
    document.add_paragraph(words)
    document.save(written)
    return SimpleUploadedFile(name, written.getvalue())


def asked(world: World, office: Client, conference: Conference) -> ConferencePaper:
    """Khối B is asked for a paper of seven minutes."""
    delegation = conference.delegations.get(body=world.units["Khối B"])
    day = f"{today() + timedelta(days=10):%Y-%m-%d}"
    assert act(office, "conferences", "ask_papers", conference, delegations=[delegation.pk], theme="Sinh hoạt chi bộ",
               minutes="7", due_on=day) == 302  # fmt: skip
    return ConferencePaper.objects.latest("pk")


def sent(paper: ConferencePaper, file: SimpleUploadedFile, **more: str) -> tuple[int, str]:
    """What the delegation's page answers to a file sent without an account."""
    answers = {"file": file, "title": "Kinh nghiệm của Khối B", "sent_by": "Văn phòng"} | more
    page = Client().post(by_link(paper.delegation, "paper", paper.pk), answers)
    return page.status_code, page.content.decode()


def test_a_paper_is_asked_sent_by_the_link_sent_back_for_its_length_sent_again_and_accepted(
    world: World, office: Client, conference: Conference
) -> None:
    paper = asked(world, office, conference)
    assert sent(paper, text_file(WORDS * 3))[0] == 302
    shown = Client().get(by_link(paper.delegation, "paper", paper.pk)).content.decode()
    assert "dài quá" in shown
    day = f"{today() + timedelta(days=12):%Y-%m-%d}"
    assert act(office, "papers", "send_back", paper, remark="", due_on=day) == 422
    assert act(office, "papers", "send_back", paper, remark="Dài quá, xin rút còn 7 phút", due_on=day) == 302
    assert "xin rút còn 7 phút" in Client().get(by_link(paper.delegation)).content.decode()
    assert sent(paper, text_file())[0] == 302
    assert act(office, "papers", "accept", paper, version=paper.version) == 302
    assert list(paper.versions.values_list("number", flat=True)) == [1, 2], "every version is kept"
    status, said = sent(paper, text_file())
    assert (status, "đã được duyệt" in said) == (422, True)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (lambda: SimpleUploadedFile("anh.jpg", b"\xff\xd8\xff\xe0 picture"), "gửi bằng ảnh"),
        (lambda: SimpleUploadedFile("tham-luan.docx", b"PK no package"), "Tệp"),
        (lambda: text_file("MẬT\n" + WORDS), "mật"),
    ],
)
def test_a_picture_a_damaged_file_and_a_secret_are_refused_and_nothing_of_them_is_kept(
    world: World, office: Client, conference: Conference, file: object, said: str
) -> None:
    paper = asked(world, office, conference)
    status, page = sent(paper, file())  # type: ignore[operator]
    assert (status, said.lower() in page.lower()) == (422, True)
    assert not PaperVersion.objects.exists()
    assert not files.directory().exists() or not list(files.directory().iterdir())


def test_other_delegations_read_a_paper_once_it_is_open_to_all_and_never_an_earlier_version(
    world: World, office: Client, conference: Conference
) -> None:
    paper = asked(world, office, conference)
    other = conference.delegations.get(body=world.units["Khối A"])
    sent(paper, text_file("Bản đầu. " + WORDS))
    sent(paper, text_file())
    first, second = paper.versions.all()
    assert act(office, "papers", "open_to_all", paper) in {403, 404, 422}, "not before it is accepted"
    assert act(office, "papers", "accept", paper, version=paper.version) == 302
    assert Client().get(by_link(other, "file", second.pk)).status_code == 404
    assert act(office, "papers", "open_to_all", paper) == 302
    got = Client().get(by_link(other, "file", second.pk))
    assert (got.status_code, ZipFile(io.BytesIO(b"".join(got.streaming_content))).testzip()) == (200, None)  # type: ignore[attr-defined]
    assert Client().get(by_link(other, "file", first.pk)).status_code == 404
    assert Client().get(by_link(paper.delegation, "file", first.pk)).status_code == 200, "its own it may always have"
    assert signed_in(world, "to-chuc-b").get(reverse("conferences:paper", args=[second.pk])).status_code == 404
    assert Client().get(by_link(other, "paper", paper.pk)).status_code == 404, "nobody sends another's paper"


def test_a_late_paper_is_due_work_and_an_accepted_one_goes_on_the_programme_before_the_discussion(
    world: World, office: Client, conference: Conference
) -> None:
    assert act(office, "conferences", "draw_up", conference) == 302
    paper = asked(world, office, conference)
    assert "gửi tham luận: Sinh hoạt chi bộ" in office.get(reverse("desk:home")).content.decode()
    sent(paper, text_file(), speaker="Nguyễn Văn An, Bí thư")
    assert act(office, "papers", "accept", paper, version=paper.version) == 302
    assert act(office, "conferences", "seat_papers", conference) == 302
    seated = item(conference, "Kinh nghiệm của Khối B")
    assert (seated.minutes, seated.speaker.startswith("Nguyễn Văn An, Bí thư")) == (7, True)
    assert seated.order < item(conference, "Thảo luận").order
    assert act(office, "papers", "place", paper, order="1", minutes="7") == 302, "only printed: not ticked"
    seated.refresh_from_db()
    assert seated.state == "struck"


def test_a_delegation_that_withdraws_takes_its_paper_off_the_programme_and_its_page_says_so_first(
    world: World, office: Client, conference: Conference
) -> None:
    assert act(office, "conferences", "draw_up", conference) == 302
    paper = asked(world, office, conference)
    sent(paper, text_file())
    act(office, "papers", "accept", paper, version=paper.version)
    act(office, "conferences", "seat_papers", conference)
    delegation = paper.delegation
    first = office.get(reverse("desk:act_on", args=["invitations", delegation.pk, "withdraw"])).content.decode()
    assert "Kinh nghiệm của Khối B" in first
    assert act(office, "invitations", "withdraw", delegation, reason="Bận bão lũ") == 302
    assert item(conference, "Kinh nghiệm của Khối B").state == "struck"
    paper.refresh_from_db()
    assert (paper.state, "Bận bão lũ" in paper.remark) == ("declined", True)


def sitting(office: Client, conference: Conference) -> list[ProgrammeItem]:
    """The conference is today, with the usual programme."""
    assert act(office, "conferences", "draw_up", conference) == 302
    moved(conference, 0)
    return list(conference.items.order_by("order"))


def test_the_room_goes_from_item_to_item_and_a_slip_is_taken_back(
    world: World, office: Client, conference: Conference
) -> None:
    one, two, *_others = sitting(office, conference)
    room = reverse("conferences:room", args=[conference.pk])
    assert one.title in office.get(room).content.decode()
    assert act(office, "programme", "start_item", one) == 302
    assert act(office, "programme", "start_item", two) == 302
    one.refresh_from_db()
    assert (one.state, one.finished_at is not None) == ("done", True), "beginning the next ends the one before"
    assert act(office, "programme", "give_minutes", two, extra="2") == 302
    assert act(office, "programme", "take_back_item", two) == 302
    assert act(office, "programme", "take_back_item", one) == 302
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.state, two.state, two.extra) == ("running", "planned", 0)
    assert act(office, "programme", "strike_item", one, reason="Nhầm") in {403, 404, 422}, "it has the floor"
    assert act(signed_in(world, "to-chuc-a"), "programme", "start_item", two) == 403, "who may only read runs nothing"


def test_the_room_is_run_on_the_day_only(office: Client, conference: Conference) -> None:
    assert act(office, "conferences", "draw_up", conference) == 302
    assert act(office, "programme", "start_item", conference.items.order_by("order")[0]) in {403, 404, 422}


def test_who_follows_is_told_304_until_something_changes(
    office: Client, conference: Conference, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, *_others = sitting(office, conference)
    delegation = conference.delegations.order_by("pk")[0]
    monkeypatch.setattr("giaoban.conferences.turning.minute_now", lambda: 1)
    for client, address in (
        (office, reverse("conferences:room_state", args=[conference.pk])),
        (office, reverse("conferences:screen_state", args=[conference.pk])),
        (Client(), by_link(delegation, "hall_state")),
    ):
        first = client.get(address)
        assert first.status_code == 200
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert act(office, "programme", "start_item", one) == 302
        changed = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert (changed.status_code, one.title in changed.content.decode()) == (200, True)
        assert act(office, "programme", "take_back_item", one) == 302


def test_the_screen_shows_nothing_inner_and_no_button(office: Client, conference: Conference) -> None:
    one, *_others = sitting(office, conference)
    noted = {"kind": one.kind, "title": one.title, "minutes": "15", "note": "Nhắc khách ngồi hàng đầu"}
    assert act(office, "programme", "change_item", one, **noted) == 302
    for address in (
        reverse("conferences:screen", args=[conference.pk]),
        reverse("conferences:screen_state", args=[conference.pk]),
    ):
        shown = office.get(address).content.decode()
        assert one.title in shown
        assert "Nhắc khách" not in shown
        assert "<button" not in shown


def test_the_chair_changes_during_the_day_and_the_minutes_name_both(office: Client, conference: Conference) -> None:
    one, *_others = sitting(office, conference)
    held = f"{today():%Y-%m-%d}"
    assert act(office, "conferences", "plan", conference, held_on=held, begins="08:00", minutes="210", chair="Đồng chí Một",
               place="Hội trường") == 302  # fmt: skip
    assert act(office, "conferences", "hand_chair", conference, chair="Đồng chí Hai, Phó Cụm trưởng") == 302
    assert act(office, "programme", "start_item", one) == 302
    said = {
        "speaker": "Đoàn Khối B",
        "text": "Đã thử họp theo ca.",
        "proposal": "Ban hành mẫu biểu chung",
        "addressee": "Cụm trưởng",
    }
    assert act(office, "programme", "take_down", one, **said) == 302
    point = ConferencePoint.objects.get()
    assert (point.kind, point.voiced_by, point.addressee) == ("proposal", "Đoàn Khối B", "Cụm trưởng")
    act(office, "conferences", "raise_point", conference, kind="conclusion", text="Mỗi đảng bộ chọn ba chi bộ làm điểm")
    early = office.get(reverse("conferences:document", args=[conference.pk, "notice", "docx"]))
    assert early.status_code == 422, "there is no notice before the conference was held"
    assert (
        act(
            office,
            "conferences",
            "hold",
            conference,
            on=held,
            chair="Đồng chí Hai, Phó Cụm trưởng",
            clerk="Trần Thị Bình",
        )
        == 302
    )
    minutes = written(office, conference, "minutes")
    for words in (
        "Đồng chí Một",
        "Đồng chí Hai, Phó Cụm trưởng",
        "Đã thử họp theo ca.",
        "Ban hành mẫu biểu chung",
        "BIÊN BẢN",
    ):
        assert words in minutes
    notice = written(office, conference, "notice")
    assert "THÔNG BÁO" in notice
    assert "Mỗi đảng bộ chọn ba chi bộ làm điểm" in notice
    pdf = office.get(reverse("conferences:document", args=[conference.pk, "minutes", "pdf"]))
    assert pdf.content.startswith(b"%PDF")


def written(office: Client, conference: Conference, what: str) -> str:
    """The words of the document, with those of its tables."""
    answer = office.get(reverse("conferences:document", args=[conference.pk, what, "docx"]))
    assert answer.status_code == 200
    document = Document(io.BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_a_note_is_corrected_and_taken_out_with_a_reason_and_its_proposal_stays(
    office: Client, conference: Conference
) -> None:
    one, two, *_others = sitting(office, conference)
    act(office, "programme", "take_down", one, speaker="Đoàn Khối B", text="Ý một", proposal="Đề nghị một")
    note = one.notes.get()
    assert (
        act(office, "programme", "correct_note", one, note=note.pk, speaker="Đoàn Khối B", text="Ý một, nói lại") == 302
    )
    assert one.notes.get().text == "Ý một, nói lại"
    act(office, "programme", "take_down", two, speaker="Đoàn Khối A", text="Ý hai")
    assert act(office, "programme", "drop_note", two, note=note.pk, reason="Nhầm") == 422, "a note of another item"
    assert act(office, "programme", "drop_note", one, note=note.pk, reason="Ghi trùng") == 302
    assert (one.notes.count(), ConferencePoint.objects.count()) == (0, 1)


def test_a_paper_that_was_exchanged_between_reading_and_accepting_is_not_accepted(
    world: World, office: Client, conference: Conference
) -> None:
    paper = asked(world, office, conference)
    sent(paper, text_file("Bản đầu. " + WORDS))
    page = office.get(reverse("desk:page", args=["papers", paper.pk])).content.decode()
    door = f"{reverse('desk:act_on', args=['papers', paper.pk, 'accept'])}?version=1"
    assert door in page, "the button stands beside the version that the page shows"
    sent(paper, text_file("Bản đổi. " + WORDS))
    form = office.get(door)
    assert [(str(form.context["form"]["version"].value()), "Duyệt bản 2" in form.text)] == [("1", True)]
    for read in ({"version": "1"}, {}, {"version": "3"}):
        refused = office.post(door, read)
        assert refused.status_code == 422
    assert "đoàn đã gửi bản 2; hãy đọc bản 2 rồi hãy duyệt" in refused.text
    paper.refresh_from_db()
    assert paper.state == "received"
    assert act(office, "papers", "accept", paper, version=2) == 302


def test_of_papers_accepted_in_bulk_each_is_named_by_its_version_and_an_exchanged_one_is_refused(
    world: World, office: Client, conference: Conference
) -> None:
    stays, changes = asked(world, office, conference), asked(world, office, conference)
    for paper in (stays, changes):
        sent(paper, text_file())
    asks = {"act": "accept", "record": [stays.pk, changes.pk]}
    shown = office.post(reverse("desk:bulk", args=["papers"]), asks)
    assert shown.text.count("Duyệt bản 1") == 2
    answers: dict[str, Any] = {name: str(value) for name, value in shown.context["act"]["hidden"] if name != "record"}
    sent(changes, text_file("Bản đổi. " + WORDS))
    for kept in ({name: value for name, value in answers.items() if not name.startswith("version-")}, answers):
        done = office.post(reverse("desk:bulk", args=["papers"]), asks | kept, follow=True)
        assert "hãy đọc bản 2 rồi hãy duyệt" in done.text
        assert ConferencePaper.objects.get(pk=changes.pk).state == "received"
    assert ConferencePaper.objects.get(pk=stays.pk).state == "accepted"

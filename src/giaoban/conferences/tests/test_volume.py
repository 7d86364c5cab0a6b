"""The volume of papers: which are printed in which order, what is left out and why, both files, released to delegations."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document

from giaoban.conferences import papers, volumes
from giaoban.conferences.models import Conference, ConferencePaper, Delegation, PaperVersion, VolumeFile
from giaoban.conferences.tests.stage import act, by_link, prepared, signed_in
from giaoban.ground.access.operations import program
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.reporting.documents.tests.reading import assert_well_formed, docx_text, letters, pdf_text
from giaoban.reporting.documents.volume import PaperPart, volume_context
from tests.world import World

TEXT = "Chi bộ chúng tôi xin báo cáo kinh nghiệm nâng cao chất lượng sinh hoạt. " * 10


@pytest.mark.parametrize(
    ("state", "syllables", "why"),
    [
        ("accepted", 400, ""),
        ("accepted", 0, "không có chữ"),
        ("received", 400, "chưa duyệt"),
        ("sent_back", 400, "trả lại để sửa, hạn 29/06/2023"),
        ("declined", 400, "Bận bão lũ"),
        ("asked", None, "chưa gửi, hạn 29/06/2023"),
    ],
)
def test_a_paper_is_printed_or_it_is_said_why_not(state: str, syllables: int | None, why: str) -> None:
    paper = ConferencePaper(state=state, due_on=date(2023, 6, 29), remark="Bận bão lũ")
    last = None if syllables is None else PaperVersion(syllables=syllables)
    said = volumes.why_left_out(paper, last)
    assert (bool(said), why in said) == (bool(why), True)


@pytest.mark.parametrize(
    ("state", "printed", "same", "reasons"),
    [
        ("preparing", 2, False, 0), ("concluded", 2, False, 0), ("held", 2, True, 1), ("preparing", 0, False, 1),
        ("cancelled", 2, False, 1), ("cancelled", 0, True, 2),
    ],
)  # fmt: skip
def test_the_volume_is_released_when_there_is_something_new_to_read(
    state: str, printed: int, same: bool, reasons: int
) -> None:
    assert len(volumes.why_not_release(state=state, printed=printed, same=same)) == reasons


def test_a_table_of_too_many_columns_is_printed_as_lines() -> None:
    volume = volumes.PapersVolume(
        "", "", "Hội nghị", "", "", date(2023, 7, 14),
        [volumes.PrintedPaper("Bài", "Đoàn", "", [PaperPart("", rows=[["x"] * 13]), PaperPart("", rows=[["a", "b"]])])],
    )  # fmt: skip
    wide, narrow = volume_context(volume)["papers"][0]["parts"]
    assert (wide["rows"], wide["text"].count("x"), narrow["rows"]) == ([], 13, [{"cells": ["a", "b"]}])


@pytest.fixture
def conference(world: World, office: Client, tmp_path: object, settings: object) -> Conference:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]
    conference = prepared(world, office)
    assert act(office, "conferences", "draw_up", conference) == 302
    return conference


def with_table(words: str, end: str) -> SimpleUploadedFile:
    document, written = Document(), io.BytesIO()
    document.add_heading("I. Tình hình", 1)
    document.add_paragraph(words)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Đảng viên & <mới>", "38.716"
    document.add_paragraph(end)
    document.save(written)
    return SimpleUploadedFile("tham-luan.docx", written.getvalue())


def arrived(office: Client, conference: Conference, body: object, title: str, words: str = TEXT) -> ConferencePaper:
    """The body's paper was asked for, sent by its link and accepted."""
    delegation = conference.delegations.get(body=body)
    assert act(office, "conferences", "ask_papers", conference, delegations=[delegation.pk], theme="Sinh hoạt chi bộ",
               minutes="7", due_on=f"{today() + timedelta(days=10):%Y-%m-%d}") == 302  # fmt: skip
    paper = delegation.papers.latest("pk")
    answers = {"file": with_table(words, f"Hết bài {title}."), "title": title, "sent_by": "Văn phòng",
               "speaker": "Nguyễn Văn An, Bí thư"}  # fmt: skip
    assert Client().post(by_link(delegation, "paper", paper.pk), answers).status_code == 302
    assert act(office, "papers", "accept", paper, version=paper.version) == 302
    return paper


def got(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_both_files_hold_the_papers_in_the_order_of_the_programme_with_their_pages_and_what_is_left_out(
    world: World, office: Client, conference: Conference
) -> None:
    first = arrived(office, conference, world.units["Khối A"], "Bài đứng trước", TEXT * 30)
    second = arrived(office, conference, world.units["Khối B"], "Bài đứng sau")
    assert act(office, "conferences", "seat_papers", conference) == 302
    item = second.items.get()
    assert act(office, "programme", "move_item", item, place="1") == 302
    delegation = conference.delegations.get(body=world.units["Khối B"])
    assert act(office, "conferences", "ask_papers", conference, delegations=[delegation.pk], theme="Chưa gửi bài này",
               minutes="5", due_on=f"{today() + timedelta(days=10):%Y-%m-%d}") == 302  # fmt: skip
    word = got(office, reverse("conferences:volume_draft", args=[conference.pk, "docx"]))
    pdf = got(office, reverse("conferences:volume_draft", args=[conference.pk, "pdf"]))
    assert_well_formed(word)
    text, on_paper = docx_text(word), letters(pdf_text(pdf))
    for line in text.splitlines():
        assert letters(re.sub(r"\d+$", "", line))[:80] in on_paper, "beginnings: page numbers come between in the PDF"
    assert text.index("1. Bài đứng sau") < text.index("2. Bài đứng trước"), "the programme decides, not who sent first"
    assert "Nguyễn Văn An, Bí thư – Khối B" in text
    assert "Đảng viên & <mới>" in text
    assert "“Chưa gửi bài này” – Khối B: chưa gửi, hạn" in text
    xml = ZipFile(io.BytesIO(word)).read("word/document.xml").decode()
    assert ' TOC \\o "1-1"' in xml
    pages = [int(page) for page in re.findall(r"PAGEREF \w+ \\h .*?<w:t[^>]*>(\d+)</w:t>", xml)]
    assert len(pages) == 3
    assert pages[0] == 3
    assert pages == sorted(set(pages)), "each begins on a page of its own, the long one takes several"
    assert set(re.findall(r'w:anchor="(\w+)"', xml)) == set(re.findall(r'bookmarkStart [^>]*w:name="(\w+)"', xml))
    assert first.order < second.order


@pytest.mark.django_db
def test_a_released_volume_is_read_by_every_delegation_stays_as_it_was_and_is_released_again_when_a_paper_changes(
    world: World, office: Client, conference: Conference
) -> None:
    paper = arrived(office, conference, world.units["Khối B"], "Bài thứ nhất")
    other = conference.delegations.get(body=world.units["Khối A"])
    assert "Kỷ yếu" not in Client().get(by_link(other)).content.decode(), "not before it is released"
    assert act(office, "conferences", "release_volume", conference) == 302
    assert act(office, "conferences", "release_volume", conference) == 422, "nothing is new"
    word, pdf = VolumeFile.objects.order_by("kind")
    assert by_link(other, "volume", pdf.pk) in Client().get(by_link(other)).content.decode()
    before = got(Client(), by_link(other, "volume", word.pk))
    assert "Hết bài Bài thứ nhất." in docx_text(before)
    assert got(Client(), by_link(other, "volume", pdf.pk)).startswith(b"%PDF")
    day = f"{today() + timedelta(days=12):%Y-%m-%d}"
    assert act(office, "papers", "send_back", paper, remark="Sửa số liệu", due_on=day) == 302
    page = reverse("desk:page", args=["conferences", conference.pk])
    assert "hãy phát hành lại kỷ yếu" in office.get(page).content.decode()
    assert got(office, reverse("conferences:volume", args=[word.pk])) == before, "what was given out does not change"
    arrived(office, conference, world.units["Khối A"], "Bài thứ hai")
    assert act(office, "conferences", "release_volume", conference) == 302
    assert sorted(VolumeFile.objects.values_list("number", "kind")) == [
        (1, "docx"),
        (1, "pdf"),
        (2, "docx"),
        (2, "pdf"),
    ]
    assert Client().get(by_link(other, "volume", word.pk)).status_code == 404, "delegations have the last one"
    assert got(office, reverse("conferences:volume", args=[word.pk])) == before, "the host keeps every one"


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["decline", "send_back", "withdraw", "sent anew"])
def test_a_volume_is_handed_out_no_longer_once_a_paper_that_is_printed_in_it_has_left(
    world: World, office: Client, conference: Conference, way: str
) -> None:
    paper = arrived(office, conference, world.units["Khối B"], "Bài rời đi")
    arrived(office, conference, world.units["Khối A"], "Bài ở lại")
    assert act(office, "conferences", "release_volume", conference) == 302
    other = conference.delegations.get(body=world.units["Khối A"])
    addresses = [by_link(other, "volume", file.pk) for file in VolumeFile.objects.all()]
    assert [Client().get(address).status_code for address in addresses] == [200, 200]
    day = f"{today() + timedelta(days=12):%Y-%m-%d}"
    if way == "decline":
        assert act(office, "papers", "decline", paper, remark="Không được phổ biến") == 302
    elif way == "withdraw":
        assert act(office, "invitations", "withdraw", paper.delegation, reason="Bận") == 302
    else:
        assert act(office, "papers", "send_back", paper, remark="Sửa số liệu", due_on=day) == 302
    if way == "sent anew":
        sent = {"file": with_table(TEXT, "Đã sửa."), "title": "Bài rời đi", "speaker": "Nguyễn Văn An", "sent_by": "An"}
        assert Client().post(by_link(paper.delegation, "paper", paper.pk), sent).status_code == 302
        assert act(office, "papers", "accept", paper, version=paper.version) == 302, (
            "the words that were sent back are not those accepted"
        )
    assert [Client().get(address).status_code for address in addresses] == [404, 404]
    page = Client().get(by_link(other)).content.decode()
    assert "Kỷ yếu đang được in lại" in page
    assert addresses[0] not in page
    assert "đã rời hội nghị" in office.get(reverse("desk:page", args=["conferences", conference.pk])).content.decode()
    assert act(office, "conferences", "release_volume", conference) == 302
    page = Client().get(by_link(other)).content.decode()
    assert "Kỷ yếu đang được in lại" not in page
    assert by_link(other, "volume", VolumeFile.objects.filter(number=2)[0].pk) in page


@pytest.mark.django_db
def test_a_released_volume_is_taken_back_with_a_reason_and_can_be_released_anew(
    world: World, office: Client, conference: Conference
) -> None:
    arrived(office, conference, world.units["Khối B"], "Bài thứ nhất")
    assert act(office, "conferences", "withdraw_volume", conference, reason="Chưa có gì") in {403, 404, 422}
    assert act(office, "conferences", "release_volume", conference) == 302
    other = conference.delegations.get(body=world.units["Khối A"])
    kept = VolumeFile.objects.latest("pk")
    assert act(office, "conferences", "withdraw_volume", conference, reason=" ") == 422
    assert act(office, "conferences", "withdraw_volume", conference, reason="In nhầm bìa") == 302
    assert Entry.objects.get(act="conferences.withdraw_volume").reason == "In nhầm bìa"
    assert Client().get(by_link(other, "volume", kept.pk)).status_code == 404
    assert got(office, reverse("conferences:volume", args=[kept.pk])), "the host keeps it"
    page = office.get(reverse("desk:page", args=["conferences", conference.pk])).content.decode()
    assert "Bản 1 đã được thu hồi" in page
    assert act(office, "conferences", "withdraw_volume", conference, reason="Lần nữa") in {403, 404, 422}
    assert act(office, "conferences", "release_volume", conference) == 302, "also where nothing is different"


@pytest.mark.django_db
def test_a_paper_that_leaves_while_the_volume_is_set_is_in_no_release(
    world: World, office: Client, conference: Conference, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = arrived(office, conference, world.units["Khối B"], "Bài rời đi")
    arrived(office, conference, world.units["Khối A"], "Bài ở lại")

    def set_slowly(_conference: Conference, _volume: volumes.PapersVolume, _kind: str) -> bytes:
        if ConferencePaper.objects.get(pk=paper.pk).state == "accepted":
            papers.decline(actor=program("Kiểm thử"), record=paper, remark="Không được phổ biến")
        return b"Bai roi di"

    monkeypatch.setattr(volumes, "written", set_slowly)
    assert act(office, "conferences", "release_volume", conference) == 422
    assert not VolumeFile.objects.exists()


@pytest.mark.django_db
def test_who_may_not_read_the_papers_gets_no_volume_of_them(
    world: World, office: Client, conference: Conference
) -> None:
    arrived(office, conference, world.units["Khối B"], "Bài thứ nhất")
    assert act(office, "conferences", "release_volume", conference) == 302
    kept = VolumeFile.objects.latest("pk")
    stranger = signed_in(world, "to-chuc-b")
    for address in (
        reverse("conferences:volume", args=[kept.pk]),
        reverse("conferences:volume_draft", args=[conference.pk, "pdf"]),
    ):
        assert stranger.get(address).status_code == 404
    withdrawn = Delegation.objects.get(conference=conference, body=world.units["Khối A"])
    assert act(office, "invitations", "withdraw", withdrawn, reason="Bận") == 302
    assert Client().get(by_link(withdrawn, "volume", kept.pk)).status_code == 404


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_any_more_is_left_out_with_the_reason(
    world: World, office: Client, conference: Conference
) -> None:
    arrived(office, conference, world.units["Khối A"], "Bài đọc được")
    gone = arrived(office, conference, world.units["Khối B"], "Bài mất tệp")
    volumes.files.drop(gone.versions.get().stored_name)
    volume = volumes.volume_of(conference)
    assert [paper.title for paper in volume.papers] == ["Bài đọc được"]
    assert [paper.title for paper in volume.left_out] == ["Bài mất tệp"]
    assert volume.left_out[0].why.startswith("không đọc được tệp")

"""Any text is held against what was sealed or released: by whom it may be seen, and nothing of it is kept."""

from __future__ import annotations

import html
import io
import random
import re
from datetime import date

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document

from giaoban.faces.desk.reports import trace
from giaoban.ground.access.models import Account
from giaoban.ground.journal.models import Entry
from giaoban.reporting import releases, returns
from giaoban.reporting.documents import docx_of
from giaoban.reporting.models import Return
from giaoban.reporting.prose.identified import identities
from giaoban.reporting.queries import report_of
from giaoban.reporting.tests.test_tracing import typed_over
from giaoban.reporting.tests.test_tracing_pdf import addresses, set_otherwise
from giaoban.reporting.tests_db.test_a_text_comes_in import account
from tests.world import new_account

pytestmark = pytest.mark.django_db

TEXT = (
    "Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Quảng Ninh, kết quả 6 tháng đầu năm 2023\n\n"
    "Toàn Đảng bộ có 82 tổ chức cơ sở đảng. Kết nạp được 535 đảng viên mới. Thi hành kỷ luật 3.999 đảng viên."
)


@pytest.fixture(autouse=True)
def own_media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def sealed(program, eight, take) -> Return:
    """The return of Quảng Ninh, submitted: 82 organisations, 534 admitted."""
    row, _entry = take(*eight[0])
    returns.submit(actor=program, record=row, on=date(2023, 6, 20))
    return row


def client_of(made: Account) -> Client:
    client = Client()
    client.force_login(made)
    return client


def compared(client: Client, **sent):
    return client.post(reverse("texts:compare"), sent)


def words(answer) -> str:
    """The page as a person reads it."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", answer.content.decode())))


def told(answer) -> dict[str, list[dict]]:
    """The numbers of the answer by their verdict."""
    return {group["verdict"]: group["rows"] for group in answer.context["groups"]}


def test_each_number_agrees_differs_or_is_nobodys_with_the_door_to_what_was_sealed(
    program, cluster, sealed: Return
) -> None:
    secretary = client_of(account(program, "thuky", "cluster_secretariat", cluster))
    entries = Entry.objects.count()
    answer = compared(secretary, pasted=TEXT)
    assert answer.status_code == 200
    found = told(answer)
    door = reverse("reports:line", args=[sealed.pk, "4.4"])
    assert [(row["code"], row["text"], row["sealed"], row["url"]) for row in found["differs"]] == [
        ("4.4", "535", "534", door),
        ("5.3", "3.999", found["differs"][1]["sealed"], reverse("reports:line", args=[sealed.pk, "5.3"])),
    ]
    assert [(row["code"], row["text"]) for row in found["agrees"]] == [("1.1", "82")]
    assert f'href="{door}"' in answer.content.decode()
    assert Entry.objects.count() == entries


def test_nobody_compares_with_what_they_may_not_see(program, campaign, sealed: Return) -> None:
    office = client_of(account(program, "vp", "office", campaign.returns.get(name="Hà Giang").unit))
    nobody = client_of(new_account("la", name="Người lạ"))
    for client in (office, nobody):
        answer = compared(client, pasted=TEXT)
        found = told(answer)
        assert found["differs"] == found["agrees"] == []
        assert len(found["nobodys"]) == 3
        assert "534" not in words(answer)
    assert Client().get(reverse("texts:compare")).status_code == 302


def test_whoever_sees_nothing_else_compares_with_what_was_released(program, filled: Return) -> None:
    releases.release(
        actor=program, record=filled, on=date(2023, 7, 5), lines=["1.1"], early="báo cáo của cụm chưa được chấp nhận"
    )
    nobody = client_of(new_account("la", name="Người lạ"))
    answer = compared(nobody, pasted=TEXT)
    found = told(answer)
    assert [(row["code"], row["sealed"], row["source"]) for row in found["agrees"]] == [("1.1", "82", "đã công bố")]
    assert found["agrees"][0]["url"].startswith("/so-lieu/")
    assert {row["code"] for row in found["nobodys"]} == {"4.4", "5.3"}


def test_a_draft_is_not_what_was_sealed(program, cluster, eight, take) -> None:
    take(*eight[0])
    answer = compared(client_of(account(program, "thuky", "cluster_secretariat", cluster)), pasted=TEXT)
    assert len(told(answer)["nobodys"]) == 3


def test_a_document_of_ours_is_known_figure_by_figure_and_one_typed_over_is_named(
    program, cluster, sealed: Return, tmp_path
) -> None:
    client = client_of(account(program, "thuky", "cluster_secretariat", cluster))
    document = docx_of(report_of(sealed))
    same = told(compared(client, file=SimpleUploadedFile("r.docx", document)))
    assert (same["differs"], len(same["agrees"])) == ([], len(list(identities(document))))
    whole = next(row for row in same["agrees"] if row["code"] == "4.4")
    assert whole["url"] == reverse("reports:line", args=[sealed.pk, "4.4"])
    changed, now = typed_over(document, 3, random.Random(15))
    other = told(compared(client, file=SimpleUploadedFile("r.docx", changed)))["differs"]
    assert [(row["text"], row["place"]) for row in other] == [(now, "số thứ 4")]
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_number_that_was_written_into_a_document_of_ours_is_looked_at_too(program, cluster, sealed: Return) -> None:
    client = client_of(account(program, "thuky", "cluster_secretariat", cluster))
    document = Document(io.BytesIO(docx_of(report_of(sealed))))
    first = next(part for part in document.paragraphs if "kết nạp" in part.text.lower())
    first.add_run(" Trong kỳ kết nạp 999 đảng viên.")
    written = io.BytesIO()
    document.save(written)
    rows = told(compared(client, file=SimpleUploadedFile("r.docx", written.getvalue())))
    assert "999" in [row["text"] for row in rows["differs"] + rows["nobodys"]]


def test_the_pdf_from_the_desk_is_known_figure_by_figure_and_each_opens_a_page_that_is_there(
    program, cluster, sealed: Return
) -> None:
    client = client_of(account(program, "thuky", "cluster_secretariat", cluster))
    document = client.get(reverse("reports:document", args=[sealed.pk, "pdf"])).content
    pages = {address.partition("#")[0] for address in addresses(document)}
    assert {client.get(page.removeprefix(settings.DESK_ADDRESS)).status_code for page in pages} == {200}
    same = told(compared(client, file=SimpleUploadedFile("r.pdf", document)))
    assert (same["differs"], len(same["agrees"])) == ([], len(addresses(document)))
    changed, now = set_otherwise(document, 0, random.Random(1))
    other = told(compared(client, file=SimpleUploadedFile("r.pdf", changed)))["differs"]
    assert [(row["text"], row["place"]) for row in other] == [(now, "số thứ 1")]


BAD = {
    "nothing": ({}, "Hãy chọn tệp hoặc dán văn bản."),
    "blank": ({"pasted": "   "}, "Hãy chọn tệp hoặc dán văn bản."),
    "too much": ({"pasted": "a" * 200_001}, "200"),
    "damaged": ({"file": ("a.docx", b"PK\x03\x04 not a zip")}, "bị hỏng"),
    "marked secret": ({"pasted": "MẬT\n\nBáo cáo 6 tháng đầu năm 2023 có 12 đảng viên."}, "mật"),
    "named secret": ({"file": ("tuyệt mật.txt", b"Bao cao")}, "mật"),
    "too long": ({"file": ("a.txt", "Có 12 đảng viên.\n\n".encode() * 3_100)}, "quá mức của một báo cáo"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_compared_gets_one_sentence(program, cluster, case: str) -> None:
    sent, said = BAD[case]
    client = client_of(account(program, "thuky", "cluster_secretariat", cluster))
    files = {name: SimpleUploadedFile(*value) if name == "file" else value for name, value in sent.items()}
    answer = compared(client, **files)
    assert answer.status_code == 422
    assert said in words(answer)


def test_a_text_that_names_neither_unit_nor_period_is_told_so(program, cluster) -> None:
    client = client_of(account(program, "thuky", "cluster_secretariat", cluster))
    answer = compared(client, pasted="Kết nạp được 12 đảng viên mới.")
    assert "Văn bản không nêu đơn vị, không nêu kỳ báo cáo" in words(answer)
    assert "Đối chiếu văn bản" in words(client.get("/desk/", follow=True))


def test_one_account_compares_so_many_texts_and_another_is_not_kept_waiting(program, cluster, monkeypatch):
    monkeypatch.setattr(trace, "MEASURE", {"compare": "2/m/user"})
    first, other = (
        client_of(account(program, name, "cluster_secretariat", cluster)) for name in ("thuky-1", "thuky-2")
    )
    assert [compared(first, pasted=TEXT).status_code for _time in range(3)] == [200, 200, 422]
    assert trace.TOO_OFTEN in words(compared(first, pasted=TEXT))
    assert compared(other, pasted=TEXT).status_code == 200

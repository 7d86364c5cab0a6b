"""What is kept: the archive of a body that ended, links that lead somewhere, an export that opens without the program."""

from __future__ import annotations

import json
import re
import threading
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.conf import settings as given
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import InternalError, transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.rich_text import RichText

from giaoban.core.refusal import Refused
from giaoban.faces.portal import clock
from giaoban.faces.portal.editing import linking
from giaoban.faces.portal.editing.linking import ask_outside, look_at_all, why_dead
from giaoban.faces.portal.giving_out.exporting import SUMS, export, wrong_in
from giaoban.faces.portal.models import (
    Article,
    Attachment,
    BrokenLink,
    Consultation,
    Correction,
    Event,
    Furniture,
    Letter,
    Paper,
)
from giaoban.faces.portal.tests.test_chart import BODY
from giaoban.faces.portal.tests.test_pages import publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def furniture() -> Furniture:
    Furniture.objects.all().delete()
    return Furniture.objects.create(valid_from=date(2019, 1, 1), body="Đảng ủy Khối thử", **BODY)


def freeze(furniture: Furniture, on: date) -> None:
    furniture.frozen_on, furniture.successor = on, "Đảng ủy các cơ quan Đảng tỉnh"
    furniture.successor_url = "https://nguoi-ke-nhiem.example/"
    furniture.save()


def paper(**fields) -> Paper:
    usual = {
        "kind": "Kế hoạch", "issuer": "Đảng ủy Khối", "sign": "21-KH/ĐUK", "term": "2020-2025",
        "issued_on": date(2023, 3, 1), "subject": "Chuyển đổi số trong sinh hoạt chi bộ",
    }  # fmt: skip
    made = Paper(**usual | fields)
    made.full_clean()
    made.save()
    return made


# -- the archive -------------------------------------------------------------------------------------------------------

CHANGES = {
    "a new article": lambda article: publish(title="Bài viết sau ngày ngừng cập nhật"),
    "another lead": lambda article: Article.objects.filter(pk=article.pk).update(lead="Khác"),
    "withdrawing": lambda article: article.unpublish(),
    "deleting": lambda article: Article.objects.filter(pk=article.pk).delete(),
    "a correction": lambda article: Correction.objects.create(article=article, on=date(2025, 1, 1), text="Sửa"),
    "a document": lambda article: paper(),
    "an appointment": lambda article: Event.objects.create(title="Họp", starts_at=clock.now()),
    "a file": lambda article: Attachment.objects.create(title="Tệp", file=ContentFile(b"a", name="a.txt")),
    "a draft for comment": lambda article: Consultation.objects.create(
        title="Dự thảo", text="", opens_on=date(2025, 1, 1), closes_on=date(2025, 2, 1)
    ),
    "a letter": lambda article: Letter.objects.create(
        reference="A", name="A", text="A", kind="question", received_at=clock.now(), due_on=date(2025, 1, 1)
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_nothing_in_an_archive_can_be_changed_and_everything_could_before(change, furniture, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    article = publish()
    freeze(furniture, clock.today())
    with pytest.raises(InternalError, match="archive"), transaction.atomic():
        change(article)
    freeze(furniture, clock.today() + timedelta(days=1))  # the control: tomorrow is not yet
    with transaction.atomic():
        change(Article.objects.get(pk=article.pk))


def test_an_archive_is_read_searched_and_fed_and_names_its_successor(furniture, client: Client):
    article = publish()
    freeze(furniture, clock.today())
    for address in ("/", article.address, "/van-ban/", f"/in/{article.pk}", "/gop-y/"):
        page = client.get(address)
        assert page.status_code == 200, address
    assert "Đảng ủy các cơ quan Đảng tỉnh" in client.get(article.address).text
    assert article.title in client.get("/tim-kiem/?q=so+ket").text
    assert article.address in client.get("/rss.xml").text
    assert "<form" not in client.get("/gop-y/").text.split("<main")[1].split("</main>")[0]


def test_whoever_tries_to_edit_an_archive_reads_one_sentence(furniture, program, client: Client):
    from giaoban.faces.portal.editing.archiving import ArchiveMiddleware

    freeze(furniture, clock.today())
    try:
        with transaction.atomic():
            publish()
    except InternalError as refused:
        answer = ArchiveMiddleware(lambda request: None).process_exception(None, refused)
    assert answer.status_code == 423
    assert "không sửa được" in answer.text
    assert ArchiveMiddleware(lambda request: None).process_exception(None, ValueError("khác")) is None


# -- links -------------------------------------------------------------------------------------------------------------


def linked(*hrefs: str) -> list[tuple[str, RichText]]:
    return [("text", RichText("".join(f'<p><a href="{href}">x</a></p>' for href in hrefs)))]


def test_dead_links_are_listed_until_they_are_mended(furniture):
    living = publish(title="Bài còn đây")
    gone = publish(title="Bài sẽ rút")
    wrong = ["/khong-co-trang-nay/", "/dang-uy-khoi/bai-nao-do-999999", gone.address, "/van-ban/so-khong-co-9999/"]
    right = [living.address, "/van-ban/", "/dang-uy-khoi/", "/so-lieu/", "mailto:a@b.example", "#muc", "/rss.xml"]
    body = [*linked(*wrong, *right), ("text", RichText('<p><a linktype="document" id="987654">tệp</a></p>'))]
    article = publish(title="Bài có liên kết", body=body)
    gone.unpublish()
    assert look_at_all() == 5
    assert set(BrokenLink.objects.values_list("target", flat=True)) == {*wrong, "file:987654"}
    assert all(BrokenLink.objects.values_list("why", flat=True))
    first = BrokenLink.objects.get(target=wrong[0]).since
    look_at_all()
    assert BrokenLink.objects.get(target=wrong[0]).since == first
    article.body = linked(*right)
    article.save_revision().publish()
    assert look_at_all() == 0


def test_a_file_that_is_missing_from_the_store_is_found(furniture, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    file = Attachment.objects.create(title="Kế hoạch", file=ContentFile(b"Ke hoach", name="ke-hoach.txt"))
    paper(file=file)
    assert look_at_all() == 0
    Path(file.file.path).unlink()
    assert look_at_all() == 1


def test_other_sites_are_not_asked_unless_somebody_says_so(furniture):
    asked: list[str] = []

    def ask(address: str) -> str:
        asked.append(address)
        return "không trả lời"

    publish(title="Bài có liên kết ngoài", body=linked("https://trang-khac.example/bai"))
    assert look_at_all() == 0
    assert not asked
    assert look_at_all(outside=ask) == 1
    assert asked == ["https://trang-khac.example/bai"]
    assert look_at_all() == 1  # what was found stays known
    assert why_dead("https://trang-khac.example/bai") == ""


@pytest.fixture
def neighbour():
    """A server of this machine: its address, and what it was asked; all it asks leads on to a page of its own."""
    asked: list[str] = []

    class Neighbour(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/tiep")
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Neighbour)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "10.1.2.3", "192.168.0.1", "169.254.169.254", "0.0.0.0"]
)
def test_an_address_of_the_offices_own_network_is_not_asked(neighbour, host):
    port = neighbour[0].rpartition(":")[2]
    assert ask_outside(f"http://{host}:{port}/") == _("Addresses inside an office's own network are not asked.")
    assert neighbour[1] == []


def test_where_another_site_leads_is_not_followed(neighbour, monkeypatch):
    monkeypatch.setattr(linking, "_is_inside", lambda host: False)
    assert ask_outside(f"{neighbour[0]}/bai") == ""
    assert neighbour[1] == ["/bai"]


# -- the export --------------------------------------------------------------------------------------------------------


@pytest.fixture
def exported(furniture, settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    file = Attachment.objects.create(title="Kế hoạch", file=ContentFile(b"Ke hoach", name="ke-hoach.txt"))
    paper(file=file)
    other = publish(title="Bài được nhắc tới", dated_at=clock.now().replace(year=2023))
    publish(title="Bài năm 2023", dated_at=clock.now().replace(year=2023), body=linked(other.address, "/van-ban/"))
    publish(title="Bài năm 2022", dated_at=clock.now().replace(year=2022))
    folder = tmp_path / "export"
    export(folder, year=2023)
    return folder


def test_an_export_holds_the_year_and_every_link_of_it_inside_leads_to_a_file_of_it(exported, settings):
    pages = list((exported / "pages").glob("*.html"))
    assert len(pages) == 2
    followed = 0
    for page in exported.rglob("*.html"):
        for link in re.findall(r'(?:href|src)="([^"]+)"', page.read_text()):
            if link.startswith((settings.SITE_ADDRESS, "http", "mailto:")):
                continue
            assert not link.startswith("/"), (page, link)
            assert (page.parent / link.partition("#")[0]).exists(), (page.name, link)
            followed += 1
    assert followed >= 8
    titles = [row["title"] for row in json.loads((exported / "data/articles.json").read_text())]
    assert sorted(titles) == ["Bài năm 2023", "Bài được nhắc tới"]
    assert json.loads((exported / "data/papers.json").read_text())[0]["sign"] == "21-KH/ĐUK"
    assert any(path.read_bytes() == b"Ke hoach" for path in (exported / "files").iterdir())


def test_an_export_says_what_was_changed_missing_or_added(exported):
    assert wrong_in(exported) == []
    page = next((exported / "pages").iterdir())
    page.write_text(page.read_text().replace("2023", "2024"))
    (exported / "them.txt").write_text("thêm")
    (exported / "data/papers.json").unlink()
    wrong = " ".join(wrong_in(exported))
    assert page.name in wrong
    assert "them.txt" in wrong
    assert "papers.json" in wrong
    (exported / SUMS).unlink()
    assert wrong_in(exported)


def test_an_export_overwrites_nothing_and_knows_its_sections(exported, furniture, tmp_path):
    with pytest.raises(Refused):
        export(exported)
    with pytest.raises(Refused):
        export(tmp_path / "khac", section="khong-co")


# -- search over the text of files, and the pieces of the sitemap --------------------------------------------------------


def test_a_document_is_found_by_words_deep_in_its_pdf(furniture, settings, tmp_path, client: Client):
    import typst

    settings.MEDIA_ROOT = str(tmp_path)
    source = tmp_path / "paper.typ"
    source.write_text(
        "Trang đầu\n" + "#pagebreak()\nMột trang\n" * 6 + "#pagebreak()\nĐiều khoản về bồi dưỡng cấp ủy viên\n"
    )
    pdf = typst.compile(str(source))
    file = Attachment.objects.create(title="Kế hoạch", file=ContentFile(pdf, name="ke-hoach.pdf"))
    paper(file=file)
    for asked in ("boi duong cap uy vien", "bồi dưỡng cấp uỷ viên", "bồi dưỡng cấp ủy viên"):
        assert "21-KH/ĐUK" in client.get("/tim-kiem/", {"q": asked}).text, asked
    assert "21-KH/ĐUK" not in client.get("/tim-kiem/", {"q": "khong co trong tep"}).text


def test_a_file_of_the_portal_runs_nothing_and_only_a_pdf_opens_in_the_browser(
    furniture, settings, tmp_path, client: Client
):
    import typst

    settings.MEDIA_ROOT = str(tmp_path)
    (tmp_path / "paper.typ").write_text("Trang đầu")
    pdf = typst.compile(str(tmp_path / "paper.typ"))
    for name, content, how in (("a.pdf", pdf, "inline"), ("a.txt", b"<script>x()</script>", "attachment")):
        file = Attachment.objects.create(title="Kế hoạch", file=ContentFile(content, name=name))
        assert client.get(file.url).status_code == 404  # nothing published names it yet
        paper(file=file, sign=f"{len(name + how)}-KH/ĐUK")
        answer = client.get(file.url)
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith(how)
        assert answer["Content-Security-Policy"] == "default-src 'none'"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Type"].startswith("application/pdf" if how == "inline" else "text/plain")
    with pytest.raises(ValidationError):
        Attachment(title="Kế hoạch", file=ContentFile(b"<html><script>x()</script>", name="a.pdf")).full_clean()


def test_a_long_sitemap_is_a_list_of_pieces_that_name_every_article_once(furniture, client: Client, monkeypatch):
    from giaoban.faces.portal.giving_out import feeds

    articles = [publish(title=f"Bài số {number}") for number in range(5)]
    whole = client.get("/sitemap.xml").text
    assert client.get("/sitemap-1.xml").status_code == 404
    monkeypatch.setattr(feeds, "PIECE", 2)
    index = client.get("/sitemap.xml").text
    pieces = re.findall(rf"<loc>{re.escape(given.SITE_ADDRESS)}(/sitemap-\d+\.xml)</loc>", index)
    texts = [client.get(piece).text for piece in pieces]
    assert len(texts) > 3
    assert all(text.count("<loc>") <= 2 for text in texts[1:])
    named = "".join(texts)
    for article in articles:
        assert whole.count(article.address + "<") == named.count(article.address + "<") == 1
    assert client.get(f"/sitemap-{articles[-1].pk + 1}.xml").status_code == 404
    assert client.get("/sitemap-99999999999999999999.xml").status_code == 404


# -- long sections -----------------------------------------------------------------------------------------------------


def test_a_long_section_is_paged_to_a_bound_and_older_articles_are_reached_by_their_month(
    furniture, client: Client, monkeypatch
):
    from giaoban.faces.portal.reading import pages

    at = [datetime(2022, 11, 30, 23, 30), datetime(2023, 2, 1, 0, 30), datetime(2023, 2, 27, 8)]
    articles = [
        publish(title=f"Bài số {number}", dated_at=timezone.make_aware(moment)) for number, moment in enumerate(at)
    ]
    months = lambda: re.findall(r"thang=(\d{4}-\d\d)", client.get("/dang-uy-khoi/").text)  # noqa: E731
    assert months() == ["2023-02", "2022-11"]
    monkeypatch.setattr(pages, "MOST_LISTED", 2)
    page = client.get("/dang-uy-khoi/").text
    assert articles[0].address not in page
    assert "Bài cũ hơn xem ở mục Theo tháng." in page
    assert months() == ["2023-02", "2023-01", "2022-12", "2022-11"]
    for month, held in {"2022-11": articles[:1], "2023-02": articles[1:], "2023-01": []}.items():
        page = client.get(f"/dang-uy-khoi/?thang={month}").text
        assert [each for each in articles if each.address in page] == held, month


def test_the_read_api_counts_what_it_lists(furniture, client: Client):
    publish(title="Một")
    publish(title="Hai").unpublish()
    for address in ("/api/v1/articles", "/api/v1/articles?section=dang-uy-khoi", "/api/v1/articles?section=khong-co"):
        told = client.get(address).json()
        assert told["count"] == len(told["items"]), address
    assert client.get("/api/v1/articles?section=dang-uy-khoi").json()["count"] == 1

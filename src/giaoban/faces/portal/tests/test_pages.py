"""The public pages, asked for as a reader would."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from giaoban.faces.portal import clock
from giaoban.faces.portal.models import Article, Home, Letter, LetterSent, Section

pytestmark = pytest.mark.django_db


def publish(section: str = "dang-uy-khoi", **fields) -> Article:
    parent = Section.objects.get(slug=section)
    fields.setdefault("title", "Hội nghị sơ kết công tác 6 tháng đầu năm")
    fields.setdefault("lead", "Sáng 14/7, Đảng ủy Khối tổ chức hội nghị.")
    fields.setdefault("byline", "Ban Tuyên giáo Đảng ủy Khối")
    article = parent.add_child(instance=Article(**fields, live=False))
    article.save_revision().publish()
    return Article.objects.get(pk=article.pk)


def test_the_portal_stands_with_its_sections_after_the_tables_are_made():
    assert Home.objects.count() == 1
    assert Section.objects.filter(slug="dang-uy-khoi").exists()


def test_a_published_article_is_read_at_section_words_and_number(client: Client):
    article = publish()
    assert article.address == f"/dang-uy-khoi/hoi-nghi-so-ket-cong-tac-6-thang-dau-nam-{article.pk}"
    page = client.get(article.address)
    assert page.status_code == 200
    assert "Sáng 14/7, Đảng ủy Khối tổ chức hội nghị." in page.text
    assert '<html lang="vi"' in page.text


def test_the_front_page_and_the_section_show_it(client: Client):
    article = publish()
    for address in ("/", "/dang-uy-khoi/", "/tin-tuc/"):
        assert article.address in client.get(address).text, address


def test_other_words_or_another_section_lead_to_the_one_address_for_good(client: Client):
    article = publish()
    for address in (f"/dang-uy-khoi/cu-{article.pk}", f"/dan-van/hoi-nghi-{article.pk}"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (301, article.address)


def test_a_withdrawn_article_answers_410_and_a_draft_404(client: Client):
    article = publish()
    article.unpublish()
    assert client.get(article.address).status_code == 410
    draft = Section.objects.get(slug="dan-van").add_child(instance=Article(title="Bản thảo", live=False))
    assert client.get(draft.address).status_code == 404


def test_writers_editors_and_approvers_can_do_what_their_work_asks():
    from django.contrib.auth.models import Group

    powers = {
        group.name: set(group.permissions.values_list("codename", flat=True))
        | set(group.collection_permissions.values_list("permission__codename", flat=True))
        | set(group.page_permissions.values_list("permission__codename", flat=True))
        for group in Group.objects.all()
    }
    assert {"access_admin", "add_page", "add_image", "choose_image", "add_document"} <= powers["Người viết"]
    assert "publish_page" not in powers["Người viết"] | powers["Biên tập viên"] | powers["Người duyệt"]
    assert {"change_paper", "add_event", "change_letter", "change_image"} <= powers["Biên tập viên"]
    assert {"change_page", "change_furniture"} <= powers["Người duyệt"]
    assert {"add_page", "change_page", "publish_page"} & powers["Lãnh đạo duyệt đăng"] == {"publish_page"}


def test_pages_without_an_account_and_bad_addresses_have_sane_answers(client: Client):
    publish()
    for address in (
        "/khong-co/",
        "/dang-uy-khoi/?trang=0",
        "/dang-uy-khoi/?thang=2023-13",
        "/in/999999",
        "/lich-cong-tac/?tuan=x",
    ):
        assert client.get(address).status_code == 404, address
    assert client.get("/bientap/").status_code == 302
    back = client.get("/hien-thi?chu=lon&ve=//evil.example/")
    assert (back.status_code, back["Location"]) == (302, "/")
    assert 'data-type="large"' in client.get("/").text


def test_feeds_sitemap_and_read_api_hold_what_is_published_and_no_draft(client: Client):
    article = publish()
    withdrawn = publish(title="Bài sẽ rút")
    withdrawn.unpublish()
    for address in ("/rss.xml", "/atom.xml", "/dang-uy-khoi/rss.xml", "/sitemap.xml", "/api/v1/articles"):
        text = client.get(address).text
        assert article.address in text, address
        assert withdrawn.address not in text, address
    tag = client.get("/api/v1/articles")["ETag"]
    assert client.get("/api/v1/articles", headers={"If-None-Match": tag}).status_code == 304
    assert client.post("/api/v1/articles").status_code == 405


def test_a_reader_writes_and_learns_reference_and_day(client: Client):
    from giaoban.faces.portal.models import Letter

    refused = client.post("/gop-y/", {"kind": "question", "name": "", "text": "a"})
    assert refused.status_code == 422
    sent = client.post("/gop-y/", {"kind": "wrong", "name": "Nguyễn Văn Bình", "text": "Ngày đăng của bài bị sai."})
    letter = Letter.objects.get()
    assert letter.reference in sent.text
    assert (letter.due_on - letter.received_at.date()).days in {9, 10, 11}


def test_five_letters_an_hour_are_counted_for_the_reader_and_not_for_the_proxy(client: Client, settings):
    settings.PORTAL_PROXIES = ["127.0.0.1"]
    letter = {"kind": "wrong", "name": "Nguyễn Văn Bình", "text": "Ngày đăng của bài bị sai."}
    sent = [client.post("/gop-y/", letter, HTTP_X_FORWARDED_FOR="203.0.113.7").status_code for _again in range(6)]
    assert sent == [200, 200, 200, 200, 200, 422]
    assert client.post("/gop-y/", letter, HTTP_X_FORWARDED_FOR="203.0.113.8").status_code == 200
    assert client.post("/gop-y/", letter, HTTP_X_FORWARDED_FOR="203.0.113.9, 203.0.113.7").status_code == 422
    assert b"203.0.113.7" not in b"".join(bytes(row.digest) for row in LetterSent.objects.all())
    LetterSent.objects.update(at=clock.now() - timedelta(hours=1))
    assert client.post("/gop-y/", letter, HTTP_X_FORWARDED_FOR="203.0.113.7").status_code == 200


@pytest.mark.parametrize(("field", "most"), [("name", 120), ("email", 254), ("address", 250), ("text", 5000)])
def test_a_letter_with_a_field_that_is_too_long_is_refused_with_its_limit(field, most, client: Client):
    letter = {"kind": "wrong", "name": "Nguyễn Văn Bình", "text": "Ngày đăng của bài bị sai.", "address": "/tin-tuc/"}
    answer = client.post("/gop-y/", letter | {field: "a" * (most + 1)})
    assert answer.status_code == 422
    assert f"{most:,}".replace(",", ".") in answer.text.replace(" ", ".") or str(most) in answer.text
    assert not Letter.objects.exists()


def test_an_article_of_ten_thousand_words_and_a_title_of_three_hundred_letters_are_served(client: Client):
    from wagtail.rich_text import RichText

    title = ("Hội nghị triển khai nhiệm vụ trọng tâm " * 9)[:300].strip()
    body = [("text", RichText("<p>" + "chi bộ đảng viên " * 25 + "</p>")) for _each in range(100)]
    article = publish(title=title[:255], full_title=title, body=body)
    page = client.get(article.address)
    assert page.status_code == 200
    assert title in page.text
    assert len(article.address) < 160


def test_an_approval_link_works_once_and_ends_with_the_next_revision(client: Client, program):
    from django.contrib.auth.models import Group

    from giaoban.faces.portal.editing import approvals
    from giaoban.faces.portal.editing.founding import LEADERS

    program.groups.add(Group.objects.get(name=LEADERS))
    article = publish()
    secret = approvals.ask(article, reviewer="Trần Văn Hòa", asked_by=program)
    address = f"/duyet/{secret}/"
    assert "Trần Văn Hòa" in client.get(address).text
    assert article.lead in client.get(address).text
    client.post(address, {"answer": "approve", "comment": "Đồng ý"})
    assert article.lead not in client.get(address).text
    link = approvals.link_of(secret)
    assert link.approved
    client.post(address, {"answer": "reject"})
    assert approvals.link_of(secret).approved
    other = approvals.ask(article, reviewer="Lê Thị Hoa", asked_by=program)
    article.save_revision()
    assert approvals.why_not_open(approvals.link_of(other))
    assert article.lead not in client.get(f"/duyet/{other}/").text
    assert client.get("/duyet/khong-co/").status_code == 404
    assert secret not in str(list(type(link).objects.values()))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("21-KH/ĐUK", "21-KH/ĐUK"), ("Số 7-QĐ/ĐUK", "07-QĐ/ĐUK"), ("42/2022/NĐ-CP", "42/2022/NĐ-CP"),
        ("15-CTr/ĐUK", "15-CTr/ĐUK"), ("abc", None), ("21/KH", None),
    ],
)  # fmt: skip
def test_numbers_and_signs_of_documents_are_read_and_written_back(written, read):
    from giaoban.faces.portal.wording.numbering import read_sign

    sign = read_sign(written)
    assert (str(sign) if sign else None) == read
    if sign:
        assert read_sign(str(sign)) == sign


def test_an_article_prints_and_is_set_as_pdf(client: Client):
    article = publish()
    assert article.title in client.get(f"/in/{article.pk}").text
    pdf = client.get(f"/pdf/{article.pk}.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")


def test_an_article_is_set_as_pdf_where_no_file_was_ever_kept(client: Client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "not-there"
    assert client.get(f"/pdf/{publish().pk}.pdf").content.startswith(b"%PDF")

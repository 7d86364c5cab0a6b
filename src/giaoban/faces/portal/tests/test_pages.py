"""The public pages, asked for as a reader would."""

from __future__ import annotations

import pytest
from django.test import Client

from giaoban.faces.portal.models import Article, Home, Section

pytestmark = pytest.mark.django_db


def publish(section: str = "dang-uy-khoi", **fields) -> Article:
    parent = Section.objects.get(slug=section)
    fields.setdefault("title", "Hội nghị sơ kết công tác 6 tháng đầu năm")
    fields.setdefault("lead", "Sáng 14/7, Đảng ủy Khối tổ chức hội nghị.")
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

"""The demonstration's portal."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from giaoban.core.text import respell
from giaoban.demo.portal import populate
from giaoban.demo.portal_texts import ARTICLES, INTRODUCTIONS
from giaoban.faces.portal.models import Article, Paper, SearchEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal(program, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    populate(program)
    return program


def test_the_demo_fills_the_portal_once_and_a_second_time_adds_nothing(portal):
    before = (Article.objects.live().count(), Paper.objects.count(), SearchEntry.objects.count())
    assert before[0] >= 30
    assert before[1] >= 10
    assert populate(portal).startswith("0 bài mới")
    assert (Article.objects.live().count(), Paper.objects.count(), SearchEntry.objects.count()) == before


def test_every_page_of_the_demo_answers_and_links_inside_lead_somewhere(portal, client: Client):
    seen: set[str] = set()
    waiting = ["/", "/en/", "/tim-kiem/?q=chi+bo", "/in/%d" % Article.objects.live().first().pk]
    links: set[str] = set()
    while waiting and len(seen) < 140:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code in {200, 301, 302}, (address, answer.status_code)
        if answer.status_code != 200 or "html" not in answer.get("Content-Type", ""):
            continue
        found = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)', answer.text)}
        links |= found
        waiting += sorted(
            link
            for link in found - seen
            if not link.startswith(("/static/", "/hien-thi", "/pdf/", "/so-tay/", "/media/"))
        )
    assert len(seen) > 90


def test_the_texts_are_spelled_in_one_way_and_say_nothing_twice():
    for story in (*ARTICLES, *INTRODUCTIONS):
        text = " ".join((story.title, story.lead, *story.paragraphs))
        assert respell(text) == text
        assert not re.search(r"\b(\w+) \1\b", text, re.IGNORECASE), story.title


def test_searching_without_accents_finds_what_is_meant(portal, client: Client):
    for asked in ("to chuc co so dang", "tổ chức cơ sở đảng", "TO CHUC CO SO DANG"):
        page = client.get("/tim-kiem/", {"q": asked}).text
        assert "Giải pháp nâng cao chất lượng tổ chức đảng" in page, asked
    for asked in ("uỷ ban kiểm tra", "ủy ban kiểm tra", "uy ban kiem tra"):
        assert "Kiểm tra, giám sát thường xuyên để nhắc sớm" in client.get("/tim-kiem/", {"q": asked}).text
    assert "107-KH/ĐUK" in client.get("/tim-kiem/", {"q": "107-KH/ĐUK"}).text
    assert "107-KH/ĐUK" in client.get("/tim-kiem/", {"q": "bieu mau so lieu va chuong trinh"}).text  # words of the file

"""What the pages say of themselves to programs: each field of Dublin Core, OpenGraph and schema.org, with its value."""

from __future__ import annotations

import json
from datetime import date, datetime
from html.parser import HTMLParser

import pytest
from django.conf import settings as given
from django.test import Client
from django.utils import timezone

from giaoban.faces.portal.models import Furniture, Section
from giaoban.faces.portal.tests.test_chart import BODY
from giaoban.faces.portal.tests.test_keeping import paper
from giaoban.faces.portal.tests.test_pages import publish

pytestmark = pytest.mark.django_db

THE_BODY = "Đảng ủy Khối thử"
MANDATORY = {"title", "creator", "date", "description", "publisher", "identifier", "language"}
"""Of Dublin Core, as the rule on metadata names them (with the recommended language)."""


class Head(HTMLParser):
    """The meta fields by name, the canonical address and what is told to schema.org."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.links: dict[str, list[str]] = {}
        self.linked: dict = {}
        self._in_data = False
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        given = dict(attrs)
        if tag == "meta" and (name := given.get("name") or given.get("property")):
            self.fields.setdefault(name, []).append(given["content"])
        elif tag == "link":
            self.links.setdefault(given["rel"], []).append(given["href"])
        self._in_data = tag == "script" and given.get("type") == "application/ld+json"

    def handle_data(self, data: str) -> None:
        if self._in_data:
            self.linked = json.loads(data)
            self._in_data = False

    def one(self, name: str) -> str:
        assert len(self.fields.get(name, [])) == 1, (name, self.fields.get(name))
        return self.fields[name][0]


@pytest.fixture
def head(client: Client):
    """The head of the page at that address."""
    Furniture.objects.all().delete()
    Furniture.objects.create(
        valid_from=date(2019, 1, 1), body=THE_BODY, body_en="The Committee", slogan="Đoàn kết, kỷ cương", **BODY
    )

    def read(address: str) -> Head:
        answer = client.get(address)
        assert answer.status_code == 200, address
        found = Head(answer.text)
        assert found.links["canonical"] == [f"{given.SITE_ADDRESS}{address}"]
        assert found.one("og:url") == f"{given.SITE_ADDRESS}{address}"
        missing = {name for name in MANDATORY if not found.one(f"DC.{name}")}
        assert not missing, (address, missing)
        assert found.one("og:title") == found.one("DC.title")
        assert found.one("og:description") == found.one("DC.description") == found.one("description")
        return found

    return read


AT = timezone.make_aware(datetime(2023, 7, 14, 9, 30))


@pytest.mark.parametrize("kind", ["news", "introduction"])
def test_an_article_says_all_that_is_known_of_it(head, kind):
    article = publish(kind=kind, dated_at=AT, taken_from="Báo của tỉnh", search_description="Sơ kết “6 tháng” & <sau>")
    said = head(article.address)
    dublin = {name: said.one(f"DC.{name}") for name in (*MANDATORY, "subject", "source")}
    assert dublin == {
        "title": article.headline, "creator": "Ban Tuyên giáo Đảng ủy Khối", "date": "2023-07-14T09:30:00+07:00",
        "description": "Sơ kết “6 tháng” & <sau>", "publisher": THE_BODY, "language": "vi", "subject": "Đảng ủy Khối",
        "identifier": f"{given.SITE_ADDRESS}{article.address}", "source": "Báo của tỉnh",
    }  # fmt: skip
    assert said.one("og:type") == "article"
    assert said.one("og:locale") == "vi_VN"
    assert said.one("og:site_name") == THE_BODY
    assert said.one("article:published_time") == "2023-07-14T09:30:00+07:00"
    assert said.one("article:section") == "Đảng ủy Khối"
    assert said.linked["@type"] == ("NewsArticle" if kind == "news" else "Article")
    told = {name: said.linked[name] for name in ("headline", "description", "url", "inLanguage", "identifier")}
    assert told == {
        "headline": article.headline, "description": "Sơ kết “6 tháng” & <sau>", "inLanguage": "vi",
        "url": f"{given.SITE_ADDRESS}{article.address}", "identifier": str(article.pk),
    }  # fmt: skip
    assert datetime.fromisoformat(said.linked["datePublished"]) == AT
    assert said.linked["publisher"]["name"] == THE_BODY


def test_a_photograph_on_top_is_shown_where_the_article_is_shared(head, settings, tmp_path):
    from giaoban.faces.portal.tests.test_bad_days import picture

    settings.MEDIA_ROOT = str(tmp_path)
    cover = picture()
    said = head(publish(cover=cover, cover_caption="Cảnh họp").address)
    assert said.one("og:image").startswith("http")
    assert said.one("og:image:alt") == cover.description


def test_a_document_says_issuer_sign_and_day(head):
    found = paper()
    said = head(found.get_absolute_url())
    assert said.one("DC.creator") == "Đảng ủy Khối"
    assert said.one("DC.identifier") == "21-KH/ĐUK"
    assert said.one("DC.date") == "2023-03-01"
    assert said.one("DC.title") == "Kế hoạch 21-KH/ĐUK: Chuyển đổi số trong sinh hoạt chi bộ"
    assert (said.linked["@type"], said.linked["identifier"]) == ("DigitalDocument", "21-KH/ĐUK")
    assert said.linked["author"]["name"] == "Đảng ủy Khối"


def test_the_front_pages_name_the_site_and_the_body(head):
    publish(dated_at=AT)
    vietnamese, english = head("/"), head("/en/")
    assert vietnamese.one("DC.description") == "Đoàn kết, kỷ cương"
    assert english.one("DC.title") == "The Committee"
    assert (english.one("og:locale"), english.one("DC.language")) == ("en_GB", "en")
    for said in (vietnamese, english):
        assert said.linked["@type"] == "WebSite"
        assert said.linked["publisher"]["name"] == said.one("DC.publisher") == THE_BODY


def test_each_section_says_what_it_is(head):
    publish(dated_at=AT)
    for section in Section.objects.live().filter(leads_to=""):
        assert head(f"/{section.slug}/").one("DC.title") == section.title

"""Whatever name a page is asked under, the addresses on it are those of the portal as the office has set them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from giaoban.faces.portal import clock
from giaoban.faces.portal.models import Event
from giaoban.faces.portal.tests.test_publishing import draft, hand_in, people, signed_in
from giaoban.faces.portal.visits.addresses import network_of

__all__ = ["people"]

pytestmark = pytest.mark.django_db
SITE, OTHER = "https://cong.example.vn", "khac.example.vn:6666"
PAGES = (
    "/", "/en/", "/van-ban/", "{article}", "/in/{number}", "/rss.xml", "/atom.xml", "/dang-uy-khoi/rss.xml", "/sitemap.xml",
    "/robots.txt", "/lich-cong-tac.ics",
)  # fmt: skip


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.SITE_ADDRESS, settings.ALLOWED_HOSTS = SITE, ["*"]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_was_asked_under_another_name_tells_nobody_that_name(page: str, client: Client) -> None:
    article = draft()
    article.get_latest_revision().publish()
    Event.objects.create(title="Giao ban", starts_at=clock.now() + timedelta(days=1))
    answer = client.get(page.format(article=article.address, number=article.pk), HTTP_HOST=OTHER)
    assert answer.status_code == 200
    assert OTHER.partition(":")[0] not in answer.text
    assert "6666" not in answer.text
    assert SITE.removeprefix("https://") in answer.text


def test_the_link_for_an_approval_leads_to_the_portal_s_own_name(people: dict[str, Any]) -> None:
    article = draft(people["editor"])
    hand_in(article, people["editor"])
    page = signed_in(people["board"]).post(
        reverse("portal_ask", args=[article.pk]), {"reviewer": "Trần Văn Hòa"}, HTTP_HOST=OTHER
    )
    assert page.context["link"].startswith(f"{SITE}/duyet/")


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::"),
        ("", ""),
        ("unknown", "unknown"),
    ],
)
def test_all_addresses_that_one_connection_is_given_are_counted_as_one(address: str, counted_as: str) -> None:
    assert network_of(address) == counted_as

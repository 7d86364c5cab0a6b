"""What is private, withdrawn, not out yet or used nowhere is shown by no door of the portal, whoever forgets to filter."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client
from wagtail.models import PageViewRestriction
from wagtail.rich_text import RichText

from conftest import _copy, _drop, use_database
from giaoban.faces.portal import clock
from giaoban.faces.portal.models import Article, Attachment, Consultation, Furniture, Picture, Section
from giaoban.faces.portal.reading import publicness, readers
from giaoban.faces.portal.reading.pictures import opened
from giaoban.faces.portal.tests.test_bad_days import jpeg
from giaoban.faces.portal.tests.test_keeping import paper
from giaoban.faces.portal.tests.test_pages import publish
from giaoban.site import database
from tests.world import new_account

WORD = "Thượng Cát"
ROLES = {"readers": readers.as_reader, "serving": nullcontext}


@pytest.fixture(scope="module")
def own(template_database: str, django_db_blocker) -> Iterator[str]:
    """A database of these tests alone, so that both roles meet in it what the other wrote."""
    name, before, portal = f"giaoban_public_{os.getpid()}", connection.settings_dict["NAME"], connections["portal"]
    _drop(name)
    _copy(template_database, name)
    with django_db_blocker.unblock():
        use_database(name)
        portal.settings_dict["NAME"], portal_before = name, portal.settings_dict["NAME"]
        yield name
        portal.close()
        portal.close_pool()
        portal.settings_dict["NAME"] = portal_before
        use_database(before)
    _drop(name)


@pytest.fixture
def article(own, settings, tmp_path) -> Iterator[Article]:
    """A published article with a file, each door of it asked by its number."""
    settings.MEDIA_ROOT = str(tmp_path)
    file = Attachment.objects.create(title="Tệp", file=ContentFile(b"Noi dung", name="tep.txt"))
    made = publish(title=f"Hội nghị {WORD}", body=[("attachment", {"file": file, "title": WORD})])
    made.marks = (WORD, made.address, f"/tai-lieu/{file.pk}/")  # type: ignore[attr-defined]
    yield made
    PageViewRestriction.objects.all().delete()
    Article.objects.filter(pk=made.pk).update(live=False)


DOORS: dict[str, Callable[[Article], str]] = {
    "the page": lambda article: article.address,
    "in print": lambda article: f"/in/{article.pk}",
    "as PDF": lambda article: f"/pdf/{article.pk}.pdf",
    "the read API": lambda article: f"/api/v1/articles/{article.pk}",
    "the list of the read API": lambda article: "/api/v1/articles",
    "the feed": lambda article: "/rss.xml",
    "the feed of the section": lambda article: "/dang-uy-khoi/atom.xml",
    "the front page": lambda article: "/",
    "the section": lambda article: "/dang-uy-khoi/",
    "the map of the site": lambda article: "/sitemap.xml",
    "the search": lambda article: "/tim-kiem/?q=thuong+cat",
    "the library": lambda article: "/thu-vien/",
    "the file": lambda article: article.body[0].value["file"].url,
}


def lets_through(client: Client, article: Article, address: str) -> bool:
    """Whether the answer tells of the article."""
    answer = client.get(address)
    assert answer.status_code in {200, 404, 410}, (address, answer.status_code)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    told = any(mark.encode() in body for mark in article.marks)  # type: ignore[attr-defined]
    return answer.status_code == 200 and (told or address.startswith(("/pdf/", "/tai-lieu/")))


def private(article: Article) -> None:
    PageViewRestriction.objects.create(page=article, restriction_type="login")


def in_a_private_section(article: Article) -> None:
    PageViewRestriction.objects.create(page=article.get_parent(), restriction_type="login")


def withdrawn(article: Article) -> None:
    article.unpublish()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("close", [private, in_a_private_section, withdrawn], ids=lambda close: close.__name__)
def test_a_closed_article_is_shown_at_no_door(close, role, article, client: Client):
    addresses = {door: address(article) for door, address in DOORS.items()}
    with ROLES[role]():
        open_before = {door for door, address in addresses.items() if lets_through(client, article, address)}
    assert open_before == DOORS.keys()
    close(article)
    with ROLES[role]():
        open_after = {door for door, address in addresses.items() if lets_through(client, article, address)}
    assert open_after == set()


def test_an_article_in_a_section_that_was_withdrawn_is_not_shown(article, client: Client):
    section = Section.objects.get(slug="dang-uy-khoi")
    Section.objects.filter(pk=section.pk).update(live=False)
    try:
        for role in ROLES.values():
            with role():
                assert not lets_through(client, article, article.address)
                assert not lets_through(client, article, "/rss.xml")
    finally:
        Section.objects.filter(pk=section.pk).update(live=True)


def test_a_private_article_is_read_by_whoever_its_privacy_lets_in(article, client: Client):
    private(article)
    client.force_login(new_account("ban-doc", name="Bạn đọc"))
    assert lets_through(client, article, article.address)
    assert not lets_through(client, article, "/rss.xml")


def test_a_withdrawn_article_says_that_it_was_there_and_nothing_of_what_it_said(article, client: Client):
    article.unpublish()
    with readers.as_reader():
        answer = client.get(article.address)
    assert answer.status_code == 410
    assert WORD not in answer.text


def test_of_a_draft_the_readers_role_sees_not_even_the_title(article):
    Article.objects.filter(pk=article.pk).update(draft_title="Tên mới chưa đăng")
    section = article.get_parent()
    draft = section.add_child(instance=Article(title="Bản thảo", live=False))
    with readers.as_reader():
        assert Article.objects.get(pk=article.pk).draft_title == article.title
        assert not Article.objects.filter(pk=draft.pk).exists()
    draft.delete()


def test_a_file_is_public_while_something_published_names_it(own, settings, tmp_path, client: Client):
    settings.MEDIA_ROOT = str(tmp_path)
    file = Attachment.objects.create(title="Tệp", file=ContentFile(b"Noi dung", name="tep.txt"))
    officer = new_account("can-bo", name="Cán bộ")
    editor = new_account("bien-tap", name="Biên tập")
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))

    def fetched() -> tuple[int, int, int]:
        with readers.as_reader():
            by_reader = client.get(file.url).status_code
        clients = {account: Client() for account in (officer, editor)}
        for account, each in clients.items():
            each.force_login(account)
        return by_reader, *(each.get(file.url).status_code for each in clients.values())

    assert fetched() == (404, 404, 200)
    link = f'<p><a id="{file.pk}" linktype="document">Tệp</a></p>'
    ways = {
        "a link to the file": [("text", RichText(link))],
        "an address typed out": [("text", RichText(f'<p><a href="/tai-lieu/{file.pk}/tep.txt">Tệp</a></p>'))],
        "a part of the text": [("attachment", {"file": file, "title": ""})],
    }
    for way, body in ways.items():
        article = publish(title="Bài có tệp", body=body)
        assert fetched() == (200, 200, 200), way
        article.unpublish()
        assert fetched() == (404, 404, 200), way
    record = paper(file=file)
    assert fetched() == (200, 200, 200)
    record.delete()
    opens = Consultation.objects.create(
        title="Dự thảo", text="<p>…</p>", opens_on=clock.today() + timedelta(days=2),
        closes_on=clock.today() + timedelta(days=9), file=file,
    )  # fmt: skip
    assert fetched() == (404, 404, 200)
    Consultation.objects.filter(pk=opens.pk).update(opens_on=clock.today())
    assert fetched() == (200, 200, 200)


def test_a_number_in_a_published_text_opens_no_file_that_came_later(own, settings, tmp_path, client: Client):
    settings.MEDIA_ROOT = str(tmp_path)
    first = Attachment.objects.create(title="Tệp", file=ContentFile(b"Noi dung", name="tep.txt"))
    number = first.pk + 1000
    article = publish(title="Bài", body=[("text", RichText(f'<p><a href="/tai-lieu/{number}/">Tệp</a></p>'))])
    later = Attachment(pk=number, title="Đến sau", file=ContentFile(b"Chua ai xem", name="sau.txt"))
    later.save(force_insert=True)
    for role in ROLES.values():
        with role():
            assert client.get(later.url).status_code == 404
    article.save_revision().publish()
    with readers.as_reader():
        assert client.get(later.url).status_code == 200, "whoever publishes it now can open it"
    article.unpublish()


def test_the_furniture_of_the_site_makes_no_file_public(own, settings, tmp_path, client: Client):
    settings.MEDIA_ROOT = str(tmp_path)
    file = Attachment.objects.create(title="Tệp", file=ContentFile(b"Chua ai xem", name="tep.txt"))
    furniture = Furniture(
        valid_from=clock.today(), body="Đảng ủy", responsible="Nguyễn Văn A", handbook_url=f"{file.url} {file.url}"
    )
    with pytest.raises(ValidationError, match="handbook_url"):
        furniture.full_clean()
    furniture.handbook_url = file.url
    furniture.save()
    with readers.as_reader():
        assert client.get(file.url).status_code == 404
    furniture.delete()


def test_a_picture_is_public_while_something_published_shows_it(own, settings, tmp_path, client: Client):
    settings.MEDIA_ROOT = tmp_path
    picture = Picture.objects.create(
        title="Ảnh", description="Hội trường", credit="Văn phòng", file=ImageFile(BytesIO(jpeg()), name="anh.jpg")
    )
    copy = picture.get_rendition("width-320|format-webp").url
    officer = new_account("can-bo-xem-anh", name="Cán bộ")
    editor = new_account("bien-tap-anh", name="Biên tập")
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))

    def fetched(address: str = copy) -> tuple[int, int, int]:
        with readers.as_reader():
            by_reader = client.get(address).status_code
        clients = {account: Client() for account in (officer, editor)}
        for account, browser in clients.items():
            browser.force_login(account)
        return by_reader, *(browser.get(address).status_code for browser in clients.values())

    assert fetched() == (404, 404, 200)
    photo = {"picture": picture, "caption": "Hội trường", "description": "Hội trường", "credit": "Văn phòng"}
    ways: dict[str, dict[str, Any]] = {
        "on top": {"cover": picture},
        "a part of the text": {"body": [("photo", photo)]},
        "in a gallery": {"body": [("gallery", {"photos": [photo, photo]})]},
    }
    for way, fields in ways.items():
        article = publish(title="Bài có ảnh", **fields)
        assert fetched() == (200, 200, 200), way
        restriction = PageViewRestriction.objects.create(page=article, restriction_type="login")
        assert fetched() == (404, 200, 200), way
        restriction.delete()
        article.unpublish()
        assert fetched() == (404, 404, 200), way
    article.cover = picture
    article.save_revision()
    draft = opened(HttpResponse(f'<img src="{copy}" srcset="{copy} 320w, {copy} 640w">'))
    (address,) = set(re.findall(r"/media/[^\s\",]+", draft.content.decode()))
    assert fetched(address) == (200, 200, 200)
    assert fetched(address[:-1]) == (404, 404, 200)
    with readers.as_reader():
        assert "public" not in client.get(address)["Cache-Control"]


def test_a_withdrawn_release_is_not_among_what_readers_see(own):
    """The row's report is missing, which PostgreSQL would say when this is committed; it is not."""
    columns = "slug, unit_name, period, title, released_on, content, belongs_to_id, withdrawn_on"
    with database.owner().to(own).connect() as owner, owner.transaction(force_rollback=True):
        owner.execute("ALTER TABLE reporting_release DISABLE TRIGGER USER")
        for slug, day in (("dang-hien", None), ("da-rut", "2026-01-01")):
            owner.execute(
                f"INSERT INTO reporting_release ({columns}) VALUES (%s, 'x', '2023-H1', 'x', '2023-07-01', '{{}}', 1, %s)",
                [slug, day],
            )
        seen = owner.execute(f"SELECT slug FROM {publicness.SCHEMA}.reporting_release").fetchall()
    assert seen == [("dang-hien",)]


ANNOUNCED = (*readers.READ, "portal_fileuse", "portal_pictureuse", "portal_letter")


@pytest.mark.parametrize("table", [*ANNOUNCED, "portal_sighting"])
def test_a_change_of_any_table_that_readers_read_is_announced(table, own):
    with (
        database.role("public").to(own).connect() as listener,
        database.owner().to(own).connect() as owner,
    ):
        listener.execute(f"LISTEN {publicness.CHANNEL}")
        watching = owner.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE 'pgtrigger%%'", [table]
        )
        for (trigger,) in watching.fetchall():  # the journal's would refuse a change outside an act
            owner.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{trigger}"')
        owner.execute(f"DELETE FROM {table} WHERE false")
        owner.execute("SELECT pg_notify(%s, 'end')", [publicness.CHANNEL])
        heard = []
        for notice in listener.notifies():
            heard.append(notice.payload)
            if notice.payload == "end":
                break
    assert heard == ([""] if table in ANNOUNCED else []) + ["end"]

"""The role of the database that readers are served under: whatever a public page tries, PostgreSQL shows no member."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import ProgrammingError, connection, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from giaoban.faces.portal.models import Article, Letter, Paper
from giaoban.faces.portal.reading import publicness, readers
from giaoban.ground.access.models import Account
from giaoban.ground.journal.models import Entry
from giaoban.ground.people.models import Person
from giaoban.site import database

MEMBERS = {
    "every table of an area": lambda: _ask("SELECT count(*) FROM people_person"),
    "a forgotten filter": lambda: Person.objects.count(),
    "the journal": lambda: Entry.objects.first(),
    "accounts": lambda: Account.objects.first(),
    "drafts of an approval": lambda: _ask("SELECT count(*) FROM portal_approvallink"),
    "sessions": lambda: _ask("SELECT count(*) FROM django_session"),
    "the e-mail of somebody who wrote": lambda: Letter.objects.first(),
    "another role": lambda: _ask(f'SET ROLE "{database.role("app").user}"'),
    "the whole tree's role": lambda: _ask(f'SET ROLE "{database.whole_role()}"'),
    "changing an article": lambda: Article.objects.update(lead=""),
}


def _ask(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture(scope="module")
def readers_database(demo_database: str, django_db_blocker) -> Iterator[str]:
    """The reader's connection of this process leads to the demonstration's database."""
    alias = connections["portal"]
    before = alias.settings_dict["NAME"]
    alias.settings_dict["NAME"] = demo_database
    with django_db_blocker.unblock():
        yield demo_database
        alias.close()
        alias.close_pool()
    alias.settings_dict["NAME"] = before


def answer(view: Callable[[], object], *, public: bool) -> HttpResponse:
    """The view's answer to somebody without an account, asked for as a public page or not."""

    def page(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(view()))

    request = RequestFactory().get("/")
    request.scope = {readers.MARK: public}  # type: ignore[attr-defined]
    return readers.ReaderMiddleware(page)(request)


@pytest.mark.parametrize("view", MEMBERS.values(), ids=MEMBERS.keys())
def test_a_public_page_that_reaches_for_what_is_not_public_is_refused_by_the_database(view, readers_database):
    with pytest.raises(ProgrammingError) as refusal:
        answer(view, public=True)
    assert isinstance(refusal.value.__cause__, psycopg.errors.InsufficientPrivilege)


@pytest.mark.django_db
def test_the_same_reach_from_elsewhere_is_not_refused_by_this_lock():
    assert answer(MEMBERS["a forgotten filter"], public=False).status_code == 200
    assert answer(MEMBERS["the journal"], public=False).status_code == 200


def test_what_is_public_is_read_under_that_role(readers_database):
    assert int(answer(Article.objects.live().count, public=True).text) > 20
    role = answer(lambda: _one("SELECT current_user"), public=True).text
    assert role == database.role("public").user


def test_a_document_whose_size_nobody_noted_is_read_and_fetched_under_that_role(readers_database, client: Client):
    with database.owner().to(readers_database).connect() as owner, owner.transaction():
        owner.execute("ALTER TABLE portal_attachment DISABLE TRIGGER USER")
        owner.execute("UPDATE portal_attachment SET file_size = NULL, file_hash = ''")
        owner.execute("ALTER TABLE portal_attachment ENABLE TRIGGER USER")
    with readers.as_reader():
        paper = Paper.objects.exclude(file=None).first()
        assert paper is not None
        for address in (paper.get_absolute_url(), "/thu-vien/"):
            assert client.get(address).status_code == 200, address
        assert paper.file.get_file_hash() == paper.file.sha256[:40] != ""


@pytest.mark.parametrize("asked_in", ["vi", "en", "fr", "en-GB,vi;q=0.5"])
@pytest.mark.parametrize(
    ("address", "status", "language", "said"),
    [
        ("/khong-co-trang/", 404, "vi", "Không có gì ở địa chỉ này"),
        ("/khong-co/bai-999999", 404, "vi", "Không có gì ở địa chỉ này"),
        ("/en/nothing/", 404, "en", "There is nothing at this address"),
        ("/", 200, "vi", "Văn bản"),
        ("/en/", 200, "en", "About"),
    ],
)
def test_a_public_address_answers_every_reader_in_its_own_language_also_where_nothing_stands(
    readers_database, client: Client, monkeypatch, address, status, language, said, asked_in
):
    monkeypatch.setattr(WSGIRequest, "scope", {readers.MARK: True}, raising=False)
    page = client.get(address, headers={"Accept-Language": asked_in})
    assert (page.status_code, page["Content-Language"]) == (status, language)
    assert f'<html lang="{language}"' in page.text
    assert said in page.text


def test_elsewhere_an_error_is_in_the_language_that_was_asked_for(readers_database, client: Client, monkeypatch):
    monkeypatch.setattr(WSGIRequest, "scope", {}, raising=False)
    with readers.as_reader():
        page = client.get("/khong-co-trang/", headers={"Accept-Language": "en"})
    assert "There is nothing at this address" in page.text


def _one(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return str(cursor.fetchone()[0])


def test_the_role_holds_the_listed_rights_and_no_others(readers_database):
    with database.owner().to(readers_database).connect() as owner:
        held = owner.execute(
            "SELECT table_schema, table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = %s",
            [database.role("public").user],
        ).fetchall()
    plain = {table for schema, table, _right in held if schema == "public"}
    shown = {table for schema, table, _right in held if schema == publicness.SCHEMA}
    assert plain == {*readers.READ, *readers.COUNTED, "portal_rendition"} - publicness.PUBLIC.keys()
    assert shown == {*publicness.PUBLIC, publicness.WITHDRAWN}
    written = {table for _schema, table, right in held if right != "SELECT"}
    assert written == {*readers.COUNTED, "portal_rendition", "portal_letter"}
    assert (publicness.SCHEMA, "portal_letter", "SELECT") not in held

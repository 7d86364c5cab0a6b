"""A cell's secretary with the browser's own tools and the list of all addresses finds no word of another cell's records,
nor its name; what is taken from them is gone at the next request."""

from __future__ import annotations

import base64
import os
import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import override_settings
from playwright.sync_api import Page

from conftest import _copy, _drop, serving, use_database
from tests.browser import watch
from tests.drills import marked, matrix

pytestmark = pytest.mark.browser

FETCH = """async (paths) => {
    const told = new Array(paths.length);
    let next = 0;
    const one = async () => {
        while (next < paths.length) {
            const at = next++;
            let answer;
            try {
                answer = await fetch(paths[at], {headers: at % 2 ? {"HX-Request": "true"} : {}});
            } catch (failed) {  // a redirection that the page's own policy stops
                told[at] = [0, paths[at], btoa(String(failed))];
                continue;
            }
            const bytes = new Uint8Array(await answer.arrayBuffer());
            let text = "";
            for (let from = 0; from < bytes.length; from += 8192)
                text += String.fromCharCode(...bytes.subarray(from, from + 8192));
            told[at] = [answer.status, answer.url, btoa(text)];
        }
    };
    await Promise.all([one(), one(), one()]);
    return told;
}"""
NOT_ASKED = re.compile(r"^/(account/|i18n/|desk/(prefer|scope)/|bientap/failwhale|bientap/logout)")
OWN, OTHER_CELLS = "own", ("child", "cousin", "far", "foreign")


@dataclass(frozen=True)
class Standing:
    """The program, served with the marked world in it, and the secretary of one of its cells."""

    url: str
    database: str
    secretary: marked.Persona
    password: str
    hidden: list[bytes]

    def inside(self, what: Callable[[], object]) -> None:
        """What is done by the program itself, in the served database."""
        before = connection.settings_dict["NAME"]
        use_database(self.database)
        try:
            what()
        finally:
            use_database(before)


@pytest.fixture(scope="module")
def standing(
    template_database: str, django_db_setup: None, collected_static: None, django_db_blocker, tmp_path_factory
) -> Iterator[Standing]:
    from giaoban.ground.journal.clock import today

    name, files = f"giaoban_one_cell_{os.getpid()}", Path(tmp_path_factory.mktemp("media"))
    password = secrets.token_urlsafe(12)
    _drop(name)
    _copy(template_database, name)
    try:
        with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=files):
            before = connection.settings_dict["NAME"]
            use_database(name)
            try:
                personas = marked.build(today())
                secretary = next(one for one in personas if one.name == "secretary")
                assert secretary.account is not None
                secretary.account.set_password(password)
                secretary.account.save()
            finally:
                use_database(before)
            hidden = marked.words_not_for(secretary, personas)
            with serving(name, GIAOBAN_MEDIA=str(files)) as url:
                yield Standing(url, name, secretary, password, hidden)
    finally:
        _drop(name)


def _sign_in(standing: Standing, page: Page) -> None:
    assert standing.secretary.account is not None
    page.context.set_default_timeout(60_000)
    page.goto(f"{standing.url}/account/login/")
    page.locator("[name=login]").fill(standing.secretary.account.username)
    page.locator("[name=password]").fill(standing.password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(f"{standing.url}/desk/**")


def _asked(page: Page, paths: list[str]) -> list[tuple[str, int, str, bytes]]:
    """Each address as the browser's own fetch gets it, with the session's cookies: status, where it ended, what it said."""
    told = page.evaluate(FETCH, paths)
    page.wait_for_timeout(200)
    for meant in (
        "Failed to load resource",
        "Failed to fetch",
        "Content Security Policy",
    ):  # refusals are what is asked for
        watch(page).forgive(meant)
    return [
        (path, status, url, matrix.text_of(SimpleNamespace(content=base64.b64decode(said), headers={})))
        for path, (status, url, said) in zip(paths, told, strict=True)
    ]


def _addresses() -> list[str]:
    """Every pattern of the program's addresses, filled for the own cell, a sibling and one in another cluster."""
    found: dict[str, None] = {}
    for door in matrix.doors():
        units = (
            ("own",)
            if not door.route.startswith("desk/")
            else ("own", "child")
            if "act>" in door.route
            else ("own", "child", "foreign")
        )
        for unit in units if door.blanks else ("own",):
            for path in matrix.addresses(door, unit):
                found[path] = None
                if path.startswith("/desk/so/") and "/act/" not in path and path.count("/") < 5:
                    found[f"{path}?on=2023-06-30&q={marked.TREE['child'][3]}&column=name&column=phone"] = None
    return [path for path in found if not NOT_ASKED.match(path)]


def _links(said: bytes) -> set[str]:
    found = {link.split("#")[0].replace("&amp;", "&") for link in re.findall(r'href="(/desk/[^"]*)"', said.decode())}
    return {link for link in found if not NOT_ASKED.match(link)}


def test_no_link_and_no_address_tells_a_cells_secretary_anything_of_another_cell(
    standing: Standing, page: Page
) -> None:
    _sign_in(standing, page)
    names = [f"{word} {marked.TREE[key][2]}".encode() for key in OTHER_CELLS for word in ("tổ chức", "tc")]
    own = f"{marked.TREE[OWN][3]}ng".encode()
    asked: set[str] = set()
    stopped: list[str] = []
    tries: Counter[str] = Counter()
    waiting, own_seen, leaks, faults = ["/desk/", *_addresses()], 0, [], []
    while waiting and len(asked) < 1500:
        batch = [path for path in dict.fromkeys(waiting) if path not in asked][:80]
        waiting = [path for path in waiting if path not in set(batch)]
        asked |= set(batch)
        for path, status, url, said in _asked(page, batch):
            if status == 503 and tries[path] < 5:  # the database was full for a moment; the answer says so
                tries[path] += 1
                asked.discard(path)
                waiting.append(path)
                continue
            own_seen += own in said
            stopped += [path] if status == 0 else []
            faults += [f"{path} {status}"] if status >= 500 else []
            # Whoever sends a member to another organisation has to be able to choose it: there its name stands.
            named = "/desk/" in url and "/transfers/act/send/" not in url
            wanted = [*standing.hidden, *(names if named else [])]
            leaks += [
                f"{path} ({status}): {word.decode()}" for word in wanted if word in said and word not in path.encode()
            ]
            if "/desk/" in url and b"<html" in said:
                waiting += sorted(_links(said) - asked)
    print(f"{len(asked)} addresses asked, {own_seen} with the own cell's words, {stopped} stopped by the page's policy")
    assert len(asked) > 500
    assert own_seen > 5, "the secretary does see the own cell"
    assert not leaks, "\n".join(leaks[:40])
    assert not faults, "\n".join(faults[:40])


SURFACES = [
    "/desk/so/members/", "/desk/so/members/export.csv", "/desk/so/members/export.xlsx", "/desk/so/admissions/",
    f"/desk/search/?q={marked.TREE[OWN][3]}", "/desk/so/members/?column=name", f"/desk/so/members/{marked.TREE[OWN][2]}/",
]  # fmt: skip


@pytest.mark.parametrize("how", ["sessions ended", "switched off", "role ended"])
def test_the_very_next_request_of_an_open_browser_is_refused(standing: Standing, page: Page, how: str) -> None:
    from giaoban.areas.accounts.ending import disable, end_sessions, revoke
    from giaoban.ground.access.models import Account, Grant
    from giaoban.ground.access.operations import program

    _sign_in(standing, page)
    own = f"{marked.TREE[OWN][3]}ng".encode()
    assert sum(own in said for _path, _status, _url, said in _asked(page, SURFACES)) >= 3

    def take_away() -> None:
        assert standing.secretary.account is not None
        account = Account.objects.get(pk=standing.secretary.account.pk)
        match how:
            case "sessions ended":
                end_sessions(actor=program("Kiểm thử"), account=account)
            case "role ended":
                revoke(actor=program("Kiểm thử"), record=Grant.objects.get(account=account), reason="thôi giữ chức")
            case "switched off":
                disable(actor=program("Kiểm thử"), account=account, reason="chuyển công tác")

    standing.inside(take_away)
    for path, status, url, said in _asked(page, SURFACES):
        assert own not in said.replace(path.encode(), b""), path
        assert status in {403, 404} or "/account/login/" in url or "/desk/search/" in url, f"{path} {status} {url}"
    if how == "switched off":
        standing.inside(lambda: Account.objects.filter(pk=standing.secretary.account.pk).update(is_active=True))  # type: ignore[union-attr]

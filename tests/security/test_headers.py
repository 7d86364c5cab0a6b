"""Every answer tells browsers to be careful; a name that is a script stays a name; an export holds no formula."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
import zipfile
from typing import Any

import pytest
from django.db import connection
from django.template import Context, Engine
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from giaoban.catalogue import registers
from giaoban.ground.access.models import Account
from giaoban.kit import sheets as sheets_kit
from giaoban.reporting.models import Return
from tests.browser import beside_the_browser
from tests.drills import headers, walking

FACES = ("tochuc", "thuky", "bientap", "quantri")


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_world")
def test_every_kind_of_answer_to_everybody_carries_the_whole_set() -> None:
    people = [None, *(Account.objects.get(username=name) for name in FACES)]
    found = headers.crawl(people, most=150)
    assert not found.wrongs, "\n".join(found.wrongs)
    assert len(found.kinds) > 120


@pytest.mark.django_db
def test_an_answer_without_its_policy_or_with_a_script_inside_is_caught() -> None:
    answer = Client().get("/account/login/")
    assert headers.wrongs_of("/account/login/", answer) == []
    del answer.headers["Content-Security-Policy"]
    answer.content = b"<script>1</script><p style='x'><img src='https://vidu.vn/a.png'>"
    answer.headers["Cache-Control"] = "public"
    assert len(headers.wrongs_of("/account/login/", answer)) >= 7


HTTPS = """
import os, django
from giaoban.site import database
database.hold(); django.setup()
from django.core.management import call_command
from django.test import Client
call_command("check", deploy=True, fail_level="WARNING")
plain, page = Client().get("/account/login/"), Client().get("/account/login/", secure=True)
print(plain.status_code, plain.headers.get("Location"), page.headers["Strict-Transport-Security"])
from giaoban.faces.desk.signin import KNOWN
print(KNOWN)
print({name: (bool(c["secure"]), c["path"], c["domain"]) for name, c in page.cookies.items()})
"""


@pytest.mark.usefixtures("django_db_setup")
def test_behind_https_cookies_are_bound_to_the_host_and_plain_requests_are_sent_on() -> None:
    environment = {
        **os.environ,
        "GIAOBAN_HTTPS": "1",
        "GIAOBAN_HOSTS": "testserver",
        "GIAOBAN_SECRET_KEY": "k" * 30 + "abcdefghijklmnopqrstuvwxyz",
    }
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # set where a browser is driven in the same process
    environment["GIAOBAN_DATABASE_NAME"] = connection.settings_dict["NAME"]
    told = subprocess.run([sys.executable, "-c", HTTPS], env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    first, known, cookies = told.stdout.strip().splitlines()[-3:]
    assert first == "301 https://testserver/account/login/ max-age=31536000; includeSubDomains"
    assert known == "__Secure-known-browser"
    assert cookies == "{'__Host-csrftoken': (True, '/', '')}"


# -- names that are scripts ---------------------------------------------------------------------------------------------


def injected(page: Page, wrongs: list[str]) -> list[str]:
    """What of a planted name has become part of the page, or has been stopped only by the policy."""
    found = page.evaluate(
        "selector => [...document.querySelectorAll(selector)].map(e => e.outerHTML.slice(0, 160))", headers.FOREIGN
    )
    return [*found, *(one for one in wrongs if "Content Security Policy" in one or "hộp thoại" in one)]


def as_browser(context: BrowserContext, client: Client, url: str) -> None:
    context.clear_cookies()
    context.add_cookies(
        [{"name": name, "value": one.value, "url": url} for name, one in client.cookies.items() if one.value]
    )


def planted_and_walked() -> tuple[list[str], list[tuple[Client, list[str]]]]:
    """What was typed where, and the pages that three people come to."""
    planted = headers.plant()
    ways, known = [], set[str | None]()
    for name in ("tochuc", "thuky", "quantri"):
        client = Client(raise_request_exception=False, HTTP_HOST="127.0.0.1")
        headers.sign_in(client, Account.objects.get(username=name))
        pages = [
            path
            for path, answer in walking.walk(client, most=90)
            if answer.headers.get("Content-Type", "").startswith("text/html")
            and answer.status_code == 200
            and walking.kind_of(path) not in known
        ]
        known |= {walking.kind_of(path) for path in pages}
        ways.append((client, pages))
    return planted, ways


@pytest.mark.browser
def test_a_script_typed_into_every_field_stays_a_text_on_every_page(
    served: Any, page: Page, django_db_blocker: Any
) -> None:
    wrongs: list[str] = []
    page.set_default_timeout(90_000)  # the first page of a process that has just begun, on a busy machine
    page.on("dialog", lambda dialog: (wrongs.append("hộp thoại"), dialog.dismiss()))
    page.on("console", lambda said: wrongs.append(said.text))
    planted, ways = beside_the_browser(planted_and_walked, served.database, django_db_blocker)
    seen = 0
    for client, pages in ways:
        as_browser(page.context, client, served.url)
        for path in pages:
            page.goto(served.url + path, wait_until="domcontentloaded")
            found = injected(page, wrongs)
            assert not found, f"{path}: {found}"
            seen += 1
    page.context.watch.wrongs.clear()
    assert len(planted) > 60
    assert seen > 60


@pytest.mark.browser
def test_a_page_that_forgets_to_escape_is_caught(page: Page) -> None:
    bare = (
        Engine(autoescape=False)
        .from_string("<title>x</title><p>{{ name }}</p>")
        .render(Context({"name": headers.PAYLOADS[0]}, autoescape=False))
    )
    policy = "default-src 'none'; script-src 'self'; img-src 'self'"
    page.route(
        "**/thoat",
        lambda route: route.fulfill(body=bare, content_type="text/html", headers={"Content-Security-Policy": policy}),
    )
    wrongs: list[str] = []
    page.on("console", lambda said: wrongs.append(said.text))
    page.goto("http://127.0.0.1/thoat")
    assert len(injected(page, wrongs)) >= 2
    page.context.watch.wrongs.clear()  # type: ignore[attr-defined]


# -- exports ------------------------------------------------------------------------------------------------------------

FORMULAS = (
    "=cmd|'/C calc'!A1",
    "+1+1+1+1+1+1+1+1+1",
    "-1+1-1+1-1+1-1+1",
    "@SUM(1;1;1;1;1;1)",
    "\t=1+1+1+1+1+1+1",
    "＝1+1+1+1+1+1+1+1",
)


@pytest.mark.django_db
@pytest.mark.usefixtures("demo_world")
def test_no_file_that_the_program_hands_out_holds_a_formula_that_somebody_typed() -> None:
    planted = headers.plant(rows=20, payloads=FORMULAS)
    cells, files = 0, 0
    for name in ("tochuc", "thuky"):
        client = Client(raise_request_exception=False, HTTP_HOST="127.0.0.1")
        headers.sign_in(client, Account.objects.get(username=name))
        reports = [f"/desk/reports/{one.pk}/" for one in Return.objects.filter(above=None)[:1]]
        lists = [f"/desk/so/{one}/export.{kind}" for one in registers() for kind in ("csv", "xlsx")]
        found = [path for page in reports for path in FILE_LINK.findall(client.get(page).content.decode())]
        for path in [*lists, *dict.fromkeys(found)]:
            answer = client.get(path)
            if answer.status_code == 200:
                files += 1
                cells += look_through(path, b"".join(answer) if answer.streaming else answer.content)
    assert len(planted) > 40
    assert files > 20
    assert cells > 1000


FILE_LINK = re.compile(r"""href="(/desk/[^"?]*\.(?:csv|xlsx))""")


def look_through(path: str, data: bytes) -> int:
    """How many cells the file has; none of them is a formula."""
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/")]
            assert not any("externalLink" in name for name in book.namelist()), path
        typed = [one for sheet in sheets for one in re.findall(r"<f>(.*?)</f>", sheet) if not OWN_FORMULA.match(one)]
        assert not typed, (path, typed[:3])
        return sum(sheet.count("<c ") for sheet in sheets)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    bad = [
        cell for row in rows for cell in row if cell.startswith(sheets_kit.STARTS_A_FORMULA) and not NUMBER.match(cell)
    ]
    assert not bad, (path, bad[:3])
    return sum(map(len, rows))


NUMBER = re.compile(r"^-?[\d.,]+%?$|^-$")
OWN_FORMULA = re.compile(r"^(?:SUM|IF|IFERROR|ROUND)?\(?[A-Z$]+\d+")


def test_a_formula_in_a_file_is_caught() -> None:
    with pytest.raises(AssertionError):
        look_through("x.csv", "Tên\n=cmd|x\n".encode())

"""Nothing in the logs (G16): names and secrets are typed everywhere, faults are provoked, and every line is looked through."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.test.utils import override_settings

from giaoban.site.logs import JsonLines
from tests.drills import headers

NAME, SECRET = "Qzượng Thị Canary", "qzsecret7f3a9c"
CANARIES = ("canary", "qzượng", "qzsecret")


@contextmanager
def listening(formatter: logging.Formatter) -> Iterator[io.StringIO]:
    """Everything that is logged inside, from the least important on, as it would be written."""
    heard, root = io.StringIO(), logging.getLogger()
    handler, before = logging.StreamHandler(heard), root.level
    handler.setFormatter(formatter)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        yield heard
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


def provoke(account: Any) -> list[Any]:
    """Every kind of request that goes wrong, names and secrets in each place; answers the pages that came."""
    said, pages = {"name": NAME, "q": NAME, "reason": f"{NAME} {SECRET}", "unit": "1", "person": SECRET, "on": NAME}, []
    known = Client(raise_request_exception=False, HTTP_HOST="127.0.0.1")
    headers.sign_in(known, account)
    for client in (Client(raise_request_exception=False, HTTP_HOST="127.0.0.1"), known):
        for path in (
            "/desk/so/members/",
            "/desk/search/",
            "/tim-kiem/",
            "/desk/so/nothing/",
            f"/duyet/{SECRET * 3}/",
            "/gop-y/",
        ):
            pages += [client.get(path, said), client.post(path, said)]
        pages.append(client.post("/account/login/", {"login": NAME, "password": SECRET}))
        strict = Client(raise_request_exception=False, enforce_csrf_checks=True, HTTP_HOST="127.0.0.1")
        pages.append(strict.post("/gop-y/", said))
        pages.append(client.get("/", HTTP_HOST=f"{SECRET}.vn"))
    for fault in (_falls, _asks_wrongly):
        with stumbling(fault):
            pages.append(known.get("/desk/so/members/", said))
    return pages


@contextmanager
def stumbling(fault: Callable[..., Any]) -> Iterator[None]:
    """Every page of the desk's registers falls over that fault while it is made."""
    from giaoban.kit import lists

    made, lists.render = lists.render, fault  # type: ignore[assignment]
    try:
        yield
    finally:
        lists.render = made


def _falls(*_words: object, **_named: object) -> None:
    raise ValueError(f"could not read {NAME!r} with {SECRET}")


def _asks_wrongly(*_words: object, **_named: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT %s::int", [NAME])  # the server's refusal quotes what it was given


def found_in(text: str) -> list[str]:
    """The lines that hold a name or a secret."""
    return [line for line in text.splitlines() if any(canary in line.casefold() for canary in CANARIES)]


def run(argv: list[str]) -> int:
    """Prints how many lines were written and how many held a canary, with the program's form and with a plain one."""
    from tests.drills.world import own_installation, small_world

    figures = {}
    with own_installation(), transaction.atomic(), override_settings(ALLOWED_HOSTS=["127.0.0.1"]):
        officer = small_world().officer
        for name, formatter in (("chương trình", JsonLines()), ("đối chứng", logging.Formatter("%(message)s"))):
            with listening(formatter) as heard:
                provoke(officer)
            figures[name] = (len(heard.getvalue().splitlines()), len(found_in(heard.getvalue())))
        letters = sum(len(found_in(str(one.message()))) for one in getattr(mail, "outbox", []))
        transaction.set_rollback(True)
    for name, (lines, wrong) in figures.items():
        print(f"{name}: {lines} dòng, {wrong} dòng có tên hoặc bí mật")
    print(f"thư có tên: {letters}")
    return 1 if figures["chương trình"][1] or letters or not figures["đối chứng"][1] else 0

"""Every door tried by everybody (G1): each address of the resolver, each role and state, records of every unit, each verb."""

from __future__ import annotations

import argparse
import io
import itertools
import logging
import random
import re
import tempfile
import time
import traceback
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import Client
from django.test.utils import override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from tests.drills import marked

FOR_ANYBODY = re.compile(
    r"^(account/(login|logout|inactive|signup|email|confirm-email|password/(reset|set|change)|reauthenticate|2fa|login|sessions"
    r"|3rdparty|oidc)|i18n/|bientap/sprite/|bientap/jsi18n/|desk/prefer/|static/|media/|giay-moi/|so-tay/(phieu|worker|chao|mat-mang)|song/|san-sang|healthz|readyz|health|ready|metrics|csp-report)"
)
"""Addresses of the program that answer before sign-in (Wagtail's icons and its words for scripts among them); the portal's are known by their names."""
PORTAL = re.compile(r"^(portal_|wagtail_serve|wagtaildocs_|wagtailimages_)")
ALSO_PORTAL = ("hoi-dap/", "_util/authenticate_with_password/")
CLOSED = ("_util/login/",)
SIGNED_IN = ("desk/", "bientap/", "so-tay/", "may/", "api/")
"""Where an address begins that answers nobody who has not signed in."""

NAMED: dict[str, list[str]] = {
    "kind": ["csv", "xlsx"], "format": ["csv", "xlsx", "docx", "pdf"], "period": ["2023-H1"], "form": ["BC-6T"],
    "code": ["1", "1.1"], "slug": ["x"], "path": ["x"], "level": ["cell"], "language": ["vi"],
}  # fmt: skip


NOT_OURS = re.compile(r"^bientap/(.*choose.*/create/|choose-external-link/|failwhale/)")
"""Doors of Wagtail's own that fail when they are posted to without what only its page sends, and its page that always
fails; nothing is shown there."""
MAY_CHANGE: set[tuple[str, str]] = set()
"""Doors through which somebody may change what lies beyond the units whose people they see, and who: none but these."""


@dataclass(frozen=True)
class Door:
    """One address pattern, with the ways to fill it."""

    route: str
    name: str
    blanks: tuple[str, ...]


def doors() -> list[Door]:
    """Every pattern of the resolver."""
    found: list[Door] = []

    def walk(patterns: list[Any], prefix: str) -> None:
        for one in patterns:
            route = prefix + _plain(str(one.pattern))
            if isinstance(one, URLResolver):
                walk(one.url_patterns, route)
            elif isinstance(one, URLPattern):
                found.append(Door(route, one.name or "", tuple(re.findall(r"<([^>]+)>", route))))

    walk(get_resolver().url_patterns, "")
    return found


def _plain(pattern: str) -> str:
    """A pattern as a path pattern: named groups become blanks, anchors go."""
    pattern = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"<\1>", pattern)
    pattern = re.sub(r"\(\?:[^()]*\)\??|\([^()]*\)", "", pattern)
    return pattern.lstrip("^").rstrip("$").removesuffix("\\Z").replace("\\", "").replace("/?", "/")


def unlisted(found: list[Door]) -> list[str]:
    """The addresses of which nobody has said for whom they are."""
    return [
        door.route
        for door in found
        if not FOR_ANYBODY.match(door.route)
        and not PORTAL.match(door.name)
        and not door.route.startswith((*SIGNED_IN, *ALSO_PORTAL, *CLOSED))
    ]


def addresses(door: Door, unit: str) -> Iterator[str]:
    """The addresses behind that door, the numbers being those of the unit's rows."""
    number = str(marked.TREE[unit][2])
    ways: list[list[str]] = []
    for blank in door.blanks:
        kind, _colon, name = blank.rpartition(":")
        if name == "register":
            ways.append(list(_acts()))
        elif name == "act":
            ways.append(sorted({act for acts in _acts().values() for act in acts}))
        elif name == "indicator":
            ways.append(_indicators())
        elif kind == "int" or name in {"pk", "number", "unit", "unit_id", "page_id", "id"} or name.endswith("_id"):
            ways.append([number])
        elif name == "slug" and door.route.startswith("desk/"):
            ways.append([f"don-vi-{number}"])
        else:
            ways.append(NAMED.get(name, ["x"]))
    for chosen in itertools.product(*ways):
        given = dict(zip(door.blanks, chosen, strict=True))
        register, act = (
            next((given[one] for one in given if one.endswith(name)), None) for name in ("register", "act")
        )
        if register and act and act not in _acts()[register] and act != "void":  # one act too many is enough
            continue
        path = door.route
        for blank, value in given.items():
            path = path.replace(f"<{blank}>", value, 1)
        yield "/" + path


@cache
def _indicators() -> list[str]:
    from giaoban.catalogue import indicators

    return sorted(indicators())


@cache
def _acts() -> dict[str, dict[str, Any]]:
    """Each register's acts by their names."""
    from giaoban.catalogue import registers

    return {name: {act.name: act for act in one.acts} for name, one in registers().items()}


@dataclass
class Found:
    """What came of the requests."""

    requests: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    wrongs: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    refused_by_database: int = 0
    own_words: int = 0
    changes: int = 0
    seconds: float = 0.0
    computed: float = 0.0  # seconds of this process's own processor time: what is left when the machine is busy
    patterns: set[str] = field(default_factory=set)

    def wrong(self, persona: marked.Persona, verb: str, path: str, what: str) -> None:
        self.wrongs.append(f"{persona.name}: {verb} {path}: {what}")


@dataclass(frozen=True)
class Question:
    """One thing that anybody may ask."""

    door: Door
    verb: str
    path: str
    query: str
    unit: str


def questions(found: list[Door]) -> list[Question]:
    """Everything that is asked; the same list every time."""
    asked: dict[tuple[str, str, str], Question] = {}
    for door in found:
        for unit in list(marked.TREE) if door.blanks else ["own", "far"]:
            number, word = marked.TREE[unit][2], marked.TREE[unit][3]
            queries = ["", f"?unit={number}&q={word}ng", f"?scope={number}&person={number}&on=2023-06-30"]
            for path in addresses(door, unit):
                for verb, query in (
                    *(("GET", one) for one in queries),
                    ("POST", ""),
                    ("POST", queries[1]),
                    *((verb, "") for verb in ("PUT", "PATCH", "DELETE", "HEAD")),
                ):
                    asked.setdefault((verb, path, query), Question(door, verb, path, query, unit))
    return list(asked.values())


def body_for(unit: str, path: str) -> dict[str, Any]:
    """Answers that fit the form behind that address, or as many forms as possible, all naming that unit's rows."""
    number, word = marked.TREE[unit][2], marked.TREE[unit][3]
    found = {
        "unit": number, "record": [number], "person": number, "scope": number, "account": number, "receiver": number,
        "on": "15/03/2023", "reason": "thử", "name": f"thử {word}ng", "act": path.rstrip("/").rsplit("/", 1)[-1],
        "issued_on": "15/03/2023", "decided_on": "15/03/2023", "opened_on": "15/03/2023", "born_on": "01/02/1990",
        "kind": "official", "sex": "F", "state": "accepted", "q": f"{word}ng", "role": "secretary", "next": "/desk/",
        "comment": "thử", "line": "1", "value": "5", "version": "1",
    }  # fmt: skip
    words = path.strip("/").split("/")
    if words[:2] == ["desk", "so"] and (act := _acts().get(words[2], {}).get(words[-1])) is not None:
        found |= {ask.name: _answer(ask, number, f"{word}ng") for ask in act.asks}
    return found


def _answer(ask: Any, number: int, word: str) -> Any:
    """What fits one question of an act's form, naming that unit's rows."""
    match ask.kind:
        case "day":
            return "15/03/2023"
        case "number":
            return 3
        case "person":
            return word
        case "choice" if ask.choices and not callable(ask.choices):
            return ask.choices[0][0]
        case "unit" | "record":
            return number
        case "yes":
            return "on"
        case "hidden":
            return "1"
        case _:
            return f"thử {word}"


def text_of(answer: Any) -> bytes:
    """All that the answer says, unpacked where it is a workbook, in small letters."""
    content = b"".join(answer.streaming_content) if getattr(answer, "streaming", False) else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            content = b"".join(package.read(name) for name in package.namelist())
    heads = "".join(f"{name}: {value}\n" for name, value in answer.headers.items()).encode("utf-8", "replace")
    return (heads + content).lower()


def client_of(persona: marked.Persona) -> Client:
    """A browser in which that persona has signed in as far as they can."""
    from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY

    client = Client(raise_request_exception=False, HTTP_HOST="127.0.0.1")
    if persona.account is not None:
        client.force_login(persona.account)
        session = client.session
        methods = [{"method": "password", "at": time.time()}]
        if not persona.one_step:
            methods.append({"method": "mfa", "type": "totp", "at": time.time()})
        session[AUTHENTICATION_METHODS_SESSION_KEY] = methods
        session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(persona.account.pk)
        session["seen"] = time.time()
        session.save()
    return client


def try_doors(
    personas: list[marked.Persona], *, most: int, seed: int = 1, only: str = "", but: str = "", layer: str = ""
) -> Found:
    """That many requests, each door by everybody first, then whatever comes; each is undone again.

    ``only`` and ``but`` say how addresses begin, or do not. ``layer`` is ``policies`` where the database stands alone:
    then only tables with the second lock count, and a write that it refuses with an exception is no fault.
    """
    found = Found()
    known = [door for door in doors() if door.route.startswith(only) and not (but and door.route.startswith(but))]
    clients = {persona.name: client_of(persona) for persona in personas}
    hidden = {
        persona.name: marked.words_not_for(persona, personas, heads_from_above=layer == "policies")
        for persona in personas
    }
    began, computing, last = time.monotonic(), time.process_time(), marked.last_change()
    with override_settings(SECOND_FACTOR="asked", ALLOWED_HOSTS=["127.0.0.1"]), refusals_unlogged():
        for persona, one in chosen(personas, questions(known), most=most, seed=seed):
            found.requests += 1
            found.patterns.add(one.door.route)
            _try(found, persona, clients[persona.name], hidden[persona.name], one, last, layer)
    found.seconds, found.computed = time.monotonic() - began, time.process_time() - computing
    return found


@contextmanager
def refusals_unlogged() -> Iterator[None]:
    """Inside, a refusal writes no line: it is what is wanted here."""
    log = logging.getLogger("django.request")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)


def chosen(
    personas: list[marked.Persona], asked: list[Question], *, most: int, seed: int
) -> Iterator[tuple[marked.Persona, Question]]:
    """Each door once by each persona, then others drawn at random, none twice; the same for the same seed."""
    drawn, by_door = random.Random(seed), defaultdict[str, list[int]](list)
    for number, one in enumerate(asked):
        by_door[one.door.route].append(number)
    first = [drawn.choice(numbers) * len(personas) + at for numbers in by_door.values() for at in range(len(personas))]
    drawn.shuffle(first)
    taken = set(first)
    rest = (one for one in drawn.sample(range(len(asked) * len(personas)), k=len(asked) * len(personas)))
    for number in itertools.islice(itertools.chain(first, (one for one in rest if one not in taken)), most):
        yield personas[number % len(personas)], asked[number // len(personas)]


def _try(
    found: Found, persona: marked.Persona, client: Client, hidden: list[bytes], one: Question, last: int, layer: str
) -> None:
    path, verb = one.path + one.query, one.verb
    with transaction.atomic():
        cookies = SimpleCookie(client.cookies)
        data = body_for(one.unit, one.path) if verb == "POST" else None
        answer = getattr(client, verb.lower())(path, data)
        said = text_of(answer)
        client.cookies = cookies
        status = answer.status_code
        found.answers[status] += 1
        asked_for = (path + str(data)).encode()
        for word in hidden:
            if word in said and word not in asked_for:
                found.wrong(persona, verb, path, f"answers {word.decode()} ({status})")
        if status == 200 and any(
            marked.TREE[unit][3].encode() in said and marked.TREE[unit][3].encode() not in asked_for
            for unit in persona.units
        ):
            found.own_words += 1
        if marked.last_change() != last:
            found.changes += 1
            beyond = marked.units_changed_since(last, locked_only=layer == "policies") - persona.units
            if verb in {"GET", "HEAD"}:
                found.wrong(persona, verb, path, "a reading changed records")
            elif beyond and (one.door.route, persona.name) not in MAY_CHANGE:
                found.wrong(persona, verb, path, f"changed records of {sorted(beyond)}")
        if status >= 500:
            if layer == "policies":
                found.refused_by_database += 1
            elif not NOT_OURS.match(one.door.route):
                found.faults.append(f"{persona.name}: {verb} {path}: {_reason(answer)}")
        if status == 200 and persona.account is None and behind_the_door(one.door):
            found.wrong(persona, verb, path, "answers somebody who has not signed in")
        transaction.set_rollback(True)


def behind_the_door(door: Door) -> bool:
    """Whether the address answers nobody who has not signed in."""
    return door.route.startswith(SIGNED_IN) and not FOR_ANYBODY.match(door.route) and not PORTAL.match(door.name)


def _reason(answer: Any) -> str:
    """What went wrong, and where, in one line."""
    if (happened := getattr(answer, "exc_info", None)) is None:
        return str(answer.status_code)
    place = traceback.extract_tb(happened[2])[-1]
    return f"{happened[0].__name__}: {str(happened[1])[:120].splitlines()[:1]} ({place.filename.rsplit('/', 1)[-1]}:{place.lineno})"


@contextmanager
def instead(of: Any, name: str, what: Any) -> Iterator[None]:
    """Inside, that name is something else: for controls, which must fail."""
    before = getattr(of, name)
    setattr(of, name, what)
    try:
        yield
    finally:
        setattr(of, name, before)


@contextmanager
def door_left_open() -> Iterator[None]:
    """Inside, the page of a record forgets to ask who may read it, and looks with the eyes of the whole tree."""
    from giaoban.ground.access.second_lock import whole_tree
    from giaoban.kit import cells, pages

    def forgetful(actor: Any, register: Any, pk: int, *, on: Any) -> Any:
        with whole_tree():
            record = cells.with_unit_names(
                register, register.columns, register.record.objects.filter(pk=pk), on=on
            ).first()
        return record

    with instead(pages, "record_seen", forgetful):
        yield


def run(argv: list[str]) -> int:
    """Prints the figures; 0 when nothing leaked, failed or was changed, no address is unlisted and the control leaks."""
    asked = argparse.ArgumentParser(prog="giaoban drill matrix")
    asked.add_argument("--requests", type=int, default=50_000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", default="", help="addresses that begin so")
    given = asked.parse_args(argv)
    from tests.drills.world import own_installation

    with own_installation():
        found = in_transaction(most=given.requests, seed=given.seed, only=given.only)
        print(written(found), flush=True)
        for wrong in (found.wrongs + found.faults)[:100]:
            print("  " + wrong, flush=True)
        with door_left_open():
            control = in_transaction(most=600, seed=given.seed, only="desk/so/<slug:register>/<int:pk>/")
    print(f"đối chứng, một cửa để ngỏ: {written(control)}", flush=True)
    if not control.wrongs:
        print("  ĐỐI CHỨNG KHÔNG HỎNG: cuộc diễn tập này không thấy được chỗ rò.", flush=True)
    return 0 if control.wrongs and not (found.wrongs or found.faults or unlisted(doors())) else 1


def in_transaction(
    *, most: int, seed: int = 1, only: str = "", but: str = "", layer: str = "", around: Any = nullcontext
) -> Found:
    """The marked world is built, tried (inside ``around``) and gone again, all in one transaction, its files too."""
    from giaoban.ground.journal.clock import today

    with tempfile.TemporaryDirectory() as files, override_settings(MEDIA_ROOT=Path(files)), transaction.atomic():
        personas = marked.build(today())
        with around():
            found = try_doors(personas, most=most, seed=seed, only=only, but=but, layer=layer)
        transaction.set_rollback(True)
    return found


def written(found: Found) -> str:
    """The figures in one line."""
    answers = ", ".join(f"{status}: {count}" for status, count in sorted(found.answers.items()))
    each, own = (1000 * seconds / max(1, found.requests) for seconds in (found.seconds, found.computed))
    return (
        f"{found.requests} yêu cầu, {len(found.patterns)} địa chỉ mẫu, {found.seconds:.0f} s ({each:.1f} ms mỗi yêu cầu, riêng chương trình tính {own:.1f});"
        f" sai {len(found.wrongs)}, lỗi 500 {len(found.faults)}, cơ sở dữ liệu từ chối {found.refused_by_database};"
        f" thấy dữ liệu của mình {found.own_words}, có ghi {found.changes}; trả lời {answers}"
    )

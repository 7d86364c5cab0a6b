"""What the telephone and the server say to each other: hello, what was told without a line, the worker, signing out.

What was told is taken once: its key is written down in the same transaction as what it does. One that is refused holds up
no other. The telephone's time is a claim, kept beside the arrival where its clock went as it did when they last met.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from giaoban.areas.meetings import telling
from giaoban.areas.meetings.models import Meeting, Paper, Task
from giaoban.core.numbers import number_in
from giaoban.core.refusal import Refused
from giaoban.core.text import as_kept
from giaoban.faces.models import Received
from giaoban.ground.access.models import Account
from giaoban.ground.access.policy import grants_held
from giaoban.ground.journal.clock import now, today
from giaoban.kit.register import SignedIn

MOST_RECORDS, MOST_BYTES = 50, 64 * 1024
LONGEST = 2000
"""Letters of one answer."""
DRIFT = 120
"""Seconds by which a clock may have gone otherwise since it was last compared, and still be believed."""
OLDEST = timedelta(days=60)
SHELL = ("giaoban/css/pocket.css", "giaoban/js/pocket.js", "giaoban/mark.svg")
WORKER = Path(__file__).parents[1] / "static" / "giaoban" / "js" / "pocket-worker.js"
NOT_THERE = "Không còn mục này trong phần của đồng chí: đã thu hồi, hoặc đồng chí đã chuyển sinh hoạt."


def owner_of(account: Account) -> str:
    """What the telephone knows its owner by: nothing can be told from it."""
    return salted_hmac("giaoban.pocket.owner", str(account.pk), algorithm="sha256").hexdigest()[:24]


@require_GET
def hello(request: HttpRequest) -> JsonResponse:
    """The server's time, whose the session is, and the word to send with; nothing where nobody is signed in."""
    account = request.user if isinstance(request.user, Account) else None
    answer: dict[str, Any] = {"now": now().timestamp(), "who": ""}
    if account is not None and (account.person_id is None or not grants_held(account, on=today())):
        answer["ended"] = True
    elif account is not None:
        answer |= {"who": owner_of(account), "token": get_token(request)}
    return JsonResponse(answer)


# -- what was told -----------------------------------------------------------------------------------------------------------


def _paper(actor: Account, on: int, said_at: datetime | None, words: dict[str, str]) -> str:
    paper = Paper.objects.select_related("meeting").filter(pk=on).first()
    if paper is None:
        raise Refused(NOT_THERE)
    telling.confirm_paper(actor=actor, record=paper, said_at=said_at)
    newer = Paper.objects.filter(replaces=paper).first()
    return f"Đã ghi cho bản đồng chí đọc. Nay có {newer}: {newer.change}. Đề nghị đọc lại." if newer else ""


def _meeting(on: int) -> Meeting:
    meeting = Meeting.objects.filter(pk=on).first()
    if meeting is None:
        raise Refused(NOT_THERE)
    return meeting


def _answer(actor: Account, on: int, said_at: datetime | None, words: dict[str, str]) -> str:
    meeting = _meeting(on)
    before = meeting.comings.filter(person=actor.person_id).first()
    comes = not words.get("why")
    telling.answer(
        actor=actor, record=meeting, comes=comes, why=words.get("why", ""), more=words.get("more", ""), said_at=said_at
    )
    if before is None or before.comes == comes or said_at is None or before.at < said_at:
        return ""
    stood = "sẽ dự" if before.comes else "xin vắng"
    return f"Đồng chí đã trả lời từ máy khác là {stood}; câu trả lời này đến sau nên đang có hiệu lực."


def _wish(actor: Account, on: int, said_at: datetime | None, words: dict[str, str]) -> str:
    meeting = _meeting(on)
    item = meeting.items.filter(pk=number_in(words.get("item", "")) or 0).first()
    telling.ask_to_speak(actor=actor, record=meeting, line=words.get("line", ""), item=item, said_at=said_at)
    return ""


def _task(actor: Account, on: int, said_at: datetime | None, words: dict[str, str]) -> str:
    task = Task.objects.filter(pk=on, owner=actor.person_id).first()
    if task is None:
        raise Refused(NOT_THERE)
    telling.report_task(actor=actor, record=task, report=words.get("report", ""))
    return ""


TELLS: dict[str, Callable[[Account, int, datetime | None, dict[str, str]], str]] = {
    "own.confirm_paper": _paper,
    "own.answer": _answer,
    "own.ask_to_speak": _wish,
    "own.report_task": _task,
}


@login_required
@require_POST
def take(request: SignedIn) -> JsonResponse:
    """Each thing told with its key has its answer: done, done before, or refused with the reason."""
    try:
        body = request.body
    except RawPostDataException:  # a form was sent, which is not what a telephone sends
        return JsonResponse({"answers": {}}, status=400)
    if len(body) > MOST_BYTES:
        return JsonResponse({"answers": {}}, status=413)
    try:
        sent = json.loads(body)
        phone_now, records = float(sent["now"]) / 1000, list(sent["records"])[:MOST_RECORDS]
        keyed = [(str(record["key"]), record) for record in records]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return JsonResponse({"answers": {}}, status=400)
    _taken_one_after_the_other(request.user)
    shift = now().timestamp() - phone_now
    fits = [(key, record) for key, record in keyed if len(key) == 32 and key.isalnum() and key.isascii()]
    return JsonResponse({"answers": {key: _taken(request.user, key, record, shift) for key, record in fits}})


_TAKING = 0x7461  # of this program's locks, those of what one account's telephones send


def _taken_one_after_the_other(actor: Account) -> None:
    """What is sent twice at once is taken once: the second waits, to the end of the transaction, and finds the key written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_TAKING, actor.pk % 2**31])


def _taken(actor: Account, key: str, record: dict[str, Any], shift: float) -> dict[str, str]:
    act, on, at = (_plain(record.get(name)) for name in ("act", "on", "at"))
    told = record.get("words")
    pairs = [pair for pair in told if isinstance(pair, list) and len(pair) == 2] if isinstance(told, list) else []
    words = {_plain(name): _plain(value) for name, value in pairs}
    digest = hashlib.sha256(json.dumps([act, on, at, words], sort_keys=True).encode()).hexdigest()
    before = Received.objects.filter(account=actor, key=key).first()
    if before is not None:
        if before.digest != digest:
            return {"outcome": "refused", "said": "Mã này đã dùng cho việc khác; đồng chí làm lại từ đầu."}
        outcome = "again" if before.outcome == Received.Outcome.DONE else before.outcome
        return {"outcome": outcome, "said": before.sentence}
    said_at = time_told(record.get("at"), record.get("skew"), shift)
    tell = TELLS.get(act)
    try:
        with transaction.atomic():
            if tell is None:
                raise Refused("Sổ tay trên máy này cũ quá; đồng chí mở lại khi có mạng rồi làm lại.")
            sentence, outcome = (
                tell(actor, number_in(on) or 0, said_at, words),
                Received.Outcome.DONE,
            )
    except Refused as refused:
        sentence, outcome = " ".join(refused.reasons), Received.Outcome.REFUSED
    Received.objects.create(
        account=actor, key=key, act=act[:40], digest=digest, said_at=said_at, arrived_at=now(),
        outcome=outcome, sentence=sentence[:500],
    )  # fmt: skip
    return {"outcome": outcome, "said": sentence}


def _plain(value: object) -> str:
    """A word or a number as text, in the form in which it is kept and without signs that no table holds; nothing else is one."""
    if not isinstance(value, str | int | float):
        return ""
    return as_kept(str(value)[:LONGEST].encode("utf-8", "ignore").decode().replace("\0", ""))


def time_told(at: object, skew: object, shift: float) -> datetime | None:
    """When it was told by the telephone's clock, set right by how that clock stands now; None where it cannot be believed."""
    if not isinstance(at, int | float) or not isinstance(skew, int | float):
        return None
    try:
        drifted, seconds = abs(shift - skew), at / 1000 + shift
    except OverflowError:
        return None
    if not drifted <= DRIFT:
        return None
    latest = now().timestamp()
    if not latest - OLDEST.total_seconds() <= seconds <= latest + DRIFT:
        return None
    return datetime.fromtimestamp(min(seconds, latest), UTC)


# -- the worker, and the end ---------------------------------------------------------------------------------------------------


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The worker with the build and the files that it keeps; never from a browser's own cache."""
    shell = [static(name) for name in SHELL]
    body = WORKER.read_text()
    build = hashlib.sha256((body + "".join(shell)).encode()).hexdigest()[:12]
    head = f"var BUILD = {json.dumps(build)}, OFFLINE = '/so-tay/mat-mang/', SHELL = {json.dumps([*shell, '/so-tay/mat-mang/'])};\n"
    answer = HttpResponse(head + body, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown without a line where nothing was kept; the same for everybody."""
    return render(request, "pocket/offline.html", {"place": "home"})


@login_required
@require_POST
def leave(request: SignedIn) -> HttpResponse:
    """Signed out, and the browser is told to forget all that this site kept."""
    logout(request)
    answer = redirect("pocket:home")
    answer["Clear-Site-Data"] = '"storage"'
    return answer


@require_GET
def manifest(request: HttpRequest) -> JsonResponse:
    """What a telephone asks to put the handbook beside its other programs."""
    words = {
        "name": _("Party member's electronic handbook"), "short_name": _("Handbook"), "lang": "vi", "id": "/so-tay/",
        "start_url": "/so-tay/", "scope": "/so-tay/", "display": "standalone", "theme_color": "#9b1c1c",
        "background_color": "#f7f6f3",
        "icons": [{"src": static("giaoban/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }  # fmt: skip
    return JsonResponse(words, content_type="application/manifest+json")

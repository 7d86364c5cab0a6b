"""Headers and foreign words (G8): what every answer tells a browser, and names that are really scripts."""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import DatabaseError, models, transaction
from django.test import Client
from django.test.utils import override_settings

from tests.drills import walking

EDITING = "/bientap/"
PRIVATE = ("/desk/", "/account/", EDITING, "/tai-lieu/", "/duyet/")
_TAGS = re.compile(r"<(?:script|link|img|iframe|object|embed|source|video|audio|form)\b[^>]*>", re.IGNORECASE)
_OUTSIDE = re.compile(
    r"""\b(?:src|href|action|data)\s*=\s*["']?(?:https?:)?//(?!127\.0\.0\.1|localhost|testserver)""", re.IGNORECASE
)
_INLINE = re.compile(
    r"""<script(?![^>]*\bsrc=)(?![^>]*type=["']application/(?:ld\+)?json)[^>]*>|<[a-z][^<>]*\s(?:on[a-z]+|style)\s*=|<style\b""",
    re.IGNORECASE,
)

PAYLOADS = (
    '"><img src=x onerror=alert(1)>', "<script>alert(1)</script>", "'-alert(1)-'", "</textarea><svg onload=alert(1)>",
    '" autofocus onfocus=alert(1) x="', "</title><script>alert(1)</script>", "<iframe srcdoc='<script>alert(1)</script>'>",
    "{{7*7}}<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "<a href=javascript:alert(1)>x</a>",
    "<details open ontoggle=alert(1)>", "`<img src=x onerror=alert(1)>`", "<math><mtext></form><img src=x onerror=alert(1)>",
    "&lt;img src=x onerror=alert(1)&gt;", "<b hx-get=/x hx-trigger=load>", "\\u003cimg src=x onerror=alert(1)\\u003e",
)  # fmt: skip
FOREIGN = (
    'img[src="x"], svg[onload], [onerror], [onfocus], [ontoggle], iframe[srcdoc], a[href^="javascript:" i],'
    ' [hx-get="/x"], mtext'
)
"""What stands in a page only when a planted name has become part of it."""


@dataclass
class Found:
    """What came of the crawl."""

    answers: int = 0
    kinds: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    wrongs: list[str] = field(default_factory=list)


def wrongs_of(path: str, answer: Any) -> list[str]:
    """What is missing in the answer's headers, or stands in its page and must not."""
    heads = answer.headers
    policy, wrongs = heads.get("Content-Security-Policy", ""), []
    # a file to keep is rendered by nobody: a policy that allows nothing is enough
    is_file = heads.get("Content-Disposition", "").startswith("attachment") and policy.startswith("default-src 'none'")
    for name, wanted in (
        ("X-Content-Type-Options", {"nosniff"}),
        ("Referrer-Policy", {"same-origin", "no-referrer"}),
        ("Cross-Origin-Opener-Policy", {"same-origin"}),
        ("Cross-Origin-Resource-Policy", {"same-origin"}),
        ("X-Frame-Options", {"DENY", "SAMEORIGIN"} if path.startswith(EDITING) else {"DENY"}),
    ):
        if heads.get(name) not in wanted:
            wrongs.append(f"{name}: {heads.get(name)}")
    if "camera=()" not in heads.get("Permissions-Policy", ""):
        wrongs.append("Permissions-Policy")
    for part in (
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'self'" if path.startswith(EDITING) else "frame-ancestors 'none'",
    ):
        if part not in policy and not is_file and "sandbox" not in policy:
            wrongs.append(f"CSP thiếu {part}")
    if "unsafe-eval" in policy or "*" in policy or ("unsafe-inline" in policy and not path.startswith(EDITING)):
        wrongs.append(f"CSP {policy}")
    if path.startswith(PRIVATE) and "no-store" not in heads.get("Cache-Control", ""):
        wrongs.append(f"Cache-Control: {heads.get('Cache-Control')}")
    if heads.get("Content-Type", "").startswith("text/") and "charset" not in heads["Content-Type"] and not is_file:
        wrongs.append(f"Content-Type: {heads['Content-Type']}")
    wrongs += [f"lộ {name}" for name in ("Server", "X-Powered-By", "X-Debug") if name in heads]
    for name, cookie in answer.cookies.items():
        readable = name in {"scheme", "type", "language"}  # the page itself sets and reads how it looks
        if cookie["max-age"] == 0:
            continue  # it is taken away
        if not cookie["samesite"] or (not cookie["httponly"] and not readable):
            wrongs.append(f"cookie {name}")
    if heads.get("Content-Type", "").startswith("text/html") and not path.startswith(EDITING):
        body = answer.content.decode("utf-8", "replace")
        wrongs += [
            f"lấy từ nơi khác: {tag[:120]}"
            for tag in _TAGS.findall(body)
            if _OUTSIDE.search(tag) and not tag.startswith('<link rel="canonical')
        ]
        wrongs += [f"kịch bản hay kiểu viết trong trang: {tag[:120]}" for tag in _INLINE.findall(body)[:3]]
    return wrongs


def crawl(people: list[Any], *, most: int = 400) -> Found:
    """Every kind of address once for each of these accounts (None is somebody who has not signed in)."""
    found = Found()
    with override_settings(ALLOWED_HOSTS=["127.0.0.1"]):
        for account in people:
            client = Client(raise_request_exception=False, HTTP_HOST="127.0.0.1")
            if account is not None:
                sign_in(client, account)
            for path, answer in walking.walk(client, most=most):
                found.answers += 1
                found.kinds.add(walking.kind_of(path) or path)
                found.statuses[answer.status_code] += 1
                who = account.username if account else "–"
                found.wrongs += [f"{who}: {path}: {one}" for one in wrongs_of(path, answer)]
                if answer.status_code >= 500:
                    found.wrongs.append(f"{who}: {path}: {answer.status_code}")
    return found


def sign_in(client: Client, account: Any) -> None:
    """The client is that account's browser, both steps passed."""
    from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY

    client.force_login(account)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": time.time()},
        {"method": "mfa", "type": "totp", "at": time.time()},
    ]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(account.pk)
    session.save()


def plant(rows: int = 60, payloads: tuple[str, ...] = PAYLOADS) -> list[str]:
    """Every free text of that many rows of each table is one of these words now; answers which texts, as ``table.column``."""
    from django.apps import apps

    from giaoban.conferences.archiving import unfreeze
    from giaoban.conferences.models import Conference
    from giaoban.ground.access.operations import program
    from giaoban.ground.writing import writing

    for conference in Conference.objects.filter(frozen_at__isnull=False):
        unfreeze(actor=program("Diễn tập"), record=conference, reason="Diễn tập")
    planted, number = [], 0
    with writing(program("Diễn tập"), "drill.plant", unit=None, on=_first_day(), past_lock=True):
        for model in apps.get_models():
            if not model.__module__.startswith("giaoban.") or model._meta.proxy or not model._meta.managed:
                continue
            keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True)[:rows])
            for one in model._meta.local_concrete_fields:
                if not _is_free(one) or not keys:
                    continue
                number += 1
                words = payloads[number % len(payloads)]
                if (most := one.max_length or 10_000) < 18:
                    continue
                fitting = next((text for text in (words, *payloads) if len(text) <= most), payloads[0][:most])
                try:
                    with transaction.atomic():
                        model._default_manager.filter(pk__in=keys).update(**{one.name: fitting})
                    planted.append(f"{model._meta.db_table}.{one.column}")
                except DatabaseError:
                    continue  # the table's own rules refuse it
    return planted


def _is_free(one: models.Field[Any, Any]) -> bool:
    """Whether a person types this text."""
    free = isinstance(one, models.CharField | models.TextField) and not isinstance(
        one, models.SlugField | models.URLField | models.FileField
    )
    keyed = {"slug", "path", "url_path", "stored_name", "stored", "file_hash", "sha256", "username", "password", "code", "form", "period",
             "indicator", "key", "act", "role", "kind", "state", "hash", "filter_spec", "theme", "content_json", "draft_title"}  # fmt: skip
    return (
        free
        and not one.choices
        and not one.unique
        and not one.primary_key
        and not one.generated
        and one.name not in keyed
    )


def _first_day() -> Any:
    from datetime import date

    return date(2023, 6, 30)


def run(argv: list[str]) -> int:
    """Crawls the installation's own pages as everybody; prints the figures; 0 when no answer lacks anything."""
    from giaoban.ground.access.models import Account
    from giaoban.site.starting import ready

    ready()
    assert settings.configured
    found = crawl([None, *Account.objects.filter(kind="human", is_active=True).order_by("pk")[:12]])
    statuses = ", ".join(f"{status}: {count}" for status, count in sorted(found.statuses.items()))
    print(f"{found.answers} trả lời, {len(found.kinds)} kiểu địa chỉ; {statuses}; sai {len(found.wrongs)}")
    for wrong in found.wrongs[:100]:
        print("  " + wrong)
    bare = Client(HTTP_HOST="127.0.0.1").get("/healthz")
    for name in ("Content-Security-Policy", "X-Content-Type-Options"):
        del bare.headers[name]
    caught = wrongs_of("/healthz", bare)
    print(f"Đối chứng, một trả lời thiếu hai đầu đề: thấy {len(caught)} điều")
    return 1 if found.wrongs or not caught else 0

"""How long a session lasts, what is written down about signing in, and where one is led afterwards."""

from __future__ import annotations

import json
from types import SimpleNamespace
from unittest.mock import Mock
from urllib.parse import urljoin, urlsplit

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.test.utils import override_settings
from django.urls import reverse

from giaoban.faces.desk import middleware
from giaoban.faces.desk.signin import code_now, give_factor
from giaoban.faces.portal.editing import hooks as wagtail_hooks
from giaoban.faces.portal.models import Article
from giaoban.ground.access.models import Account
from giaoban.ground.journal.models import Entry
from giaoban.site import health
from tests.security.test_signin import door, signed_in
from tests.world import PASSWORD, World, build

MINUTE, HOUR = 60, 3600


@pytest.fixture
def world(db: None) -> World:
    cache.clear()
    return build(members=1)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The clock by which sessions are told; ``now`` is set by hand."""
    import time

    hands = SimpleNamespace(now=time.time())
    monkeypatch.setattr(middleware, "time", SimpleNamespace(time=lambda: hands.now))
    return hands


# -- the end of a session -----------------------------------------------------------------------------------------------


def answers(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


def test_a_session_that_is_left_alone_for_two_hours_is_over(world: World, clock: SimpleNamespace) -> None:
    client = signed_in(world.officers["to-chuc-a"])
    assert answers(client)
    clock.now += 119 * MINUTE
    assert answers(client), "looked at in time, it lasts from there"
    clock.now += 119 * MINUTE
    assert answers(client)
    clock.now += 122 * MINUTE
    assert not answers(client)
    clock.now -= 60 * MINUTE
    assert not answers(client), "what is over stays over, whatever the clock says then"


def test_a_session_is_over_after_twelve_hours_however_much_it_is_used(world: World, clock: SimpleNamespace) -> None:
    client = signed_in(world.officers["to-chuc-a"])
    start = clock.now
    for hour in range(12):
        clock.now = start + hour * HOUR
        assert answers(client), hour
    clock.now = start + 12 * HOUR - MINUTE
    assert answers(client)
    clock.now = start + 12 * HOUR + MINUTE
    assert not answers(client)


# -- what is written down -----------------------------------------------------------------------------------------------


def test_each_sign_in_and_each_one_in_vain_is_journalled_without_what_was_typed(world: World) -> None:
    typed = "mật khẩu gõ nhầm 77"
    account = world.officers["bi-thu-1"]
    door(Client(), "bi-thu-1", typed, REMOTE_ADDR="10.5.5.5")
    door(Client(), typed, "bi-thu-1", REMOTE_ADDR="10.5.5.5")
    secret, client = give_factor(account), Client()
    assert door(client, "bi-thu-1", PASSWORD, REMOTE_ADDR="10.5.5.6").status_code == 302
    wrong = f"{(int(code_now(secret)) + 1) % 10**6:06}"
    assert client.post(reverse("mfa_authenticate"), {"code": wrong}).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": code_now(secret)}).status_code == 302
    found = Entry.objects.filter(act__startswith="access.sign_in").order_by("pk")
    assert [(one.act, one.actor_id, one.detail["step"]) for one in found] == [
        ("access.sign_in_failed", account.pk, "password"),
        ("access.sign_in_failed", None, "password"),
        ("access.sign_in_failed", account.pk, "totp"),
        ("access.sign_in", account.pk, "mfa"),
    ]
    assert found[0].detail["from"] == "10.5.5.5"
    kept = json.dumps([[one.actor_name, one.reason, one.detail] for one in found], ensure_ascii=False)
    assert typed not in kept
    assert PASSWORD not in kept
    assert wrong not in kept


def test_a_wrong_password_when_asked_again_is_journalled_too(world: World) -> None:
    account = world.officers["bi-thu-1"]
    client = signed_in(account, ago=HOUR)
    client.post(reverse("account_reauthenticate"), {"password": "sai mật khẩu rồi"})
    assert Entry.objects.filter(act="access.sign_in_failed", actor_id=account.pk).count() == 1


def test_a_code_of_an_app_opens_once_however_long_it_is_taken(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hands = SimpleNamespace(now=1_750_000_020.0)
    caches = "django.core.cache.backends"
    for part in ("allauth.mfa.totp.internal.auth", "giaoban.faces.desk.signin", f"{caches}.locmem", f"{caches}.base"):
        monkeypatch.setattr(f"{part}.time", SimpleNamespace(time=lambda: hands.now))
    secret, opened = give_factor(world.officers["bi-thu-1"]), []
    code = code_now(secret)
    with override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}):
        for later in (0, 0, 29, 31, 45, 59):
            client = Client()
            door(client, "bi-thu-1", PASSWORD)
            hands.now = 1_750_000_020.0 + later
            opened.append(client.post(reverse("mfa_authenticate"), {"code": f"{code[:3]} {code[3:]}"}).status_code)
    assert opened == [302, 200, 200, 200, 200, 200]


def test_who_ends_sessions_shows_first_who_they_are(world: World) -> None:
    account = world.officers["bi-thu-1"]
    other, older = Client(), signed_in(account, ago=HOUR)
    door(other, "bi-thu-1", PASSWORD)
    kept = UserSession.objects.filter(user=account).count()
    assert kept
    assert older.get(reverse("usersessions_list")).status_code == 200, "they are looked at freely"
    asked = older.post(reverse("usersessions_list"))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert UserSession.objects.filter(user=account).count() >= kept
    signed_in(account).post(reverse("usersessions_list"))
    assert not UserSession.objects.filter(user=account, session_key=other.session.session_key).exists()


# -- where one is led ---------------------------------------------------------------------------------------------------

ELSEWHERE = (
    "https://noi-khac.example/", "http://noi-khac.example", "//noi-khac.example/", "///noi-khac.example", "////noi-khac.example",
    "/\\noi-khac.example", "\\\\noi-khac.example", "\\/noi-khac.example", "/\t/noi-khac.example", "\t//noi-khac.example",
    " //noi-khac.example", "https:noi-khac.example", "https:/noi-khac.example", "https:///noi-khac.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<p>x", "https://testserver@noi-khac.example/",
    "https://testserver.noi-khac.example/", "//testserver:80@noi-khac.example", "https://noi-khac.example#testserver",
    "https://noi-khac.example?testserver", "http://testserver:noi@khac.example/", "/\n/noi-khac.example", "ftp://testserver/",
    "https://[::1]@noi-khac.example/", "/%09/noi-khac.example/..//noi-khac.example", "\x00//noi-khac.example", "//％６e/x",
)  # fmt: skip


def leads(answer: object) -> str:
    """Where a browser goes from that answer: it takes a backslash for a slash and leaves control characters out."""
    said = answer.headers.get("Location", "")  # type: ignore[attr-defined]
    plain = "".join(sign for sign in said.replace("\\", "/") if ord(sign) > 32)
    return urljoin("http://testserver/desk/", plain)


def test_no_door_leads_elsewhere_whatever_its_next_says(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    account = world.officers["to-chuc-a"]
    monkeypatch.setattr("allauth.account.adapter.DefaultAccountAdapter.pre_authenticate", lambda self, *_a, **_n: None)
    wrongs, redirects = [], 0
    for where in ELSEWHERE:
        inside = signed_in(account)
        asked = {
            "login": Client().post("/account/login/", {"login": account.username, "password": PASSWORD, "next": where}),
            "login page": inside.get("/account/login/", {"next": where}),
            "again": signed_in(account, ago=HOUR).post(
                reverse("account_reauthenticate"), {"password": PASSWORD, "next": where}
            ),
            "language": Client().post(reverse("set_language"), {"language": "en", "next": where}),
            "language, from": Client().post(reverse("set_language"), {"language": "en"}, HTTP_REFERER=where.strip()),
            "scope": inside.post(reverse("desk:scope"), {"scope": "", "next": where}),
            "look": inside.post(reverse("desk:prefer"), {"theme": "dark", "next": where}),
            "reader's choice": Client().get(reverse("portal_display"), {"ve": where, "chu": "lon"}),
            "out": inside.post("/account/logout/", {"next": where}),
        }
        for name, answer in asked.items():
            redirects += answer.status_code in {301, 302, 303, 307}
            if answer.status_code >= 500 or urlsplit(leads(answer)).netloc != "testserver":
                wrongs.append((name, where, answer.status_code, answer.headers.get("Location")))
    assert wrongs == []
    assert redirects > 4 * len(ELSEWHERE), "the doors do lead somewhere"


@pytest.mark.parametrize("where", ELSEWHERE)
def test_an_editor_who_may_not_publish_many_is_led_back_to_the_editing_side(
    db: None, monkeypatch: pytest.MonkeyPatch, rf: RequestFactory, where: str
) -> None:
    monkeypatch.setattr(Article, "why_not_published", lambda self: ["chưa duyệt"])
    monkeypatch.setattr(Article, "headline", "Tin")
    monkeypatch.setattr(wagtail_hooks, "messages", Mock())
    page = Mock(specific=Mock(get_latest_revision_as_object=lambda: Article(title="Tin")))
    request = rf.post("/bientap/", {"next": where})
    request.user = AnonymousUser()
    answer = wagtail_hooks.check_before_publishing_many(request, "publish", [page], None)
    assert answer is not None
    assert urlsplit(leads(answer)).netloc == "testserver"


def test_a_place_of_this_site_is_where_one_is_led(world: World) -> None:
    account = world.officers["to-chuc-a"]
    answer = Client().post(
        "/account/login/", {"login": account.username, "password": PASSWORD, "next": "/desk/so/members/"}
    )
    assert leads(answer).startswith("http://testserver/")
    assert "so/members" in answer["Location"] or "2fa" in answer["Location"]


def test_that_somebody_is_led_elsewhere_would_be_seen() -> None:
    for where in ("//noi-khac.example", "/\\noi-khac.example", "https://noi-khac.example/"):
        assert urlsplit(leads(SimpleNamespace(headers={"Location": where}))).netloc == "noi-khac.example"


# -- methods, and what browsers tell ------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND"])
@pytest.mark.parametrize(
    "path", ["/", "/desk/", "/desk/so/members/", "/account/login/", "/bientap/", "/healthz", "/khong-co"]
)
def test_a_method_that_no_page_means_is_refused(world: World, method: str, path: str) -> None:
    answer = signed_in(world.officers["to-chuc-a"]).generic(method, path)
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, POST"
    assert "default-src" in answer["Content-Security-Policy"]


def test_the_read_api_answers_what_other_sites_ask_first(world: World) -> None:
    assert Client().options("/api/v1/figures").status_code == 200
    assert Client().put("/api/v1/figures").status_code == 405


def told(body: object, **more: str) -> None:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = Client().post("/csp-report", sent, content_type=more.pop("type", "application/csp-report"), **more)
    assert answer.status_code == 204


def test_what_a_policy_kept_a_browser_from_is_counted_and_logged_without_contents(
    world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_minute", [0, 0])
    page = Client().get("/account/login/")
    assert "report-uri /csp-report" in page["Content-Security-Policy"]
    assert page["Reporting-Endpoints"] == 'csp="/csp-report"'
    before = health.VIOLATIONS.labels("script-src")._value.get()
    told({"csp-report": {
        "document-uri": "http://testserver/desk/so/members/7/?q=Nguyen+Van+Kin", "violated-directive": "script-src-elem",
        "blocked-uri": "https://khoa-bi-mat.example/x.js", "script-sample": "matkhau",
    }})  # fmt: skip
    told([{"type": "csp-violation", "body": {
        "documentURL": "http://testserver/desk/so/members/7/", "effectiveDirective": "script-src-attr", "sample": "matkhau",
    }}], type="application/reports+json")  # fmt: skip
    assert health.VIOLATIONS.labels("script-src")._value.get() == before + 2
    assert "script-src on a page of the kind desk/so/<slug:register>/<int:pk>/" in caplog.text
    assert not [word for word in ("Kin", "bi-mat", "matkhau", "members/7") if word in caplog.text]


def test_reports_are_bounded_in_size_and_number_and_no_nonsense_hurts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_minute", [0, 0])
    monkeypatch.setattr(health, "time", SimpleNamespace(monotonic=lambda: 6000.0))
    other = health.VIOLATIONS.labels("other")._value.get()
    for nonsense in (
        b"",
        b"{",
        b"[[[",
        b"[" * 8000,
        b"null",
        b'"x"',
        b'{"csp-report": 3}',
        b"\xff\xfe",
        b'[1, {"body": []}]',
    ):
        told(nonsense)
    assert Client().post("/csp-report", {"a": "form"}).status_code == 204
    told({"csp-report": {"violated-directive": "x" * health.MOST_REPORT}})
    assert health.VIOLATIONS.labels("other")._value.get() == other
    for _again in range(2 * health.REPORTS_A_MINUTE):
        told({"csp-report": {"violated-directive": "nobody-knows", "document-uri": "http://[x"}})
    assert other < health.VIOLATIONS.labels("other")._value.get() <= other + health.REPORTS_A_MINUTE
    assert Client().get("/csp-report").status_code == 405


def test_an_account_that_is_switched_off_is_journalled_as_in_vain(world: World) -> None:
    Account.objects.filter(username="bi-thu-1").update(is_active=False)
    door(Client(), "bi-thu-1", PASSWORD)
    assert not Entry.objects.filter(act="access.sign_in").exists()

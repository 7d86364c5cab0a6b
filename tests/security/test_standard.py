"""Small claims of docs/asvs.md that no other test holds: how the source is written, passwords, sessions, forms, lines."""

from __future__ import annotations

import ast
import re
import smtplib
import socket
import ssl
import stat
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import uvicorn
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as METHODS
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography import x509
from cryptography.fernet import InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.mail.backends.smtp import EmailBackend
from django.test import Client
from django.urls import reverse

from giaoban.faces.desk.recovery import HashedCodes
from giaoban.faces.desk.signin import HERE, FactorAdapter, give_factor
from giaoban.faces.portal.templatetags.portal import written_text
from giaoban.ground.access.models import Account
from giaoban.ground.journal.models import Entry
from giaoban.site import doctoring, places
from tests.security.test_decisions import SOURCES
from tests.security.test_signin import door, signed_in
from tests.world import PASSWORD, World, build

ROOT = Path(__file__).parents[2]
SCRIPTS = [path for path in (ROOT / "src/giaoban/faces/static").rglob("*.js") if "vendor" not in path.parts]


@pytest.fixture
def world(db: None) -> World:
    cache.clear()
    return build(members=1)


# -- the source ---------------------------------------------------------------------------------------------------------

BANNED = "S102,S301,S302,S306,S307,S324,S501,S506,S602,S604,S605,S609"
"""Of ruff: exec, pickle, marshal, mktemp, eval, weak hashes, lines without a look at the certificate, YAML that makes
objects, shells, wildcards in commands."""


def banned(*words: str | Path, sent: str | None = None) -> str:
    ruff = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--isolated",
        "--no-cache",
        "--select",
        BANNED,
        "--output-format",
        "concise",
    ]
    return subprocess.run([*ruff, *words], input=sent, capture_output=True, text=True, check=False).stdout


def test_the_source_evaluates_nothing_unpickles_nothing_and_calls_no_shell() -> None:
    assert "All checks passed" in banned(ROOT / "src/giaoban")
    for line in ("eval(x)", "import pickle; pickle.loads(x)", "import subprocess; subprocess.run(x, shell=True)",
                 "import hashlib; hashlib.md5(x)", "import requests; requests.get('https://x', verify=False)"):  # fmt: skip
        assert re.search(r"\bS\d{3}\b", banned("-", sent=line + "\n")), line
    gate = (ROOT / "pyproject.toml").read_text()
    assert all(f'"{one}"' in gate for one in BANNED.split(",")), "and so does ./giaoban check"


def of_the_program(node: ast.expr, known: set[str]) -> bool:
    """Whether the text is written in the source: a literal, a constant, or put together from such and what was escaped."""
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name):
            return name.lstrip("_").isupper() or name in known
        case ast.Attribute(attr="pattern", value=inside):
            return of_the_program(inside, known)
        case ast.Attribute(attr=name):
            return name.lstrip("_").isupper() and name not in {"GET", "POST", "META", "COOKIES", "FILES"}
        case ast.Call(func=ast.Attribute(attr="escape")) | ast.Call(func=ast.Name(id="_" | "gettext" | "ngettext")):
            return True
        case ast.Call(func=ast.Attribute(attr="join"), args=[ast.GeneratorExp() | ast.Call()]):
            return True  # of escaped words, below
        case ast.Subscript(value=inside):
            return of_the_program(inside, known)
        case ast.JoinedStr(values=values):
            return all(not isinstance(one, ast.FormattedValue) or of_the_program(one.value, known) for one in values)
        case ast.BinOp(left=left, right=right):
            return of_the_program(left, known) and of_the_program(right, known)
    return False


FROM_CONSTANTS = {
    "pattern": "of the tables of roles and sections in giaoban.reporting.intake.layout and narrative",
    "noun": "of the grammar's own file, phrases.toml in giaoban.reporting.prose",
    "topic": "as the one before",
    "words": "of the table of roundings in giaoban.reporting.prose.numerals",
    "where": "of the two places in giaoban.reporting.intake.pages",
    "major": "a whole number in giaoban.site.receiving",
    "sentence": "of the forms and of the tables of what waits",
    "said": "of the two constants in giaoban.ground.journal.chain",
}
"""Names that stand for texts of the source where a pattern or a form of words is made, and whence they come."""


def test_no_pattern_and_no_form_of_words_is_made_of_what_somebody_typed() -> None:
    wrongs, seen = [], 0
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(
                    func=ast.Attribute(
                        value=ast.Name(id="re"),
                        attr="compile" | "sub" | "search" | "match" | "fullmatch" | "split" | "findall" | "finditer",
                    ),
                    args=[made, *_rest],
                ):
                    pass
                case ast.Call(func=ast.Attribute(value=made, attr="format" | "format_map")):
                    pass
                case _:
                    continue
            seen += 1
            if not of_the_program(made, set(FROM_CONSTANTS)):
                wrongs.append(f"{path.relative_to(ROOT)}:{node.lineno} {ast.unparse(made)[:80]}")
    assert wrongs == []
    assert seen > 100
    assert not of_the_program(ast.parse("request.GET['q']", mode="eval").body, set())
    assert not of_the_program(ast.parse("f'^{typed}'", mode="eval").body, set())


def test_scripts_make_no_page_of_words_and_listen_to_no_other_window() -> None:
    assert len(SCRIPTS) > 4
    text = {path.name: path.read_text() for path in SCRIPTS}
    makes = {name: re.findall(r"\.innerHTML\s*=", said) for name, said in text.items()}
    assert {name for name, found in makes.items() if found} == {
        "asked.js",
        "choosers.js",
        "hall.js",
        "pasting.js",
        "sheet.js",
    }, "pages and sentences of this server, escaped there"
    for word in (
        r"\beval\(",
        r"new Function",
        r"document\.write",
        r"outerHTML\s*=",
        r"insertAdjacentHTML",
    ):
        assert [name for name, said in text.items() if re.search(word, said)] == [], word
    kept = {
        "pocket.js",
        "pocket-worker.js",
        "kept.js",
    }  # what waits for a line, and the worker, which hears this origin alone
    for word in (r"""addEventListener\(["']message""", r"postMessage", r"[a-z]+Storage\b", r"indexedDB"):
        assert {name for name, said in text.items() if re.search(word, said)} <= kept, word
    assert text["pocket-worker.js"].count("event.data") == text["pocket-worker.js"].count(
        "event.origin === location.origin &&"
    )


def test_scripts_write_into_no_object_under_a_name_that_came_from_elsewhere() -> None:
    written = [
        (path.name, found)
        for path in SCRIPTS
        for found in re.findall(r"[\w.]+\[[^\]\d'\"]+\]\s*=(?!=)|Object\.assign\([^)]*|__proto__", path.read_text())
    ]
    by_name = [one for one in written if not re.match(r"(bytes\[each\]|document\.documentElement\.dataset\[)", one[1])]
    assert by_name == []


@pytest.mark.parametrize(
    "link",
    ["javascript:x()", "JaVaScRiPt:x()", "java\tscript:x()", "data:text/html,<p>", "vbscript:x", "&#106;avascript:x()"],
)
def test_what_an_editor_wrote_leads_to_no_script_and_runs_nothing(db: None, link: str) -> None:
    shown = written_text(
        f'<p onclick="x()">Tin <a href="{link}">bấm</a><img src=x onerror=x()><script>x()</script></p>'
    )
    assert "Tin" in shown
    assert not re.search(r"href|onclick|onerror|script|<img", shown)
    assert 'href="https://vidu.vn/"' in written_text('<a href="https://vidu.vn/">bấm</a>')


# -- what is typed --------------------------------------------------------------------------------------------------------


def test_numbers_too_large_for_any_column_are_answered_and_not_stumbled_over(world: World) -> None:
    client, many = signed_in(world.officers["to-chuc-a"]), "9" * 30
    paths = (f"/desk/so/members/{many}/", f"/desk/so/members/?page={many}", f"/desk/so/members/?unit={many}",
             f"/desk/units/{many}/", f"/van-ban/{many}/", f"/van-ban/?trang={many}", f"/van-ban/?nam={many}",
             f"/api/v1/figures?page={many}")  # fmt: skip
    client.raise_request_exception = False
    answers = {path: client.get(path).status_code for path in paths}
    assert {path: code for path, code in answers.items() if code >= 500} == {}


def test_a_word_of_the_address_does_not_stand_for_a_field_of_a_form(world: World) -> None:
    client = Client()
    asked = f"/account/login/?login=bi-thu-1&password={PASSWORD}"
    assert client.post(asked, {}).status_code == 200
    assert METHODS not in client.session
    twice = client.post(
        "/account/login/", {"login": ["bi-thu-1", "bi-thu-2"], "password": [PASSWORD, "sai mật khẩu rồi"]}
    )
    assert twice.status_code == 200, "of two values the last one counts, and it alone"


def test_only_the_read_api_is_open_to_pages_of_other_sites(world: World) -> None:
    client = signed_in(world.officers["to-chuc-a"])
    for path in ("/desk/", "/desk/so/members/", "/desk/so/members/export.csv", "/account/login/", "/", "/healthz"):
        answer = client.get(path, HTTP_ORIGIN="https://noi-khac.example")
        assert not [name for name in answer.headers if name.startswith("Access-Control-")], path
    read = client.get("/api/v1/figures", HTTP_ORIGIN="https://noi-khac.example")
    assert read["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in read.headers
    assert Client().get("/api/v1/figures").content == read.content, "and says to everybody the same"


# -- passwords and second steps -------------------------------------------------------------------------------------------


def test_a_new_password_asks_for_the_old_one_and_ends_the_other_sessions(world: World) -> None:
    account, new = world.officers["bi-thu-1"], "bốn từ không liền nhau"
    here, there = signed_in(account), signed_in(account)
    change = reverse("account_change_password")
    typed = {"oldpassword": "sai mật khẩu rồi", "password1": new, "password2": new}
    assert here.post(change, typed).status_code == 200
    assert Account.objects.get(pk=account.pk).check_password(PASSWORD)
    assert there.get("/desk/").status_code == 200
    assert here.post(change, typed | {"oldpassword": PASSWORD}).status_code == 302
    assert Account.objects.get(pk=account.pk).check_password(new)
    assert there.get("/desk/").status_code == 302


def test_passwords_are_hidden_while_typed_and_may_be_pasted_and_kept_by_the_browser(world: World) -> None:
    pages = [
        Client().get("/account/login/"),
        signed_in(world.officers["bi-thu-1"]).get(reverse("account_change_password")),
    ]
    for page in pages:
        text = page.content.decode()
        fields = re.findall(r"<input[^>]*name=\"(?:password\d?|oldpassword)\"[^>]*>", text)
        assert fields
        for field in fields:
            assert 'type="password"' in field
            assert re.search(r'autocomplete="(current|new)-password"', field)
            assert not re.search(r"maxlength|onpaste|readonly", field)
        assert 'autocomplete="off"' not in text
        names = set(re.findall(r'<input[^>]*name="([^"]+)"', text)) - {"csrfmiddlewaretoken", "next", "remember"}
        assert names <= {"login", "password", "oldpassword", "password1", "password2", "credential", "language"}, (
            "no question"
        )
    assert not any("paste" in path.read_text() and "password" in path.read_text() for path in SCRIPTS)


def test_a_password_is_looked_at_to_the_letter(world: World) -> None:
    account = world.officers["bi-thu-1"]
    exact = " Rừng thông chiều MƯA, " + "một hai ba bốn " * 6
    validate_password(exact, account)
    assert len(exact) > 100
    account.set_password(exact)
    account.save()
    others = (exact.lower(), exact.strip(), exact[:72], exact[:-1], exact + " ")
    assert [door(Client(), "bi-thu-1", one).status_code for one in others] == [200] * 5
    assert door(Client(), "bi-thu-1", exact).status_code == 302


def test_an_old_password_is_as_good_as_a_new_one_and_any_kind_of_sign_makes_one(world: World) -> None:
    Account.objects.filter(username="bi-thu-1").update(date_joined="2010-01-01T00:00Z", last_login="2010-01-02T00:00Z")
    assert "password" not in door(Client(), "bi-thu-1", PASSWORD)["Location"]
    for one in ("chỉcóchữthường", "CHỈCÓCHỮHOAĐÂY", "830174629501", "!?,;+-*/=%&#@"):
        validate_password(one, Account(username="x", name="y"))


@pytest.mark.parametrize("word", HERE)
def test_a_word_of_the_house_makes_no_password_by_itself(word: str) -> None:
    with pytest.raises(ValidationError, match="cũng thử đầu tiên"):
        validate_password(f"{word}.{word}-2026", Account(username="x", name="y"))


def test_codes_and_secrets_of_second_steps_are_drawn_by_chance_and_long_enough(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = world.officers["bi-thu-1"]
    shown = HashedCodes.activate(account)
    shown.mark_as_viewed()
    codes = shown.get_unused_codes()
    assert len(set(codes)) == len(codes) == 10
    assert all(re.fullmatch(r"\d{8}", code) for code in codes), "26 bits"
    drawn: list[int] = []
    drawing = SimpleNamespace(token_bytes=lambda size: drawn.append(size) or bytes(size))
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.secrets", drawing)
    generate_totp_secret()
    assert drawn == [20], "160 bits, of secrets"


def test_a_sealed_secret_that_was_changed_is_not_opened(world: World) -> None:
    sealed = FactorAdapter().encrypt("bí mật")
    assert FactorAdapter().decrypt(sealed) == "bí mật"
    for at in (5, len(sealed) // 2, len(sealed) - 5):
        with pytest.raises(InvalidToken):
            FactorAdapter().decrypt(sealed[:at] + ("A" if sealed[at] != "A" else "B") + sealed[at + 1 :])


def test_the_word_of_a_provider_is_the_first_step_only(world: World) -> None:
    account = world.officers["bi-thu-1"]
    give_factor(account)
    client = signed_in(account)
    session = client.session
    session[METHODS] = [
        {"method": "socialaccount", "at": time.time(), "provider": "dinh-danh", "uid": "1", "acr": "high"}
    ]
    session.save()
    assert client.get("/desk/")["Location"].startswith(reverse("mfa_reauthenticate"))


# -- sessions -------------------------------------------------------------------------------------------------------------


def test_a_session_is_a_drawn_word_that_only_the_server_knows_the_meaning_of(world: World) -> None:
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"
    keys = set()
    for _again in range(20):
        client = Client()
        client.force_login(world.officers["bi-thu-1"])
        keys.add(client.cookies["sessionid"].value)
    assert len(keys) == 20
    assert all(re.fullmatch(r"[a-z0-9]{32}", key) for key in keys), "165 bits"
    client.cookies["sessionid"] = "a" * 32
    assert client.get("/desk/").status_code == 302


def test_showing_who_one_is_turns_the_word_of_the_session_and_the_old_one_opens_nothing(world: World) -> None:
    account, client = world.officers["bi-thu-1"], signed_in(world.officers["bi-thu-2"])
    other = client.cookies["sessionid"].value
    client.post("/account/logout/")
    client.cookies["sessionid"] = other  # as somebody else might have set it
    door(client, "bi-thu-1", PASSWORD)
    before = client.cookies["sessionid"].value
    assert before != other
    older = signed_in(account, ago=3600)
    was = older.cookies["sessionid"].value
    assert older.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    assert older.cookies["sessionid"].value != was, "shown again"
    client.post("/account/logout/")
    old = Client()
    old.cookies["sessionid"] = before
    assert old.get("/account/sessions/").status_code == 302
    assert not Session.objects.filter(session_key=before).exists()


@pytest.mark.parametrize(
    "name", ["account_change_password", "mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"]
)
def test_how_one_signs_in_is_changed_only_by_who_shows_who_they_are(world: World, name: str) -> None:
    account = world.officers["bi-thu-1"]
    if "recovery" in name:
        give_factor(account)
    client = signed_in(account, ago=3600)
    answer = client.get(reverse(name))
    if name == "account_change_password":  # the form itself asks for the old one
        assert 'name="oldpassword"' in answer.content.decode()
    else:
        assert answer.status_code == 302
        assert "reauthenticate" in answer["Location"]


def test_every_page_behind_the_door_has_the_way_out(world: World) -> None:
    client = signed_in(world.officers["to-chuc-a"])
    record = world.people["Chi bộ 1 Khối A"][0].pk
    for path in ("/desk/", "/desk/so/members/", f"/desk/so/members/{record}/", "/desk/units/", "/account/sessions/",
                 "/account/2fa/", "/desk/so/members/?q=khong-co"):  # fmt: skip
        assert 'action="/account/logout/"' in client.get(path, follow=True).content.decode(), path


EXEMPT = ["health.py", "registers.py"]


def test_a_form_that_another_site_sends_is_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(world.officers["to-chuc-a"]).cookies
    before = Entry.objects.count()
    for path in ("/account/login/", "/account/logout/", "/account/sessions/", "/account/password/change/", "/desk/scope/",
                 "/desk/so/members/act/enter/", "/bientap/"):  # fmt: skip
        assert client.post(path, {"next": "/"}, HTTP_ORIGIN="https://noi-khac.example").status_code == 403, path
    assert Entry.objects.count() == before
    exempt = [
        path.name for path in SOURCES for _each in re.findall(r"^@csrf_exempt|csrf_exempt\(", path.read_text(), re.M)
    ]
    assert sorted(exempt) == EXEMPT, "a report of a browser is counted; a reader's letter comes from a kept page"


# -- the machine ----------------------------------------------------------------------------------------------------------


def test_a_secret_of_the_installation_is_drawn_and_read_by_its_user_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "state_directory", lambda: tmp_path)
    one, other = places.secret("one"), places.secret("other")
    assert one != other
    assert len(one) > 50
    assert places.secret("one") == one
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "secrets").iterdir()} == {0o600}


def test_no_secret_stands_in_the_source() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    assert not [one for one in listed if re.search(r"(^|/)(\.env|secrets/|.*\.age$|.*\.pem$|.*\.key$)", one)]
    assert not [
        path
        for path in SOURCES
        if "PRIVATE KEY-----\n" in path.read_text() or re.search(r"AGE-SECRET-KEY-1[A-Z0-9]", path.read_text())
    ]


def test_no_folder_is_listed_and_errors_are_not_shown_in_full(world: World) -> None:
    assert settings.DEBUG is False
    for path in ("/static/", "/static/giaoban/", "/media/", "/tai-lieu/", "/.git/config", "/static/../pyproject.toml"):
        assert Client().get(path).status_code in {404, 301, 302, 403, 400}, path
        assert b"Index of" not in Client().get(path).content


def test_a_mail_server_shows_a_certificate_that_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ({"use_tls": True, "use_ssl": False}, {"use_tls": False, "use_ssl": True}):
        context = EmailBackend(host="x", **kind).ssl_context
        assert context.verify_mode is ssl.CERT_REQUIRED
        assert context.check_hostname
    assert settings.EMAIL_BACKEND.endswith(("smtp.EmailBackend", "locmem.EmailBackend"))
    assert smtplib.SMTP is not None


@pytest.fixture
def behind_tls(tmp_path: Path) -> Any:
    """A server that speaks TLS with a certificate of its own making: its address, and the file of that certificate."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 7, now - timedelta(1), now + timedelta(60))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    (tmp_path / "cert.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    (tmp_path / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    listening = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        with suppress(OSError):
            while True:
                line, _peer = listening.accept()
                with suppress(OSError):
                    context.wrap_socket(line, server_side=True).close()

    threading.Thread(target=answer, daemon=True).start()
    yield f"https://localhost:{listening.getsockname()[1]}", tmp_path / "cert.pem"
    listening.close()


def test_the_doctor_finds_a_certificate_that_browsers_do_not_trust(
    behind_tls: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIAOBAN_ADDRESS", behind_tls[0])
    assert [one.state for one in doctoring._certificate()] == ["wrong"]
    trusting = ssl.create_default_context(cafile=str(behind_tls[1]))
    monkeypatch.setattr(doctoring.ssl, "create_default_context", lambda: trusting)
    assert [(one.state, one.seen) for one in doctoring._certificate()] == [("well", "còn 59 ngày")]
    monkeypatch.setattr(doctoring, "FRESH_CERTIFICATE", 61)
    assert [one.state for one in doctoring._certificate()] == ["watch"]
    monkeypatch.setenv("GIAOBAN_ADDRESS", "http://127.0.0.1:8000")
    assert list(doctoring._certificate()) == []


@pytest.mark.parametrize(("off", "state"), [(0, "well"), (3600, "wrong"), (-3600, "wrong")])
def test_the_doctor_finds_a_clock_that_is_wrong(monkeypatch: pytest.MonkeyPatch, off: int, state: str) -> None:
    class Server:
        def __enter__(self) -> Server:
            return self

        def __exit__(self, *_words: object) -> None:
            pass

        def settimeout(self, seconds: float) -> None:
            pass

        def sendto(self, said: bytes, where: tuple[str, int]) -> None:
            assert where == ("gio.vidu.vn", 123)

        def recv(self, size: int) -> bytes:
            return struct.pack("!12I", *[0] * 10, int(time.time()) + off + 2208988800, 0)

    monkeypatch.setenv("GIAOBAN_TIME_SERVER", "gio.vidu.vn")
    monkeypatch.setattr(doctoring.socket, "socket", lambda *_words: Server())
    assert [one.state for one in doctoring._clock()] == [state]


SMUGGLED = (
    b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\nG",
    b"Content-Length: 1\r\nContent-Length: 40\r\n\r\nG",
    b"Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\nG",
    b"Content-Length: +1\r\n\r\nG",
    b"Content-Length : 1\r\n\r\nG",
)


def test_a_request_with_two_lengths_is_not_answered_as_two() -> None:
    heard: list[str] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        heard.append(scope["path"])
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application, log_level="critical", lifespan="off", proxy_headers=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        for smuggled in SMUGGLED:
            with socket.create_connection(listening.getsockname(), timeout=30) as line:
                line.sendall(
                    b"POST /first HTTP/1.1\r\nHost: x\r\n"
                    + smuggled
                    + b"ET /second HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                )
                line.shutdown(socket.SHUT_WR)
                while line.recv(4096):
                    pass
        assert "/second" not in heard
    finally:
        server.should_exit = True
        thread.join(30)

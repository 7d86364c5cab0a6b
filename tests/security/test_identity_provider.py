"""Sign-in through an identity provider that the settings name: a small real one answers here, on this machine's own address.

It says who somebody is; whether they have an account and a role is still decided here.
"""

from __future__ import annotations

import contextlib
import html
import json
import os
import re
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa

from conftest import _copy, _drop, serving, use_database
from giaoban.faces.desk.provider_lines import configuration
from tests.world import FOUNDED

PASSWORD = "rừng thông chiều mưa"
FIRST_PAGE = "/desk/first-day/"
"""Where whoever looks after an empty installation arrives."""
LIES = (
    "no signature", "secret", "key", "audience", "token's issuer", "too old", "person", "no token", "kind", "no end",
    "for another", "among others", "no question", "another question", "nobody", "no number", "nothing",
)  # fmt: skip
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGE = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider(BaseHTTPRequestHandler):
    """OpenID Connect as far as a code flow needs it; ``who`` is whoever sits at the provider just now."""

    who = "cccd-001"
    codes: dict[str, dict[str, str]] = {}
    asked: list[str] = []
    lies = ""
    """What is wrong with its answers just now."""

    def do_GET(self) -> None:
        here, asked = f"http://{self.headers['Host']}", urlsplit(self.path)
        self.asked.append(asked.path)
        query = {name: value[0] for name, value in parse_qs(asked.query).items()}
        match asked.path:
            case "/.well-known/openid-configuration" if self.lies == "elsewhere":
                self.send_response(302)
                self.send_header("Location", f"{here}/userinfo")
                self.end_headers()
            case "/.well-known/openid-configuration" if self.lies in {"drop by drop", "no end to it"}:
                self.send_response(200)
                self.send_header("Content-Length", str(1 << 30))
                self.end_headers()
                self._go_on(b" " * (1 << 20 if self.lies == "no end to it" else 1), self.lies == "drop by drop")
            case "/.well-known/openid-configuration" if self.lies == "a list":
                self._say([])
            case "/.well-known/openid-configuration":
                self._say(
                    {
                        "issuer": "https://khac.example" if self.lies == "issuer" else here,
                        "authorization_endpoint": f"{here}/authorize", "token_endpoint": f"{here}/token",
                        "userinfo_endpoint": f"{here}/userinfo", "jwks_uri": f"{here}/jwks",
                        "token_endpoint_auth_methods_supported": ["client_secret_post"],
                    }
                )  # fmt: skip
            case "/authorize":
                assert query["code_challenge_method"] == "S256", "with proof of the key"
                code = secrets.token_urlsafe(8)
                self.codes[code] = query
                self.send_response(302)
                self.send_header(
                    "Location", f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
                )
                self.end_headers()
            case "/jwks":
                key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
                self._say({"keys": [key | {"kid": "1", "alg": "RS256", "use": "sig"}]})
            case "/userinfo":
                self._say({"sub": "cccd-009" if self.lies == "person" else self.who, "name": "Nguyễn Thị Hòa"})
            case _:
                self.send_error(404)

    def do_POST(self) -> None:
        here = f"http://{self.headers['Host']}"
        sent = {
            name: value[0]
            for name, value in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()
        }
        asked = self.codes.pop(sent["code"])
        assert sent["client_secret"] == "bi-mat"
        told = {
            "iss": here, "sub": self.who, "aud": asked["client_id"], "iat": int(time.time()), "exp": int(time.time()) + 60,
            **({"nonce": asked["nonce"]} if "nonce" in asked else {}),
        }  # fmt: skip
        told |= {
            "audience": {"aud": "chuong-trinh-khac"}, "issuer": {"iss": "https://khac.example"},
            "token's issuer": {"iss": "https://khac.example"}, "too old": {"iat": 1_700_000_000, "exp": 1_700_000_060},
            "for another": {"azp": "chuong-trinh-khac"}, "among others": {"aud": [asked["client_id"], "chuong-trinh-khac"]},
            "another question": {"nonce": "x"},
        }.get(self.lies, {})  # fmt: skip
        left_out = {"no end": "exp", "no question": "nonce", "nobody": "sub"}.get(self.lies)
        told = {name: value for name, value in told.items() if name != left_out}
        by = {"no signature": (None, "none"), "secret": ("bi-mat" * 8, "HS256"), "key": (STRANGE, "RS256")}
        key, algorithm = by.get(self.lies, (KEY, "RS256"))
        head = {"kid": "1", "typ": "at+jwt" if self.lies == "kind" else "JWT"}
        head |= {"no number": {"kid": "2"}}.get(self.lies, {})
        token = jwt.encode(told, key, algorithm=algorithm, headers=head)
        if self.lies == "nothing":
            self._say([])
            return
        answer = {"access_token": f"mo-cua-{secrets.token_urlsafe(8)}", "token_type": "Bearer", "id_token": token}
        self._say({name: value for name, value in answer.items() if self.lies != "no token" or name != "id_token"})

    def _go_on(self, part: bytes, slowly: bool) -> None:
        with contextlib.suppress(OSError):
            for _ in range(600):
                self.wfile.write(part)
                self.wfile.flush()
                time.sleep(0.5 if slowly else 0)

    def _say(self, what: object) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(what).encode())

    def log_message(self, *_words: object) -> None:
        pass


@pytest.fixture(scope="module")
def said() -> Iterator[dict[str, str]]:
    """What the settings say of a provider that answers here, and which database is served."""
    provider = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=provider.serve_forever, daemon=True).start()
    yield {
        "GIAOBAN_OIDC_SERVER": f"http://127.0.0.1:{provider.server_port}", "GIAOBAN_OIDC_CLIENT": "giao-ban",
        "GIAOBAN_OIDC_SECRET": "bi-mat", "GIAOBAN_OIDC_NAME": "Định danh của tỉnh",
        "GIAOBAN_DATABASE_NAME": f"giaoban_provider_{os.getpid()}",
    }  # fmt: skip
    provider.shutdown()


@pytest.fixture(scope="module")
def address(
    said: dict[str, str], template_database: str, django_db_setup: None, django_db_blocker: object
) -> Iterator[str]:
    """The program is served with a provider in its settings; one officer has an account."""
    from django.db import connection

    from giaoban.areas.accounts.operations import grant
    from giaoban.ground.access.models import Account
    from giaoban.ground.access.operations import program

    name, before = said["GIAOBAN_DATABASE_NAME"], connection.settings_dict["NAME"]
    _drop(name)
    _copy(template_database, name)
    grow = "from giaoban.site.starting import ready; ready(); from giaoban.site.migrating import migrate; migrate()"
    subprocess.run([sys.executable, "-c", grow], env={**os.environ, **said}, check=True)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        use_database(name)
        account = Account.objects.create_user("nguyen.thi.hoa", PASSWORD, name="Nguyễn Thị Hòa")
        grant(actor=program("Kiểm thử"), account=account, role="administrator", unit=None, from_on=FOUNDED)
        use_database(before)
    try:
        with serving(name, **said) as url:
            _wait(url)
            yield url
    finally:
        _drop(name)


def _wait(url: str) -> None:
    """The program answers: on a busy machine it takes its time."""
    for _attempt in range(120):
        try:
            requests.get(f"{url}/account/login/", timeout=30)
            return
        except requests.ConnectionError:
            time.sleep(0.5)


def way_in(browser: requests.Session, address: str) -> str:
    """The address of the provider's button on the page of sign-in."""
    found = re.search(r'href="([^"]+)">\s*Định danh của tỉnh\s*<', browser.get(f"{address}/account/login/").text)
    assert found, "the button has the name that the settings give it"
    return address + found[1]


def test_an_account_that_tied_itself_to_the_provider_signs_in_there_and_nobody_else_does(address: str) -> None:
    stranger = requests.Session()
    refused = stranger.get(way_in(stranger, address))
    assert refused.status_code in {200, 404}
    assert stranger.get(f"{address}/desk/", allow_redirects=False).status_code == 302, "nobody gets an account that way"

    owner = requests.Session()
    form = owner.get(f"{address}/account/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)
    assert token
    said = {"login": "nguyen.thi.hoa", "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    button = way_in(requests.Session(), address)
    assert owner.post(f"{address}/account/login/", said).url == f"{address}{FIRST_PAGE}"
    assert owner.get(f"{button}?process=connect").url == f"{address}/account/3rdparty/", "an address ties nothing"
    stranger.get(way_in(stranger, address))
    assert not at_the_desk(stranger, address)
    tie(owner, address, button)

    again = requests.Session()
    assert again.get(way_in(again, address)).url == f"{address}{FIRST_PAGE}"
    assert again.get(f"{address}/desk/so/access/").status_code == 200
    own = again.get(f"{address}/account/3rdparty/")
    assert own.status_code == 200
    shown = [*again.cookies.values(), own.text, *(str(one.headers) + one.text for one in own.history)]
    assert not [one for one in shown if "mo-cua-" in one or "eyJ" in one], "a provider's tokens stay on the server"

    Provider.who = "cccd-002"
    other = requests.Session()
    other.get(way_in(other, address))
    assert not at_the_desk(other, address)
    Provider.who = "cccd-001"

    let_in = []
    for lie in LIES:
        Provider.lies = lie
        browser = requests.Session()
        browser.get(way_in(browser, address))
        let_in += [lie] * at_the_desk(browser, address)
    Provider.lies = ""
    assert let_in == []

    sent = requests.Session()
    sent.get(way_in(sent, address), headers={"Sec-Fetch-Site": "cross-site"})
    assert not at_the_desk(sent, address), "sent there by a page of another site"
    pressed = requests.Session()
    assert (
        pressed.get(way_in(pressed, address), headers={"Sec-Fetch-Site": "same-origin"}).url == f"{address}{FIRST_PAGE}"
    )

    begun, else_where = requests.Session(), requests.Session()
    asked = begun.get(way_in(begun, address), allow_redirects=False).headers["Location"]
    back = requests.get(asked, allow_redirects=False, timeout=30).headers["Location"]
    else_where.get(way_in(else_where, address), allow_redirects=False)
    else_where.get(back)
    assert not at_the_desk(else_where, address), "an answer to what another browser asked"
    last = requests.Session()
    assert last.get(way_in(last, address)).url == f"{address}{FIRST_PAGE}", "the truth still opens"


def tie(browser: requests.Session, address: str, button: str) -> None:
    """The button on the page of one's own account is pressed, and the way gone on that leads from it."""
    page = browser.get(f"{address}/account/3rdparty/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token
    assert f'action="{button.removeprefix(address)}"' in page.text
    going = browser.post(button, {"csrfmiddlewaretoken": token[1]}, headers={"Referer": page.url})
    on = re.search(r'class="button primary" href="([^"]+)"', going.text)
    assert on, going.text
    browser.get(html.unescape(on[1]))


PRESSED = """
from giaoban.site.starting import ready
ready()
from django.test import Client
from giaoban.ground.access.models import Account
browser = Client(HTTP_HOST="127.0.0.1")
browser.force_login(Account.objects.get(username="nguyen.thi.hoa"))
print("WENT", browser.post("/account/oidc/oidc/dinh-danh/login/").headers["Location"])
"""


def test_a_way_in_is_tied_only_by_who_showed_lately_who_they_are(address: str, said: dict[str, str]) -> None:
    asked = {**os.environ, **said, "GIAOBAN_SECOND_FACTOR": "asked"}
    run = subprocess.run([sys.executable, "-c", PRESSED], env=asked, check=True, capture_output=True, text=True)
    assert "WENT /account/reauthenticate/" in run.stdout


def test_a_provider_that_sends_elsewhere_or_does_not_end_is_refused_and_not_asked_again_at_once() -> None:
    for lie in ("elsewhere", "drop by drop", "no end to it", "a list", "issuer"):
        liar = type("Liar", (Provider,), {"lies": lie, "asked": []})
        server = ThreadingHTTPServer(("127.0.0.1", 0), liar)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for _ in range(2):
            with pytest.raises(requests.RequestException):
                configuration(f"http://127.0.0.1:{server.server_port}/.well-known/openid-configuration")
        assert len(liar.asked) == 1, lie
        server.shutdown()


def at_the_desk(browser: requests.Session, address: str) -> bool:
    return browser.get(f"{address}/desk/", allow_redirects=False).status_code == 200

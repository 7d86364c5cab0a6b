"""A passkey is set up and signs in, in a real browser with an authenticator that Chromium itself plays."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from conftest import _copy, _drop, serving, use_database
from tests.browser import axe
from tests.world import FOUNDED

PASSWORD = "rừng thông chiều mưa"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(template_database: str, django_db_setup: None, django_db_blocker: object) -> Iterator[str]:
    """The program is served, with one officer in it who has a password and nothing else."""
    from django.db import connection

    from giaoban.areas.accounts.operations import grant
    from giaoban.ground.access.models import Account
    from giaoban.ground.access.operations import program

    name, before = f"giaoban_passkey_{os.getpid()}", connection.settings_dict["NAME"]
    _drop(name)
    _copy(template_database, name)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        use_database(name)
        account = Account.objects.create_user("quan.tri", PASSWORD, name="Lê Văn Quản")
        grant(actor=program("Kiểm thử"), account=account, role="administrator", unit=None, from_on=FOUNDED)
        use_database(before)
    try:
        with serving(name, GIAOBAN_SECOND_FACTOR="asked") as url:
            yield url.replace(
                "127.0.0.1", "localhost"
            )  # an address of figures is no name that a passkey could belong to
    finally:
        _drop(name)


def test_a_passkey_is_set_up_at_the_first_sign_in_and_is_enough_at_the_next(
    address: str,
    context: BrowserContext,
) -> None:
    page = context.new_page()
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    page.goto(f"{address}/account/login/?next=/desk/so/access/")
    page.locator("[name=login]").fill("quan.tri")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/account/2fa/totp/activate/**")
    page.get_by_role("link", name="Dùng khóa truy cập").click()
    page.wait_for_url("**/webauthn/add/**")
    page.locator("[name=name]").fill("Máy ở cơ quan")
    if (alone := page.locator("[name=passwordless]")).count():
        alone.check()
    assert axe(page) == []
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    page.goto(f"{address}/desk/so/access/")
    assert page.locator("h1").inner_text() == "Tài khoản và vai trò", "what was set up counts as the second step"

    context.clear_cookies()
    page.goto(f"{address}/desk/so/access/")
    page.wait_for_url(f"{address}/account/login/**")
    page.locator("#passkey_login").click()
    page.wait_for_url(f"{address}/desk/**")
    assert page.goto(f"{address}/desk/so/proposals/").status == 200, "both steps in one"  # type: ignore[union-attr]

"""G9: ten guesses at an account in a quarter of an hour from wherever they come, and its owner still gets in."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.test import Client
from django.test.utils import override_settings

from giaoban.faces.desk.signin import KNOWN
from tests.world import PASSWORD, World, build

pytestmark = pytest.mark.django_db
MOST = 10


@pytest.fixture
def world() -> World:
    cache.clear()
    return build(members=1)


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was worked out by Argon2 since: each is a password that was really looked at. Kept quick here."""
    seen: list[str] = []
    monkeypatch.setattr(Argon2PasswordHasher, "time_cost", 1)
    monkeypatch.setattr(Argon2PasswordHasher, "memory_cost", 64)
    for name in ("encode", "verify"):
        real = getattr(Argon2PasswordHasher, name)

        def counted(self: Any, password: str, given: Any, *, _real: Any = real) -> Any:
            seen.append(password)
            return _real(self, password, given)

        monkeypatch.setattr(Argon2PasswordHasher, name, counted)
    return seen


def door(client: Client, username: str, password: str, **more: Any) -> Any:
    return client.post("/account/login/", {"login": username, "password": password}, **more)


def test_guesses_from_a_hundred_addresses_are_ten_guesses(world: World, looked_at: list[str]) -> None:
    for number in range(100):
        answer = door(Client(), "bi-thu-1", f"sai mật khẩu {number}", REMOTE_ADDR=f"10.20.{number}.7")
        assert answer.status_code == 200
    assert len(looked_at) <= MOST
    assert looked_at, "the first ones are looked at"


def test_that_a_guess_was_not_looked_at_is_logged_without_what_was_typed(
    world: World, looked_at: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(MOST + 3):
        door(Client(), "bi-thu-1", f"sai mật khẩu {number}", REMOTE_ADDR="10.20.30.40")
    told = [record.getMessage() for record in caplog.records if record.name == "giaoban.faces.desk.signin"]
    assert len(told) == MOST + 3 - len(looked_at) > 0
    assert all("10.20.30.40" in one for one in told)
    assert not [one for one in told if "bi-thu-1" in one or "sai" in one]


def test_a_forged_address_is_not_another_address(world: World, looked_at: list[str]) -> None:
    chance = random.Random(1)
    for number in range(40):  # forty accounts, so that only the limit of the address can hold
        forged = ".".join(str(chance.randrange(1, 255)) for _part in range(4))
        door(Client(), f"khong-co-{number}", "sai mật khẩu rồi", HTTP_X_FORWARDED_FOR=forged)
    assert len(looked_at) <= 20, "twenty wrong ones a minute from one address"


def test_the_owner_gets_in_where_they_signed_in_before(world: World, looked_at: list[str]) -> None:
    known = Client()
    assert door(known, "bi-thu-1", PASSWORD, REMOTE_ADDR="10.1.1.1").status_code == 302
    known.cookies.pop("sessionid")
    for number in range(30):
        door(Client(), "bi-thu-1", "sai mật khẩu rồi", REMOTE_ADDR=f"10.30.{number}.1")
    assert door(Client(), "bi-thu-1", PASSWORD, REMOTE_ADDR="10.1.1.1").status_code == 200, "a strange browser waits"
    assert door(known, "bi-thu-1", PASSWORD, REMOTE_ADDR="10.1.1.1").status_code == 302


def test_a_known_browser_is_known_for_one_account_and_cannot_be_made_up(world: World, looked_at: list[str]) -> None:
    known = Client()
    door(known, "bi-thu-2", PASSWORD)
    mark = known.cookies[KNOWN]
    assert mark["httponly"]
    assert mark["samesite"] == "Lax"
    made_up = Client()
    made_up.cookies[KNOWN] = f"bi-thu-1:{'0' * 16}:x:y"
    known.cookies.pop("sessionid")
    del looked_at[:]
    for number in range(30):
        door((known, made_up)[number % 2], "bi-thu-1", "sai mật khẩu rồi", REMOTE_ADDR=f"10.40.{number}.1")
    assert len(looked_at) <= MOST


def test_guessing_in_a_known_browser_ends_too(world: World, looked_at: list[str]) -> None:
    known = Client()
    door(known, "bi-thu-1", PASSWORD)
    known.cookies.pop("sessionid")
    del looked_at[:]
    for number in range(30):
        door(known, "bi-thu-1", "sai mật khẩu rồi", REMOTE_ADDR=f"10.50.{number}.1")
    assert len(looked_at) <= MOST


def test_a_name_that_is_not_there_costs_as_much_as_a_wrong_password(world: World, looked_at: list[str]) -> None:
    door(Client(), "khong-co-ai", "sai mật khẩu rồi")
    absent = len(looked_at)
    door(Client(), "bi-thu-1", "sai mật khẩu rồi")
    assert absent == len(looked_at) - absent == 1


@override_settings(ACCOUNT_RATE_LIMITS={"login_failed": None})
def test_without_the_limit_all_of_them_would_be_looked_at(world: World, looked_at: list[str]) -> None:
    for number in range(25):
        door(Client(), "bi-thu-1", "sai mật khẩu rồi", REMOTE_ADDR=f"10.60.{number}.1")
    assert len(looked_at) == 25

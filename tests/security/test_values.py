"""Hostile values at every door of the desk: a part of ``./giaoban drill values``, spread evenly over all that it tries."""

from __future__ import annotations

import os

import pytest
from django.test import Client

from tests.drills import values

REQUESTS = int(os.environ.get("GIAOBAN_VALUES_REQUESTS", "1000"))

pytestmark = pytest.mark.django_db


def test_no_value_makes_a_page_of_the_desk_fail_or_cost_without_bounds() -> None:
    seen = values.try_all(most=REQUESTS)
    print(seen.written())
    assert seen.requests >= REQUESTS
    assert len(seen.addresses) > 60
    assert not seen.broken, "\n".join(seen.broken[:60])


def test_a_page_that_reads_a_number_as_careless_pages_do_is_seen() -> None:
    with values.careless():
        seen = values.only_home()
    assert [fault for fault in seen.faults if "superscript: ValueError" in fault], seen.faults


@pytest.mark.parametrize("path", ["/", "/desk/", "/account/login/", "/bientap/", "/api/v1/articles"])
def test_the_sign_nul_is_refused_at_every_face(path: str) -> None:
    client = Client(raise_request_exception=False)
    assert client.get(path, {"page": "a\0b"}).status_code == 400
    assert client.get(path, {"a\0b": "1"}).status_code == 400
    assert client.get(path + "a%00b/").status_code == 400
    assert client.post("/account/login/", {"login": "a\0b", "password": "x"}).status_code == 400


def test_a_cookie_with_the_sign_nul_is_refused() -> None:
    client = Client(raise_request_exception=False)
    assert client.get("/desk/", headers={"cookie": 'sessionid="a\\000b"'}).status_code == 400

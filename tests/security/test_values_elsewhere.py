"""Hostile values at the portal, by secret links and on the editing side: a part of ``./giaoban drill values_elsewhere``."""

from __future__ import annotations

import os

import pytest

from tests.drills import values, values_elsewhere

REQUESTS = int(os.environ.get("GIAOBAN_VALUES_REQUESTS", "1000"))

pytestmark = pytest.mark.django_db


def test_no_value_makes_a_page_of_the_portal_or_of_the_editing_side_fail_or_cost_without_bounds() -> None:
    seen = values_elsewhere.try_all(most=REQUESTS)
    print(seen.written())
    assert seen.requests >= REQUESTS
    assert len(seen.addresses) > 200
    assert not seen.broken, "\n".join(seen.broken[:60])


def test_a_page_of_the_portal_that_reads_a_number_as_careless_pages_do_is_seen() -> None:
    with values.careless("/tim-kiem/"):
        seen = values_elsewhere.try_all(most=100, only="tim-kiem/")
    assert [fault for fault in seen.broken if "superscript: ValueError" in fault], seen.faults

"""Each of the two locks holds alone, and with neither everything leaks: the quick form of ``./giaoban drill layers``."""

from __future__ import annotations

import pytest

from tests.drills import layers, matrix

REQUESTS = 600

pytestmark = pytest.mark.django_db


def test_with_the_policies_off_the_code_alone_shows_nobody_another_unit() -> None:
    found = layers.code_alone(most=REQUESTS, seed=2)
    assert found.own_words, matrix.written(found)
    assert not found.wrongs, "\n".join(found.wrongs[:40])


def test_with_the_codes_checks_off_the_policies_alone_show_nobody_another_unit() -> None:
    found = layers.policies_alone(most=REQUESTS, seed=3)
    assert found.own_words, matrix.written(found)
    assert not found.wrongs, "\n".join(found.wrongs[:40])


def test_with_neither_lock_the_matrix_sees_the_leaks() -> None:
    assert layers.neither(most=150).wrongs

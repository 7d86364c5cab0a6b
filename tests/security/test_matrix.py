"""Every door tried by everybody: the quick form of ``./giaoban drill matrix``."""

from __future__ import annotations

import os

import pytest

from giaoban.site.drills import matrix

REQUESTS = int(os.environ.get("GIAOBAN_MATRIX_REQUESTS", "4000"))


def test_for_every_address_it_is_known_who_may_ask() -> None:
    assert matrix.unlisted(matrix.doors()) == []


@pytest.mark.django_db
def test_nobody_meets_a_word_of_another_unit_nor_changes_its_records() -> None:
    found = matrix.in_transaction(most=REQUESTS, only=os.environ.get("GIAOBAN_MATRIX_ONLY", ""))
    assert found.requests == REQUESTS or os.environ.get("GIAOBAN_MATRIX_ONLY")
    print(matrix.written(found))
    assert not found.wrongs, "\n".join(found.wrongs[:60])

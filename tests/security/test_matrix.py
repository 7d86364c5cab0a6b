"""Every door of the desk tried by everybody: a part of ``./giaoban drill matrix``, which the other file goes on with."""

from __future__ import annotations

import os

import pytest

from tests.drills import matrix

REQUESTS = int(os.environ.get("GIAOBAN_MATRIX_REQUESTS", "23500"))


def test_for_every_address_it_is_known_who_may_ask() -> None:
    assert matrix.unlisted(matrix.doors()) == []


@pytest.mark.django_db
def test_at_the_desk_nobody_meets_a_word_of_another_unit_nor_changes_its_records() -> None:
    found = matrix.in_transaction(most=REQUESTS, only="desk/")
    print(matrix.written(found))
    assert found.requests == REQUESTS
    assert found.own_words, "who may see a word does see it"
    assert not found.wrongs, "\n".join(found.wrongs[:60])
    assert not found.faults, "\n".join(found.faults[:60])


@pytest.mark.django_db
def test_a_door_that_is_left_open_is_seen() -> None:
    found = matrix.in_transaction(most=600, only="desk/so/<slug:register>/<int:pk>/", around=matrix.door_left_open)
    assert found.wrongs

"""Whatever file comes, at whichever door: one sentence, little time, little memory, nothing written, nobody asked."""

from __future__ import annotations

import pytest

from tests.drills import hostile


@pytest.mark.django_db
def test_no_bad_file_costs_much_writes_anything_or_leaves_the_person_without_a_sentence() -> None:
    found = hostile.try_files()
    print(hostile.written(found), *found.wrongs, sep="\n")
    assert found.tried >= 100
    assert found.wrongs == []


def test_a_reader_without_limits_is_caught_by_the_same_measure() -> None:
    assert hostile.careless().megabytes > hostile.MEGABYTES

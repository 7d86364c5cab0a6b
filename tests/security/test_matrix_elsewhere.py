"""Every door but the desk's tried by everybody: portal, editing side, sign-in; see ``test_matrix``."""

from __future__ import annotations

import os

import pytest

from tests.drills import matrix

REQUESTS = int(os.environ.get("GIAOBAN_MATRIX_REQUESTS", "25000"))


@pytest.mark.django_db
def test_elsewhere_nobody_meets_a_word_of_a_unit_nor_changes_its_records() -> None:
    found = matrix.in_transaction(most=REQUESTS, but="desk/")
    print(matrix.written(found))
    assert found.requests == REQUESTS
    assert not found.wrongs, "\n".join(found.wrongs[:60])
    assert not found.faults, "\n".join(found.faults[:60])

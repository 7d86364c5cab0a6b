"""Files that are odd, damaged or interrupted: the quick form of ``./giaoban drill imports``."""

from __future__ import annotations

import pytest

from tests.drills import imports

pytestmark = pytest.mark.django_db


def test_a_register_is_taken_in_whole_as_previewed_and_once_or_leaves_nothing() -> None:
    found = imports.registers(90)
    assert found.sound, (found.half[:5], found.not_as_previewed[:5], found.changed_again[:5], found.strange)
    assert min(found.outcomes["ghi nhận"], found.outcomes["ngắt giữa chừng"], found.outcomes["không đọc được"]) >= 3


def test_a_return_is_taken_in_whole_as_previewed_and_once_or_leaves_nothing() -> None:
    found = imports.workbooks(24)
    assert found.sound, (found.half[:5], found.not_as_previewed[:5], found.changed_again[:5], found.strange)
    assert min(found.outcomes["ghi nhận"], found.outcomes["ngắt giữa chừng"]) >= 3


def test_an_importer_that_commits_row_by_row_is_caught() -> None:
    assert imports.registers(16, importer=imports.one_by_one).half

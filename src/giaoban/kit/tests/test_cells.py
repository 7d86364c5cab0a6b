"""How values stand on a page."""

from __future__ import annotations

from datetime import UTC, date, datetime

from giaoban.kit.cells import written


def test_a_moment_is_told_by_the_clock_of_vietnam() -> None:
    assert written(datetime(2026, 11, 29, 22, 40, tzinfo=UTC)) == "30/11/2026 05:40"
    assert written(datetime(2026, 11, 29, 22, 40)) == "29/11/2026 22:40", "a moment without a zone is as it was typed"
    assert written(date(2026, 11, 29)) == "29/11/2026"

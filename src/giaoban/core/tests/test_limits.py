"""A limit is cited where its source is known, and only there."""

from __future__ import annotations

import pytest

from giaoban.core.limits import Limit


@pytest.mark.parametrize(
    ("source", "before", "cited"),
    [
        ("24-QĐ/TW, Điều 1", "", " (24-QĐ/TW, Điều 1)"),
        ("69-QĐ/TW", "theo", " (theo 69-QĐ/TW)"),
        ("", "", ""),
        ("", "theo", ""),
    ],
)
def test_a_limit_is_cited_with_the_word_that_leads_to_its_source(source: str, before: str, cited: str) -> None:
    assert Limit(18, source).cited(before) == cited

"""The only door to conferences: what their hosts let the public read, and nothing else."""

from __future__ import annotations

from giaoban.conferences import published
from giaoban.conferences.published import PublicConference


def conferences() -> list[PublicConference]:
    """Every conference that the public may read of, the latest first."""
    return published.published_conferences()


def conference(slug: str) -> PublicConference | None:
    """The conference of that slug; None where the public may not read of it."""
    return published.published_conference(slug) if slug else None

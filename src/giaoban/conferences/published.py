"""What the public may read of a conference; the only door of the portal to conferences."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from giaoban.conferences.publication_models import ConferencePublication


class PublicPaper(NamedTuple):
    """A paper of the conference: whose, who read it out (empty: nobody named), and whether it was read out at all."""

    title: str
    delegation: str
    speaker: str
    spoken: bool


class PublicLine(NamedTuple):
    """A line of the released programme."""

    start: str
    end: str
    title: str
    speaker: str


class PublicConference(NamedTuple):
    """A conference as its publication says it; what the host does not let the public read is empty."""

    slug: str
    title: str
    host: str
    cluster: str
    half: date
    period: str  # as releases name it: 2023-H1
    held_on: date
    place: str
    theme: str
    chair: str
    state: str  # preparing, held, concluded
    published_on: date
    delegations: list[tuple[str, list[str]]]  # by category in words, those of the cluster first
    papers: list[PublicPaper]
    programme: list[PublicLine]
    conclusions: list[str]
    flag_to: str
    handed_on: date | None

    @property
    def full_title(self) -> str:
        """With whose conference it is."""
        return f"{self.title} của {self.cluster or self.host}"

    @property
    def came(self) -> int:
        """How many delegations came."""
        return sum(len(names) for _category, names in self.delegations)


def published_conferences() -> list[PublicConference]:
    """Every conference that the public may read of, the latest first."""
    return [_in(row) for row in ConferencePublication.objects.filter(withdrawn_on=None).order_by("-held_on", "-pk")]


def published_conference(slug: str) -> PublicConference | None:
    """The conference of that slug; None where the public may not, or may no longer, read of it."""
    row = ConferencePublication.objects.filter(slug=slug, withdrawn_on=None).first()
    return _in(row) if row else None


def _in(row: ConferencePublication) -> PublicConference:
    content: dict[str, Any] = row.content
    handed_on = content["handed_on"]
    return PublicConference(
        **content | {
            "slug": row.slug,
            "half": row.half,
            "held_on": row.held_on,
            "published_on": row.published_on,
            "delegations": [(category, names) for category, names in content["delegations"]],
            "papers": [PublicPaper(*paper) for paper in content["papers"]],
            "programme": [PublicLine(*line) for line in content["programme"]],
            "handed_on": date.fromisoformat(handed_on) if handed_on else None,
        }
    )  # fmt: skip

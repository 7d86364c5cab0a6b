"""A refusal: every reason why something cannot be done, as sentences for the person who asked."""

from __future__ import annotations

from collections.abc import Iterable


class Refused(Exception):
    """The act was not done; ``reasons`` says why, each a full sentence with limit, value found and source.

    ``people`` are those of whom the reasons tell something: whoever shows them writes down that these were looked at.
    """

    def __init__(self, reasons: Iterable[str] | str, people: Iterable[int] = ()) -> None:
        self.people = sorted(people)
        self.reasons = [reasons] if isinstance(reasons, str) else list(reasons)
        super().__init__(" ".join(self.reasons))


def refuse_if(reasons: list[str], people: Iterable[int] = ()) -> None:
    """Nothing when there is no reason; Refused with all of them, and of whom they tell, otherwise."""
    if reasons:
        raise Refused(reasons, people)

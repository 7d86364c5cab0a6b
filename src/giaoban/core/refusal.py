"""A refusal: every reason why something cannot be done, as sentences for the person who asked."""

from __future__ import annotations

from collections.abc import Iterable


class Refused(Exception):
    """The act was not done; ``reasons`` says why, each a full sentence with limit, value found and source."""

    def __init__(self, reasons: Iterable[str] | str) -> None:
        self.reasons = [reasons] if isinstance(reasons, str) else list(reasons)
        super().__init__(" ".join(self.reasons))


def refuse_if(reasons: list[str]) -> None:
    """Nothing when there is no reason; Refused with all of them otherwise."""
    if reasons:
        raise Refused(reasons)

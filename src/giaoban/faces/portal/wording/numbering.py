"""Numbers and signs of documents: party papers “21-KH/ĐUK”, state papers “42/2022/NĐ-CP”."""

from __future__ import annotations

import re
from dataclasses import dataclass

from giaoban.core.text import normalise, squeeze

_PARTY = re.compile(r"(\d{1,5})\s*[-–]\s*([A-ZĐ][A-ZĐa-z]{0,5})\s*/\s*([A-ZĐ][A-ZĐa-z0-9&\-]{0,20})")
_STATE = re.compile(r"(\d{1,5})\s*/\s*(\d{4})\s*/\s*([A-ZĐ]{1,8})\s*[-–]\s*([A-ZĐ0-9][A-ZĐƯa-z0-9\-]{0,20})")


@dataclass(frozen=True)
class Sign:
    """A number, the sign of the type, the sign of the issuer, and the year where the state's form has one."""

    number: int
    kind: str
    issuer: str
    year: int | None = None

    def __str__(self) -> str:
        if self.year:
            return f"{self.number:02d}/{self.year}/{self.kind}-{self.issuer}"
        return f"{self.number:02d}-{self.kind}/{self.issuer}"


def read_sign(text: str) -> Sign | None:
    """The sign that the text writes, with or without “Số”; None when it is none."""
    plain = re.sub(r"^số\s*:?\s*", "", squeeze(normalise(text)), flags=re.IGNORECASE)
    if match := _PARTY.fullmatch(plain):
        return Sign(int(match[1]), match[2], match[3])
    if match := _STATE.fullmatch(plain):
        return Sign(int(match[1]), match[3], match[4], int(match[2]))
    return None

"""The frame that every Party document shares: heading, number, place and day, genre, authority, recipients.

Layout: Hướng dẫn 36-HD/VPTW (03/4/2018), phụ lục 3; frame rules Quy định 399-QĐ/TW (09/01/2026).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from giaoban.reporting.documents.wording import clean, place_and_day

ROOM = "……"
"""Where something is still to be written in by hand."""


@dataclass(frozen=True)
class PartyDocument:
    """What stands around the text of a Party document; what is empty is left out, number and day leave room for the pen."""

    genre: str  # "BÁO CÁO"
    summary: str  # the lines beneath the genre
    superior: str = ""  # left, first line, in capitals
    issuer: str = ""  # left, second line, bold
    number: str = ""  # "05-BC/CĐB"; empty: to be written in by hand
    number_code: str = ""  # "BC": what stands after the room for the number
    place: str = ""
    issued_on: date | None = None
    signed_for: str = ""  # "T/M BAN THƯỜNG VỤ"
    signer_post: str = ""
    signer: str = ""
    recipients: tuple[str, ...] = ()


def frame(document: PartyDocument) -> dict[str, Any]:
    """The heading and the foot as the templates name them."""
    by_hand = f"{ROOM}-{document.number_code}" if document.number_code else ROOM
    return {
        "heading": {
            "superior": clean(document.superior).upper(),
            "issuer": clean(document.issuer).upper(),
            "number": f"Số {clean(document.number) or by_hand}",
            "place_and_day": place_and_day(document.place, document.issued_on),
            "genre": clean(document.genre).upper(),
            "summary": clean(document.summary),
        },
        "foot": {
            "signed_for": clean(document.signed_for).upper() or f"T/M {ROOM * 4}",
            "post": clean(document.signer_post).upper(),
            "signer": clean(document.signer),
            "recipients": recipients_lines(document.recipients),
        },
    }


def recipients_lines(recipients: tuple[str, ...]) -> list[str]:
    """Each recipient on its line: dash before, comma after, a full stop after the last."""
    names = [clean(name).lstrip("-– ").rstrip(",;. ") for name in recipients]
    names = [name for name in names if name]
    return [f"- {name}{',' if place < len(names) else '.'}" for place, name in enumerate(names, start=1)]

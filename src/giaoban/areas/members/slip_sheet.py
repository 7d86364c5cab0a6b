"""The sheet of slips as PDF: eight to a page, each with its code and as a square for the telephone's own camera."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import qrcode
import qrcode.image.svg
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from giaoban.areas.members.models import Slip
from giaoban.areas.members.slip_codes import written_code
from giaoban.core.typesetting import set_pdf

LAYOUT = Path(__file__).with_name("slips.typ")
FONTS = Path(__file__).parents[2] / "fonts"


def sheet_of(slips: Sequence[tuple[Slip, str]], *, cell: str) -> bytes:
    """The slips with their codes, and the list on which each is signed for, as the bytes of a PDF."""
    address = settings.DESK_ADDRESS.rstrip("/") + reverse("pocket:slip")
    data = {
        "title": _("Party member's electronic handbook"),
        "cell": cell,
        "square_word": _("The code as a square to be photographed"),
        "steps": [
            _("1. Photograph the square, or open %(address)s") % {"address": address},
            _("2. Type the code, your own word (%(who)s tells it) and the year of your birth") % {"who": _who(slips)},
            _("3. Choose a password of your own"),
        ],
        "slips": [
            {
                "name": slip.person.name,
                "code": written_code(code),
                "square": _square(f"{address}#{code}"),
                "note": _(
                    "Good once, until %(day)s. Give it to nobody. If it is lost, tell the secretary: the old one becomes void. "
                    "You can also do without a telephone; your cell then goes on giving you paper."
                )
                % {"day": f"{slip.lapses_on:%d/%m/%Y}"},
            }
            for slip, code in slips
        ],
        "list_title": _("Handing over of slips"),
        "list_note": _("Each signs for their own slip. This list names no code; it stays with the secretary."),
        "heads": [_("No."), _("Name"), _("Day"), _("Signature")],
    }
    return set_pdf(LAYOUT, root=LAYOUT.parent, fonts=FONTS, data=json.dumps(data, ensure_ascii=False), at=None)


def _who(slips: Sequence[tuple[Slip, str]]) -> str:
    """Who tells each their word: whoever confirmed the invitation."""
    return ", ".join(sorted({str(slip.proposal.answered_by) for slip, _code in slips}))


def _square(address: str) -> str:
    """The address as a square; the code stands behind the #, so no server's log and no preview of a link ever has it."""
    drawn = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, box_size=10, border=1)
    return str(drawn.to_string(encoding="unicode"))

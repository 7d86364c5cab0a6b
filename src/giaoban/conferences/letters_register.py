"""The acts by which a conference writes its letters, and the part of its page with who is late and what went out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.conferences import lateness, letters
from giaoban.conferences.models import Conference
from giaoban.ground.journal.clock import today
from giaoban.kit.register import Act, Ask, RecordPart

NUMBER = Ask("number", _("Number and sign"), required=False, most=40, help=_("Left empty: room for the pen."))


def _cut_off(actor: Any, record: Conference) -> Any:
    half_ends = record.half.replace(month=record.half.month + 5, day=30 if record.half.month == 1 else 31)
    return min(half_ends, letters.usual_due(record) - timedelta(days=1))


OF_CONFERENCE = (
    Act("call_for_figures", letters.call_for_figures, _("Write the letter that asks for figures"), (
        Ask("due_on", _("To be sent by"), "day", initial=lambda actor, record: letters.usual_due(record)),
        Ask("cut_off", _("Figures counted up to"), "day", initial=_cut_off),
        NUMBER,
    ), on_record=True, icon="mail", open_for=lambda record: record.state in {"claimed", "preparing"},
        about=_("One letter to the bodies of the cluster, as DOCX and PDF; each finds it on its page.")),
    Act("call_for_papers", letters.call_for_papers, _("Write the letters that ask for papers"), (NUMBER,), on_record=True,
        icon="mail", open_for=lambda record: record.state in {"claimed", "preparing"} and bool(letters.uncalled(record)),
        about=_("A letter to each delegation that was asked: on what, how long, by when.")),
    Act("remind_late", letters.remind_late, _("Remind who is late"), (NUMBER,), on_record=True, icon="bell",
        open_for=lambda record: bool(lateness.owing(record, on=today())), preview=letters.told_before,
        about=_("A letter to each that is late today, with all that it owes.")),
)  # fmt: skip
"""The acts by which letters are written."""


def of_letters(record: Conference, acts: list[dict[str, Any]]) -> list[RecordPart]:
    """What went out, the newest first, and who is late today."""
    rows = [
        {
            "letter": letter,
            "files": [
                (kind.upper(), reverse("conferences:letter", args=[letter.pk, kind])) for kind in ("docx", "pdf")
            ],
        }
        for letter in record.letters.select_related("delegation").order_by("-signed_on", "-pk")
    ]
    context = {"rows": rows, "late": lateness.owing(record, on=today()), "acts": acts}
    return [RecordPart(pgettext_lazy("conference", "Letters"), "conferences/letters.html", context)]

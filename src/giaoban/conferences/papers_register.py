"""The papers of a conference at a glance: of whom, on what, by when, which version, read by whom."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.conferences import papers, queries, volumes
from giaoban.conferences.models import Conference, ConferencePaper
from giaoban.conferences.programme_register import being_prepared
from giaoban.kit.register import REASON, VERSION, Act, Ask, Column, RecordPart, Register, by_state


def _in(*states: str) -> Any:
    return lambda record: record.state in states and being_prepared(record.conference)


def _delegations(actor: Any, record: Conference) -> list[tuple[int, str]]:
    return [(one.pk, one.name) for one in record.delegations.exclude(state="withdrawn").order_by("category", "name")]


def _version(actor: Any, record: ConferencePaper) -> list[str]:
    sent = record.versions.last()
    return (
        [f"Duyệt {sent} ({sent.original_name}), nhận lúc {localtime(sent.received_at):%H:%M %d/%m/%Y}."] if sent else []
    )


def _sections(actor: Any, record: ConferencePaper) -> list[RecordPart]:
    return [
        RecordPart(
            pgettext_lazy("conference", "Versions"), "conferences/versions.html", {"rows": queries.versions_of(record)}
        )
    ]


OF_CONFERENCE = (
    Act("ask_papers", papers.ask_papers, _("Ask for papers"), (
        Ask("delegations", _("Of which delegations"), "several", choices=_delegations),
        Ask("theme", _("On what"), most=300),
        Ask("minutes", _("Minutes for each"), "number", initial=8, most=120),
        Ask("due_on", _("To be sent by"), "day", initial=lambda actor, record: queries.papers_by(record)),
    ), on_record=True, icon="file-text",
        open_for=lambda record: being_prepared(record) and record.delegations.exclude(state="withdrawn").exists()),
    Act("seat_papers", papers.seat_papers, _("Put accepted papers on the programme"), on_record=True,
        open_for=lambda record: being_prepared(record) and record.papers.filter(state="accepted", spoken=True).exists()),
    Act("release_volume", volumes.release_volume, _("Release the volume of papers"), on_record=True, icon="book-open",
        open_for=lambda record: record.state in volumes.GIVEN_OUT and record.papers.filter(state="accepted").exists(),
        about=_("The delegations find it on their pages as DOCX and PDF: text and tables of the accepted papers in the order "
                "of the programme, without pictures.")),
    Act("withdraw_volume", volumes.withdraw_volume, _("Take the volume back"), (REASON,), on_record=True, danger=True,
        open_for=volumes.is_out,
        about=_("The delegations no longer find it on their pages; it can be released anew.")),
)  # fmt: skip
"""The acts by which a conference gets its papers."""

PAPERS = Register(
    name="papers",
    area="conferences",
    label=pgettext_lazy("conference", "Papers"),
    record=ConferencePaper,
    icon="file-text",
    order="order",
    rows=lambda day: ConferencePaper.objects.select_related("conference", "delegation"),
    columns=(
        Column("theme"),
        Column("title"),
        Column("delegation"),
        Column("conference", listed=False),
        Column("state"),
        Column("due_on"),
        Column("minutes", summed=True),
        Column("speaker", listed=False),
        Column("order", listed=False),
        Column("spoken", listed=False),
        Column("released", listed=False),
        Column("remark", listed=False),
        Column("unit", listed=False),
    ),
    acts=(
        Act("accept", papers.accept, _("Accept the paper"), (VERSION,), on_record=True, in_bulk=True,
            open_for=_in("received"), preview=_version, icon="check"),
        Act("send_back", papers.send_back, _("Send it back"), (
            Ask("remark", _("What is to be changed"), "long"),
            Ask("due_on", _("To be sent again by"), "day", initial="own"),
        ), on_record=True, open_for=_in("received", "accepted"), icon="undo-2"),
        Act("send", papers.send, _("Take in a version"), (
            Ask("file", _("File"), "file", help=_("DOCX or PDF with text, up to 20 MB; no photographs, nothing secret.")),
            Ask("title", pgettext_lazy("paper", "Title"), initial="own", most=300),
            Ask("speaker", _("Who speaks: name and post"), required=False, initial="own", most=300),
            Ask("sent_by", _("Who sent it, and how"), most=160),
        ), on_record=True, open_for=_in("asked", "received", "sent_back"), icon="upload"),
        Act("place", papers.place, _("Order of speaking"), (
            Ask("order", pgettext_lazy("paper", "Which place"), "number", initial="own", most=500),
            Ask("spoken", _("It is spoken, not only printed"), "yes", required=False, initial="own"),
            Ask("minutes", pgettext_lazy("programme", "Minutes"), "number", initial="own", most=120),
        ), on_record=True, open_for=_in("asked", "received", "sent_back", "accepted")),
        Act("open_to_all", papers.open_to_all, _("Let all delegations read it"), on_record=True, in_bulk=True,
            open_for=lambda record: record.state == "accepted" and not record.released and being_prepared(record.conference)),
        Act("decline", papers.decline, _("Do without this paper"), (Ask("remark", _("Reason"), "long"),), on_record=True,
            open_for=_in("asked", "received", "sent_back", "accepted"), danger=True),
    ),
    search=lambda text: Q(title__icontains=text) | Q(theme__icontains=text) | Q(delegation__name__icontains=text),
    sections=_sections,
    due=queries.papers_due,
    filters=(by_state(ConferencePaper.State.choices),),
)  # fmt: skip

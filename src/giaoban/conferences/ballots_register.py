"""Votes at a glance: what was asked, how it stands, what came of it; the chair's acts stand in the room."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.conferences import ballots
from giaoban.conferences.ballot_rules import BY_LINK
from giaoban.conferences.hands import sits
from giaoban.conferences.models import Ballot
from giaoban.kit.register import REASON, Act, Ask, Column, RecordPart, Register, by_state


def _in(*states: str) -> Any:
    return lambda record: record.state in states and sits(record.conference)


def _not_voted(actor: Any, record: Ballot) -> list[tuple[Any, str]]:
    voters = record.voters.filter(voted=False).select_related("delegation")
    return [(voter.delegation, str(voter)) for voter in voters]


def _options(actor: Any, record: Ballot) -> list[tuple[str, str]]:
    return [(option, option) for option in record.options]


def _sections(actor: Any, record: Ballot) -> list[RecordPart]:
    files = [
        {"label": label, "url": reverse("conferences:ballot_paper", args=[record.pk, kind])}
        for kind, label in (("docx", _("Ballot paper (DOCX)")), ("pdf", _("Ballot paper (PDF)")))
    ]
    context = {"ballot": record, "voters": record.voters.select_related("delegation"), "files": files}
    context["by_link"] = BY_LINK
    return [RecordPart(pgettext_lazy("vote", "Result"), "conferences/ballot.html", context)]


OF_CONFERENCE = (
    Act("prepare_ballot", ballots.prepare_ballot, _("Prepare a vote"), (
        Ask("question", pgettext_lazy("vote", "Question"), most=300),
        Ask("secret", _("Secret: nobody sees who voted for what"), "yes", required=False),
        Ask("options", pgettext_lazy("vote", "Options"), "long", required=False,
            help=_("One a line; left empty: for, against, no opinion.")),
    ), on_record=True, open_for=lambda record: record.state == "preparing", icon="scale"),
)  # fmt: skip
"""The act by which a conference gets a vote."""

BALLOTS = Register(
    name="ballots",
    area="conferences",
    label=pgettext_lazy("vote", "Votes"),
    record=Ballot,
    icon="scale",
    order="pk",
    rows=lambda day: Ballot.objects.select_related("conference"),
    columns=(
        Column("question"),
        Column("conference"),
        Column("secret"),
        Column("state"),
        Column("carried"),
        Column("opened_at", listed=False),
        Column("closed_at", listed=False),
        Column("shown", listed=False),
        Column("repeats", listed=False),
        Column("unit", listed=False),
    ),
    acts=(
        Act("open_ballot", ballots.open_ballot, _("Open the vote"), on_record=True, open_for=_in("prepared"), icon="check",
            about=_("The delegations of the cluster of which somebody has arrived may vote, one ballot each.")),
        Act("cast_for", ballots.cast_for, _("Note a vote by show of hands"), (
            Ask("delegation", _("Delegation"), "record", choices=_not_voted),
            Ask("choice", pgettext_lazy("vote", "Votes for"), "choice", choices=_options),
        ), on_record=True, open_for=lambda record: not record.secret and _in("open")(record)),
        Act("close_ballot", ballots.close_ballot, _("Close and count"), on_record=True, open_for=lambda record: record.state == "open",
            about=_("The result stands for good; it can only be voted anew.")),
        Act("show", ballots.show, _("Show on the screen"), on_record=True,
            open_for=lambda record: not record.shown and _in("open", "closed")(record)),
        Act("hide", ballots.hide, _("Take off the screen"), on_record=True,
            open_for=lambda record: record.shown and _in("open", "closed")(record)),
        Act("repeat", ballots.repeat, _("Vote anew"), on_record=True,
            open_for=lambda record: not record.repeated.exists() and _in("closed", "void")(record)),
        Act("break_off", ballots.break_off, _("Break the vote off"), (REASON,), on_record=True, danger=True,
            open_for=lambda record: record.state in {"prepared", "open"}),
    ),
    search=lambda text: Q(question__icontains=text),
    sections=_sections,
    filters=(by_state(Ballot.State.choices),),
)  # fmt: skip

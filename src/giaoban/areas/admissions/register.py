"""Admissions at a glance: open this file first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.areas.admissions import operations, queries, rules
from giaoban.areas.admissions.models import Admission, Certificate
from giaoban.ground.journal.clock import today
from giaoban.ground.people.models import Person
from giaoban.ground.people.queries import found_by, official_members_on
from giaoban.kit.register import DAY, REASON, Act, Ask, Column, Flow, RecordPart, Register, by_state


def _in(*states: str) -> Any:
    return lambda record: record.state in states


def _at(act: str) -> Any:
    return _in(*rules.ORDER[act][0])


def _colleagues(actor: Any, record: Admission) -> Sequence[tuple[Person, str]]:
    roll = official_members_on(today(), unit=record.unit_id).select_related("person").order_by("person__name_key")
    return [(one.person, one.person.name) for one in roll]


def _sections(actor: Any, record: Admission) -> list[RecordPart]:
    present = {paper.form: paper for paper in record.papers.all()}
    sponsors = record.sponsors.select_related("person")
    return [
        RecordPart(_("Sponsors and certificates"), "admissions/people.html", {
            "sponsors": sponsors,
            "certificates": Certificate.objects.filter(person=record.person_id).order_by("issued_on"),
        }, [sponsor.person_id for sponsor in sponsors]),
        RecordPart(_("Votes"), "admissions/votes.html", {"votes": record.votes.order_by("on", "pk")}),
        RecordPart(_("Dossier"), "admissions/dossier.html", {
            "papers": [{"form": form, "name": name, "paper": present.get(form)} for form, name in rules.DOSSIER],
            "missing": len(rules.missing_papers(set(present))),
        }),
    ]  # fmt: skip


_counts = (
    DAY,
    Ask("present", _("Official members present"), "number"),
    Ask("in_favour", _("In favour"), "number"),
    Ask("against", _("Against"), "number", initial=0),
    Ask("invalid", _("Invalid votes"), "number", initial=0),
    Ask("resolution", _("Number of the resolution"), required=False),
)

ADMISSIONS = Register(
    name="admissions",
    label=_("Admissions"),
    record=Admission,
    icon="user-plus",
    order="-opened_on",
    columns=(
        Column("person__name", _("Name"), sort="person__name_key"),
        Column("unit"),
        Column("state"),
        Column("opened_on"),
        Column("admitted_on"),
        Column("official_on"),
        Column("person__born_on", _("Born"), listed=False),
        Column("decision", listed=False),
        Column("decided_on", listed=False),
        Column("received_on", listed=False),
        Column("official_decision", listed=False),
        Column("official_decided_on", listed=False),
        Column("ended_on", listed=False),
        Column("end_reason", listed=False),
    ),
    acts=(
        Act("open_dossier", operations.open_dossier, _("Open a dossier"), icon="user-plus", asks=(
            Ask("name", _("Full name")),
            Ask("born_on", _("Born"), "day"),
            Ask("sex", _("Sex"), "choice", choices=Person.Sex.choices),
            Ask("opened_on", _("From"), "day", initial="today"),
            Ask("identity_number", _("Identity number"), required=False),
            Ask("phone", _("Phone"), required=False),
        ), event=True),
        Act("vote_in_cell", operations.vote_in_cell, _("Record the cell's vote on admission"), _counts, on_record=True,
            open_for=_at("vote_in_cell"), event=True),
        Act("vote_in_committee", operations.vote_in_committee, _("Record the committee's vote on admission"), (
            DAY, Ask("roll", _("Members of the committee"), "number"), *_counts[1:4], _counts[5],
        ), on_record=True, open_for=_at("vote_in_committee"), event=True),
        Act("decide", operations.decide, _("Record the decision to admit"), (
            Ask("decision", _("Number of the decision")),
            Ask("decided_on", _("Day of the decision"), "day"),
            Ask("received_on", _("Received by the cell"), "day", required=False),
        ), on_record=True, open_for=_at("decide"), event=True),
        Act("admit", operations.admit, _("Admit"), (
            Ask("admitted_on", _("Day of the ceremony"), "day"),
            Ask("card_number", _("Member card number"), required=False),
        ), on_record=True, open_for=_at("admit"), icon="award", event=True),
        Act("review", operations.review, _("Record the cell's vote on official membership"), _counts, on_record=True,
            open_for=_at("review"), event=True),
        Act("confirm", operations.confirm, _("Confirm as official member"), (
            Ask("official_decision", _("Number of the decision")),
            Ask("decided_on", _("Day of the decision"), "day"),
        ), on_record=True, open_for=_at("confirm"), icon="user-check", event=True),
        Act("record_certificate", operations.record_certificate, _("Record a certificate"), (
            Ask("kind", _("Class"), "choice", choices=Certificate.Kind.choices),
            Ask("issued_on", _("Issued"), "day"),
            Ask("number", _("Number"), required=False, most=60),
        ), on_record=True, open_for=_in("candidate", "cell_voted", "committee_voted", "decided", "probationary", "reviewed"), event=True),
        Act("name_sponsor", operations.name_sponsor, _("Name a sponsor"), (
            DAY,
            Ask("person", _("Official member"), "person", required=False, choices=_colleagues),
            Ask("organisation", _("Or a mass organisation, by resolution"), required=False),
            Ask("together_since", _("Working together since"), "day", required=False),
        ), on_record=True, open_for=_in("candidate"), event=True),
        Act("file_paper", operations.file_paper, _("File a paper"), (
            Ask("form", _("Paper"), "choice", choices=[(form, f"{form}: {name}") for form, name in rules.DOSSIER]),
            DAY,
            Ask("dated_on", _("Dated"), "day", required=False),
            Ask("issuer", _("Issued by"), required=False),
            Ask("pages", pgettext_lazy("paper", "Pages"), "number", required=False),
        ), on_record=True, event=True),
        Act("refuse", operations.refuse, _("Refuse"), (DAY, REASON), on_record=True,
            open_for=_at("refuse"), event=True),
        Act("remove_name", operations.remove_name, _("Remove the name"), (DAY, REASON),
            on_record=True, open_for=_at("remove_name"), event=True),
        Act("void", operations.void, _("Strike out the dossier"), (DAY, REASON), on_record=True,
            open_for=_in("candidate", "cell_voted", "committee_voted", "refused"), icon="trash-2", event=True),
    ),
    indicators=(
        Flow("members_admitted", _("New members admitted"), "người", query=queries.admitted, day="admitted_on",
             person="person"),
        Flow("members_confirmed", _("Members confirmed as official"), "người", query=queries.confirmed, day="official_on",
             person="person"),
    ),
    search=lambda text: found_by(text, prefix="person__"),
    sections=_sections,
    due=queries.due,
    filters=(
        by_state(Admission.State.choices),
    ),
)  # fmt: skip

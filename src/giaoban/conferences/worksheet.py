"""The page of a conference as its host works on it: what is missing and by when, who comes, the programme, what was said."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.conferences import (
    folding,
    following_up,
    letters,
    preparation,
    programme,
    queries,
    reading,
    reporting_part,
    speaking,
    volumes,
)
from giaoban.conferences.archive_register import of_archive
from giaoban.conferences.feedback_register import of_feedback
from giaoban.conferences.follow_register import of_follow_up
from giaoban.conferences.letters_register import of_letters
from giaoban.conferences.models import Conference, ConferencePoint, Delegation, PointReport
from giaoban.conferences.publishing_register import of_public
from giaoban.conferences.reading_register import NAMES as ON_READING
from giaoban.conferences.reading_register import of_reading
from giaoban.conferences.rota_register import of_rota
from giaoban.conferences.scores_register import of_scores
from giaoban.core.numbers import write_number
from giaoban.ground.access import second_lock
from giaoban.ground.access.policy import may
from giaoban.ground.journal.clock import today
from giaoban.ground.units.queries import names_of
from giaoban.kit.acts import acts_on
from giaoban.kit.area import areas
from giaoban.kit.register import RecordPart, Register

SHEETS = (("badges", _("Badges")), ("plates", _("Name plates")), ("list", _("List at the door")))
TONES = {
    Delegation.State.COMES: "accepted", Delegation.State.INVITED: "waits", Delegation.State.WITHDRAWN: "refused",
}  # fmt: skip
STANDINGS = {
    "done": ("accepted", _("done")),
    "late": ("refused", _("late")),
    "soon": ("waits", _("due soon")),
    "later": ("", ""),
}


FILES = (
    ("minutes", "docx", _("Minutes (DOCX)")),
    ("minutes", "pdf", _("Minutes (PDF)")),
    ("notice", "docx", _("Notice of conclusions (DOCX)")),
    ("notice", "pdf", _("Notice of conclusions (PDF)")),
)


def of_conference(actor: Any, record: Conference) -> list[RecordPart]:
    """The parts of the page, the most urgent first."""
    carried = _carried(actor, record)
    return [
        *_missing(record),
        RecordPart(_("The half-year report"), "conferences/report.html", {
            "campaigns": reporting_part.report_of(actor, record, on=today()), "released": reporting_part.released_of(record),
            "periods": reverse("periods:list"),
        }),
        RecordPart(_("Who comes"), "conferences/coming.html", _coming(actor, record)),
        *of_letters(record, _acts(actor, record, "call_for_figures", "call_for_papers", "remind_late")),
        RecordPart(pgettext_lazy("conference", "Papers"), "conferences/papers.html", _papers(actor, record)),
        RecordPart(_("Programme"), "conferences/programme.html", _programme(actor, record)),
        *([RecordPart(_("Still open from the last conference"), "conferences/points.html", {"rows": carried})] if carried else []),
        *([RecordPart(_("Minutes"), "conferences/notes.html", _minutes(actor, record))] if _minuted(record) else []),
        *of_reading(actor, record, _acts(actor, record, *ON_READING)),
        RecordPart(_("Proposals and conclusions"), "conferences/points.html", {
            "rows": _points(actor, list(record.points.order_by("kind", "pk"))), "anchor": "points",
            "acts": _acts(actor, record, "raise_point"),
        }),
        *of_scores(record, _acts(actor, record, "agree_scores", "fill_scores", "vote_on_scores")),
        *of_follow_up(record, _acts(actor, record, "ask_follow_up")),
        *of_feedback(record, _acts(actor, record, "ask_feedback")),
        *of_public(record, _acts(actor, record, "publish", "withdraw_publication")),
        *of_rota(record),
        *of_archive(actor, record, _acts(actor, record, "freeze", "unfreeze")),
    ]  # fmt: skip


def _carried(actor: Any, record: Conference) -> list[dict[str, Any]]:
    """What the conference before left open, whichever body held it; its records are opened by whoever may read them."""
    last = queries.before(record)
    if last is None:
        return []
    with transaction.atomic(), second_lock.whole_tree():
        rows = _points(actor, list(queries.left_open(last)))
    own = may(actor, "points.read", last.unit_id, on=today())
    return [row | {"closed": not own, "alike": [], "acts": []} for row in rows]


def _points(actor: Any, points: list[ConferencePoint]) -> list[dict[str, Any]]:
    """Each proposal and conclusion with what was folded into it, who answers for it today, and what says nearly the same."""
    heads = [point for point in points if point.folded_into_id is None]
    proposals = {point.pk: point.text for point in heads if point.kind == ConferencePoint.Kind.PROPOSAL}
    charged = {point.pk: following_up.in_charge(point, on=today()) for point in heads}
    reports = {report.point_id: report for report in PointReport.objects.filter(point__in=heads).order_by("pk")}
    names = names_of({unit for units in charged.values() for unit in units}, on=today())
    return [
        {
            "point": point,
            "folded": [other for other in points if other.folded_into_id == point.pk],
            "voices": queries.voices_of(point),
            "report": reports.get(point.pk),
            "charged": ", ".join(names[unit] for unit in sorted(charged[point.pk]) if unit in names),
            "alike": [
                other
                for key in folding.alike(point.text, {key: text for key, text in proposals.items() if key < point.pk})
                for other in heads
                if other.pk == key
            ]
            if point.pk in proposals and point.state in queries.OPEN
            else [],
            "acts": acts_on(actor, register_named("points"), point, on=today(), names=("fold",)),
        }
        for point in heads
    ]


def _minuted(record: Conference) -> bool:
    """Whether there is something to be minuted: from the day of the conference on."""
    return record.state in {"held", "concluded"} or (record.state == "preparing" and record.held_on <= today())


def _missing(record: Conference) -> list[RecordPart]:
    steps = preparation.steps(_facts(record), held_on=record.held_on, on=today(), days=queries.days_of(record.held_on))
    rows = [
        {"step": step, "badge": {"tone": STANDINGS[step.state][0], "text": STANDINGS[step.state][1]}} for step in steps
    ]
    return [RecordPart(_("What is to be done, and by when"), "conferences/steps.html", {"rows": rows})] if rows else []


def _facts(record: Conference) -> preparation.Readiness:
    """How far the conference is, with its letters and the returns of its half-year."""
    expected, come = reporting_part.returned_of(record)
    return queries.facts_of(record)._replace(
        figures_called=record.letters.filter(kind="figures").exists(),
        papers_uncalled=len(letters.uncalled(record)),
        returns_expected=expected,
        returns_in=come,
        minutes=standing.state if (standing := reading.reading_of(record)) else "",
    )


def _coming(actor: Any, record: Conference) -> dict[str, Any]:
    delegations = record.delegations.order_by("category", "name").annotate(named=Count("delegates"))
    heads = dict(
        record.delegations.filter(delegates__head=True).values_list("pk", "delegates__name").order_by("delegates__rank")
    )
    return {
        "sentences": _in_words(queries.counted(record)),
        "rows": [
            {
                "delegation": delegation,
                "head": heads.get(delegation.pk, ""),
                "badge": {
                    "text": delegation.get_state_display(),
                    "tone": TONES.get(Delegation.State(delegation.state), ""),
                },
            }
            for delegation in delegations
        ],
        "acts": _acts(actor, record, "invite_cluster", "invite"),
        "sheets": _door(actor, record),
    }


def _door(actor: Any, record: Conference) -> list[dict[str, Any]]:
    """What is printed of who comes, and the page at the door, for whoever may."""
    if not may(actor, "delegates.read", record.unit_id, on=today()) or record.state not in {"claimed", "preparing"}:
        return []
    printed = [
        {"label": label, "url": reverse("conferences:door_printed", args=[record.pk, sheet])} for sheet, label in SHEETS
    ]
    if may(actor, "delegates.arrive", record.unit_id, on=today()):
        printed.append({"label": _("At the door"), "url": reverse("conferences:door", args=[record.pk])})
    return printed


def _papers(actor: Any, record: Conference) -> dict[str, Any]:
    pace = queries.syllables_a_minute(record)
    rows = []
    for paper in record.papers.select_related("delegation").prefetch_related("versions").order_by("order", "pk"):
        last = max(paper.versions.all(), key=lambda version: version.number, default=None)
        late = record.state == Conference.State.PREPARING and queries.is_owed(paper) and paper.due_on < today()
        state = paper.get_state_display()
        tone = "refused" if late else {"accepted": "accepted", "declined": ""}.get(paper.state, "waits")
        rows.append({
            "paper": paper,
            "badge": {"text": _("%(state)s, overdue") % {"state": state} if late else state, "tone": tone},
            "length": last and speaking.length_in_words(count=last.syllables, minutes=paper.minutes, a_minute=pace),
        })  # fmt: skip
    return {
        "rows": rows,
        "acts": _acts(actor, record, "ask_papers", "seat_papers", "release_volume", "withdraw_volume"),
        "volume": _volume(record),
    }


def _volume(record: Conference) -> dict[str, Any] | None:
    """The volume of papers as it would be now and as it was released; None while no paper is accepted and none was released."""
    choice, released = volumes.chosen(record), volumes.files_of(record)
    if not choice.printed and not released:
        return None
    drafts = [
        {"label": label, "url": reverse("conferences:volume_draft", args=[record.pk, kind])}
        for kind, label in (
            ("docx", _("Volume of papers as of now (DOCX)")),
            ("pdf", _("Volume of papers as of now (PDF)")),
        )
    ]
    return {
        "printed": len(choice.printed),
        "left_out": choice.left_out,
        "drafts": drafts if choice.printed else [],
        "released": released,
        "given": bool(volumes.given_out(record)),
        "changed": bool(released) and released[0].contents != choice.contents(),
    }


def _minutes(actor: Any, record: Conference) -> dict[str, Any]:
    register = register_named("programme")
    rows = [
        {
            "item": item,
            "notes": item.notes.all(),
            "acts": acts_on(actor, register, item, on=today(), names=("take_down", "correct_note", "drop_note")),
        }
        for item in queries.items_of(record).prefetch_related("notes__point")
    ]
    files = [
        {"label": label, "url": reverse("conferences:document", args=[record.pk, what, kind])}
        for what, kind, label in FILES
        if record.state in {"held", "concluded"}
    ]
    return {"rows": rows, "files": files, "acts": _acts(actor, record, "hand_chair")}


def _programme(actor: Any, record: Conference) -> dict[str, Any]:
    placed, release = queries.placed_of(record), queries.last_release(record)
    items = {item.pk: item for item in queries.items_of(record)}
    register = register_named("programme")
    rows = [
        {
            "item": items[item.part.key],
            "starts": programme.clock(item.start),
            "ends": programme.clock(item.end),
            "up": place > 1 and place - 1,
            "down": place < len(placed) and place + 1,
            "acts": acts_on(actor, register, items[item.part.key], on=today(), names=("change_item", "strike_item")),
        }
        for place, item in enumerate(placed, start=1)
    ]
    return {
        "rows": rows,
        "moves": bool(rows) and any(row["acts"] for row in rows),
        "fit": programme.fit_in_words(placed, begins=record.begins, minutes=record.minutes) if placed else "",
        "over": programme.over(placed, begins=record.begins, minutes=record.minutes) > 0,
        "shares": programme.shares_in_words(placed),
        "remarks": programme.remarks(placed),
        "release": release,
        "changed": queries.changed_since(record, release, placed),
        "releases": record.releases.order_by("-number"),
        "acts": _acts(actor, record, "draw_up", "add_item", "release_programme"),
        "print": reverse("conferences:programme", args=[record.pk]),
        "calendar": reverse("conferences:calendar", args=[record.pk]),
        "room": reverse("conferences:room", args=[record.pk]),
    }


def register_named(name: str) -> Register:
    """A register of the floor, asked for late: this page and the registers know one another."""
    return next(register for area in areas() for register in area.registers if register.name == name)


def _acts(actor: Any, record: Conference, *names: str) -> list[dict[str, Any]]:
    return acts_on(actor, register_named("conferences"), record, on=today(), names=names)


def _in_words(counted: queries.Attending) -> list[str]:
    """What the answers come to, as two sentences."""
    counts = {name: write_number(count) for name, count in counted._asdict().items()}
    return [
        _("%(invited)s delegations invited: %(come)s come, %(declined)s do not, %(awaited)s have not answered.")
        % counts,
        _(
            "%(delegates)s delegates by name (%(arrived)s arrived), %(others)s drivers and staff; %(meals)s meals,"
            " %(rooms)s rooms."
        )
        % counts,
    ]

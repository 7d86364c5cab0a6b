"""Consolidations of bodies, and the departures that will make seats vacant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import pgettext_lazy

from giaoban.areas.committees import consolidating, operations, queries, rules
from giaoban.areas.committees.models import Consolidation, Departure, SeatBallot
from giaoban.ground.journal.clock import today
from giaoban.ground.people.models import Position
from giaoban.ground.people.queries import found_by
from giaoban.kit.acts import acts_on
from giaoban.kit.register import DAY, REASON, VERSION, Act, Ask, Column, Filter, Flow, RecordPart, Register, by_state


def _at(act: str, path: str = "") -> Any:
    return lambda record: record.state in rules.ORDER[act] and path in ("", record.path)


def _not_electing(record: Consolidation) -> bool:
    ready = "elected" if record.path == Consolidation.Path.ELECT else "consented"
    return record.state == ready


def _changes(actor: Any, record: Consolidation) -> list[tuple[Any, str]]:
    return [(change, str(change)) for change in record.changes.select_related("person").order_by("pk")]


def _entering(actor: Any, record: Consolidation) -> list[tuple[Any, str]]:
    return [
        (change, str(change)) for change in record.changes.filter(into=True).select_related("person").order_by("pk")
    ]


def _posts(actor: Any, record: Consolidation) -> list[tuple[Any, str]]:
    held = queries.posts_of(record.unit_id, record.term.body, record.proposed_on)
    return [(post, f"{post.person.name}, {post.get_post_display()}") for post in held]


def _named(record: Consolidation) -> list[int]:
    return list(record.changes.values_list("person", flat=True))


def _named_or_sitting(record: Consolidation) -> list[int]:
    sitting = queries.posts_of(record.unit_id, record.term.body, record.proposed_on)
    return [*_named(record), *sitting.values_list("person", flat=True)]


def _has_changes(act: str, **only: bool) -> Any:
    return lambda record: _at(act)(record) and record.changes.filter(**only).exists()


def _can_release(record: Consolidation) -> bool:
    return _at("release")(record) and bool(_posts(None, record))


def _counted(ballot: SeatBallot) -> tuple[SeatBallot, bool]:
    return ballot, ballot.figures.carried


def _sections(actor: Any, record: Consolidation) -> Sequence[RecordPart]:
    rows = [
        (change, [_counted(ballot) for ballot in change.ballots.order_by("held_on", "pk")])
        for change in record.changes.select_related("person").order_by("-into", "pk")
    ]
    return [
        RecordPart(pgettext_lazy("committees", "Persons and ballots"), "committees/changes.html", {
            "rows": rows, "acts": acts_on(actor, CONSOLIDATIONS, record, on=today(), names=("name_person", "release", "ballot", "drop")),
        }, [change.person_id for change, _ballots in rows]),
    ]  # fmt: skip


def _departed(rows: QuerySet[Departure], value: str, day: date) -> QuerySet[Departure]:
    return rows.filter(leaves_on__gt=day) if value == "ahead" else rows.filter(leaves_on__lte=day)


def _day(name: str, label: Any) -> Ask:
    return Ask(name, label, "day", initial="today")


def _figure(name: str, label: Any) -> Ask:
    return Ask(name, label, "number", most=9999)


FIGURES = (
    _figure("convened", pgettext_lazy("committees", "Members of the body called")),
    _figure("present", pgettext_lazy("committees", "Present")),
    _figure("issued", pgettext_lazy("committees", "Ballots issued")),
    _figure("returned", pgettext_lazy("committees", "Ballots returned")),
    _figure("valid", pgettext_lazy("committees", "Valid ballots")),
    _figure("in_favour", pgettext_lazy("committees", "In favour")),
    _figure("against", pgettext_lazy("committees", "Against")),
)
_CHANGE = pgettext_lazy("committees", "Person and post")

CONSOLIDATIONS = Register(
    name="consolidations",
    area="committees",
    label=pgettext_lazy("committees", "Consolidations"),
    record=Consolidation,
    icon="git-merge",
    order="-proposed_on",
    rows=lambda day: queries.with_persons(),
    columns=(
        Column("unit"),
        Column("term__body", pgettext_lazy("committees", "Body")),
        Column("path"),
        Column("why"),
        Column("state"),
        Column("persons", pgettext_lazy("committees", "Persons"), show=lambda record: getattr(record, "persons", None)),
        Column("proposed_on"),
        Column("decided_on"),
        Column("proposal", listed=False),
        Column("consent", listed=False),
        Column("consented_on", listed=False),
        Column("elected_on", listed=False),
        Column("decision", listed=False),
    ),
    acts=(
        Act("name_person", consolidating.name_person, pgettext_lazy("committees", "Name somebody for a seat"), (
            Ask("person", pgettext_lazy("committees", "Member"), "person"),
            Ask("post", pgettext_lazy("committees", "Post"), "choice", choices=Position.Post.choices),
        ), on_record=True, open_for=_at("name_person"), icon="user-plus", event=True),
        Act("release", consolidating.release, pgettext_lazy("committees", "Name who leaves a seat"), (
            Ask("position", _CHANGE, "record", choices=_posts),
        ), on_record=True, open_for=_can_release, names=_named_or_sitting, icon="users", event=True),
        Act("drop", consolidating.drop, pgettext_lazy("committees", "Take a name out"), (
            Ask("change", _CHANGE, "record", choices=_changes), REASON,
        ), on_record=True, open_for=_has_changes("drop"), names=_named, danger=True, icon="x"),
        Act("consent_to", consolidating.consent_to, pgettext_lazy("committees", "Enter the consent"), (
            Ask("consent", pgettext_lazy("committees", "Letter of consent")),
            _day("consented_on", pgettext_lazy("committees", "Consented on")),
        ), on_record=True, in_bulk=True, open_for=_at("consent_to"), icon="check", event=True),
        Act("ballot", consolidating.ballot, pgettext_lazy("committees", "Enter a ballot"), (
            Ask("change", _CHANGE, "record", choices=_entering),
            Ask("round", pgettext_lazy("committees", "Ballot"), "choice", choices=SeatBallot.Round.choices),
            _day("held_on", pgettext_lazy("committees", "Held on")), *FIGURES,
        ), on_record=True, open_for=_has_changes("ballot", into=True), names=_named, icon="notebook-pen", event=True),
        Act("elect", consolidating.elect, pgettext_lazy("committees", "Enter the election"), (
            _day("elected_on", pgettext_lazy("committees", "Elected on")),
        ), on_record=True, open_for=_at("elect", Consolidation.Path.ELECT), names=_named, icon="user-check", event=True),
        Act("decide", consolidating.decide, pgettext_lazy("committees", "Enter the decision"), (
            Ask("decision", pgettext_lazy("committees", "Number of the decision")),
            _day("decided_on", pgettext_lazy("committees", "Decided on")),
        ), on_record=True, open_for=_not_electing, foretold=consolidating.foretell_decision, names=_named, icon="award", event=True),
        Act("refuse", consolidating.refuse, pgettext_lazy("committees", "Enter that it was refused"), (DAY, REASON), on_record=True,
            open_for=_at("refuse"), danger=True, icon="undo-2", event=True),
        Act("withdraw", consolidating.withdraw, pgettext_lazy("committees", "Withdraw"), (DAY, REASON), on_record=True, in_bulk=True,
            open_for=_at("withdraw"), danger=True, icon="undo-2", event=True),
        Act("void", consolidating.void, pgettext_lazy("committees", "Strike out"), (REASON,), on_record=True, open_for=_at("void"),
            danger=True, icon="trash-2"),
    ),
    indicators=(
        Flow("consolidations", pgettext_lazy("committees", "Consolidations of committees and inspection commissions"), "lượt",
             query=queries.decided, day="decided_on"),
        Flow("committee_consolidations", pgettext_lazy("committees", "Consolidations of committees"), "lượt",
             query=lambda: queries.decided_of(inspection=False), day="decided_on"),
        Flow("commission_consolidations", pgettext_lazy("committees", "Consolidations of inspection commissions"), "lượt",
             query=lambda: queries.decided_of(inspection=True), day="decided_on"),
        Flow("seats_taken", pgettext_lazy("committees", "Seats taken by consolidations"), "lượt", query=queries.counted_changes,
             day="decided_on", amount="ins"),
        Flow("seats_left", pgettext_lazy("committees", "Seats left by consolidations"), "lượt", query=queries.counted_changes,
             day="decided_on", amount="outs"),
    ),
    sections=_sections,
    due=queries.due_of_consolidations,
    filters=(
        by_state(Consolidation.State.choices),
        Filter("path", pgettext_lazy("committees", "Path"), tuple(Consolidation.Path.choices),
               lambda rows, value, day: rows.filter(path=value)),
    ),
)  # fmt: skip

DEPARTURES = Register(
    name="departures",
    area="committees",
    label=pgettext_lazy("committees", "Departures that are known"),
    record=Departure,
    icon="calendar-days",
    order="leaves_on",
    columns=(
        Column("person__name", pgettext_lazy("committees", "Member"), sort="person__name_key"),
        Column("unit"),
        Column("leaves_on"),
        Column("why"),
        Column("notice"),
    ),
    acts=(
        Act("announce", operations.announce, pgettext_lazy("committees", "Enter a departure"), icon="plus", asks=(
            Ask("person", pgettext_lazy("committees", "Member"), "person"),
            Ask("leaves_on", pgettext_lazy("committees", "From"), "day"),
            Ask("why", pgettext_lazy("committees", "Why"), "choice", choices=Departure.Why.choices),
            Ask("notice", pgettext_lazy("committees", "Notice or decision")),
        )),
        Act("correct_departure", operations.correct_departure, pgettext_lazy("committees", "Correct"), (
            Ask("leaves_on", pgettext_lazy("committees", "From"), "day", initial="own"),
            Ask("notice", pgettext_lazy("committees", "Notice or decision"), initial="own"), REASON, VERSION,
        ), on_record=True, icon="pencil"),
        Act("void_departure", operations.void_departure, pgettext_lazy("committees", "Strike out"), (REASON,), on_record=True,
            danger=True, icon="trash-2"),
    ),
    search=lambda text: found_by(text, "person__"),
    filters=(
        Filter("when", pgettext_lazy("committees", "From"), (
            ("ahead", pgettext_lazy("committees", "still ahead")), ("past", pgettext_lazy("committees", "already")),
        ), _departed),
    ),
)  # fmt: skip

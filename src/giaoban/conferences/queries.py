"""What is asked of conferences: who comes, what is open, what the last one left behind."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.urls import reverse_lazy

from giaoban.conferences import programme, speaking
from giaoban.conferences.models import (
    Conference,
    ConferencePackage,
    ConferencePaper,
    ConferencePoint,
    Delegate,
    Delegation,
    PaperVersion,
    ProgrammeItem,
    ProgrammeRelease,
    VolumeFile,
)
from giaoban.conferences.preparation import Readiness
from giaoban.ground.access import second_lock
from giaoban.ground.journal.models import Entry
from giaoban.ground.regulations.queries import rule, rules_on
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.queries import children_of, ids_above, kind_of, name_of, names_of
from giaoban.kit.register import Due

OPEN = (ConferencePoint.State.RAISED, ConferencePoint.State.ASSIGNED)
"""What still wants an answer."""
LINK_READ = "conferences.invitation"
"""The word of the journal for opening an invitation, which shows the delegation's link whole."""
BROWSER_FORGOTTEN = "invitations.forget_browser"
"""The word of the journal for letting another browser vote for a delegation."""
PACE = 150
"""Syllables a minute where no rule says it."""


class Attending(NamedTuple):
    """What a conference's answers come to: delegations by what they answered, people, seats and what is to be prepared."""

    invited: int
    come: int
    declined: int
    awaited: int
    delegates: int
    arrived: int
    others: int
    meals: int
    rooms: int


def cluster_of(unit: Unit | int, *, on: date) -> int | None:
    """The cluster that the unit stands in on that day; None where it stands in none."""
    return next((above for above in ids_above(unit, on=on) if kind_of(above, on=on) == Kind.CLUSTER), None)


def superior_of(conference: Conference) -> str:
    """The name that stands over the host's on a letterhead: the cluster's, else that of the unit above it; empty where none is."""
    on = conference.held_on
    over = conference.cluster_id or next(iter(ids_above(conference.unit_id, on=on)[1:]), None)
    name = name_of(over, on=on) if over else None
    return name.name if name else ""


def bodies_that_vote(conference: Conference) -> set[int]:
    """The bodies that stand in the cluster on the day; at a body's own conference, without a cluster, those right below it."""
    circle = conference.cluster_id or conference.unit_id
    return set(children_of(circle, on=conference.held_on).values_list("pk", flat=True))


def named_on(bodies: Iterable[Unit], *, on: date) -> dict[int, str]:
    """How each body is called on that day."""
    bodies = list(bodies)
    names = names_of([body.pk for body in bodies], on=on)
    return {body.pk: names.get(body.pk, body.slug) for body in bodies}


def link_readings(delegation: Delegation) -> QuerySet[Entry]:
    """Who has opened the invitation with the link that is good now, the last first."""
    shown = Entry.objects.filter(act=LINK_READ, unit_id=delegation.unit_id, detail__record=delegation.pk)
    return shown.filter(detail__link=delegation.link).order_by("-at")


def browsers_forgotten(delegation: Delegation) -> QuerySet[Entry]:
    """When another browser was allowed to vote for the delegation, by whom and why, the last first."""
    return Entry.objects.filter(act=BROWSER_FORGOTTEN, detail__record=delegation.pk).order_by("-at")


def counted(conference: Conference) -> Attending:
    """The answers of a conference as they stand."""
    delegations = list(conference.delegations.exclude(state=Delegation.State.WITHDRAWN))
    coming = [delegation for delegation in delegations if delegation.state == Delegation.State.COMES]
    delegates = Delegate.objects.filter(delegation__in=coming)
    return Attending(
        invited=len(delegations),
        come=len(coming),
        declined=sum(delegation.state == Delegation.State.DECLINED for delegation in delegations),
        awaited=sum(delegation.state == Delegation.State.INVITED for delegation in delegations),
        delegates=delegates.count(),
        arrived=delegates.filter(state=Delegate.State.ARRIVED).count(),
        others=sum(delegation.others for delegation in coming),
        meals=sum(delegation.meals or 0 for delegation in coming),
        rooms=sum(delegation.rooms or 0 for delegation in coming),
    )


def before(conference: Conference) -> Conference | None:
    """The conference of the same cluster (or of the same host, without one) before this one, whichever body held it."""
    same = (
        {"cluster": conference.cluster_id} if conference.cluster_id else {"unit": conference.unit_id, "cluster": None}
    )
    with transaction.atomic(), second_lock.whole_tree():  # the host of another half-year is none of this one's units
        held = Conference.objects.filter(half__lt=conference.half, state__in=["held", "concluded"], **same)
        return held.order_by("-half", "-held_on").first()


def left_open(conference: Conference) -> QuerySet[ConferencePoint]:
    """What was raised or given to somebody at the conference and has no answer yet."""
    return conference.points.filter(state__in=OPEN)


def voices_of(point: ConferencePoint) -> str:
    """Who said it, and who said the same in a proposal that was folded into it."""
    said = [point.voiced_by, *point.folded.order_by("pk").values_list("voiced_by", flat=True)]
    return "; ".join(dict.fromkeys(voice for voice in said if voice))


def items_of(conference: Conference) -> QuerySet[ProgrammeItem]:
    """What stands on the programme, in its order."""
    return conference.items.exclude(state=ProgrammeItem.State.STRUCK).order_by("order", "pk")


def placed_of(conference: Conference, items: Iterable[ProgrammeItem] | None = None) -> list[programme.Placed]:
    """The programme with the hours that follow from its order; ``items`` are those of `items_of` where they are at hand."""
    parts = [
        programme.ProgrammePart(item.pk, item.kind, item.title, item.speaker, item.minutes, item.not_before)
        for item in (items_of(conference) if items is None else items)
    ]
    return programme.laid_out(parts, conference.begins)


def last_release(conference: Conference) -> ProgrammeRelease | None:
    """The release that counts now; None before the first."""
    return conference.releases.order_by("-number").first()


def shown_items(conference: Conference) -> QuerySet[ProgrammeItem]:
    """The items that delegations know of: those of the last release, and what has the floor in the hall."""
    release = last_release(conference)
    released = [line["key"] for line in release.lines] if release else []
    return items_of(conference).filter(Q(pk__in=released) | Q(state=ProgrammeItem.State.RUNNING))


def changed_since(
    conference: Conference, last: ProgrammeRelease | None, placed: list[programme.Placed] | None = None
) -> list[str]:
    """What the programme says otherwise than the release, with its day and place; nothing before the first."""
    if last is None:
        return []
    sentences = []
    if last.held_on != conference.held_on:
        sentences.append(f"Họp ngày {conference.held_on:%d/%m/%Y}, trước là {last.held_on:%d/%m/%Y}.")
    if last.place != conference.place:
        sentences.append(f"Họp tại {conference.place or 'nơi sẽ báo'}, trước là {last.place or 'chưa ghi'}.")
    before = [programme.line_of(kept) for kept in last.lines]
    after = programme.lines(placed_of(conference) if placed is None else placed)
    return sentences + programme.changes(before, after)


def days_of(held_on: date) -> dict[str, int]:
    """By how many days each step of a conference of that day is done before it, the conclusion after it."""
    names = ("call", "figures", "invitations", "papers", "answers", "programme", "conclusion")
    found = rules_on([f"conferences.{name}_days" for name in names], on=held_on)
    return {name: int(found[key].value) for name in names if (key := f"conferences.{name}_days") in found}


def facts_of(conference: Conference) -> Readiness:
    """How far the conference is."""
    counts, release = counted(conference), last_release(conference)
    papers = conference.papers.exclude(state="declined")
    return Readiness(
        state=conference.state,
        invited=counts.invited,
        awaited=counts.awaited,
        items=items_of(conference).count(),
        released=release is not None,
        unreleased_changes=len(changed_since(conference, release)),
        papers_asked=papers.count(),
        papers_missing=papers.filter(state__in=["asked", "sent_back"]).count(),
        papers_to_read=papers.filter(state="received").count(),
        open_points=conference.points.filter(state=ConferencePoint.State.RAISED).count(),
    )


def papers_by(conference: Conference) -> date:
    """The day by which papers are asked for: so many days before the conference, or its eve where none is set."""
    return conference.held_on - timedelta(days=days_of(conference.held_on).get("papers", 1))


def syllables_a_minute(conference: Conference) -> int:
    """How fast a paper is read out."""
    pace = rule("conferences.syllables_a_minute", on=conference.held_on)
    return int(pace.value) if pace else PACE


def versions_of(paper: ConferencePaper) -> list[dict[str, Any]]:
    """The paper's versions, the last first, each with how long it is beside its minutes."""
    pace = syllables_a_minute(paper.conference)

    def measured(version: PaperVersion) -> dict[str, Any]:
        asked = {"count": version.syllables, "minutes": paper.minutes, "a_minute": pace}
        long = version.syllables < speaking.FEWEST or speaking.too_long(**asked)
        return {"version": version, "length": speaking.length_in_words(**asked), "long": long}

    return [measured(version) for version in paper.versions.order_by("-number")]


def is_owed(paper: ConferencePaper) -> bool:
    """Whether the delegation still has to send it, or to send it again."""
    return paper.state in {ConferencePaper.State.ASKED, ConferencePaper.State.SENT_BACK}


def papers_due(units: Collection[int], day: date) -> list[Due]:
    """Papers that a delegation still owes, and those that wait to be read, of conferences that are not over."""
    owed = ConferencePaper.objects.filter(
        state__in=["asked", "received", "sent_back"], conference__state__in=["claimed", "preparing"], unit__among=units
    )
    return [
        Due(
            f"Duyệt tham luận của {paper.delegation}: {paper}"
            if paper.state == ConferencePaper.State.RECEIVED
            else f"{paper.delegation} gửi tham luận: {paper}",
            paper.due_on,
            reverse_lazy("desk:page", args=["papers", paper.pk]),
            paper.unit_id,
        )
        for paper in owed.select_related("delegation").order_by("due_on", "pk")
    ]


def papers_for(delegation: Delegation) -> tuple[list[ConferencePaper], list[ConferencePaper]]:
    """The delegation's own papers, and those of others that it may read."""
    papers = delegation.conference.papers.exclude(state="declined").select_related("delegation").order_by("order", "pk")
    own = [paper for paper in papers if paper.delegation_id == delegation.pk]
    return own, [paper for paper in papers if paper.released and paper.delegation_id != delegation.pk]


def version_for(delegation: Delegation, pk: int) -> PaperVersion | None:
    """The version, where the delegation may have it: one of its own, or the last of a paper that is open to all."""
    version = PaperVersion.objects.select_related("paper").filter(
        pk=pk, paper__conference_id=delegation.conference_id
    ).first()  # fmt: skip
    if version is None or version.paper.delegation_id == delegation.pk:
        return version
    last = version.paper.versions.order_by("-number").first()
    return version if version.paper.released and version == last else None


def kept_of(unit: int) -> int:
    """How many bytes of papers, volumes and packages the unit keeps."""
    kept = (table.objects.filter(unit=unit) for table in (PaperVersion, VolumeFile, ConferencePackage))
    return sum(rows.aggregate(sum=Sum("size"))["sum"] or 0 for rows in kept)

"""The acts of a conference: it is claimed, agreed, held and concluded; the flag is handed on."""

from __future__ import annotations

from datetime import date, time

from giaoban.areas.meetings.rules import read_time
from giaoban.conferences import publishing, queries, rota, rules
from giaoban.conferences.models import Conference, ConferencePoint
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import ids_under, names_of, successors
from giaoban.ground.writing import writing

LIVING = (Conference.State.CLAIMED, Conference.State.PREPARING)


def claim(
    *, actor: Actor, unit: Unit, half: date, held_on: date, theme: str = "", place: str = "",
    begins: str = "08:00", minutes: int = 210,
) -> Conference:  # fmt: skip
    """The unit asks to hold its cluster's conference of that half-year; without a cluster it is its own, and agreed at once."""
    half = rules.half_of(half)
    with writing(actor, "conferences.claim", unit=unit, on=today()):
        cluster = queries.cluster_of(unit, on=min(held_on, today()))
        standing_claim = Conference.objects.filter(unit=unit, half=half, state__in=LIVING).first()
        refuse_if(
            rules.why_not_claim(half=half, held_on=held_on, already=str(standing_claim) if standing_claim else "")
        )
        return Conference.objects.create(
            unit=unit,
            cluster_id=cluster,
            half=half,
            held_on=held_on,
            theme=squeeze(theme),
            place=squeeze(place),
            begins=_hour(begins),
            minutes=minutes,
            state=Conference.State.CLAIMED if cluster else Conference.State.PREPARING,
        )


def agree(*, actor: Actor, record: Conference, decision: str) -> Conference:
    """The cluster agreed on this host for the half-year, by that decision; other claims of the half-year stay as they are."""
    with writing(
        actor,
        "conferences.agree",
        unit=_above(record),
        on=today(),
        record=record,
        detail={"decision": squeeze(decision)},
    ):
        other = (
            Conference.objects.filter(
                cluster=record.cluster, half=record.half, state__in=["preparing", "held", "concluded"]
            )
            .exclude(pk=record.pk)
            .first()
        )
        host = names_of([other.unit_id], on=today()).get(other.unit_id, "") if other else ""
        refuse_if(rules.why_not_agree(state=record.state, agreed=host, turn=_turn_of_another(record)))
        record.state = Conference.State.PREPARING
        record.save(update_fields=["state"])
        return record


def plan(
    *, actor: Actor, record: Conference, held_on: date, theme: str, place: str, minutes: int, chair: str, reason: str,
    begins: str = "",
) -> Conference:  # fmt: skip
    """Day, place, theme, length and chair are these from now on; what was answered stays, and links stay good."""
    with writing(actor, "conferences.plan", unit=record.unit, on=today(), record=record, reason=squeeze(reason)):
        _must_be(record, *LIVING)
        refuse_if(rules.why_not_claim(half=record.half, held_on=held_on, already=""))
        record.held_on, record.theme, record.place = held_on, squeeze(theme), squeeze(place)
        record.minutes, record.chair = minutes, squeeze(chair)
        record.begins = _hour(begins) if squeeze(begins) else record.begins
        record.save(update_fields=["held_on", "theme", "place", "begins", "minutes", "chair"])
        publishing.followed(record)
        return record


def cancel(*, actor: Actor, record: Conference, reason: str) -> Conference:
    """The claim or the conference is off, for that reason; what was prepared stays to be read."""
    with writing(actor, "conferences.cancel", unit=record.unit, on=today(), record=record, reason=squeeze(reason)):
        _must_be(record, *LIVING)
        if not squeeze(reason):
            raise Refused("Hủy hội nghị phải ghi lý do.")
        record.state = Conference.State.CANCELLED
        record.save(update_fields=["state"])
        publishing.followed(record)
        return record


def hold(*, actor: Actor, record: Conference, on: date, chair: str, clerk: str = "") -> Conference:
    """The conference was held on that day under that chair; delegates of whom no arrival was noted stay announced."""
    with writing(actor, "conferences.hold", unit=record.unit, on=on, record=record):
        _must_be(record, Conference.State.PREPARING)
        record.held_on, record.chair, record.state = on, squeeze(chair), Conference.State.HELD
        record.clerk = squeeze(clerk)
        record.save(update_fields=["held_on", "chair", "clerk", "state"])
        publishing.followed(record)
        return record


def conclude(*, actor: Actor, record: Conference, on: date) -> Conference:
    """Every proposal has a fate and every point of the conclusion its owner and day: the conference is concluded."""
    with writing(actor, "conferences.conclude", unit=record.unit, on=on, record=record):
        points = record.points.all()
        refuse_if(
            rules.why_not_conclude(
                state=record.state,
                without_fate=points.filter(
                    kind=ConferencePoint.Kind.PROPOSAL, state=ConferencePoint.State.RAISED
                ).count(),
                without_owner=points.filter(
                    kind=ConferencePoint.Kind.CONCLUSION, state=ConferencePoint.State.RAISED
                ).count(),
            )
        )
        record.state = Conference.State.CONCLUDED
        record.save(update_fields=["state"])
        publishing.followed(record)
        return record


def hand_flag(*, actor: Actor, record: Conference, next_host: Unit, on: date) -> Conference:
    """The flag went to the body that hosts next; its theme is its own to set."""
    with writing(actor, "conferences.hand_flag", unit=record.unit, on=on, record=record):
        within = ids_under(record.cluster_id, on=record.held_on) if record.cluster_id else set()
        refuse_if(
            rules.why_not_hand_flag(
                state=record.state,
                host=next_host.pk == record.unit_id,
                in_cluster=not record.cluster_id or next_host.pk in within,
            )
        )
        record.next_host, record.handed_on = next_host, on
        record.save(update_fields=["next_host", "handed_on"])
        publishing.followed(record)
        return record


def _turn_of_another(record: Conference) -> str:
    """Who has the turn of the half-year, where it is another body; with the body that it became, nobody else."""
    turn = rota.turn_of(record.cluster_id, record.half)
    if turn is None or record.unit_id in {turn.host_id, *successors(turn.host_id, since=turn.half, until=today())}:
        return ""
    return names_of([turn.host_id], on=record.held_on).get(turn.host_id, "")


def _above(record: Conference) -> Unit:
    """Who agrees: the cluster, or the host itself where there is none."""
    return record.cluster or record.unit


def _hour(written: str) -> time:
    hour = read_time(written)
    if hour is None:
        raise Refused(f"“{squeeze(written)[:20]}” không phải là giờ; hãy ghi như 08:00.")
    return hour


def _must_be(record: Conference, *states: str) -> None:
    if record.state not in states:
        raise Refused(f"{record} đang ở trạng thái “{record.get_state_display()}”; không làm được việc này.")

"""The acts of a cluster about itself: its chair and deputy, its rules, the order of its hosts; and what is read of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from giaoban.conferences import queries, rota_rules, rules
from giaoban.conferences.models import ClusterRules, ClusterTerm, ClusterTurn, Conference
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access import second_lock
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.queries import children_of, kind_of, names_of
from giaoban.ground.writing import writing

HELD = (Conference.State.HELD, Conference.State.CONCLUDED)
MOST_TURNS = 20


def set_term(
    *, actor: Actor, unit: Unit, chair: Unit, from_on: date, deputy: Unit | None = None, decision: str = ""
) -> ClusterTerm:
    """From that day on the cluster is chaired by that body, with the other as its deputy; the term of before ends then."""
    with writing(actor, "cluster_terms.set_term", unit=unit, on=today()):
        last = ClusterTerm.objects.filter(unit=unit, until_on=None).first()
        inside = set(children_of(unit, on=from_on).values_list("pk", flat=True))
        refuse_if(
            rota_rules.why_not_chair(
                cluster=kind_of(unit, on=from_on) == Kind.CLUSTER,
                inside=chair.pk in inside and (deputy is None or deputy.pk in inside),
                same=deputy is not None and deputy.pk == chair.pk,
                from_on=from_on,
                before=last.from_on if last else None,
            )
        )
        if last:
            last.until_on = from_on
            last.save(update_fields=["until_on"])
        return ClusterTerm.objects.create(
            unit=unit, chair=chair, deputy=deputy, from_on=from_on, decision=squeeze(decision)
        )


def end_term(*, actor: Actor, record: ClusterTerm, on: date) -> ClusterTerm:
    """The term ends: on that day the cluster has no chair any more."""
    with writing(actor, "cluster_terms.end_term", unit=record.unit, on=today(), record=record):
        if record.until_on is not None:
            raise Refused(f"Nhiệm kỳ này đã kết thúc ngày {record.until_on:%d/%m/%Y}.")
        if on <= record.from_on:
            raise Refused(f"Nhiệm kỳ bắt đầu từ {record.from_on:%d/%m/%Y}; ngày kết thúc phải sau đó.")
        record.until_on = on
        record.save(update_fields=["until_on"])
        return record


def adopt_rules(
    *, actor: Actor, unit: Unit, title: str, articles: str, from_on: date, number: str = "", issued_on: date | None = None,
    compared: bool = False,
) -> ClusterRules:  # fmt: skip
    """The cluster works by these rules from that day on; those of before end then and stay to be read."""
    with writing(actor, "cluster_rules.adopt_rules", unit=unit, on=today()):
        last = ClusterRules.objects.filter(unit=unit, until_on=None).first()
        refuse_if(
            rota_rules.why_not_adopt(
                cluster=kind_of(unit, on=from_on) == Kind.CLUSTER, articles=squeeze(articles), from_on=from_on,
                before=last.from_on if last else None,
            )
        )  # fmt: skip
        if last:
            last.until_on = from_on
            last.save(update_fields=["until_on"])
        return ClusterRules.objects.create(
            unit=unit, title=squeeze(title), number=squeeze(number), issued_on=issued_on, from_on=from_on,
            articles=articles.strip(), compared=compared,
        )  # fmt: skip


def compare_rules(*, actor: Actor, record: ClusterRules) -> ClusterRules:
    """Somebody has held the rules against the signed text: they are called compared."""
    with writing(actor, "cluster_rules.compare_rules", unit=record.unit, on=today(), record=record):
        if record.compared:
            raise Refused("Quy chế này đã được đối chiếu với văn bản ký.")
        record.compared = True
        record.save(update_fields=["compared"])
        return record


def agree_turn(*, actor: Actor, unit: Unit, half: date, host: Unit, decision: str = "") -> ClusterTurn:
    """That body hosts the cluster's conference of the half-year; its theme is its own to set."""
    half = rules.half_of(half)
    with writing(actor, "cluster_turns.agree_turn", unit=unit, on=today()):
        standing = set(children_of(unit, on=half).values_list("pk", flat=True))
        refuse_if(_why_not_turn(unit, half, inside=host.pk in standing))
        return ClusterTurn.objects.create(unit=unit, half=half, host=host, decision=squeeze(decision))


def lay_out_turns(*, actor: Actor, unit: Unit, half: date, count: int, decision: str = "") -> list[ClusterTurn]:
    """So many half-years from that one on have their hosts, as was foretold: who never hosted first, then who did longest ago.

    Half-years that have a host already keep it.
    """
    with writing(actor, "cluster_turns.lay_out_turns", unit=unit, on=today()):
        return [
            ClusterTurn.objects.create(unit=unit, half=day, host_id=host, decision=squeeze(decision))
            for day, host in _laid_out(unit, rules.half_of(half), count)
        ]


def foretold_turns(*, actor: Actor, unit: Unit, half: date, count: int, decision: str = "") -> list[str]:
    """Who would host when."""
    turns = _laid_out(unit, rules.half_of(half), count)
    names = names_of({host for _day, host in turns}, on=today())
    return [f"{rules.half_in_words(day).capitalize()}: {names.get(host, '')}." for day, host in turns]


def give_back_turn(*, actor: Actor, record: ClusterTurn, reason: str) -> ClusterTurn:
    """The body does not host that half-year, for that reason; another can be agreed on."""
    with writing(
        actor, "cluster_turns.give_back_turn", unit=record.unit, on=today(), record=record, reason=squeeze(reason)
    ):
        if record.state != ClusterTurn.State.AGREED:
            raise Refused("Lượt này đã trả lại.")
        if not squeeze(reason):
            raise Refused("Trả lượt chủ trì phải ghi lý do.")
        if held := _held(record.unit, record.half):
            raise Refused(f"Hội nghị của lượt này do {held} chủ trì, đã họp; lượt không trả lại được.")
        record.state, record.reason = ClusterTurn.State.GIVEN_BACK, squeeze(reason)
        record.save(update_fields=["state", "reason"])
        return record


def turn_of(cluster: int | None, half: date) -> ClusterTurn | None:
    """The turn that was agreed on for the half-year."""
    with transaction.atomic(), second_lock.whole_tree():
        return ClusterTurn.objects.filter(unit=cluster, half=half, state=ClusterTurn.State.AGREED).first()


def _why_not_turn(unit: Unit, half: date, *, inside: bool) -> list[str]:
    turn = ClusterTurn.objects.filter(unit=unit, half=half, state=ClusterTurn.State.AGREED).first()
    already = names_of([turn.host_id], on=half).get(turn.host_id, "") if turn else ""
    return rota_rules.why_not_turn(
        cluster=kind_of(unit, on=half) == Kind.CLUSTER,
        inside=inside,
        half=half,
        already=already,
        held=_held(unit, half),
    )


def _held(unit: Unit, half: date) -> str:
    conference = Conference.objects.filter(cluster=unit, half=half, state__in=HELD).first()
    return names_of([conference.unit_id], on=half).get(conference.unit_id, "") if conference else ""


def _laid_out(unit: Unit, half: date, count: int) -> list[tuple[date, int]]:
    """The half-years without a host, each with whose turn it is; Refused where there is nobody, or nothing to lay out."""
    if kind_of(unit, on=half) != Kind.CLUSTER:
        raise Refused("Lượt chủ trì là của một cụm; hãy chọn cụm.")
    if not 1 <= count <= MOST_TURNS:
        raise Refused(f"Mỗi lần xếp từ 1 đến {MOST_TURNS} lượt.")
    hosted: dict[int, date] = {}
    for row in Conference.objects.filter(cluster=unit, state__in=HELD).order_by("half"):
        hosted[row.unit_id] = row.half
    taken = dict(
        ClusterTurn.objects.filter(unit=unit, state=ClusterTurn.State.AGREED)
        .order_by("half")
        .values_list("half", "host")
    )
    settled = Conference.objects.filter(cluster=unit, state__in=["preparing", *HELD]).values_list("half", "unit")
    taken = taken | dict(settled)
    for day, host in sorted(taken.items()):
        hosted[host] = max(day, hosted.get(host, date.min))
    turns = []
    for day in rota_rules.halves(half, count):
        if day in taken:
            continue
        bodies = list(children_of(unit, on=today()))
        order = rota_rules.order_of(
            [body.pk for body in bodies], hosted=hosted, named=queries.named_on(bodies, on=today())
        )
        if not order:
            raise Refused("Cụm chưa có đơn vị nào; không xếp được lượt chủ trì.")
        turns.append((day, order[0]))
        hosted[order[0]] = day
    if not turns:
        raise Refused("Các nửa năm này đã có đơn vị chủ trì.")
    return turns


def said_of(conference: Conference) -> list[str]:
    """Who chairs the cluster on the conference's day, and what was agreed on its half-year."""
    day, sentences = conference.held_on, []
    with transaction.atomic(), second_lock.whole_tree():
        term = (
            ClusterTerm.objects.filter(unit=conference.cluster_id, from_on__lte=day)
            .exclude(until_on__lte=day)
            .order_by("-from_on")
            .first()
        )
        turn = turn_of(conference.cluster_id, conference.half)
        names = names_of({key for key in (
            term and term.chair_id, term and term.deputy_id, turn and turn.host_id) if key}, on=day)  # fmt: skip
    if term:
        deputy = f"; cụm phó: {names.get(term.deputy_id, '')}" if term.deputy_id else ""
        sentences.append(f"Cụm trưởng: {names.get(term.chair_id, '')}{deputy}.")
    if turn and turn.host_id != conference.unit_id:
        sentences.append(
            f"Lượt chủ trì nửa năm này đã giao {names.get(turn.host_id, '')}, không phải đơn vị chủ trì ở đây."
        )
    return sentences


def shown_of(cluster: int, *, themes: Mapping[int, str], on: date) -> dict[str, Any]:
    """What the page of the rota says: chair and deputy, the rules, who hosted when and to whom the flag went, who comes next.

    ``themes`` are those of the conferences that the reader may read, by their ids.
    """
    with transaction.atomic(), second_lock.whole_tree():
        held = list(Conference.objects.filter(cluster=cluster, state__in=["preparing", *HELD]).order_by("-half"))
        turns = list(ClusterTurn.objects.filter(unit=cluster, half__gte=rules.half_of(on)).order_by("half", "pk"))
        terms = list(ClusterTerm.objects.filter(unit=cluster))
        adopted = list(ClusterRules.objects.filter(unit=cluster))
        units = {key for row in held for key in (row.unit_id, row.next_host_id) if key}
        units |= {turn.host_id for turn in turns} | {
            key for term in terms for key in (term.chair_id, term.deputy_id) if key
        }
        names = names_of(units, on=on)
        for row in sorted(held, key=lambda conference: conference.held_on):  # as it was called on its day
            names |= {key: name for key, name in names_of([row.unit_id], on=row.held_on).items() if key not in names}
    return {
        "terms": [
            {"term": term, "chair": names.get(term.chair_id, ""), "deputy": names.get(term.deputy_id or 0, ""),
             "now": term.from_on <= on and (term.until_on is None or on < term.until_on)}
            for term in terms
        ],
        "rules": [
            {"rules": row, "lines": [line for line in row.articles.splitlines() if line.strip()],
             "now": row.from_on <= on and (row.until_on is None or on < row.until_on)}
            for row in adopted
        ],
        "held": [
            {"conference": row, "theme": themes.get(row.pk, ""), "half": rules.half_in_words(row.half), "host": _called(row.unit_id, row.held_on),
             "next": _called(row.next_host_id, row.held_on) if row.next_host_id else ""}
            for row in held
        ],
        "turns": [
            {"turn": turn, "half": rules.half_in_words(turn.half), "host": names.get(turn.host_id, ""),
             "theme": next((themes.get(row.pk, "") for row in held if row.half == turn.half and row.unit_id == turn.host_id), "")}
            for turn in turns
        ],
        "times": _times(held),
    }  # fmt: skip


def _called(unit: int, on: date) -> str:
    return names_of([unit], on=on).get(unit, "")


def _times(held: list[Conference]) -> list[tuple[str, int, date]]:
    """By name as on the last time: how often each has hosted, and when last; the longest ago first."""
    by_host: dict[int, list[date]] = {}
    for row in held:
        if row.state in HELD:
            by_host.setdefault(row.unit_id, []).append(row.held_on)
    rows = [(_called(unit, max(days)), len(days), max(days)) for unit, days in by_host.items()]
    return sorted(rows, key=lambda row: (row[2], row[0]))

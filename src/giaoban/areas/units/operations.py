"""Acts on units. Each carries its decision; each cuts spells at its day and leaves what was before untouched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from giaoban.areas.units import queries, rules, standings
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import fold, respell, squeeze
from giaoban.ground.access.policy import Actor, grants_of, may, unit_ids_where
from giaoban.ground.access.words import in_words
from giaoban.ground.journal.clock import today
from giaoban.ground.locks.queries import why_closed
from giaoban.ground.people import carrying
from giaoban.ground.units import spells
from giaoban.ground.units.models import Alias, Decision, KindSpell, PlaceSpell, Succession, Unit
from giaoban.ground.units.queries import names_of, parent_of
from giaoban.ground.units.spells import Founding
from giaoban.ground.writing import writing

How = Succession.How


@dataclass(frozen=True)
class Ruling:
    """The written decision behind an act, as the officer types it."""

    issuer: str
    number: str
    issued_on: date
    summary: str = ""


@dataclass(frozen=True)
class SplitPart:
    """One part of a split: the unit that receives it, and which people and units below go there.

    ``into`` is a unit that exists or one to be founded beside the divided unit (or under ``parent``). ``share`` is the
    part of the whole that counts as gone there where no people are recorded; otherwise it follows from the people.
    """

    into: Unit | Founding
    people: frozenset[int] = frozenset()
    children: frozenset[int] = frozenset()
    share: Decimal | None = None
    parent: Unit | None = None


def establish(
    *, actor: Actor, founding: Founding, parent: Unit | None, on: date, decision: Ruling, reason: str = ""
) -> Unit:
    """The unit exists from that day, under ``parent`` or at the top."""
    with _acting(actor, "units.establish", parent, on=on, decision=decision, reason=reason) as ruling:
        refuse_if(standings.why_not_founded(founding, parent, on=on))
        return spells.found(founding, parent=parent, on=on, decision=ruling)


def establish_many(
    *,
    actor: Actor,
    foundings: Sequence[tuple[Founding, Unit | int | None]],
    under: Unit | None,
    on: date,
    decision: Ruling,
    reason: str = "",
) -> list[Unit]:
    """All the units exist from that day as one act; see ``spells.found_many``. They stand below ``under``, or anywhere for None."""
    with _acting(actor, "units.establish", under, on=on, decision=decision, reason=reason) as ruling:
        refuse_if(standings.why_not_all_founded(foundings, under, on=on))
        return spells.found_many(foundings, on=on, decision=ruling)


def rename(*, actor: Actor, unit: Unit, on: date, decision: Ruling, reason: str = "", **changes: str) -> Unit:
    """From that day the unit is called otherwise; ``changes``: name, short_name, committee, superior, sign, place."""
    with _acting(actor, "units.rename", unit, on=on, decision=decision, reason=reason) as ruling:
        now = standings.standing(unit, on=on)
        if not changes or any(not changes[field].strip() for field in ("name", "short_name") if field in changes):
            raise Refused("Cần ghi tên mới của tổ chức đảng.")
        if "name" in changes:
            above = Unit.objects.filter(pk=now.parent_id or 0).first()
            siblings = queries.folded_siblings(above, on=on, but=[unit.pk])
            refuse_if(rules.why_not_named(changes["name"], siblings=siblings, key=fold(changes["name"])))
        before = unit.names.get(valid__contains=on)
        if all(getattr(before, field) == squeeze(respell(text)) for field, text in changes.items()):
            raise Refused("Tên mới giống tên đang dùng.")
        spells.rename(unit, on=on, **changes)
        spells.succeed(before=unit, after=unit, on=on, how=How.RENAME, decision=ruling)
        return unit


def change_kind(*, actor: Actor, unit: Unit, kind: str, on: date, decision: Ruling, reason: str = "") -> Unit:
    """From that day the unit is of that kind; what stands below it and above it must fit."""
    with _acting(actor, "units.change_kind", unit, on=on, decision=decision, reason=reason) as ruling:
        now = standings.standing(unit, on=on)
        children = queries.children_from([unit.pk], on=on)[unit.pk]
        names = names_of(children, on=on)
        below = {
            names[child]: child_kind
            for child, child_kind in KindSpell.objects.filter(unit__in=children, valid__overlap=(on, None)).values_list(
                "unit_id", "kind"
            )
        }
        reasons = rules.why_not_kind(kind, name=now.name, now=now.kind, below=below)
        if now.parent_id is None:
            reasons += rules.why_not_place(kind=kind, name=now.name, parents=(), at_top=True)
        else:
            reasons += rules.why_not_place(kind=kind, name=now.name, parents=standings.in_time(now.parent_id, on=on))
        refuse_if(reasons)
        spells.change_kind(unit, kind, on=on)
        spells.succeed(before=unit, after=unit, on=on, how=How.CHANGE_KIND, decision=ruling)
        return unit


def move(
    *, actor: Actor, units: Sequence[Unit], parent: Unit, on: date, decision: Ruling, reason: str = ""
) -> list[Unit]:
    """From that day the units stand under ``parent``, with all that is below them."""
    with _acting(actor, "units.move", parent, *units, on=on, decision=decision, reason=reason) as ruling:
        nows = standings.all_standing([*units, parent], on=on)
        reasons: list[str] = []
        if not units:
            reasons.append("Cần chọn tổ chức để chuyển.")
        reasons += standings.why_not_under(units, parent, nows, on=on)
        reasons += [
            f"“{nows[unit.pk].name}” đang trực thuộc “{nows[parent.pk].name}”."
            for unit in units
            if nows[unit.pk].parent_id == parent.pk
        ]
        refuse_if(reasons)
        ids = {unit.pk for unit in units}
        spells.place(ids, parent=parent, on=on)
        spells.moved(ids, on=on, decision=ruling)
        return list(units)


def merge(
    *,
    actor: Actor,
    units: Sequence[Unit],
    into: Unit | Founding,
    on: date,
    decision: Ruling,
    reason: str = "",
    parent: Unit | None = None,
) -> Unit:
    """The units end and ``into`` carries them on: their members, the units below them and their records of people.

    ``into`` is a unit that exists, or one to be founded under ``parent`` (else beside the first of the units). Posts
    in the ended units end; members keep grade and dates.
    """
    concerned = [*units, into] if isinstance(into, Unit) else [*units, parent] if parent else [*units]
    with _acting(
        actor,
        "units.merge",
        _over(units[0], on=on) if units else None,
        *concerned,
        on=on,
        decision=decision,
        reason=reason,
    ) as ruling:
        refuse_if(
            rules.why_not_merge(
                names=[names_of([unit.pk], on=on).get(unit.pk, unit.slug) for unit in units],
                into=str(into) if isinstance(into, Unit) else into.name,
                into_among=into in units,
            )
        )
        nows = standings.all_standing(concerned, on=on)
        if isinstance(into, Unit):
            heir = into
        else:
            above = parent or Unit.objects.filter(pk=nows[units[0].pk].parent_id or 0).first()
            refuse_if(standings.why_not_founded(into, above, on=on, but=[unit.pk for unit in units]))
            heir = spells.found(into, parent=above, on=on, decision=ruling)
        for unit in units:
            _pass_on(unit, heir, on=on, decision=ruling)
            _end(unit, on=on)
            spells.succeed(before=unit, after=heir, on=on, how=How.MERGE, share=Decimal(1), decision=ruling)
        return heir


def split(
    *,
    actor: Actor,
    unit: Unit,
    parts: Sequence[SplitPart],
    on: date,
    decision: Ruling,
    reason: str = "",
    remains: bool = False,
) -> list[Unit]:
    """The unit is divided among the parts; it ends, or ``remains`` with whoever and whatever was not chosen away.

    Every member and every unit below is chosen exactly once (with ``remains``: at most once). The share of each part
    is that of its members, here and below, else of its units, else as given.
    """
    concerned = [unit, *(part.into for part in parts if isinstance(part.into, Unit))]
    concerned += [part.parent for part in parts if part.parent and part.parent not in concerned]
    with _acting(
        actor, "units.split", _over(unit, on=on), *concerned, on=on, decision=decision, reason=reason
    ) as ruling:
        nows = standings.all_standing(concerned, on=on)
        now = nows[unit.pk]
        people = set(carrying.people_of(unit, on=on).values_list("pk", flat=True))
        children = queries.children_from([unit.pk], on=on)[unit.pk]
        reasons = rules.why_not_split(name=now.name, parts=len(parts), remains=remains)
        if unit in [part.into for part in parts]:
            reasons.append(f"“{now.name}” là tổ chức được chia, không thể đồng thời là một phần.")
        reasons += rules.why_not_chosen(
            what="đảng viên",
            choices=[part.people for part in parts],
            there=people,
            names=queries.people_names(people),
            remains=remains,
        )
        reasons += rules.why_not_chosen(
            what="tổ chức trực thuộc",
            choices=[part.children for part in parts],
            there=children,
            names=names_of(children, on=on),
            remains=remains,
        )
        shares, why = _shares(unit, parts, people, children, remains=remains, on=on)
        refuse_if(reasons + why)
        above = Unit.objects.filter(pk=now.parent_id or 0).first()
        heirs = []
        for part, share in zip(parts, shares, strict=False):
            heir = _founded(part, unit, above, remains=remains, on=on, decision=ruling)
            _pass_on(unit, heir, on=on, decision=ruling, people=part.people, children=part.children)
            spells.succeed(before=unit, after=heir, on=on, how=How.SPLIT, share=share, decision=ruling)
            heirs.append(heir)
        if remains:
            spells.succeed(before=unit, after=unit, on=on, how=How.SPLIT, share=shares[-1], decision=ruling)
        else:
            carrying.carry(source=unit, target=heirs[0], on=on)  # records of people who are no members
            _end(unit, on=on)
        return heirs


def dissolve(
    *, actor: Actor, unit: Unit, on: date, decision: Ruling, reason: str = "", heir: Unit | None = None
) -> None:
    """The unit ends on that day; ``heir`` takes over whoever and whatever is left of it."""
    concerned = [unit, heir] if heir else [unit]
    with _acting(
        actor, "units.dissolve", _over(unit, on=on), *concerned, on=on, decision=decision, reason=reason
    ) as ruling:
        nows = standings.all_standing(concerned, on=on)
        reasons = rules.why_not_close(
            name=nows[unit.pk].name,
            members=carrying.people_of(unit, on=on).count(),
            children=len(queries.children_from([unit.pk], on=on)[unit.pk]),
            has_heir=heir is not None,
        )
        if heir == unit:
            reasons.append("Tổ chức tiếp nhận phải khác tổ chức giải thể.")
        refuse_if(reasons)
        if heir:
            _pass_on(unit, heir, on=on, decision=ruling)
        _end(unit, on=on)
        spells.succeed(
            before=unit, after=heir, on=on, how=How.DISSOLVE, share=Decimal(1) if heir else None, decision=ruling
        )


def reopen(*, actor: Actor, unit: Unit, parent: Unit | None, on: date, decision: Ruling, reason: str = "") -> Unit:
    """The ended unit exists again from that day under ``parent``, with its last name and kind and without members."""
    with _acting(actor, "units.reopen", parent, on=on, decision=decision, reason=reason) as ruling:
        last = PlaceSpell.objects.filter(unit=unit).order_by("-valid").first()
        name = unit.names.order_by("-valid").first()
        kind = unit.kinds.order_by("-valid").first()
        if last is None or name is None or kind is None:
            raise Refused("Tổ chức này chưa từng hoạt động.")
        stood_on = last.valid.upper - timedelta(days=1) if last.valid.upper else on
        if not may(actor, "units.reopen", unit, on=today(), tree_on=stood_on):
            raise Refused(f"Tài khoản “{actor}” không có quyền units.reopen đối với tổ chức này.")
        reasons = rules.why_not_reopen(name=name.name, ended_on=last.valid.upper, on=on)
        if parent:
            standings.all_standing([parent], on=on)
            reasons += rules.why_not_place(kind=kind.kind, name=name.name, parents=standings.in_time(parent.pk, on=on))
        else:
            reasons += rules.why_not_place(kind=kind.kind, name=name.name, parents=(), at_top=True)
        siblings = queries.folded_siblings(parent, on=on)
        reasons += rules.why_not_named(name.name, siblings=siblings, key=name.name_fold)
        refuse_if(reasons)
        spells.reopen(unit, parent=parent, on=on)
        spells.succeed(before=unit, after=unit, on=on, how=How.REOPEN, decision=ruling)
        return unit


def record_alias(*, actor: Actor, unit: Unit, name: str, on: date, reason: str = "") -> Alias | None:
    """The unit is found by this spelling too; None when it is already."""
    with writing(actor, "units.record_alias", unit=unit, on=on, reason=reason, past_lock=True):
        if not fold(name):
            raise Refused("Cần ghi cách viết khác của tên.")
        made = spells.add_aliases(unit, [name])
        return made[0] if made else None


def _over(unit: Unit, *, on: date) -> Unit:
    """The unit whose act it is that this one ends: the one above it, or itself at the top. No unit ends itself."""
    return parent_of(unit, on=on) or unit


@contextmanager
def _acting(actor: Actor, act: str, *units: Unit | None, on: date, decision: Ruling, reason: str) -> Iterator[Decision]:
    """Inside, the act may be done on all these units; the tree and they are held, the decision is on record."""
    first, others = (units[0], [unit for unit in units[1:] if unit]) if units else (None, [])
    with writing(actor, act, unit=first, on=on, reason=reason):
        if first is None and all(grant.unit_id is not None for grant in grants_of(actor, act, on=today())):
            raise Refused(f"Tài khoản “{actor}” không có quyền “{in_words(act)}” đối với toàn bộ cây tổ chức.")
        if others:
            reach = unit_ids_where(actor, act, on=today(), tree_on=on)
            if any(unit.pk not in reach for unit in others):
                raise Refused(f"Tài khoản “{actor}” không có quyền “{in_words(act)}” đối với mọi tổ chức liên quan.")
        refuse_if(
            rules.why_not_decided(issuer=decision.issuer, number=decision.number, issued_on=decision.issued_on, on=on)
        )
        refuse_if(sorted({closed for unit in others for closed in why_closed(unit, on=on)}))
        spells.hold_tree(others)
        yield spells.decide(
            issuer=decision.issuer,
            number=decision.number,
            issued_on=decision.issued_on,
            summary=decision.summary,
        )


def _pass_on(
    unit: Unit,
    heir: Unit,
    *,
    on: date,
    decision: Decision,
    people: frozenset[int] | None = None,
    children: frozenset[int] | None = None,
) -> None:
    """The people and the units below (all, or those chosen) go over to ``heir``; Refused where they cannot."""
    now = queries.standings([heir], on=on)[heir.pk]
    assert now.kind is not None
    going = queries.children_from([unit.pk], on=on)[unit.pk] if children is None else children
    count = carrying.people_of(unit, on=on).count() if people is None else len(people)
    refuse_if(rules.why_not_receive(name=now.name, kind=now.kind, members=count))
    if going:
        movers = list(Unit.objects.filter(pk__in=going))
        refuse_if(standings.why_not_under(movers, heir, standings.all_standing(movers, on=on), on=on))
        spells.place(going, parent=heir, on=on)
        spells.moved(going, on=on, decision=decision)
    if people is None or people:
        carrying.carry(source=unit, target=heir, on=on, people=people)
        carrying.end_posts([unit.pk], on=on, people=people)


def _end(unit: Unit, *, on: date) -> None:
    """The unit ends; Refused when it only began that day."""
    if PlaceSpell.objects.filter(unit=unit, valid__startswith=on).exists() and (
        Succession.objects.filter(after=unit, on=on, how__in=[How.ESTABLISH, How.REOPEN]).exists()
    ):
        raise Refused(f"Tổ chức này mới thành lập ngày {on:%d/%m/%Y}; hãy hoàn tác việc thành lập.")
    carrying.end_posts([unit.pk], on=on)
    spells.close(unit, on=on)


def _founded(part: SplitPart, unit: Unit, above: Unit | None, *, remains: bool, on: date, decision: Decision) -> Unit:
    if isinstance(part.into, Unit):
        return part.into
    parent = part.parent or above
    if parent == unit and not remains:
        raise Refused("Tổ chức được chia kết thúc hoạt động nên tổ chức mới không thể trực thuộc nó.")
    refuse_if(standings.why_not_founded(part.into, parent, on=on, but=[] if remains else [unit.pk]))
    return spells.found(part.into, parent=parent, on=on, decision=decision)


def _shares(
    unit: Unit, parts: Sequence[SplitPart], people: set[int], children: set[int], *, remains: bool, on: date
) -> tuple[list[Decimal], list[str]]:
    """The share of each part, last of all what remains, and every reason why the given ones cannot be."""
    below = queries.members_below(children, on=on)
    kept = SplitPart(
        into=unit,
        people=frozenset(people).difference(*(part.people for part in parts)),
        children=frozenset(children).difference(*(part.children for part in parts)),
    )
    everybody = [*parts, kept] if remains else list(parts)
    given = [part.share for part in parts]
    if any(share is not None for share in given):
        if remains:
            rest = Decimal(1) - sum((share for share in given if share is not None), Decimal(0))
            given.append(rest)
        if why := rules.why_not_shares(given):
            return [], why
        return [share.quantize(rules.SHARE) for share in given if share is not None], []
    counts = [len(part.people) + sum(below.get(child, 0) for child in part.children) for part in everybody]
    if not any(counts):
        counts = [len(part.children) for part in everybody]
    return (rules.shares_of(counts), []) if counts else ([], [])

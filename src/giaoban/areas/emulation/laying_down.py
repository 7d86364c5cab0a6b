"""The acts on criteria sets: laid down, filled with lines, renewed from a day, ended; units are registered under them."""

from __future__ import annotations

from datetime import date, timedelta

from giaoban.areas.emulation import queries, rules
from giaoban.areas.emulation.models import Assessment, CriteriaSet, Criterion
from giaoban.core.corrections import why_not_correct
from giaoban.core.refusal import refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import ids_under, standing
from giaoban.ground.writing import hold, writing


def lay_down(
    *, actor: Actor, unit: Unit, name: str, about: str, way: str, needed: int, from_on: date, basis: str = "",
    compared: bool = False,
) -> CriteriaSet:  # fmt: skip
    """The unit measures those below it by that set from that day; its lines follow."""
    with writing(actor, "criteria.lay_down", unit=unit, on=from_on):
        basis = squeeze(basis)
        refuse_if(
            rules.why_not_set(way=way, needed=needed, from_on=from_on, until_on=None, basis=basis, compared=compared)
        )
        return CriteriaSet.objects.create(
            unit=unit, name=squeeze(name), about=about, way=way, needed=needed, from_on=from_on, basis=basis,
            compared=compared,
        )  # fmt: skip


def add_line(
    *, actor: Actor, record: CriteriaSet, group: str, text: str, points: int, source: str = "",
    at_least: int | None = None, at_most: int | None = None, must: bool = False,
) -> Criterion:  # fmt: skip
    """The set asks that too; with a source, the figure of that name says whether it is met."""
    with writing(actor, "criteria.add_line", unit=record.unit, on=record.from_on, record=record):
        line = rules.Required(squeeze(text), points, at_least, at_most, must)
        there = list(record.lines.all())
        refuse_if(
            rules.why_not_line(
                line, source=source, way=record.way, total=sum(kept.points for kept in there),
                texts=[kept.text for kept in there], used=queries.is_used(record),
            )
        )  # fmt: skip
        made = Criterion.objects.create(
            unit=record.unit, criteria=record, group=group, order=len(there) + 1, text=line.text, points=points, source=source,
            at_least=at_least, at_most=at_most, must=must,
        )  # fmt: skip
        _kept(record)
        return made


def drop_line(*, actor: Actor, record: CriteriaSet, line: Criterion, reason: str) -> None:
    """The set asks that no more; nobody was scored by it."""
    with writing(actor, "criteria.drop_line", unit=record.unit, on=record.from_on, reason=reason, record=record):
        hold(line)
        refuse_if(
            ["Bộ tiêu chí này đã có đơn vị đăng ký; hãy ban hành bộ mới từ một ngày."]
            if queries.is_used(record)
            else []
        )
        line.delete()
        _kept(record)


def correct(
    *, actor: Actor, record: CriteriaSet, name: str, needed: int, basis: str, compared: bool, reason: str, version: int
) -> CriteriaSet:
    """The set is called so, needs that much, and rests on that text, compared with it or not."""
    with writing(actor, "criteria.correct", unit=record.unit, on=record.from_on, reason=reason, record=record):
        name, basis = squeeze(name), squeeze(basis)
        before = (record.name, record.needed, record.basis, record.compared)
        raised = queries.is_used(record) and needed != record.needed
        refuse_if(
            why_not_correct(changes=before != (name, needed, basis, compared), version=record.version, seen=version)
            + rules.why_not_set(
                way=record.way, needed=needed, from_on=record.from_on, until_on=record.until_on, basis=basis, compared=compared
            )
            + (["Đã có đơn vị đăng ký theo bộ này; đổi mức thì ban hành bộ mới từ một ngày."] if raised else [])
        )  # fmt: skip
        record.name, record.needed, record.basis, record.compared = name, needed, basis, compared
        return _kept(record)


def renew(*, actor: Actor, record: CriteriaSet, name: str, from_on: date, basis: str = "") -> CriteriaSet:
    """From that day a new set holds, which begins with the lines of this one; this one ends the day before."""
    with writing(actor, "criteria.renew", unit=record.unit, on=from_on, record=record):
        refuse_if(
            (["Bộ tiêu chí này đã hết hiệu lực."] if record.until_on else [])
            + rules.why_not_after(day=from_on, earlier=record.from_on + timedelta(days=1), what="ngày bộ cũ bắt đầu")
        )
        record.until_on = from_on - timedelta(days=1)
        _kept(record)
        made = CriteriaSet.objects.create(
            unit=record.unit, name=squeeze(name), about=record.about, way=record.way, needed=record.needed,
            from_on=from_on, basis=squeeze(basis),
        )  # fmt: skip
        for line in record.lines.all():
            line.pk, line.criteria = None, made
            line.save(force_insert=True)
        return made


def end(*, actor: Actor, record: CriteriaSet, until_on: date, reason: str) -> CriteriaSet:
    """The set holds until that day; nobody is registered under it later."""
    with writing(actor, "criteria.end", unit=record.unit, on=until_on, reason=reason, record=record):
        refuse_if(
            (["Bộ tiêu chí này đã hết hiệu lực."] if record.until_on else [])
            + rules.why_not_after(day=until_on, earlier=record.from_on, what="ngày bắt đầu")
        )
        record.until_on = until_on
        return _kept(record)


def void(*, actor: Actor, record: CriteriaSet, reason: str) -> None:
    """The set, laid down by mistake and used by nobody, is struck out with its lines; the journal keeps it with the reason."""
    with writing(actor, "criteria.void", unit=record.unit, on=record.from_on, reason=reason, record=record):
        refuse_if(["Đã có đơn vị đăng ký theo bộ tiêu chí này."] if queries.is_used(record) else [])
        for line in record.lines.all():
            line.delete()
        record.delete()


def enrol_below(*, actor: Actor, record: CriteriaSet, period: str, registered_on: date) -> list[Assessment]:
    """Every unit below that the set is for, and that is not registered yet, is registered for that period."""
    with writing(actor, "criteria.enrol_below", unit=record.unit, on=registered_on, record=record):
        units = _not_enrolled(record, period, registered_on)
        refuse_if(
            (["Bộ tiêu chí chưa có dòng nào."] if not record.lines.exists() else [])
            + (["Không còn đơn vị nào chưa đăng ký."] if not units else [])
        )
        return [
            Assessment.objects.create(unit_id=unit, criteria=record, period=period, registered_on=registered_on)
            for unit in units
        ]


def foretell_enrolment(*, actor: Actor, record: CriteriaSet, period: str, registered_on: date) -> list[str]:
    """How many would be registered."""
    return [f"Đăng ký cho {len(_not_enrolled(record, period, registered_on))} đơn vị."]


def _not_enrolled(record: CriteriaSet, period: str, on: date) -> list[int]:
    under = ids_under(record.unit_id, on=on) | {record.unit_id}
    kinds = queries.KINDS[CriteriaSet.About(record.about)]
    there = record.assessments.filter(period=period).values("unit")
    missing = standing(on=on, kinds=kinds).filter(pk__among=under).exclude(pk__in=there)
    return list(missing.order_by("pk").values_list("pk", flat=True))


def _kept(record: CriteriaSet) -> CriteriaSet:
    record.version += 1
    record.save()
    return record

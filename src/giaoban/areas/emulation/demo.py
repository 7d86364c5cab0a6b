"""Criteria sets of one bloc's heirs, and cells and committees measured by them: recognised for the last year, under way in this one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count

from giaoban.areas.emulation import laying_down, operations, queries, rating, rating_queries
from giaoban.areas.emulation.models import Assessment, CriteriaSet, RatingSheet
from giaoban.ground.access.policy import Actor
from giaoban.ground.people.queries import members_on
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import ids_under, named, standing, successors

ASKED = date(2023, 6, 30)
LINES = (
    # group, text, points, figure, from, up to, indispensable
    ("task", "Hoàn thành nhiệm vụ chính trị cơ quan giao trong năm", 30, "", None, None, False),
    ("meetings", "Sinh hoạt định kỳ đủ 12 kỳ", 15, "regular_meetings", 12, None, False),
    ("meetings", "Sinh hoạt chuyên đề mỗi quý ít nhất một lần", 10, "thematic_meetings", 4, None, False),
    ("unity", "Học tập, quán triệt nghị quyết từ 95%", 10, "study_coverage", 95, None, False),
    ("unity", "Không có đảng viên bị thi hành kỷ luật", 10, "members_disciplined", None, 0, True),
    ("cadres", "Thu đủ đảng phí từng tháng", 10, "dues_paid_share", 100, None, False),
    ("cadres", "Kết nạp đảng viên mới theo chỉ tiêu", 10, "members_admitted", 1, None, False),
    ("cadres", "Tự phê bình và phê bình, khắc phục khuyết điểm", 5, "", None, None, False),
)
MONTHLY = (
    ("task", "Kết luận của chi bộ tháng trước được thực hiện", "", None, None, False),
    ("meetings", "Có sinh hoạt định kỳ trong tháng", "regular_meetings", 1, None, False),
    ("unity", "Không có đảng viên bị thi hành kỷ luật", "members_disciplined", None, 0, True),
    ("cadres", "Thu đủ đảng phí của tháng", "dues_paid_share", 100, None, False),
)
RECOGNISED = {"cell": 16, "committee": 5}
"""So many of each kind are recognised for the last year."""


def load(actor: Actor, *, today: date) -> None:
    """The sets and what was scored by them are there, the same ones each time; nothing changes afterwards."""
    if CriteriaSet.objects.exists():
        return
    (bloc,) = named("Quảng Ninh", on=ASKED)
    heirs = sorted(set(successors(bloc, since=ASKED, until=today)) - {bloc.pk}) or [bloc.pk]
    for place, host in enumerate(Unit.objects.filter(pk__in=heirs).order_by("pk")):
        begun = date(today.year - 1, 12, 1)
        for about in ("cell", "committee"):
            criteria = _points(actor, host, about, begun)
            _last_year(actor, criteria, RECOGNISED[about] // len(heirs), today)
            _by_figures(actor, criteria, date(today.year, 1, 1))
        if place == 0:
            _this_year(actor, _monthly(actor, host, date(today.year, 1, 1)), today)


def _points(actor: Actor, host: Unit, about: str, begun: date) -> CriteriaSet:
    whom = "Chi bộ" if about == "cell" else "Đảng bộ cơ sở"
    made = laying_down.lay_down(
        actor=actor, unit=host, name=f"{whom} “4 tốt”, thang 100 điểm (mẫu)", about=about, way="points", needed=85,
        from_on=begun, basis="Hướng dẫn của đảng bộ (mẫu)",
    )  # fmt: skip
    for group, text, points, source, least, most, must in LINES:
        told = must  # the registers of meetings, study and dues were not kept in the last year
        laying_down.add_line(
            actor=actor, record=made, group=group, text=text, points=points, source=source if told else "",
            at_least=least if told else None, at_most=most if told else None, must=must,
        )  # fmt: skip
    return made


def _by_figures(actor: Actor, before: CriteriaSet, begun: date) -> None:
    """From this year on a new set holds, whose lines are judged by the registers where there are any."""
    made = laying_down.renew(actor=actor, record=before, name=before.name, from_on=begun, basis=before.basis)
    for line in made.lines.all():
        laying_down.drop_line(actor=actor, record=made, line=line, reason="Thay bằng dòng xét theo sổ.")
    for group, text, points, source, least, most, must in LINES:
        laying_down.add_line(
            actor=actor, record=made, group=group, text=text, points=points, source=source, at_least=least,
            at_most=most, must=must,
        )  # fmt: skip


def _monthly(actor: Actor, host: Unit, begun: date) -> CriteriaSet:
    made = laying_down.lay_down(
        actor=actor, unit=host, name="Chi bộ “4 tốt”, đạt hoặc không đạt từng tháng (mẫu)", about="cell", way="monthly",
        needed=10, from_on=begun,
    )  # fmt: skip
    for group, text, source, least, most, must in MONTHLY:
        laying_down.add_line(
            actor=actor, record=made, group=group, text=text, points=1, source=source, at_least=least, at_most=most,
            must=must,
        )  # fmt: skip
    return made


def _last_year(actor: Actor, criteria: CriteriaSet, wanted: int, today: date) -> None:
    """Units stated what no register says of the last year; most are recognised in the first half of this one.

    The last two wait: for the check, and for the decision.
    """
    decided = min(date(today.year, 3, 20), today)
    units = standing(on=criteria.from_on, kinds=queries.KINDS[CriteriaSet.About(criteria.about)])
    under = ids_under(criteria.unit_id, on=criteria.from_on)
    for number, unit in enumerate(units.filter(pk__in=under).order_by("pk")[: wanted + 2]):
        low = number % 7 == 5
        record = operations.enrol(
            actor=actor, unit=unit, criteria=criteria, period=str(today.year - 1), registered_on=criteria.from_on
        )
        _claim(actor, record, None, decided - timedelta(days=60), low=low)
        operations.submit(actor=actor, record=record, scored_on=decided - timedelta(days=50))
        if number == wanted:
            continue
        operations.agree(actor=actor, record=record, checked_on=decided - timedelta(days=20))
        if number > wanted:
            continue
        if low or operations.against(record):
            operations.refuse(actor=actor, record=record, decided_on=decided, reason="Chưa đủ điều kiện (mẫu).")
        else:
            number_of = f"{criteria.pk + 40}-QĐ/ĐU (mẫu)"
            operations.recognise(actor=actor, record=record, decision=number_of, decided_on=decided)


def _this_year(actor: Actor, criteria: CriteriaSet, today: date) -> None:
    """Some cells are scored month by month, by what the records say and what they state."""
    for record in laying_down.enrol_below(
        actor=actor, record=criteria, period=str(today.year), registered_on=criteria.from_on
    )[:6]:
        operations.take_facts(actor=actor, record=record, on=today)


def _claim(actor: Actor, record: Assessment, month: date | None, on: date, *, low: bool) -> None:
    """Everything is claimed whole; of a low one the first line is not."""
    facts = queries.facts_of(record, queries.within(record, month))
    given = {}
    for place, line in enumerate(queries.lines_of(record)):
        worth = Decimal(10 if low and place == 0 else line.points)
        words = "Báo cáo tổng kết năm (mẫu)" if facts[line.pk] is None else ""
        given[line.pk] = (worth, words)
    operations.score(actor=actor, record=record, month=month, given=given, on=on)


RATED = ("good", "good", "excellent", "good", "done", "good", "good", "good", "good", "good")
CELLS_RATED = 8
"""Of so many cells with members enough the members are rated for the last year."""


def load_ratings(actor: Actor, *, today: date) -> None:
    """Members, leaders and organisations are rated for the last year; one sheet of this year waits, one is being filled."""
    if RatingSheet.objects.exists():
        return
    (bloc,) = named("Quảng Ninh", on=ASKED)
    heirs = sorted(set(successors(bloc, since=ASKED, until=today)) - {bloc.pk}) or [bloc.pk]
    drawn, decided = date(today.year - 1, 12, 10), min(date(today.year, 1, 20), today)
    under = ids_under(heirs, on=today)
    kept = members_on(drawn).filter(unit__among=under).values("unit").annotate(size=Count("pk")).filter(size__gte=8)
    cells = Unit.objects.filter(pk__in=list(kept.order_by("unit").values_list("unit", flat=True)[: CELLS_RATED + 2]))
    for number, cell in enumerate(cells.order_by("pk")):
        year = today.year - 1 if number < CELLS_RATED else today.year
        quarter = f"{year}-Q3" if number == CELLS_RATED else str(year)
        record = rating.draw_up(
            actor=actor, unit=cell, about="members", period=quarter, drawn_on=drawn if number < CELLS_RATED else today
        )
        if number <= CELLS_RATED:
            _rated(actor, record, number, record.drawn_on)
        if number < CELLS_RATED:
            _decided(actor, record, decided)
    for place, host in enumerate(Unit.objects.filter(pk__in=heirs).order_by("pk")):
        record = rating.draw_up(actor=actor, unit=host, about="units", period=str(today.year - 1), drawn_on=drawn)
        _rated(actor, record, place, drawn)
        _decided(actor, record, decided)


def _rated(actor: Actor, record: RatingSheet, shift: int, on: date) -> None:
    """Every line that can be has a level, and the review has voted."""
    lines = [line for line in rating_queries.lines_of(record) if not line.unrated]
    given = {line.pk: (RATED[(place + shift) % len(RATED)], "") for place, line in enumerate(lines)}
    rating.rate(actor=actor, record=record, given=given, on=on)
    size = rating_queries.official(record, on) or len(lines)
    rating.submit_sheet(actor=actor, record=record, convened=size, present=size, submitted_on=on)


def _decided(actor: Actor, record: RatingSheet, on: date) -> None:
    rating.decide_sheet(actor=actor, record=record, decision=f"{record.pk + 60}-QĐ/ĐU (mẫu)", decided_on=on)

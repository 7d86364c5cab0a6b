"""Sheets and their lines as they are read: who belongs on them, how they are counted, the evidence of figures, what is due."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from giaoban.areas.emulation import rating_rules
from giaoban.areas.emulation.models import Rating, RatingSheet
from giaoban.core.limits import Limit
from giaoban.core.spans import Period, add_months
from giaoban.ground.people.models import Exemption, Membership, Person, Position
from giaoban.ground.regulations.queries import rule
from giaoban.ground.units.models import GRASSROOTS
from giaoban.ground.units.queries import children_of, ids_above, ids_under, kind_of, names_of
from giaoban.kit import measured
from giaoban.kit.register import Due

State, About = RatingSheet.State, RatingSheet.About
CAP, SHORT, FIGURE = "rating.excellent_percent", "rating.new_months", "rating.discipline_figure"
GOOD = (Rating.Level.EXCELLENT, Rating.Level.GOOD)
MANY = 8
"""So many sheets with the same to do are named one by one; more are one sentence that leads to the list."""


# Figures


def rated(about: str, *levels: str) -> QuerySet[Rating]:
    """The yearly ratings that were decided, dated by the decision; of these levels, or of any."""
    lines = Rating.objects.filter(sheet__state=State.DECIDED, sheet__about=about, sheet__yearly=True).exclude(level="")
    return (lines.filter(level__in=levels) if levels else lines).select_related("sheet")


def rated_at(about: str, *levels: str) -> Callable[[], QuerySet[Rating]]:
    """The query of the ratings at one of these levels."""
    return lambda: rated(about, *levels)


def unrated() -> QuerySet[Rating]:
    """The members who were not rated for a year, with the reason."""
    lines = Rating.objects.filter(sheet__state=State.DECIDED, sheet__about=About.MEMBERS, sheet__yearly=True)
    return lines.exclude(unrated="").select_related("sheet")


# Who belongs on a sheet


def belonging(unit: int, about: str, day: date) -> list[tuple[int, int | None, str]]:
    """Whom such a sheet of the unit rates on that day: the unit of the line, the person, and why they are not rated."""
    match about:
        case About.MEMBERS:
            spells = Membership.objects.filter(unit=unit, valid__contains=day).select_related("person")
            ordered = list(spells.order_by("person__name_key", "pk"))
            return [(unit, spell.person_id, why) for spell, why in zip(ordered, _reasons(ordered, day), strict=True)]
        case About.LEADERS:
            posts = Position.objects.filter(unit=unit, valid__contains=day).order_by("person__name_key", "pk")
            people = list(dict.fromkeys(posts.values_list("person", flat=True)))
            cells = dict(
                Membership.objects.filter(person__among=people, valid__contains=day).values_list("person", "unit")
            )
            return [(cells[person], person, "") for person in people if person in cells]
    return [(below.pk, None, "") for below in children_of(unit, on=day).order_by("pk")]


def _reasons(spells: list[Membership], day: date) -> list[str]:
    """Why each is not rated by what is on record: exempt on that day, or a member for too short a time."""
    people = [spell.person_id for spell in spells]
    exempt = set(Exemption.objects.filter(person__among=people, valid__contains=day).values_list("person", flat=True))
    level = rule(SHORT, on=day)
    since = add_months(day, -int(level.value)) if level else None
    return [
        Rating.Unrated.EXEMPT if spell.person_id in exempt
        else Rating.Unrated.NEW if since and (spell.person.admitted_on or date.min) > since
        else ""
        for spell in spells
    ]  # fmt: skip


def missing_from(record: RatingSheet, day: date) -> list[tuple[int, int | None, str]]:
    """Who belongs on the sheet on that day and does not stand there."""
    there = list(record.ratings.values_list("unit", "person"))
    people = {person for _unit, person in there if person}
    units = {unit for unit, person in there if not person}
    return [
        line
        for line in belonging(record.unit_id, record.about, day)
        if (line[1] not in people if line[1] else line[0] not in units)
    ]


def lines_of(record: RatingSheet) -> list[Rating]:
    """The lines of the sheet, people by their names, organisations as they were entered."""
    return list(record.ratings.select_related("person", "unit").order_by("person__name_key", "pk"))


def official(record: RatingSheet, day: date) -> int | None:
    """How many official members the cell has on that day: the base of the vote."""
    if record.about != About.MEMBERS:
        return None
    return Membership.objects.filter(unit=record.unit_id, valid__contains=day, grade=Membership.Grade.OFFICIAL).count()


# Counting


def with_counts() -> QuerySet[RatingSheet]:
    """Every sheet, each with how many lines it has and how many of them are at the highest level."""
    at_top = Q(ratings__level="excellent") | Q(ratings__level="", ratings__proposed="excellent")
    return RatingSheet.objects.annotate(line_count=Count("ratings"), excellent=Count("ratings", filter=at_top))


def counted(sheets: Iterable[RatingSheet]) -> rating_rules.LevelCounts:
    """The lines of these sheets by level: as decided, before that as proposed."""
    levels: dict[str, int] = {}
    left_out = waiting = 0
    for line in Rating.objects.filter(sheet__in=[sheet.pk for sheet in sheets]):
        if line.holds:
            levels[line.holds] = levels.get(line.holds, 0) + 1
        elif line.unrated:
            left_out += 1
        else:
            waiting += 1
    return rating_rules.counted(levels, unrated=left_out, open=waiting)


def percent_on(day: date) -> Limit[int] | None:
    """How many of a hundred may be excellent, as in force on that day."""
    return rule(CAP, on=day)


def beside(record: RatingSheet) -> tuple[str, list[RatingSheet]]:
    """The grassroots organisation that the sheet lies in, by name, and all its sheets of that kind and period."""
    day = record.until_on
    above = [unit for unit in ids_above(record.unit_id, on=day) if kind_of(unit, on=day) in GRASSROOTS]
    if not above or record.about != About.MEMBERS:
        return "", []
    sheets = RatingSheet.objects.filter(
        unit__among=ids_under(above[0], on=day), about=record.about, period=record.period
    )
    return names_of(above, on=day).get(above[0], ""), list(sheets)


def disciplined_above(record: RatingSheet) -> set[int]:
    """Who of the sheet stands at “good” or above, and was disciplined in the period: asked of everything on record, told as a number."""
    level = rule(FIGURE, on=record.until_on)
    if level is None or record.about == About.UNITS:
        return set()
    high = record.ratings.filter(
        Q(changed_to__in=GOOD) | Q(changed_to="", level__in=GOOD) | Q(changed_to="", level="", proposed__in=GOOD)
    ).values_list("person", flat=True)
    return set(high) & measured.persons(str(level.value), record.span)


def of_person(person: Person) -> QuerySet[Rating]:
    """What was decided about the person, the newest first."""
    lines = Rating.objects.filter(person=person, sheet__state=State.DECIDED).select_related("sheet")
    return lines.order_by("-sheet__until_on", "-pk")


# What is due


def due(units: Collection[int], day: date) -> list[Due]:
    """The sheets to be ended or decided, and those that discipline found later puts in doubt."""
    sheets = list(
        RatingSheet.objects.filter(unit__among=units, state__in=(State.OPEN, State.SUBMITTED)).order_by(
            "until_on", "pk"
        )
    )
    waiting = {
        State.OPEN: [sheet for sheet in sheets if sheet.state == State.OPEN and sheet.until_on <= day],
        State.SUBMITTED: [sheet for sheet in sheets if sheet.state == State.SUBMITTED],
    }
    wording = {State.OPEN: "hoàn thành bảng xếp loại", State.SUBMITTED: "được quyết định xếp loại"}
    told = [sentence for state, rows in waiting.items() for sentence in _each(rows, wording[state], state, day)]
    doubtful = [sheet for sheet in _decided_lately(units, day) if disciplined_above(sheet)]
    names = names_of([sheet.unit_id for sheet in doubtful], on=day)
    told += [
        Due(
            f"{names.get(sheet.unit_id, 'Đơn vị')}: xem lại mức xếp loại {sheet.span.title()}, có quyết định kỷ luật trong kỳ",
            day, reverse("desk:page", args=["ratings", sheet.pk]), sheet.unit_id,
        )
        for sheet in doubtful
    ]  # fmt: skip
    return told


def _decided_lately(units: Collection[int], day: date) -> list[RatingSheet]:
    """Sheets of people that were decided in the last year, of cells in which somebody was disciplined in the period."""
    decided = RatingSheet.objects.filter(
        unit__among=units, state=State.DECIDED, about=About.MEMBERS, decided_on__gt=add_months(day, -12)
    )
    level = rule(FIGURE, on=day)
    counts: dict[str, dict[int, int]] = {}
    rows = []
    for sheet in decided.order_by("pk") if level else ():
        if sheet.period not in counts:
            counts[sheet.period] = measured.happened(str(level.value), Period.parse(sheet.period)) if level else {}
        if counts[sheet.period].get(sheet.unit_id):
            rows.append(sheet)
    return rows


def _each(sheets: list[RatingSheet], what: str, state: str, day: date) -> list[Due]:
    if len(sheets) > MANY:
        by = max(add_months(sheet.until_on, 1) for sheet in sheets)
        return [
            Due(f"{len(sheets)} đơn vị cần {what}", by, f"{reverse('desk:list', args=['ratings'])}?state={state}", None)
        ]
    names = names_of([sheet.unit_id for sheet in sheets], on=day)
    return [
        Due(
            f"{names.get(sheet.unit_id, 'Đơn vị')} cần {what} {sheet.span.title()}", add_months(sheet.until_on, 1),
            reverse("desk:page", args=["ratings", sheet.pk]), sheet.unit_id,
        )
        for sheet in sheets
    ]  # fmt: skip

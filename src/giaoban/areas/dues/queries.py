"""Dues as they stand: what is in force, lines with what was paid, who is behind, what a unit had and handed on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, TruncMonth

from giaoban.areas.dues import rules
from giaoban.areas.dues.models import Basis, DuesSheet, Line, Payment, Remittance, Waiver
from giaoban.core.limits import Limit
from giaoban.core.numbers import write_number
from giaoban.core.spans import Period, add_months
from giaoban.ground.people.models import Membership, Person
from giaoban.ground.people.queries import members_on
from giaoban.ground.regulations.queries import rule, rules_on
from giaoban.ground.units.models import Unit

RATED = (*rules.OF_OWN_INCOME, *rules.OF_MINIMUM_WAGE)


def first_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def terms_on(month: date) -> rules.DuesTerms:
    """Rates, minimum wages and exemption in force on the first day of the month."""
    rates = {f"dues.rate.{group}": group for group in RATED}
    wages = {f"dues.minimum_wage.{region}": region for region in rules.REGIONS}
    levels = rules_on([*rates, *wages, "dues.amount.pupil", "dues.exempt_party_years"], on=month)
    return rules.DuesTerms(
        rates={group: levels[key] for key, group in rates.items() if key in levels},
        wages={region: levels[key] for key, region in wages.items() if key in levels},
        pupil=levels.get("dues.amount.pupil"),
        exempt_years=levels.get("dues.exempt_party_years"),
    )


def roll_on(unit: Unit, day: date) -> QuerySet[Membership]:
    """The members of the cell on that day, by name."""
    return members_on(day).filter(unit=unit).select_related("person").order_by("person__name_key", "person")


def reckoned(people: Collection[Person], month: date) -> dict[int, rules.Reckoned]:
    """What each of them has to pay for the month, by what is on record of basis and waivers."""
    terms = terms_on(month)
    before = Basis.objects.filter(person__in=people, from_month__lte=month).order_by("from_month")
    bases = {row.person_id: rules.BasisValues(row.group, row.amount, row.region) for row in before}
    waivers = Waiver.objects.filter(person__in=people, from_month__lte=month, last_month__gte=month)
    waived = dict(waivers.values_list("person", "percent"))
    return {
        person.pk: rules.reckon(
            bases.get(person.pk),
            terms,
            party_years=rules.party_years(person.admitted_on, on=month),
            waived=waived.get(person.pk, 0),
        )
        for person in people
    }


# Lines and sheets


def _sum(rows: QuerySet[Any], by: str, field: str = "amount") -> Coalesce:
    """The sum of the field over the rows whose ``by`` is the outer row."""
    totals = rows.filter(**{by: OuterRef("pk")}).order_by().values(by).annotate(total=Sum(field)).values("total")
    return Coalesce(Subquery(totals), 0)


def lines() -> QuerySet[Any]:
    """Every line with what was ``paid`` of it, what is ``left`` and the day of the last payment."""
    latest = Payment.objects.filter(line=OuterRef("pk")).order_by("-paid_on").values("paid_on")[:1]
    return Line.objects.annotate(
        paid=_sum(Payment.objects.all(), "line"), left=F("amount") - F("paid"), paid_on=Subquery(latest)
    )


def sheets() -> QuerySet[Any]:
    """Every sheet with its lines counted, what is to ``pay``, what was ``paid`` of it and what is ``left``."""
    of_sheet = Line.objects.filter(sheet=OuterRef("pk")).order_by().values("sheet")
    members = of_sheet.annotate(members=Count("pk")).values("members")
    unknown = of_sheet.filter(amount=None).annotate(unknown=Count("pk")).values("unknown")
    return DuesSheet.objects.annotate(
        members=Coalesce(Subquery(members), 0),
        unknown=Coalesce(Subquery(unknown), 0),
        to_pay=_sum(Line.objects.all(), "sheet"),
        paid=_sum(Payment.objects.all(), "line__sheet"),
        left=F("to_pay") - F("paid"),
    )


def lines_of(sheet: DuesSheet) -> QuerySet[Any]:
    """The sheet's lines by name, with what was paid of each."""
    return lines().filter(sheet=sheet).select_related("person").order_by("person__name_key", "person")


def people_of(sheet: DuesSheet) -> list[int]:
    """The ids of those who stand on the sheet."""
    return list(sheet.lines.values_list("person_id", flat=True))


def sources_of(sheet: DuesSheet) -> list[str]:
    """The texts that the sheet's amounts are reckoned by, each once."""
    return sorted(set(sheet.lines.exclude(source="").values_list("source", flat=True)))


def paid_of(lines_asked: Iterable[int]) -> dict[int, int]:
    """What was paid of these lines, by line; a line that is missing had nothing paid."""
    rows = Payment.objects.filter(line__in=list(lines_asked)).values("line").annotate(total=Sum("amount"))
    return dict(rows.values_list("line", "total").order_by())


def last_number(unit: Unit, year: int) -> int:
    """The number of the unit's last receipt of that year; 0 before the first."""
    numbers = Payment.objects.filter(unit=unit, year=year).order_by("-number").values_list("number", flat=True)
    return numbers.first() or 0


def waiver_over(person: Person, first: date, last: date, *, but: int | None = None) -> tuple[date, date] | None:
    """The first and last month of a waiver of the person that shares a month with these; None where there is none."""
    held = Waiver.objects.filter(person=person, from_month__lte=last, last_month__gte=first).exclude(pk=but or 0)
    return held.values_list("from_month", "last_month").first()


# What was handed on


def purse_of(unit: Unit | int, month: date, *, kept: int, handed_on: int) -> rules.Purse:
    """What the unit had of the month's money, beside what it keeps and hands on."""
    period = Period.parse(f"{month:%Y-%m}")
    in_month = {"paid_on__gte": period.start, "paid_on__lt": period.end}
    collected = Payment.objects.filter(unit=unit, **in_month).aggregate(total=Sum("amount"))["total"]
    from_below = Remittance.objects.filter(to_unit=unit, month=month).aggregate(total=Sum("amount"))["total"]
    return rules.Purse(collected=collected or 0, received=from_below or 0, kept=kept, handed_on=handed_on)


def handed_on() -> QuerySet[Any]:
    """Every remittance with what came in of the month, as it is on record now, and by how much it does not add up."""
    payments = Payment.objects.annotate(in_month=TruncMonth("paid_on")).filter(unit=OuterRef("unit"))
    of_month = payments.filter(in_month=OuterRef("month")).order_by().values("unit")
    below = Remittance.objects.filter(to_unit=OuterRef("unit"), month=OuterRef("month")).order_by().values("to_unit")
    return Remittance.objects.annotate(
        collected=Coalesce(Subquery(of_month.annotate(total=Sum("amount")).values("total")), 0),
        from_below=Coalesce(Subquery(below.annotate(total=Sum("amount")).values("total")), 0),
        difference=F("collected") + F("from_below") - F("kept") - F("amount"),
    )


def does_not_add_up(record: Any) -> str:
    """What does not add up in one of `handed_on`, at the unit or between the two; nothing where all does."""
    purse = rules.Purse(record.collected, record.from_below, kept=record.kept, handed_on=record.amount)
    faults = [purse.said()] if purse.difference else []
    if record.received is not None and record.received != record.amount:
        arrived, sent = write_number(record.received), write_number(record.amount)
        faults.append(f"cấp trên nhận {arrived} đồng, khác số nộp {sent} đồng")
    return "; ".join(faults)


class Collected(NamedTuple):
    """Dues that came in on one day: how much, in đồng, and from how many."""

    amount: int
    payers: int


def collected_on(unit: int, day: date) -> Collected | None:
    """What the cell wrote down as paid on that day, which the minutes of a meeting say; None where nothing was."""
    came = Payment.objects.filter(unit=unit, paid_on=day).aggregate(
        amount=Sum("amount"), payers=Count("person", distinct=True)
    )
    return Collected(**came) if came["payers"] else None


# Figures


def owed() -> QuerySet[Line]:
    """The lines with something to pay."""
    return Line.objects.filter(amount__gt=0)


def paid_up() -> QuerySet[Any]:
    """Those of `owed` that are paid in full."""
    return lines().filter(amount__gt=0, left__lte=0)


def payments() -> QuerySet[Payment]:
    """Every payment."""
    return Payment.objects.all()


def remittances() -> QuerySet[Remittance]:
    """Everything that was handed on."""
    return Remittance.objects.all()


def unpaid_before(day: date) -> QuerySet[Any]:
    """Lines of the months that ended by ``day``, of the calendar year of the day before it, with something still to pay."""
    year = (day - timedelta(days=1)).year
    over = lines().filter(month__gte=date(year, 1, 1), month__lte=add_months(first_of(day), -1))
    return over.filter(left__gt=0)


def far_behind(day: date) -> QuerySet[Any]:
    """The unpaid lines of members who are so many months behind in the year that their cell considers it."""
    if (behind := behind_on(day)) is None:
        return Line.objects.none()
    people = unpaid_before(day).order_by().values("person").annotate(months=Count("pk"))
    return unpaid_before(day).filter(person__in=people.filter(months__gte=behind.value).values("person"))


def behind_on(day: date) -> Limit[Any] | None:
    """How many unpaid months of a year make the cell consider it, on that day."""
    return rule("dues.behind_months", on=day)


# What is due


class Behind(NamedTuple):
    """A member who is behind, with the months."""

    person: str
    unit_id: int
    months: tuple[date, ...]
    person_id: int


def behind_in(units: Collection[int], day: date) -> list[Behind]:
    """The members of these units with unpaid months of the year, the furthest behind first."""
    months: Mapping[tuple[int, int, str], list[date]] = defaultdict(list)
    rows = unpaid_before(first_of(day)).filter(unit__among=units).order_by("person__name_key", "month")
    for unit, person, name, month in rows.values_list("unit", "person", "person__name", "month"):
        months[unit, person, name].append(month)
    members = [Behind(name, unit, tuple(unpaid), person) for (unit, person, name), unpaid in months.items()]
    return sorted(members, key=lambda member: -len(member.months))


def without_sheet(units: Collection[int], month: date) -> list[int]:
    """The cells that keep dues here (a sheet of the three months before) and have none for the month."""
    kept = DuesSheet.objects.filter(unit__among=units, month__gte=add_months(month, -3), month__lt=month)
    have = DuesSheet.objects.filter(unit__among=units, month=month).values("unit")
    return list(kept.exclude(unit__in=have).order_by("unit").values_list("unit", flat=True).distinct())


def not_handed_on(units: Collection[int], month: date) -> list[int]:
    """The units that have handed on before, had dues paid in the month, and have not handed them on."""
    period = Period.parse(f"{month:%Y-%m}")
    had = Payment.objects.filter(unit__among=units, paid_on__gte=period.start, paid_on__lt=period.end)
    usual = Remittance.objects.filter(month__lt=month).values("unit")
    done = Remittance.objects.filter(month=month).values("unit")
    rows = had.filter(unit__in=usual).exclude(unit__in=done)
    return list(rows.order_by("unit").values_list("unit", flat=True).distinct())


def not_confirmed(units: Collection[int]) -> Counter[int]:
    """How many remittances wait for these units to say what arrived."""
    waiting = Remittance.objects.filter(to_unit__among=units, received_on=None)
    return Counter(waiting.values_list("to_unit", flat=True))


# One member


def of_person(person: Person) -> QuerySet[Any]:
    """The member's months, the newest first."""
    return lines().filter(person=person).prefetch_related("payments").order_by("-month")


def waivers_of(person: Person) -> QuerySet[Waiver]:
    """What was waived for the member, the newest first."""
    return Waiver.objects.filter(person=person).order_by("-from_month")


# A quarter


class MonthRow(NamedTuple):
    """One month of a quarter in some units: members with something to pay, who paid in full, and the sums in đồng."""

    month: date
    had_to: int
    paid_up: int
    to_pay: int
    paid: int
    collected: int
    kept: int
    handed_on: int

    @property
    def difference(self) -> int:
        """What came in and is not on record as kept or handed on."""
        return self.collected - self.kept - self.handed_on


def quarter_with(month: date) -> Period:
    """The quarter that the month lies in."""
    return Period.parse(f"{month.year}-Q{(month.month + 2) // 3}")


def quarter_of(period: Period, units: Collection[int]) -> list[MonthRow]:
    """The months of the period in these units, each with what was due, came in, was kept and handed on out of them."""
    return [_month(add_months(period.start, number), units) for number in range(period.months)]


def _month(month: date, units: Collection[int]) -> MonthRow:
    due = lines().filter(month=month, unit__among=units).aggregate(
        had_to=Count("pk", filter=Q(amount__gt=0)), paid_up=Count("pk", filter=Q(amount__gt=0, left__lte=0)),
        to_pay=Sum("amount"), of_it=Sum("paid"),
    )  # fmt: skip
    ends = add_months(month, 1)
    came = Payment.objects.filter(unit__among=units, paid_on__gte=month, paid_on__lt=ends).aggregate(
        total=Sum("amount")
    )
    handed = Remittance.objects.filter(unit__among=units, month=month)
    kept = handed.aggregate(total=Sum("kept"))["total"]
    out = handed.exclude(to_unit__among=units).aggregate(total=Sum("amount"))["total"]
    return MonthRow(
        month,
        due["had_to"],
        due["paid_up"],
        due["to_pay"] or 0,
        due["of_it"] or 0,
        came["total"] or 0,
        kept or 0,
        out or 0,
    )

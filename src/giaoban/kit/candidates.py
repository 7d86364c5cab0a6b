"""Who may be chosen: units of a day, people whose records the actor may read, or a few records that an act gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from giaoban.core.meant import fits
from giaoban.core.numbers import write_number
from giaoban.ground import seconding
from giaoban.ground.access.policy import Actor, reach
from giaoban.ground.journal.models import Entry
from giaoban.ground.journal.reading import looked
from giaoban.ground.people import finding as people_finding
from giaoban.ground.people.models import Person
from giaoban.ground.units import finding as units_finding
from giaoban.ground.units.finding import UnitSeen, Within
from giaoban.ground.units.models import PlaceSpell, Unit
from giaoban.ground.units.queries import ids_under, names_of
from giaoban.kit.choosing import OFFERED, Choosable, Label, Offer, Up

BELOW = 200
"""So many units of one level are shown in the tree; more are offered by typing."""


class Units:
    """Units that stand on a day: any, or those of a set or a query."""

    nouns: Label = gettext_lazy("%(count)s units")
    help: Label = gettext_lazy("Part of the name, the short name or the code, with or without marks; add words of the unit above to tell equal names apart.")  # fmt: skip
    tree = True

    def __init__(self, *, on: date, within: Within = None) -> None:
        self.on, self.within = on, within

    def find(self, text: str) -> Offer:
        """The units that the text fits, exact names first."""
        ids, alone = units_finding.matching(text, on=self.on, within=self.within)
        more = len(ids) >= units_finding.LOOKED_AT
        offered = self.as_shown(ids[:OFFERED])
        return Offer(offered, len(ids), more, Unit.objects.filter(pk=ids[0]).first() if alone else None)

    def get(self, key: int) -> Unit | None:
        """The unit, where it may be chosen and stands on the day."""
        units = Unit.objects.filter(pk=key, places__valid__contains=self.on)
        return units.first() if self._within([key]) else None

    def shown(self, record: Unit) -> Choosable:
        """The unit with its kind and superior."""
        return next(iter(self.as_shown([record.pk])), Choosable(record.pk, record.slug))

    def below(self, key: int | None) -> Offer:
        """The units right below, each with whether it may be chosen and whether others stand below it."""
        places = PlaceSpell.objects.filter(parent=key, valid__contains=self.on).order_by("order", "pk")
        ids = [unit for unit in places.values_list("unit", flat=True)[:BELOW] if self._leads(unit)]
        uppers = PlaceSpell.objects.filter(parent__among=ids, valid__contains=self.on).values_list("parent", flat=True)
        may, doors = self._within(ids), set(uppers)
        offered = self.as_shown(ids, doors=doors, closed=set(ids) - may)
        offered = [shown for shown in offered if shown.below or not shown.closed]
        return Offer(offered, len(offered), up=self._up(key) if key else None)

    def slugs(self, ids: Collection[int]) -> dict[int, str]:
        """What the addresses of these units are made of."""
        return dict(Unit.objects.filter(pk__among=ids).values_list("pk", "slug"))

    def _up(self, key: int) -> Up | None:
        """The way back from what was opened to the level on which it stands."""
        place = PlaceSpell.objects.filter(unit=key, valid__contains=self.on).first()
        return Up(place.parent_id, names_of([key], on=self.on).get(key, "")) if place else None

    def showing(self, offer: Offer) -> Offer:
        """The tree is open to whoever is signed in."""
        return offer

    def _leads(self, unit: int) -> bool:
        """Whether the unit, or one below it, may be chosen; of a query that is known when it is opened."""
        if self.within is None or isinstance(self.within, QuerySet):
            return True
        return unit in self.within or not ids_under(unit, on=self.on).isdisjoint(self.within)

    def _within(self, ids: Collection[int]) -> set[int]:
        if self.within is None:
            return set(ids)
        if isinstance(self.within, QuerySet):
            return set(self.within.filter(pk__in=ids).values_list("pk", flat=True))
        return {key for key in ids if key in self.within}

    def as_shown(
        self, ids: Sequence[int], *, doors: Collection[int] = (), closed: Collection[int] = ()
    ) -> list[Choosable]:
        """The units as they are offered; those that are doors to others, and those that are closed, say so."""
        units = units_finding.seen(ids, on=self.on)
        alike = Counter((unit.name, unit.above) for unit in units)
        return [
            Choosable(
                unit.id, unit.name, _described(unit, alike[unit.name, unit.above] > 1), _short(unit),
                below=unit.id in doors, closed=unit.id in closed,
            )
            for unit in units
        ]  # fmt: skip


def _short(unit: UnitSeen) -> str:
    """The short name, where it says more than the name, and the code."""
    return ", ".join(filter(None, ("" if unit.short_name in unit.name else unit.short_name, unit.sign)))


def _described(unit: UnitSeen, alike: bool) -> str:
    """Its kind and superior; where another has the same name and superior, its number too."""
    note = (
        _("%(kind)s, under %(above)s") % {"kind": unit.kind_label, "above": unit.above}
        if unit.above
        else unit.kind_label
    )
    parts = [note, unit.place if unit.place and unit.place not in f"{unit.name} {note}" else ""]
    return "; ".join(filter(None, [*parts, f"№ {unit.id}" if alike else ""]))


class People:
    """People whose records the actor may read; those of the unit that is chosen beside them before all others.

    Whoever is offered has been looked at: they are counted and written down as those of a list are.
    """

    nouns: Label = gettext_lazy("%(count)s people")
    help: Label = gettext_lazy("Part of the name, with or without marks, or the card or telephone number.")
    tree = False

    def __init__(self, actor: Actor, *, on: date, unit: Callable[[], Unit | None] = lambda: None) -> None:
        self.actor, self.on, self.unit = actor, on, unit

    def find(self, text: str) -> Offer:
        """The people whom the text fits: in the chosen unit; where nobody does there, those elsewhere, none of them alone."""
        unit = self.unit()
        if unit is not None and (match := self.matching(text, ids_under(unit, on=self.on))).people:
            return self._offered(match, alone=match.alone)
        match = self.matching(text)
        return self._offered(match, alone=match.alone and unit is None)

    def matching(self, text: str, below: Collection[int] | None = None) -> people_finding.Match:
        """The people whom the text fits, of these units where they are named."""
        people, phones = people_seen(self.actor, on=self.on), self._phones()
        if below is not None:
            people, phones = people.filter(unit__among=below), _in(phones, below)
        return people_finding.matching(text, people, phones=phones)

    def _phones(self) -> QuerySet[Person] | None:
        """The people whose telephone numbers the actor may see."""
        units = reach(self.actor, "members.read_contact", on=self.on)
        people = people_seen(self.actor, on=self.on)
        return people if units is None else people.filter(unit__among=units) if units else None

    def _offered(self, match: people_finding.Match, *, alone: bool) -> Offer:
        offered = self.as_shown(match.people[:OFFERED])
        return Offer(offered, len(match.people), match.more, match.people[0] if alone else None)

    def showing(self, offer: Offer) -> Offer:
        """Whoever is shown has been looked at; beyond what one may look at alone on a day nobody is."""
        keys = [candidate.key for candidate in offer.candidates]
        limit = seconding.seen_alone(self.actor, "members.export_all", keys, on=self.on) if keys else None
        if limit is not None:
            return Offer(refusal=_(
                "You have looked at as many people today as one may alone (%(limit)s); type the whole name or the card number."
            ) % {"limit": write_number(limit)})  # fmt: skip
        if keys:
            looked(self.actor, "members.read", unit=None, people=keys, kind=Entry.Kind.LIST, searched=True)
        return offer

    def get(self, key: int) -> Person | None:
        """The person, where the actor may read their record."""
        return people_seen(self.actor, on=self.on).filter(pk=key).first()

    def shown(self, record: Person) -> Choosable:
        """The person with year of birth, cell and card."""
        return self.as_shown([record])[0]

    def below(self, key: int | None) -> Offer:
        """People stand in no tree."""
        return Offer()

    def as_shown(self, people: Sequence[Person]) -> list[Choosable]:
        """The people as they are offered."""
        cells = names_of({person.unit_id for person in people}, on=self.on)
        return [told_apart(person, cells, people) for person in people]


def _in(people: QuerySet[Person] | None, units: Collection[int]) -> QuerySet[Person] | None:
    return None if people is None else people.filter(unit__among=units)


def told_apart(person: Person, cells: Mapping[int, str], among: Sequence[Person]) -> Choosable:
    """The person with year of birth and cell, and the card; the whole day of birth where another has the same of all that."""
    same = [other for other in among if (other.name, other.unit_id) == (person.name, person.unit_id)]
    twin = any(other.born_on == person.born_on for other in same if other.pk != person.pk)
    born = person.born_on and (f"{person.born_on:%d/%m/%Y}" if len(same) > 1 else f"{person.born_on:%Y}")
    note = ", ".join(filter(None, (_("born %(year)s") % {"year": born} if born else "", cells.get(person.unit_id, ""))))
    aside = _("card %(number)s") % {"number": person.card_number} if person.card_number else ""
    return Choosable(person.pk, person.name, note, aside or (f"№ {person.pk}" if twin else ""))


class Given:
    """The records that an act gives to choose from."""

    tree = False
    nouns: Label = gettext_lazy("%(count)s names")
    help: Label = gettext_lazy("Part of the name is enough, with or without marks.")

    def __init__(self, records: Mapping[Any, Choosable]) -> None:
        self.records = {record.pk: (record, candidate) for record, candidate in records.items()}

    def find(self, text: str) -> Offer:
        """Those whom the text fits; all of them while nothing is typed."""
        fitting = [
            key for key, (_record, shown) in self.records.items() if fits(text, shown=f"{shown.name} {shown.aside}")
        ]
        exact = [key for key in fitting if self.records[key][1].name.casefold() == text.casefold()]
        alone = fitting if len(fitting) == 1 else exact
        offered = [self.records[key][1] for key in fitting]
        return Offer(offered, len(offered), alone=self.records[alone[0]][0] if text and len(alone) == 1 else None)

    def get(self, key: int) -> Any:
        """The record, where it is among them."""
        return self.records.get(key, (None, None))[0]

    def shown(self, record: Any) -> Choosable:
        """The record as the act calls it."""
        return self.records[record.pk][1]

    def below(self, key: int | None) -> Offer:
        """They stand in no tree."""
        return Offer()

    def showing(self, offer: Offer) -> Offer:
        """The page that asks has counted them all already."""
        return offer

    def people(self) -> list[int]:
        """Those of them that are people."""
        return [key for key, (record, _shown) in self.records.items() if isinstance(record, Person)]


def people_seen(actor: Actor, *, on: date) -> QuerySet[Person]:
    """The people whose records the actor may read."""
    units = reach(actor, "members.read", on=on)
    people = Person.objects.all()
    return people if units is None else people.filter(unit__among=units)

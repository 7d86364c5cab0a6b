"""People found by what is typed of them: the beginnings of words of the name, a card number, a telephone number."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from giaoban.core.meant import words_of
from giaoban.core.text import fold, respell, squeeze
from giaoban.ground.people.models import Person
from giaoban.ground.people.queries import by_card, number_typed

LOOKED_AT = 300
"""So many that match are looked at; the best of them are offered."""


@dataclass(frozen=True)
class Match:
    """The people whom a text fits, best first; whether the first alone is meant; whether there may be more."""

    people: list[Person]
    alone: bool = False
    more: bool = False


def matching(text: str, people: QuerySet[Person], *, phones: QuerySet[Person] | None = None) -> Match:
    """Those of the people whom the text fits; by telephone number among ``phones``, whose numbers the asker may see."""
    words = words_of(text)
    if len("".join(words)) < 2:
        return Match([])
    if digits := number_typed(text):
        numbered = list(people.filter(by_card(digits)).order_by("card_number")[:LOOKED_AT])
        if phones is not None and len(digits) >= 8:
            numbered += [
                person for person in phones.filter(phone__in=_phones(digits))[:LOOKED_AT] if person not in numbered
            ]
        return Match(numbered, len(numbered) == 1, len(numbered) >= LOOKED_AT)
    key, typed = fold(text), _marked(text)
    fitting = list(people.filter(_begun(words))[:LOOKED_AT])
    more = len(fitting) == LOOKED_AT
    if more:
        there = {person.pk for person in fitting}
        fitting += [person for person in people.filter(name_fold=key)[:LOOKED_AT] if person.pk not in there]
    marked = [person for person in fitting if _marked(person.name) == typed]
    exact = [person for person in fitting if person.name_fold == key]
    fitting.sort(key=lambda person: (*_rank(person, key, typed), person.name_key, person.born_on is None, person.pk))
    return Match(fitting, len(fitting) == 1 or len(exact) == 1 or len(marked) == 1, more)


def _begun(words: list[str]) -> Q:
    """The condition that each word begins a word of the name."""
    condition = Q()
    for word in words:
        condition &= Q(name_fold__startswith=word) | Q(name_fold__contains=f" {word}")
    return condition


def _rank(person: Person, key: str, typed: str) -> tuple[bool, ...]:
    """Names that are the text before those that contain it; those with the marks that were typed before the others."""
    whole = person.name_fold == key
    marks = f" {typed} " in f" {_marked(person.name)} "
    return not whole, not marks, f" {key} " not in f" {person.name_fold} "


def _marked(text: str) -> str:
    return squeeze(respell(text)).casefold()


def _phones(digits: str) -> list[str]:
    """The ways in which offices write one telephone number."""
    national = "0" + digits.removeprefix("84") if digits.startswith("84") else digits
    return [national, f"{national[:4]} {national[4:7]} {national[7:]}", f"{national[:4]}.{national[4:7]}.{national[7:]}",
            f"+84{national[1:]}", f"84{national[1:]}", f"{national[:4]} {national[4:]}"]  # fmt: skip

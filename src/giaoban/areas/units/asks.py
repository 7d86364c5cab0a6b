"""What the acts on units ask, and how the answers become what the operations take."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import wraps
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.areas.units import beginning, queries, showing
from giaoban.areas.units.operations import Ruling, SplitPart
from giaoban.areas.units.queries import day_of
from giaoban.core.numbers import read_number
from giaoban.core.refusal import Refused
from giaoban.ground.access.policy import Actor, reach
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.people import carrying
from giaoban.ground.undoing import rehearsed
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.queries import kind_of, name_of, parent_of, standing
from giaoban.ground.units.rules import STANDS_UNDER
from giaoban.ground.units.spells import Founding
from giaoban.kit.register import Ask

Answers = dict[str, Any]

RULING = ("issuer", "number", "issued_on", "summary")
FROM = Ask("on", _("From the day"), "day", initial="today")
WHY = Ask("reason", _("Reason"), "long", required=False)
DECIDED = (
    FROM,
    Ask("issuer", _("Deciding body"), most=200),
    Ask("number", _("Number of the decision"), most=60),
    Ask("issued_on", _("Day of the decision"), "day"),
    Ask("summary", _("What it decides"), required=False, most=400),
    WHY,
)
"""What every act that carries a decision asks beside its own."""
DECIDED_LONG_AGO = tuple(replace(ask, required=False) for ask in DECIDED if ask is not FROM)
"""The decision behind a unit that stood long before it came into the program, as far as it is known."""
CALLED = (
    Ask("name", _("Name of the unit"), most=250),
    Ask("short_name", _("Short name"), required=False, most=120),
    Ask("committee", _("Committee, as documents write it"), required=False, most=250),
    Ask("superior", _("Superior, as documents write it"), required=False, most=250),
    Ask("sign", _("Sign in document numbers"), required=False, most=20),
    Ask("place", pgettext_lazy("unit", "Place"), required=False, most=120),
    Ask("standing_since", _("Founded"), "day", required=False,
        help=_("The day of the decision that founded it, where it is older than its records here.")),
)  # fmt: skip
"""What a new unit is called; a document of its own can be written at once."""


def as_asked(
    operation: Callable[..., Any], told: Callable[[Any, date, Answers], Answers] | None = None
) -> Callable[..., Any]:
    """The operation as its form does it: on the record, with the decision told field by field, the rest by ``told``."""

    @wraps(operation)
    def act(*, actor: Actor, on: date, record: Unit | None = None, reason: str = "", **answers: Any) -> Any:
        decision = {"decision": _ruling(answers)} if "issuer" in answers else {}
        arguments = told(record, on, answers) if told else {"unit": record, **answers}
        return operation(actor=actor, on=on, reason=reason, **decision, **arguments)

    return act


def _ruling(answers: Answers) -> Ruling | None:
    """The decision as it was typed; None where nothing of it was, which only acts do not ask for that need none."""
    said = {name: answers.pop(name) for name in RULING}
    return Ruling(**said) if any(said.values()) else None


def foretold(act: Callable[..., Any]) -> Callable[..., list[str]]:
    """What the act would change, in sentences: it is really done, looked at and taken back; refused as the act is."""

    def look(*, actor: Actor, **answers: Any) -> list[str]:
        def changed() -> list[str]:
            return queries.told(Entry.objects.filter(actor_id=actor.pk, act=f"units.{act.__name__}").latest("pk"))

        return rehearsed(lambda: act(actor=actor, **answers), changed)

    return look


# ---- what may be chosen ----


def stands(record: Unit) -> bool:
    """Whether the unit has not ended."""
    return day_of(record) >= today()


def above(record: Unit) -> int:
    """The unit whose act it is to end this one: the one above it, or itself at the top."""
    over = parent_of(record, on=day_of(record))
    return over.pk if over else record.pk


def _kind(record: Unit) -> str:
    return kind_of(record, on=day_of(record)) or record.kinds.latest("valid").kind


def kinds_below(_actor: Actor, record: Unit) -> list[tuple[str, str]]:
    """The kinds of unit that may stand under this one."""
    return [(kind.value, str(kind.label)) for kind in Kind if _kind(record) in STANDS_UNDER[kind.value]]


def kinds_at_the_top(_actor: Actor, _record: None) -> list[tuple[str, str]]:
    """The kinds of unit with which an installation may begin."""
    return [(kind.value, str(kind.label)) for kind in Kind if None in STANDS_UNDER[kind.value]]


def usual_top(_actor: Actor, _record: None) -> str:
    """The kind of body that most installations work for: a bloc, or a Party committee that took its place."""
    return Kind.UPPER.value


def at_the_top(_actor: Actor, _record: None) -> list[tuple[int, str]]:
    """What stands at the top today."""
    return sorted(beginning.tops(on=today()).items(), key=lambda top: top[1])


def this_year(_actor: Actor, _record: None) -> date:
    """The first day of this year: what is recorded of the year then finds its unit."""
    return today().replace(month=1, day=1)


def other_kinds(_actor: Actor, record: Unit) -> list[tuple[str, str]]:
    """The kinds that the unit is not of."""
    return [(kind.value, str(kind.label)) for kind in Kind if kind.value != _kind(record)]


def _within(act: str, kinds: Callable[[Unit], Iterable[str]]) -> Callable[[Actor, Unit], set[int]]:
    """The other units of these kinds that the actor may do this act to."""

    def choices(actor: Actor, record: Unit) -> set[int]:
        units = standing(on=day_of(record), kinds=list(kinds(record))).exclude(pk=record.pk)
        reached = reach(actor, f"units.{act}", on=today())
        return set((units if reached is None else units.filter(pk__among=reached)).values_list("pk", flat=True))

    return choices


def _above_it(record: Unit) -> list[str]:
    return [kind for kind in STANDS_UNDER[_kind(record)] if kind]


def _heirs(record: Unit) -> set[str]:
    cells = {"cell", "grassroots_cell"}
    return cells if _kind(record) in cells else {_kind(record)}


parents_to_move = _within("move", _above_it)
parents_to_reopen = _within("reopen", _above_it)
to_merge_into = _within("merge", lambda record: [_kind(record)])
heirs = _within("dissolve", _heirs)


def siblings(_actor: Actor, record: Unit) -> list[tuple[int, str]]:
    """The units of the same kind beside it."""
    day, over = day_of(record), parent_of(record, on=day_of(record))
    beside = showing.level(on=day, parents=[over.pk], visible=None) if over else []
    return [(shown.id, shown.name) for shown in beside if shown.kind == _kind(record) and shown.id != record.pk]


def children(_actor: Actor, record: Unit) -> list[tuple[int, str]]:
    """The units right below it."""
    return [(shown.id, shown.name) for shown in showing.level(on=day_of(record), parents=[record.pk], visible=None)]


def members(_actor: Actor, record: Unit) -> list[tuple[int, str]]:
    """The members in it."""
    people = carrying.people_of(record, on=day_of(record)).order_by("name_key", "pk")
    return list(people.values_list("pk", "name"))


def named_members(record: Unit) -> list[int]:
    """The members whom the form names to choose from."""
    return list(carrying.people_of(record, on=day_of(record)).values_list("pk", flat=True))


def called(field: str) -> Callable[[Actor, Unit], str]:
    """What the unit is called now, for a form that opens on it."""
    return lambda _actor, record: getattr(name_of(record, on=day_of(record)), field, "")


# ---- what the answers mean ----


def founding(record: Unit, on: date, answers: Answers) -> Answers:
    """A new unit under the record."""
    return {"founding": _as_founding(answers), "parent": record}


def heading(_record: None, on: date, answers: Answers) -> Answers:
    """A new body at the top, with those that come under it."""
    below = list(Unit.objects.filter(pk__in=answers.get("unit") or []))
    return {"founding": _as_founding(answers), "below": below}


def _as_founding(answers: Answers) -> Founding:
    named = {name: answers[name] for name in ("kind", "name", "short_name", "committee", "superior", "sign", "place")}
    return Founding(standing_since=answers.get("standing_since"), **named)


def moving(record: Unit, on: date, answers: Answers) -> Answers:
    """The record alone goes under another unit."""
    return {"units": [record], "parent": answers["parent"]}


def merging(record: Unit, on: date, answers: Answers) -> Answers:
    """The record and those chosen with it go into one that exists, or into a new one of that name."""
    others = list(Unit.objects.filter(pk__in=answers.get("others") or []))
    into = answers["into"] or Founding(kind=kind_of(record, on=on) or "", name=answers["new_name"])
    return {"units": [record, *others], "into": into}


def splitting(record: Unit, on: date, answers: Answers) -> Answers:
    """The first part gets those chosen; the rest goes to the second, or remains."""
    kind, share = kind_of(record, on=on) or "", _share(answers["share"])
    people = set(carrying.people_of(record, on=on).values_list("pk", flat=True))
    below = {shown.id for shown in showing.level(on=on, parents=[record.pk], visible=None)}
    gone, units_gone = frozenset(answers.get("people") or ()), frozenset(answers.get("children") or ())
    parts = [SplitPart(Founding(kind, answers["name_1"]), people=gone, children=units_gone, share=share)]
    if answers["name_2"]:
        rest = 1 - share if share is not None else None
        founding_2 = Founding(kind, answers["name_2"])
        parts.append(SplitPart(founding_2, frozenset(people - gone), frozenset(below - units_gone), rest))
    return {"unit": record, "parts": parts, "remains": not answers["name_2"]}


def _share(typed: str) -> Decimal | None:
    """The share that was typed in percent, as a part of one."""
    if not typed:
        return None
    amount = read_number(typed, unit="%").amount
    if amount is None or not 0 < amount < 100:
        raise Refused(f"Tỷ lệ phải lớn hơn 0% và nhỏ hơn 100%, ví dụ 40 hoặc 33,3; “{typed[:40]}” không phải như vậy.")
    return round(amount / 100, 4)

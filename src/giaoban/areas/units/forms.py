"""What each act on a unit asks of the person who does it, and how the answers become the act's arguments."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from giaoban.areas.units import operations, showing
from giaoban.areas.units.operations import Part, Ruling
from giaoban.ground.access.policy import Actor, reach
from giaoban.ground.people import carrying
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.queries import kind_of, name_of, named, parent_of, standing
from giaoban.ground.units.rules import STANDS_UNDER
from giaoban.ground.units.spells import Founding
from giaoban.kit.forms import FEW, Named, UnitChoice

DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]
NAMES = ("name", "short_name", "committee", "superior", "sign", "place")


@dataclass(frozen=True)
class Doing:
    """One act as the pages offer it: its words, its operation, its form, and when it is offered at all."""

    name: str
    label: str | Promise
    about: str | Promise
    operation: Callable[..., Any]
    build: Callable[[ActForm, Asked], None]
    arguments: Callable[[Asked, dict[str, Any]], dict[str, Any]]
    ended: bool = False  # offered on units that have ended, instead of on living ones
    danger: bool = False
    decided: bool = True  # carries a decision


@dataclass(frozen=True)
class Asked:
    """Who asks about which unit on which day."""

    actor: Actor
    unit: Unit
    on: date
    power: str


class ActForm(forms.Form):
    """The act's own fields, then day, decision and reason; ``seen`` holds what a preview was shown for."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, doing: Doing, asked: Asked, data: Any = None) -> None:
        super().__init__(data)
        doing.build(self, asked)
        self.fields["on"] = _day(_("From the day"), initial=asked.on)
        if doing.decided:
            self.fields["issuer"] = forms.CharField(label=_("Deciding body"), max_length=200)
            self.fields["number"] = forms.CharField(label=_("Number of the decision"), max_length=60)
            self.fields["issued_on"] = _day(_("Day of the decision"))
            self.fields["summary"] = forms.CharField(label=_("What it decides"), max_length=400, required=False)
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2})
        )

    def digest(self) -> str:
        """A mark of the answers as they are, so that nothing is done that was not shown beforehand."""
        answers = sorted(
            (key, self.data.getlist(key)) for key in self.data if key not in {"seen", "csrfmiddlewaretoken"}
        )
        return hashlib.sha256(repr(answers).encode()).hexdigest()

    def was_seen(self) -> bool:
        """Whether the preview was shown for exactly these answers."""
        return self.data.get("seen") == self.digest()

    def mark_seen(self) -> None:
        """The next submission of the same answers does the act."""
        self.data = self.data.copy()
        self.data["seen"] = self.digest()


def _day(label: str | Promise, **options: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, input_formats=DAYS, widget=widget, **options)


def _unit(asked: Asked, label: str | Promise, kinds: Iterable[str], *, required: bool = True) -> forms.Field:
    """A unit of one of these kinds that the person may do this to: from a list, or by name where there are many."""
    within = reach(asked.actor, asked.power, on=asked.on)
    found = standing(on=asked.on, kinds=list(kinds)).exclude(pk=asked.unit.pk)
    ids = set((found if within is None else found.filter(pk__in=within)).values_list("pk", flat=True)[: FEW + 1])
    if len(ids) <= FEW:
        return UnitChoice(ids, asked.on, label=label, required=required)

    def find(text: str) -> Iterable[tuple[Unit, str]]:
        for unit in named(text, on=asked.on, within=within):
            yield unit, unit.slug

    return Named(find, label=label, required=required)


def _above(asked: Asked) -> list[str]:
    own = kind_of(asked.unit, on=asked.on) or asked.unit.kinds.latest("valid").kind
    return [kind for kind in STANDS_UNDER[own] if kind]


def _kinds(*, under: str | None = None, but: str | None = None) -> list[tuple[str, str]]:
    return [
        (kind.value, str(kind.label))
        for kind in Kind
        if (under is None or under in STANDS_UNDER[kind.value]) and kind.value != but
    ]


# ---- establish ----


def _ask_establish(form: ActForm, asked: Asked) -> None:
    form.fields["kind"] = forms.ChoiceField(
        label=_("Kind of unit"), choices=_kinds(under=kind_of(asked.unit, on=asked.on))
    )
    form.fields["name"] = forms.CharField(label=_("Name of the unit"), max_length=250)
    form.fields["short_name"] = forms.CharField(label=_("Short name"), max_length=120, required=False)
    form.fields["committee"] = forms.CharField(
        label=_("Committee, as documents write it"), max_length=250, required=False
    )
    form.fields["sign"] = forms.CharField(label=_("Sign in document numbers"), max_length=20, required=False)


def _found(asked: Asked, said: dict[str, Any]) -> dict[str, Any]:
    names = {key: said[key] for key in ("name", "short_name", "committee", "sign")}
    return {"founding": Founding(kind=said["kind"], **names), "parent": asked.unit}


# ---- rename, change kind, move ----


def _ask_rename(form: ActForm, asked: Asked) -> None:
    now = name_of(asked.unit, on=asked.on)
    labels = (
        _("Name of the unit"), _("Short name"), _("Committee, as documents write it"), _("Superior, as documents write it"),
        _("Sign in document numbers"), _("Place"),
    )  # fmt: skip
    for key, label in zip(NAMES, labels, strict=True):
        most = {"short_name": 120, "sign": 20, "place": 120}.get(key, 250)
        required = key in ("name", "short_name")
        form.fields[key] = forms.CharField(
            label=label, max_length=most, required=required, initial=getattr(now, key, "")
        )


def _ask_kind(form: ActForm, asked: Asked) -> None:
    form.fields["kind"] = forms.ChoiceField(label=_("New kind"), choices=_kinds(but=kind_of(asked.unit, on=asked.on)))


def _ask_parent(form: ActForm, asked: Asked) -> None:
    form.fields["parent"] = _unit(asked, _("Under which unit"), _above(asked))


# ---- merge, split, dissolve ----


def _ask_merge(form: ActForm, asked: Asked) -> None:
    own = [kind_of(asked.unit, on=asked.on) or ""]
    form.fields["into"] = _unit(asked, _("Into a unit that exists"), own, required=False)
    form.fields["new_name"] = forms.CharField(
        label=_("or into a new unit with this name"), max_length=250, required=False
    )
    parent = parent_of(asked.unit, on=asked.on)
    siblings = {
        shown.id: shown.name
        for shown in (showing.level(on=asked.on, parents=[parent.pk], visible=None) if parent else [])
        if shown.kind in own and shown.id != asked.unit.pk
    }
    if 0 < len(siblings) <= FEW:
        form.fields["others"] = forms.TypedMultipleChoiceField(
            label=_("Merged together with it"),
            choices=list(siblings.items()),
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


def _merge(asked: Asked, said: dict[str, Any]) -> dict[str, Any]:
    others = list(Unit.objects.filter(pk__in=said.get("others") or []))
    into = said.get("into") or Founding(kind=kind_of(asked.unit, on=said["on"]) or "", name=said.get("new_name") or "")
    return {"units": [asked.unit, *others], "into": into}


def _ask_split(form: ActForm, asked: Asked) -> None:
    form.fields["name_1"] = forms.CharField(label=_("Name of the first new unit"), max_length=250)
    form.fields["name_2"] = forms.CharField(
        label=_("Name of the second new unit"),
        max_length=250,
        required=False,
        help_text=_("Left empty, the unit itself remains with whoever is not sent to the first."),
    )
    form.fields["share"] = forms.DecimalField(
        label=_("Share of the first, in percent"),
        max_digits=6,
        decimal_places=2,
        min_value=Decimal("0.01"),
        max_value=Decimal("99.99"),
        required=False,
        help_text=_("Only where no members are recorded; otherwise the members make the share."),
    )
    children = showing.level(on=asked.on, parents=[asked.unit.pk], visible=None)
    people = carrying.people_of(asked.unit, on=asked.on).order_by("name_key", "pk")
    if children:
        form.fields["children"] = _to_first(
            _("Units that go to the first"), [(each.id, each.name) for each in children]
        )
    if members := list(people.values_list("pk", "name")):
        form.fields["people"] = _to_first(_("Members who go to the first"), members)


def _to_first(label: str | Promise, choices: list[tuple[int, str]]) -> forms.Field:
    return forms.TypedMultipleChoiceField(
        label=label, choices=choices, coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )


def _split(asked: Asked, said: dict[str, Any]) -> dict[str, Any]:
    kind = kind_of(asked.unit, on=said["on"]) or ""
    people = set(carrying.people_of(asked.unit, on=said["on"]).values_list("pk", flat=True))
    children = {each.id for each in showing.level(on=said["on"], parents=[asked.unit.pk], visible=None)}
    first, below = frozenset(said.get("people") or ()), frozenset(said.get("children") or ())
    share = said["share"] / 100 if said.get("share") else None
    parts = [Part(Founding(kind, said["name_1"]), people=first, children=below, share=share)]
    if said.get("name_2"):
        rest = 1 - share if share is not None else None
        parts.append(Part(Founding(kind, said["name_2"]), frozenset(people - first), frozenset(children - below), rest))
    return {"unit": asked.unit, "parts": parts, "remains": not said.get("name_2")}


def _ask_heir(form: ActForm, asked: Asked) -> None:
    own = kind_of(asked.unit, on=asked.on) or ""
    kinds = {own, "cell", "grassroots_cell"} if own in ("cell", "grassroots_cell") else {own}
    form.fields["heir"] = _unit(asked, _("Who takes over what is left"), kinds, required=False)


# ---- another spelling ----


def _ask_alias(form: ActForm, asked: Asked) -> None:
    form.fields["name"] = forms.CharField(label=_("Also written as"), max_length=250)


def _own(asked: Asked, said: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {"unit": asked.unit} | {key: said[key] for key in keys}


DOINGS = {
    doing.name: doing
    for doing in (
        Doing("establish", _("Establish a unit below"), _("A new unit begins on the day and stands under this one."),
              operations.establish, _ask_establish, _found),
        Doing("rename", _("Rename"), _("The old name stays on all earlier days; both find the unit."),
              operations.rename, _ask_rename, lambda asked, said: _own(asked, said, *NAMES)),
        Doing("change_kind", _("Change its kind"), _("What stands above and below must fit the new kind."),
              operations.change_kind, _ask_kind, lambda asked, said: _own(asked, said, "kind")),
        Doing("move", _("Move under another unit"), _("All that stands below moves along."),
              operations.move, _ask_parent, lambda asked, said: {"units": [asked.unit], "parent": said["parent"]}),
        Doing("merge", _("Merge"), _("The unit ends; its members and the units below go over to the one that carries it on."),
              operations.merge, _ask_merge, _merge, danger=True),
        Doing("split", _("Split"), _("Members and units below are chosen one by one; the shares follow from them."),
              operations.split, _ask_split, _split, danger=True),
        Doing("dissolve", _("Dissolve"), _("The unit ends; whoever is left needs a unit that takes over."),
              operations.dissolve, _ask_heir, lambda asked, said: _own(asked, said, "heir"), danger=True),
        Doing("reopen", _("Reopen"), _("The unit exists again with its last name and kind, without members."),
              operations.reopen, _ask_parent, lambda asked, said: _own(asked, said, "parent"), ended=True),
        Doing("record_alias", _("Record another spelling"), _("Files that write the name in this way will be understood."),
              operations.record_alias, _ask_alias, lambda asked, said: _own(asked, said, "name"), decided=False),
    )
}  # fmt: skip


def arguments(doing: Doing, asked: Asked, said: dict[str, Any]) -> dict[str, Any]:
    """The operation's arguments from the cleaned answers."""
    whole = doing.arguments(asked, said) | {"actor": asked.actor, "on": said["on"], "reason": said["reason"]}
    if doing.decided:
        keys = ("issuer", "number", "issued_on", "summary")
        whole["decision"] = Ruling(**{key: said[key] for key in keys})
    return whole

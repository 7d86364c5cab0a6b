"""The form of an act, made from what it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from giaoban.ground.access.policy import Actor, reach
from giaoban.ground.people.models import Person
from giaoban.ground.people.queries import found_by
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import named, names_of
from giaoban.kit.cells import field_of
from giaoban.kit.register import Act, Ask, Register

FEW = 300
"""Up to so many choices are offered as a list; beyond it, one types a name."""


class Named(forms.CharField):
    """Somebody or something typed by name; it must name exactly one of those the person may see."""

    def __init__(self, find: Callable[[str], Iterable[tuple[Any, str]]], **options: Any) -> None:
        super().__init__(**options)
        self.find = find

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = list(self.find(text))
        if len(found) == 1:
            return found[0][0]
        if not found:
            raise ValidationError(_("Nothing that you may see is called “%(text)s”."), params={"text": text})
        several = "; ".join(label for _one, label in found[:5])
        raise ValidationError(
            _("Several are meant: %(several)s. Please write it more exactly."), params={"several": several}
        )


def people_seen(actor: Actor, *, on: date) -> QuerySet[Person]:
    """The people whose records the actor may read."""
    units = reach(actor, "members.read", on=on)
    people = Person.objects.all()
    return people if units is None else people.filter(unit__among=units)


def _people(actor: Actor, on: date) -> Callable[[str], Iterable[tuple[Any, str]]]:
    def find(text: str) -> Iterable[tuple[Any, str]]:
        for person in people_seen(actor, on=on).filter(found_by(text)).order_by("name_key", "pk")[:6]:
            yield person, f"{person.name} ({person.card_number or person.pk})"

    return find


def _units(ids: set[int] | None, on: date) -> Callable[[str], Iterable[tuple[Any, str]]]:
    def find(text: str) -> Iterable[tuple[Any, str]]:
        for unit in named(text, on=on, within=ids):
            yield unit, names_of([unit.pk], on=on).get(unit.pk, unit.slug)

    return find


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the units that the person may do this for, by name."""

    def __init__(self, ids: Iterable[int], on: date, **options: Any) -> None:
        super().__init__(Unit.objects.filter(pk__among=ids), **options)
        names = names_of(ids, on=on)
        self.choices = [("", "")] * (not self.required) + sorted(
            ((str(key), name) for key, name in names.items()), key=lambda one: one[1]
        )


def _longest(register: Register, name: str) -> int:
    """How long the text may be: as the record, or the person that it is about, can hold."""
    fields = (field_of(register, path) for path in (name, f"person__{name}"))
    return next((field.max_length for field in fields if field is not None and field.max_length), 400)


def _field(ask: Ask, register: Register, actor: Actor, record: Any, on: date) -> forms.Field:
    options: dict[str, Any] = {"label": ask.label, "required": ask.required, "help_text": ask.help}
    match ask.kind:
        case "day":
            return forms.DateField(
                **options,
                input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"],
                widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            )
        case "number":
            return forms.IntegerField(**options, min_value=0)
        case "hidden":
            return forms.CharField(**options, widget=forms.HiddenInput)
        case "long":
            return forms.CharField(**options, widget=forms.Textarea(attrs={"rows": 3}))
        case "yes":
            return forms.BooleanField(**options)
        case "file":
            return forms.FileField(**options)
        case "choice":
            choices = ask.choices(actor, record) if callable(ask.choices) else ask.choices
            field = forms.TypedChoiceField(**options, choices=[*([] if ask.required else [("", "")]), *choices])
            field.coerce = type(choices[0][0]) if choices else str  # type: ignore[assignment]
            return field
        case "person" | "record":
            if ask.choices:
                found = dict(ask.choices(actor, record) if callable(ask.choices) else ask.choices)
                model = type(next(iter(found))) if found else Person
                queryset = model._default_manager.filter(pk__in=[one.pk for one in found])
                chosen = forms.ModelChoiceField(queryset, **options)
                chosen.choices = [
                    *([] if ask.required else [("", "")]),
                    *((one.pk, label) for one, label in found.items()),
                ]
                return chosen
            return Named(_people(actor, on), **options)
        case "unit":
            ids = {
                key for key, _label in (ask.choices(actor, record) if callable(ask.choices) else ask.choices)
            } or None
            if ids is not None and len(ids) <= FEW:
                return UnitChoice(ids, on, **options)
            return Named(_units(ids, on), **options)
        case _:
            return forms.CharField(**options, max_length=_longest(register, ask.name))


def act_form(
    act: Act,
    register: Register,
    actor: Actor,
    *,
    record: Any,
    on: date,
    unit_power: str,
    scope: int | None,
    data: Any,
    files: Any,
) -> forms.Form:
    """The form that asks what the act needs; an act that makes a record also asks for which unit."""
    form = forms.Form(data, files)
    if not act.on_record and register.unit:
        units = reach(actor, unit_power, on=on)
        label = _("Unit")
        if units is not None and len(units) <= FEW:
            form.fields["unit"] = UnitChoice(units, on, label=label)
            form.fields["unit"].initial = scope
        else:
            form.fields["unit"] = Named(_units(units, on), label=label)
            form.fields["unit"].initial = names_of([scope], on=on).get(scope) if scope else None
    for ask in act.asks:
        form.fields[ask.name] = _field(ask, register, actor, record, on)
        if ask.initial:
            form.fields[ask.name].initial = ask.initial(actor, record)
    return form

"""The form of an act, made from what it asks: here every kind of answer is read, and refused with one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, time
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from giaoban.core.names import in_one_form, order_key
from giaoban.core.numbers import read_number, write_number
from giaoban.core.spans import FIRST_DAY, LAST_DAY, Period
from giaoban.ground.access.policy import Actor, reach
from giaoban.ground.people.models import Person
from giaoban.ground.units.finding import Within, seen
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import names_of
from giaoban.kit.candidates import Given, People, Units, told_apart
from giaoban.kit.cells import field_of
from giaoban.kit.choosing import Chooser
from giaoban.kit.register import Act, Ask, Register

FEW = 12
"""Up to so many are read at a glance and offered as a list; beyond it stands the chooser."""
MOST = {"number": 32_767, "money": 2_000_000_000, "version": 2**31 - 1}
"""The largest that is taken where neither the record's field nor the act says one: it fits every column there is."""
TYPED = 40
"""So much of what was typed is repeated when it is refused."""


class LineField(forms.CharField):
    """A name, or another text on one line, in the form in which it is stored: measured as it was typed, then composed and squeezed."""

    def clean(self, value: Any) -> str:
        if self.max_length is not None and isinstance(value, str) and len(value) > 4 * self.max_length:
            self.run_validators(value)  # a composed letter is written with four characters at most
        return str(super().clean(value))

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        return in_one_form(typed, len(typed))


class NumberField(forms.Field):
    """A whole number as offices write it: 95.000, 95 000 and 95000 are the same; with ``unit``, that word may follow."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, *, most: int, unit: str = "", **options: Any) -> None:
        super().__init__(**options)
        self.most, self.unit = most, unit

    def to_python(self, value: Any) -> int | None:
        text = str(value).strip() if value is not None else ""
        if not text:
            return None
        reading = read_number(text.rstrip("đ₫ ") if self.unit else text, unit=self.unit or "số")
        plain = not {"about", "percent_sign", "decimal_point", "decimal_comma"} & set(reading.marks)
        if reading.kind != "number" or reading.amount is None or not plain:
            too_many = text.replace(".", "").replace(" ", "").isdecimal() and len(text) > len(str(self.most))
            if not too_many:
                raise ValidationError(_("“%(typed)s” is no whole number; write it as 95.000."), params=_typed(text))
        elif reading.amount < 0:
            raise ValidationError(_("The number is at least 0, and “%(typed)s” is less."), params=_typed(text))
        elif reading.amount <= self.most:
            return int(reading.amount)
        most = {"most": write_number(self.most)}
        raise ValidationError(_("The number is at most %(most)s, and “%(typed)s” is more."), params=_typed(text) | most)

    def prepare_value(self, value: Any) -> Any:
        return write_number(value) if isinstance(value, int) else value


def _typed(text: str) -> dict[str, str]:
    return {"typed": text[:TYPED] + ("…" if len(text) > TYPED else "")}


class DayField(forms.DateField):
    """A day, however it is typed; one that no record can have is refused."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    input_formats = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]
    default_error_messages = {"invalid": _("This is no day; write it as 30/06/2023.")}

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        return day and in_our_time(day)


class MonthField(forms.CharField):
    """A month, written 05/2023 or 2023-05: its first day."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "05/2023", "autocomplete": "off"})

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        month, separator, year = text.partition("/")
        try:
            period = Period.parse(f"{year}-{month:0>2}" if separator else text)
        except ValueError:
            period = None
        if period is None or period.months != 1:
            raise ValidationError(_("“%(typed)s” is no month; write it as 05/2023."), params=_typed(text))
        return in_our_time(period.start)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%m/%Y}" if isinstance(value, date) else value


def in_our_time(day: date) -> date:
    """The day, where a record can have it; refused as an answer otherwise."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(
            _("The day lies between %(first)s and %(last)s, and %(typed)s does not."),
            params={"first": f"{FIRST_DAY:%d/%m/%Y}", "last": f"{LAST_DAY:%d/%m/%Y}", "typed": f"{day:%d/%m}/{day.year:04}"},
        )  # fmt: skip
    return day


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of a few units, by name; equal names with the unit above."""

    def __init__(self, ids: Iterable[int], on: date, **options: Any) -> None:
        super().__init__(Unit.objects.filter(pk__among=ids), **options)
        units = sorted(seen(list(ids), on=on), key=lambda unit: order_key(unit.short_name))
        alike = Counter(unit.short_name for unit in units)
        named = [
            (str(unit.id), f"{unit.short_name} ({unit.above})" if alike[unit.short_name] > 1 else unit.short_name)
            for unit in units
        ]
        self.choices = [("", "")] * (not self.required) + named


def unit_field(within: Within, *, on: date, chosen: int | None = None, **options: Any) -> forms.Field:
    """One of these units (any for None): from a list where they are few, else by the chooser."""
    if within is not None and not isinstance(within, QuerySet) and len(within) <= FEW:
        return UnitChoice(within, on, initial=chosen, **options)
    return Chooser(Units(on=on, within=within), initial=chosen, **options)


def _one_of(records: dict[Any, Any], *, on: date, **options: Any) -> forms.Field:
    """One of these records, by the label that is given with each; equal names are told apart, many go to the chooser."""
    model = type(next(iter(records))) if records else Person
    labels = {record: str(label) for record, label in records.items()}
    if model is Person:
        cells = names_of({person.unit_id for person in records}, on=on)
        shown = {person: told_apart(person, cells, list(records)) for person in records}
        if len(records) > FEW:
            return Chooser(Given(shown), **options)
        alike = Counter(labels.values())
        labels |= {
            person: ", ".join(filter(None, (label, shown[person].note, shown[person].aside)))
            for person, label in labels.items()
            if alike[label] > 1
        }
    field = forms.ModelChoiceField(model._default_manager.filter(pk__in=[record.pk for record in records]), **options)
    none = [] if field.required else [("", "")]
    field.choices = [*none, *((record.pk, label) for record, label in labels.items())]
    return field


def _longest(register: Register, name: str) -> int:
    """How long the text may be: as the record, or the person that it is about, can hold."""
    fields = (field_of(register, path) for path in (name, f"person__{name}"))
    return next((field.max_length for field in fields if field is not None and field.max_length), 400)


def _largest(register: Register, ask: Ask) -> int:
    """How large the number may be: as the act says, as the record can hold, or as any column can."""
    field = field_of(register, ask.name)
    if ask.most is None and isinstance(field, models.IntegerField):
        _least, most = connection.ops.integer_field_range(field.get_internal_type())
        return int(most or MOST[ask.kind])
    return MOST[ask.kind] if ask.most is None else ask.most


def _choices(ask: Ask, actor: Actor, record: Any) -> Any:
    return ask.choices(actor, record) if callable(ask.choices) else ask.choices


def _chosen(ask: Ask, choices: list[tuple[Any, Any]], **options: Any) -> forms.Field:
    """One or several of the choices, answered as the values that they are."""
    read: Callable[[Any], Any] = type(choices[0][0]) if choices else str
    if ask.kind == "several":
        return forms.TypedMultipleChoiceField(
            choices=choices, coerce=read, widget=forms.CheckboxSelectMultiple, **options
        )
    none = [] if ask.required else [("", "")]
    return forms.TypedChoiceField(choices=[*none, *choices], coerce=read, **options)


def field_for(ask: Ask, register: Register, actor: Actor, record: Any, on: date) -> forms.Field | None:
    """The field that asks it; None where there is nothing to choose and it need not be asked."""
    options: dict[str, Any] = {"label": ask.label, "required": ask.required, "help_text": ask.help}
    match ask.kind:
        case "day":
            return DayField(**options)
        case "month":
            return MonthField(**options)
        case "number":
            return NumberField(most=_largest(register, ask), **options)
        case "money":
            return NumberField(most=_largest(register, ask), unit="đồng", **options)
        case "version":
            return NumberField(most=_largest(register, ask), widget=forms.HiddenInput, **options)
        case "long":
            return forms.CharField(**options, widget=forms.Textarea(attrs={"rows": 3}))
        case "yes":
            return forms.BooleanField(**options)
        case "file":
            return forms.FileField(**options)
        case "choice" | "several":
            choices = list(_choices(ask, actor, record))
            return _chosen(ask, choices, **options) if choices or ask.kind == "choice" else None
        case "record":
            return _one_of(dict(_choices(ask, actor, record)), on=on, **options)
        case "person":
            if ask.choices:
                return _one_of(dict(_choices(ask, actor, record)), on=on, **options)
            return Chooser(People(actor, on=on), **options)
        case "unit":
            return unit_field(_choices(ask, actor, record) if ask.choices else None, on=on, **options)
        case "text":
            return LineField(**options, max_length=ask.most or _longest(register, ask.name))


def _initial(ask: Ask, actor: Actor, record: Any, on: date) -> Any:
    match ask.initial:
        case "today":
            return on
        case "own":
            value = getattr(record, ask.name, None)
            if isinstance(value, time):
                return f"{value:%H:%M}"
            return value.pk if isinstance(value, models.Model) else value
        case _ if callable(ask.initial):
            return ask.initial(actor, record)
        case _:
            return ask.initial


def act_form(
    act: Act,
    register: Register,
    actor: Actor,
    *,
    record: Any,
    on: date,
    scope: int | None = None,
    data: Any = None,
    files: Any = None,
    beside: Any = None,
) -> forms.Form:
    """The form that asks what the act needs; an act that makes a record also asks for which unit.

    ``beside`` is what stands in the other fields while one is being chosen: people are those of the chosen unit first.
    """
    form = forms.Form(data, files)
    if not act.on_record and register.unit and "unit" not in {ask.name for ask in act.asks}:
        units = reach(actor, f"{register.name}.{act.name}", on=on)
        form.fields["unit"] = unit_field(units, on=on, chosen=scope, label=_("Unit"))
    for ask in act.asks:
        if (field := field_for(ask, register, actor, record, on)) is not None:
            field.initial = _initial(ask, actor, record, on) if field.initial is None else field.initial
            form.fields[ask.name] = field
    _narrowed(form, data if data is not None else beside)
    return form


def _narrowed(form: forms.Form, answers: Any) -> None:
    """The form's choosers of people begin with the unit that its field of units holds."""
    units = form.fields.get("unit")
    for field in form.fields.values():
        if (
            units is not None
            and answers is not None
            and isinstance(field, Chooser)
            and isinstance(field.source, People)
        ):
            field.source.unit = partial(_answered, units, answers)


def _answered(field: forms.Field, answers: Any) -> Any:
    """What the field holds, where that is an answer."""
    try:
        return field.clean(field.widget.value_from_datadict(answers, {}, "unit"))
    except ValidationError:
        return None

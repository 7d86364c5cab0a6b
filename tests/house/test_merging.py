"""Whatever names a person is handed over when two records of that person become one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.areas.accounts.operations import grant
from giaoban.areas.members.operations import _merged, merge_persons
from giaoban.core.refusal import Refused
from giaoban.ground.access.locked_tables import closed_apps
from giaoban.ground.access.models import Account
from giaoban.ground.access.parts import parts
from giaoban.ground.access.roles import roles
from giaoban.ground.keys import keys_to
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.spells import Founding, found
from giaoban.ground.writing import writing

ON = date(2023, 6, 30)
KEYS = keys_to(Person)
SOMETHING: dict[type[models.Field[Any, Any]], Any] = {
    models.DateField: ON,
    models.DateTimeField: datetime(2023, 6, 30, tzinfo=UTC),
    models.TimeField: time(8),
    models.IntegerField: 1,
    models.DecimalField: Decimal(1),
    models.BooleanField: False,
    models.JSONField: {},
    models.BinaryField: b"1",
}


def something(field: models.Field[Any, Any], around: dict[type[models.Model], models.Model]) -> Any:
    """A value that the field takes; the row that a foreign key must name is made with it."""
    if isinstance(field, models.ForeignKey):
        model = field.related_model
        return around.get(model) or around.setdefault(model, row_of(model, around))
    if field.choices:
        return field.flatchoices[0][0]
    if type(field).__name__ == "DateRangeField":
        return DateRange(ON, None)
    for kind in type(field).__mro__:
        if kind in SOMETHING:
            return SOMETHING[kind]
    return "1"


def row_of(model: type[models.Model], around: dict[type[models.Model], models.Model], **given: Any) -> models.Model:
    """A saved row with something in each field that must have something, and with what is given."""
    free = [field for field in model._meta.concrete_fields if not field.primary_key and field.name not in given]
    needed = [field for field in free if not (field.null or field.has_default() or field.has_db_default())]
    for more in [None, *(field for field in free if field.null)]:  # a check may ask for one that can be empty
        values = {field.name: something(field, around) for field in [*needed, *([more] if more else [])]}
        try:
            with transaction.atomic():
                return model._default_manager.create(**values, **given)
        except IntegrityError:
            continue
    raise AssertionError(f"no row of {model._meta.label} could be made")


def bare(unit: Unit, name: str) -> Person:
    """A record with a name and nothing else, in a unit."""
    person = Person(unit=unit, name=name)
    person.key_name()
    person.save()
    return person


def two_and_a_row(program: Account, key: models.ForeignKey[Any, Any]) -> tuple[Person, Person, models.Model]:
    """Two records of one name and birthday in a cell, and a row that names the second by that key."""
    with writing(program, "units.establish", unit=None, on=ON):
        unit = found(Founding(Kind.CELL, "Chi bộ thử"), parent=None, on=ON)
    with writing(program, "members.record", unit=unit, on=ON):
        record, double = bare(unit, "Nguyễn Văn An"), bare(unit, "Nguyễn Văn An")
        around: dict[type[models.Model], models.Model] = {Unit: unit, Person: record, Account: program}
        return record, double, row_of(key.model, around, **{key.name: double})


@pytest.mark.django_db
@pytest.mark.parametrize("key", KEYS, ids=str)
def test_what_names_the_double_names_the_record_that_stays(key: models.ForeignKey[Any, Any], program: Account) -> None:
    record, double, row = two_and_a_row(program, key)
    merge = {"actor": program, "record": record, "other": double, "reason": "Trùng", "on": ON}
    if key.model is Account:
        with pytest.raises(Refused, match="gắn với một tài khoản"):
            merge_persons(**merge)
        return
    merge_persons(**merge)
    row.refresh_from_db()
    assert getattr(row, key.attname) == record.pk
    assert list(Person.objects.all()) == [record]


CLOSED = [key for key in KEYS if key.model._meta.app_label in closed_apps()]


@pytest.mark.django_db
@pytest.mark.parametrize("key", CLOSED, ids=str)
def test_no_row_of_a_closed_part_is_taken_along_without_its_powers(
    key: models.ForeignKey[Any, Any], program: Account
) -> None:
    record, double, row = two_and_a_row(program, key)
    prefixes = next(part.prefixes for part in parts() if part.app == key.model._meta.app_label)
    merging = {code for code, role in roles().items() if role.gives("members.merge_persons") and code != "program"}
    strangers = {code for code in merging if not any(roles()[code].gives(f"{prefix}.read") for prefix in prefixes)}
    assert strangers
    for code in sorted(strangers):
        officer = Account.objects.create_user(code, name=code)
        grant(actor=program, account=officer, role=code, unit=None, from_on=ON)
        with pytest.raises(Refused, match="do bộ phận khác giữ"):
            _merged(officer, record, double, "Trùng", ON)
    row.refresh_from_db()
    assert getattr(row, key.attname) == double.pk


def test_keys_without_a_way_back_are_among_them() -> None:
    hidden = {str(key) for key in KEYS} - {str(relation.field) for relation in Person._meta.related_objects}
    assert "meetings.Meeting.chair" in hidden

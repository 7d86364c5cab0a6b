"""A world in which every record says whose it is: each unit has one row in each table, full of words found nowhere else.

All rows of a unit have the same number in every table, so that one number tries every door to that unit. A new table is
filled without anybody having to think of it.
"""

from __future__ import annotations

import decimal
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import DateRangeField
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model

from giaoban.ground.access import locked_tables
from giaoban.ground.access.models import Account, Grant
from giaoban.ground.access.operations import program
from giaoban.ground.people.models import Person
from giaoban.ground.units.models import Kind, KindSpell, NameSpell, PlaceSpell, Unit
from giaoban.ground.writing import writing

SINCE = date(2020, 1, 1)
DAY = date(2023, 3, 15)

TREE = {
    # key: (kind, above, number, word)
    "cluster": (Kind.CLUSTER, None, 910001, "qzacum"),
    "bloc": (Kind.UPPER, "cluster", 910002, "qzbkhoi"),
    "base": (Kind.GRASSROOTS_PARTY_ORG, "bloc", 910003, "qzcsoa"),
    "own": (Kind.CELL, "base", 910004, "qzdnha"),
    "child": (Kind.CELL, "base", 910005, "qzecanh"),
    "other_base": (Kind.GRASSROOTS_PARTY_ORG, "bloc", 910006, "qzfkhac"),
    "cousin": (Kind.CELL, "other_base", 910007, "qzghoho"),
    "other_bloc": (Kind.UPPER, "cluster", 910008, "qzhtinh"),
    "far": (Kind.CELL, "other_bloc", 910009, "qziixa"),
    "other_cluster": (Kind.CLUSTER, None, 910010, "qzkcumb"),
    "foreign": (Kind.CELL, "other_cluster", 910011, "qzlngoai"),
}


SHAPED: dict[tuple[str, str], Callable[[str, int, str], Any]] = {
    ("reporting_return", "above_id"): lambda key, _number, _word: TREE[TREE[key][1] or ""][2] if TREE[key][1] else None,
    ("conferences_item", "paper_id"): lambda *_given: None,  # planted before the papers
    ("dues_remittance", "to_unit_id"): lambda key, _number, _word: TREE[TREE[key][1] or key][2],
    ("reporting_return", "source"): lambda key, _number, _word: "workbook" if TREE[key][0] == Kind.CELL else "below",
    ("reporting_return", "state"): lambda *_given: "draft",
    ("reporting_returnfile", "sheets"): lambda _key, _number, word: [
        {"name": word, "top": 1, "left": 1, "rows": [[word, "1"]]}
    ],
    ("reporting_returnvalue", "declared"): lambda _key, number, _word: decimal.Decimal(number % 100),
    ("reporting_returnvalue", "state"): lambda *_given: "value",
    ("reporting_returnvalue", "cell"): lambda _key, _number, word: [word, word, "A1", word],
    ("reporting_returnvalue", "previous_cell"): lambda _key, _number, word: [word, word, "A2", word],
    ("reporting_returnvalue", "target_cell"): lambda _key, _number, word: [word, word, "A3", word],
    ("reporting_returnorganisation", "cell"): lambda _key, _number, word: [word, word, "A1", word],
    ("reporting_returnorganisation", "values"): lambda _key, _number, word: {
        "1.1": ["1", "value", [word, word, "A1", word]],
    },
    ("reporting_releasebasis", "counts"): lambda _key, number, _word: [[number, str(number), False]],
    ("reporting_returnparagraph", "cell"): lambda _key, _number, word: [word, word, "A1", word],
    ("reporting_returnparagraph", "units"): lambda _key, _number, word: [word],
    ("reporting_explanation", "values"): lambda _key, _number, word: {"1.1": word},
    ("reporting_version", "content"): lambda _key, _number, word: json.dumps(
        {
            "unit": word,
            "lines": [{"code": "1.1", "label": word, "value": "7", "by_unit": {word: {"amount": "7"}}}],
            "organisations": [[word, {}]],
        }
    ),
}
"""Columns that must have a shape to be a sensible record; every text in them is the unit's word all the same."""


NAME = "ngten"
"""What follows a unit's word in the name of its one member, and nowhere else: it begins as all other words of members do."""


def under(key: str) -> set[str]:
    """The unit and all below it, by the table above and nothing else."""
    found = {key}
    for one, (_kind, above, _number, _word) in TREE.items():
        if above in found:
            found.add(one)
    return found


@dataclass
class Persona:
    """Somebody who tries every door, and whose words they may meet there."""

    name: str
    account: Account | None
    people_of: set[str] = field(default_factory=set)
    returns_of: set[str] = field(default_factory=set)
    one_step: bool = False
    at: str = ""

    @property
    def units(self) -> set[str]:
        """The units in which they may see, and therefore perhaps change, anything."""
        return self.people_of | self.returns_of

    @property
    def word(self) -> str:
        """What stands in everything that was sent to them alone."""
        return f"qztin{self.account.pk}x" if self.account is not None else ""


ROLES = (
    # role, unit, sees people, sees returns
    ("secretary", "own", True, True),
    ("deputy", "own", True, True),
    ("committee_member", "base", True, True),
    ("organisation_board", "bloc", True, True),
    ("office", "bloc", True, True),
    ("propaganda_board", "bloc", True, True),
    ("inspection_commission", "bloc", True, True),
    ("cluster_secretariat", "cluster", False, True),
    ("editor", "bloc", False, False),
    ("portal_leader", "bloc", False, False),
    ("member", "own", False, False),
    ("auditor", "cluster", False, True),
    ("administrator", "", False, False),
)
SAID_TO_ALL_BELOW = {
    "privacy_purpose", "privacy_retention", "conferences_cluster_term", "conferences_cluster_rules", "conferences_cluster_turn",
}  # fmt: skip
"""Tables whose rows are shown below on purpose: what data are used for, and how long they are kept, to everybody; chair, rules and
order of hosts of a cluster to its bodies."""
PAPERS_OF_BODIES = {
    f"conferences_{name}" for name in ("conference", "chair", "delegation", "paper", "paper_version", "item", "release", "volume", "hand", "ballot", "voter", "turn", "secret_count", "score_line", "score", "feedback", "feedback_given", "feedback_count", "package", "note", "point")
}  # fmt: skip
"""Tables that whoever sees returns sees too: a conference is of bodies. Its delegates are people, and stay among these."""
BELOW_ANOTHER = {"dues_remittance"}
"""Tables whose rows name the unit above, which a unit without one cannot have."""
OTHERS = (("secretary of the sibling cell", "child"), ("secretary in another cluster", "foreign"))


def build(today: date) -> list[Persona]:
    """The units, their marked rows and files, and everybody who tries them."""
    actor = program("Ma trận")
    _plant_units(actor)
    for table in _in_order():
        for key in TREE if table not in BELOW_ANOTHER else (key for key, (_k, above, _n, _w) in TREE.items() if above):
            _plant(actor, locked_tables.models_here()[table], key)
    _plant_files()
    personas = _personas(actor, today)
    _plant_notices(personas)
    return personas


def _plant_files() -> None:
    """What the rows name as their files is there, and says whose it is."""
    from giaoban.areas.meetings.papers import directory

    for _kind, _above, _number, word in TREE.values():
        default_storage.save(f"{word}so", ContentFile(f"{word}so".encode()))
        directory().mkdir(parents=True, exist_ok=True)
        (directory() / f"{word}ng").write_text(f"{word}ng")


def _plant_notices(personas: list[Persona]) -> None:
    """Everybody has been told something and has kept a list's conditions, each with a word of their own."""
    from giaoban.faces.jobs.models import Notice
    from giaoban.faces.models import SavedView

    for persona in personas:
        if persona.account is not None:
            word = persona.word
            Notice.objects.create(account=persona.account, key=word, what=word, path=f"/desk/{word}/")
            SavedView.objects.create(account=persona.account, register="members", name=word, query=f"q={word}")


def _plant_units(actor: Account) -> None:
    with writing(actor, "units.establish", unit=None, on=SINCE):
        for kind, above, number, _word in TREE.values():
            unit = Unit.objects.create(pk=number, slug=f"don-vi-{number}")
            KindSpell.objects.create(unit=unit, kind=kind, valid=DateRange(SINCE, None))
            NameSpell.objects.create(
                unit=unit, name=f"Tổ chức {number}", short_name=f"TC {number}", valid=DateRange(SINCE, None)
            )
            parent = TREE[above][2] if above else None
            PlaceSpell.objects.create(unit=unit, parent_id=parent, valid=DateRange(SINCE, None))


def _in_order() -> list[str]:
    """The tables as they are planted: after all that a row must refer to, and after equal ones that it may refer to."""
    order = sorted(locked_tables.guarded(), key=_depth)
    for table in list(order):
        equal = [other for other in _refers_to(table, null=True) if _depth(other) == _depth(table)]
        last = max((order.index(other) for other in equal), default=-1)
        if last > order.index(table):
            order.remove(table)
            order.insert(last, table)
    return order


def _depth(table: str) -> int:
    """How many tables stand under one, each of which must refer to the next."""
    return max((1 + _depth(other) for other in _refers_to(table, null=False)), default=0)


def _refers_to(table: str, *, null: bool) -> list[str]:
    """The guarded tables that a row of that one must, or may, refer to."""
    model = locked_tables.models_here()[table]
    keys = [key for key in model._meta.concrete_fields if isinstance(key, models.ForeignKey) and key.null == null]
    others = [key.related_model._meta.db_table for key in keys if key.related_model is not model]
    return [other for other in others if other in locked_tables.guarded()]


def _plant(actor: Account, model: type[Model], key: str) -> None:
    """One row of that table for that unit, every text in it the unit's word."""
    number, word = TREE[key][2], TREE[key][3]
    family = (
        "so" if model._meta.app_label in {"reporting", "conferences"} else "ng"
    )  # both are bodies' papers, not members'
    if model._meta.db_table in locked_tables.from_above():
        family = "mucdich" if model._meta.db_table in SAID_TO_ALL_BELOW else f"dau{family}"
    nullable = [one.name for one in model._meta.concrete_fields if isinstance(one, models.ForeignKey) and one.null]
    with writing(actor, "matrix.plant", unit=Unit(pk=number), on=DAY, past_lock=True):
        for left_out in ((), *((name,) for name in nullable), tuple(nullable)):  # some tables want one or the other
            row = model(pk=number)
            for one in model._meta.concrete_fields:
                if not one.primary_key and one.name not in left_out:
                    value = _value(one, number, f"{word}{family}")
                    if (shaped := SHAPED.get((model._meta.db_table, one.attname))) is not None:
                        value = shaped(key, number, f"{word}{family}")
                    if value is not _LEAVE:
                        setattr(row, one.attname, value)
            if isinstance(row, Person):
                row.name = f"{word}{NAME}"
                row.key_name()
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
                return
            except IntegrityError:
                if left_out == tuple(nullable):
                    raise


_LEAVE = object()
CLOSED_BY = {"frozen_at"}
"""Fields that, filled, close a record to every act: nothing more could be planted beside it."""


def _value(one: models.Field[Any, Any], number: int, word: str) -> Any:
    if isinstance(one, models.ForeignKey):
        table = one.related_model._meta.db_table
        if one.related_model is Unit:
            return number
        if table in locked_tables.guarded() and one.related_model is not one.model:
            return number
        return None if one.null else _common(one.related_model, word)
    if one.generated:
        return _LEAVE
    if isinstance(one, DateRangeField):
        return DateRange(date(2023, 1, 1), date(2023, 7, 1)) if one.name == "span" else DateRange(SINCE, None)
    if one.choices and not isinstance(one, models.DateField):
        return _LEAVE if one.has_default() else next(iter(dict(one.flatchoices)))
    if isinstance(one, models.CharField | models.TextField):
        if one.name in {"period", "form", "code"}:
            return {"period": "2023-H1", "form": "BC-6T", "code": "1.1"}[one.name]
        if one.max_length and one.max_length < len(word):
            return str(number)[: one.max_length] if one.unique or one.max_length >= 6 else _LEAVE
        return word
    if isinstance(one, models.DateTimeField | models.DateField):
        if one.has_default() or getattr(one, "auto_now_add", False) or one.name in CLOSED_BY:
            return _LEAVE
        if isinstance(one, models.DateTimeField):
            return datetime(DAY.year, DAY.month, DAY.day, 9, tzinfo=UTC)
        return date(2023, 6, 30) if one.name.startswith("half") else DAY
    if isinstance(one, models.BooleanField | models.JSONField):
        return (
            _LEAVE
            if one.has_default()
            else (None if one.null else ({} if isinstance(one, models.JSONField) else False))
        )
    if isinstance(one, models.DecimalField):
        return decimal.Decimal(1)
    if isinstance(one, models.IntegerField):
        return _LEAVE if one.has_default() else 1
    return _LEAVE


def _common(model: type[Model], word: str) -> int:
    """A row of a table that belongs to no unit, made when there is none yet."""
    found = model._default_manager.first()
    if found is None:
        row = model()
        for one in model._meta.concrete_fields:
            if not one.primary_key:
                value = _value(one, TREE["cluster"][2], "chung")
                if value is not _LEAVE:
                    setattr(row, one.attname, value)
        with writing(program("Ma trận"), "matrix.plant", unit=None, on=DAY, past_lock=True):
            row.save(force_insert=True)
        found = row
    return int(found.pk)


def _personas(actor: Account, today: date) -> list[Persona]:
    found = [Persona("nobody", None)]

    def somebody(name: str, role: str, unit: str, since: date, until: date | None) -> Account:
        account = Account.objects.create_user(f"thu-{name}", None, name=f"Thử {name}")
        with writing(actor, "access.grant", unit=Unit(pk=TREE[unit][2]) if unit else None, on=SINCE, past_lock=True):
            Grant.objects.create(
                account=account, role=role, unit_id=TREE[unit][2] if unit else None, valid=DateRange(since, until)
            )
        return account

    for role, unit, people, returns in ROLES:
        account = somebody(role, role, unit, SINCE, None)
        below = under(unit) if unit else set()
        found.append(Persona(role, account, below if people else set(), below if returns else set(), at=unit))
    for name, unit in OTHERS:
        account = somebody(name.replace(" ", "-"), "secretary", unit, SINCE, None)
        found.append(Persona(name, account, {unit}, {unit}, at=unit))
    ended = somebody("ended", "secretary", "own", SINCE, today)
    future = somebody("future", "secretary", "own", today + timedelta(days=1), None)
    off = somebody("switched-off", "organisation_board", "bloc", SINCE, None)
    off.is_active = False
    off.save()
    halfway = somebody("one-step", "organisation_board", "bloc", SINCE, None)
    none = Account.objects.create_user("thu-no-role", None, name="Thử không vai")
    found += [
        Persona("role ended", ended),
        Persona("role to come", future),
        Persona("switched off", off),
        Persona("one step only", halfway, one_step=True),
        Persona("no role", none),
    ]
    member = next(one for one in found if one.name == "member")
    assert member.account is not None
    member.account.person_id = TREE["own"][2]
    member.account.save()
    member.people_of = {"own"}  # their own record, whose words are their cell's
    return found


def officer_of_all() -> Persona:
    """Somebody with every role over the first cluster: whatever page there is opens to them."""
    account = Account.objects.create_user("thu-all", None, name="Thử mọi vai")
    with writing(program("Ma trận"), "access.grant", unit=Unit(pk=TREE["cluster"][2]), on=SINCE, past_lock=True):
        for role in dict.fromkeys(role for role, *_rest in ROLES):
            unit = None if role == "administrator" else TREE["cluster"][2]
            Grant.objects.create(account=account, role=role, unit_id=unit, valid=DateRange(SINCE, None))
    return Persona("officer of all", account, under("cluster"), under("cluster"), at="cluster")


def words_not_for(persona: Persona, personas: list[Persona], *, heads_from_above: bool = False) -> list[bytes]:
    """The words that must not stand in any answer to that persona.

    ``heads_from_above``: where the database stands alone, the heads of what is addressed to the units below are seen there.
    """
    found = [other.word.encode() for other in personas if other is not persona and other.account is not None]
    upward = {key for key in TREE if persona.at in under(key)}
    above = upward if heads_from_above else set()
    for key, (_kind, _above, _number, word) in TREE.items():
        for family, seen in (("ng", persona.people_of), ("so", persona.returns_of)):
            if key not in seen:
                found.append(f"{word}{family}".encode())
            if key not in seen | above:
                found.append(f"{word}dau{family}".encode())
        if key not in persona.units | upward:
            found.append(f"{word}mucdich".encode())
    return found


def last_change() -> int:
    """The last change in the journal: whoever wrote any record has moved it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM journal_change")
        return int(cursor.fetchone()[0])


def units_changed_since(change: int, *, locked_only: bool = False) -> set[str]:
    """The units whose rows were changed after that change, in tables that have the second lock or in all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT coalesce((coalesce(after, before) ->> 'unit_id')::bigint, e.unit_id)"
            " FROM journal_change c JOIN journal_entry e ON e.id = c.entry_id"
            ' WHERE c.id > %s AND (NOT %s OR c."table" = ANY (%s))',
            [change, locked_only, list(locked_tables.guarded())],
        )
        numbers = {row[0] for row in cursor.fetchall()}
    return {key for key, (_k, _a, number, _w) in TREE.items() if number in numbers}

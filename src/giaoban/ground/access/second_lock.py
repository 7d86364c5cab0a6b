"""The second lock is row-level security: PostgreSQL shows a request only the rows of units that its person's roles reach.

It is fed from the same grants as `policy`, and is coarser on purpose: a unit counts when it stands or ever stood below the
unit of a grant (what is to come opens nothing before its day), and all powers of an area are one. Whoever forgets a filter above finds nothing that lies outside. Rows are
looked at by ``unit_id in (select unnest(scope_units('people')))``, which PostgreSQL hashes once a statement: measured
with 3,483 units in scope, 38,716 people were counted in a twentieth of the time that ``= any(array)`` took, which looks
the array through for each row; under few units the pages' own filters find the rows by index either way. The list is
worked out once a request and set for its transaction alone. A connection that nobody has given a scope sees
no row at all. Who reaches the whole tree, and the program itself, work under a role of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import Model

from giaoban.ground.access.locked_tables import families
from giaoban.ground.access.models import Account
from giaoban.ground.access.parts import parts, without_people
from giaoban.ground.access.policy import grants_held
from giaoban.ground.access.roles import Role
from giaoban.ground.units.ever import NONE, ever_above, ever_under

# -- whose eyes a transaction looks with ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scope:
    """What the rows of one transaction are looked at by: the whole tree, or the units of each family as one array."""

    whole: bool
    units: dict[str, str]
    actor: int | None
    person: int | None
    day: date


def scope_for(actor: Account, *, on: date) -> Scope:
    """The actor's scope on that day; nothing for an account that is switched off."""
    if not actor.is_active:
        return Scope(False, {}, None, None, on)
    if actor.kind == Account.Kind.PROGRAM:
        return Scope(True, {}, actor.pk, None, on)
    roots: dict[str, set[int | None]] = {family: set() for family in [*families(), "any"]}
    for grant in grants_held(actor, on=on):
        if (role := grant.role_held) is None:
            continue
        roots["any"].add(grant.unit_id)
        for family in opened_by(role):
            roots[family].add(grant.unit_id)
    if all(None in granted for granted in roots.values()):
        return Scope(True, {}, actor.pk, actor.person_id, on)
    known_sets = {frozenset[int | None](): NONE}
    units = {}
    for family, granted in roots.items():
        key = frozenset(granted)
        if key not in known_sets:
            known_sets[key] = ever_under(granted, on=on)
        units[family] = known_sets[key]
    units["above"] = ever_above(roots["any"], on=on)
    return Scope(False, units, actor.pk, actor.person_id, on)


def opened_by(role: Role) -> list[str]:
    """The families of tables that the role's powers open over the units of its grants."""
    prefixes = {power.split(".")[0] for power in role.powers if not power.startswith("!")}
    openers = {part.app: part.opened_by for part in parts()}
    return [
        family
        for family in families()
        if "*" in prefixes
        or prefixes & openers.get(family, frozenset({family}))
        or (family == "people" and prefixes - without_people())
    ]


def _settings(scope: Scope, whole_role: str) -> dict[str, str]:
    def number(value: int | None) -> str:
        return "" if value is None else str(value)

    return {
        "role": whole_role if scope.whole else "none",
        "giaoban.actor": number(scope.actor),
        "giaoban.own": number(scope.person),
        "giaoban.day": f"{scope.day}",
        **{f"giaoban.scope_{family}": scope.units.get(family, NONE) for family in [*families(), "any", "above"]},
    }


@contextmanager
def seen_by(actor: Account, *, on: date) -> Iterator[None]:
    """Inside, this transaction sees what the actor may; afterwards what it saw before. Must run in a transaction."""
    with _set(_settings(scope_for(actor, on=on), _whole_role())):
        yield


@contextmanager
def whole_tree() -> Iterator[None]:
    """Inside, this transaction sees every row: for sums that show no record, and for asking whether something is taken."""
    with _set({"role": _whole_role()}):
        yield


def reaches(model: type[Model], unit_id: int) -> bool:
    """Whether this transaction's eyes see that unit's own rows of the table, and not just what is addressed to it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user <> session_user OR NOT row_security_active(%s) OR %s = ANY (scope_units(%s))",
            [model._meta.db_table, unit_id, model._meta.app_label],
        )
        return bool(cursor.fetchone()[0])


@contextmanager
def _set(wanted: dict[str, str]) -> Iterator[None]:
    before = _held(list(wanted))
    _hold(wanted)
    yield
    if not connection.needs_rollback:  # an exception leaves by the savepoint, which takes the settings back with it
        _hold(before)


def _held(names: list[str]) -> dict[str, str]:
    """The settings that hold now."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(['coalesce(current_setting(%s, true), %s)'] * len(names))}",
            [word for name in names for word in (name, "")],
        )
        return dict(zip(names, cursor.fetchone(), strict=True))


def _hold(wanted: dict[str, str]) -> None:
    """The settings hold until the transaction ends; the long lists in them are not sent back."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(['set_config(%s, %s, true) IS NULL'] * len(wanted))}",
            [word for pair in wanted.items() for word in pair],
        )


# -- the program's own eyes -------------------------------------------------------------------------------------------------


def _whole_role() -> str:
    """The role that sees the whole tree; its name follows from the serving role's: ``…_app`` and ``…_whole``."""
    return str(connection.settings_dict["USER"]).removesuffix("_app") + "_whole"


def _look(sender: Any, connection: BaseDatabaseWrapper, **_named: Any) -> None:
    user = str(connection.settings_dict["USER"])
    if user.endswith("_app"):
        with connection.cursor() as cursor:
            cursor.execute(f'SET ROLE "{user.removesuffix("_app")}_whole"')


def see_everything() -> None:
    """Every connection that this process opens from now on sees the whole tree: commands, jobs, tests; never what serves."""
    connection_created.connect(_look, dispatch_uid="second-lock-whole")
    connection.close()


def see_what_is_given() -> None:
    """Connections see nothing until somebody's eyes are lent to them: what serves requests."""
    connection_created.disconnect(_look, dispatch_uid="second-lock-whole")
    connection.close()

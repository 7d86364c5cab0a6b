"""The small worlds that tests stand on: `build` with officers who sign in, `several_cells` without; `person` and `granted` for a world of one's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange

import giaoban
from giaoban.areas.accounts.operations import grant
from giaoban.ground.access.models import Account, Grant
from giaoban.ground.access.operations import program
from giaoban.ground.people.models import Membership, Person, Position
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.spells import Founding, found
from giaoban.ground.writing import writing

PACKAGE = Path(giaoban.__file__).parent
"""Where the code lies that is tested."""
FOUNDED = date(2020, 1, 1)
PASSWORD = "mot-mat-khau-dai-2023"
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi")
GIVEN = ("An", "Bình", "Chi", "Dũng", "Đào", "Giang", "Hòa", "Khánh", "Lan", "Minh", "Ngọc", "Thúy")


@dataclass
class World:
    """The units by short name, the people of each cell, the officers by role."""

    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, list[Person]] = field(default_factory=dict)
    officers: dict[str, Account] = field(default_factory=dict)


def build(*, members: int = 9) -> World:
    """The world stands from 2020 on, with that many official members in each cell; everybody's password is ``PASSWORD``."""
    world, actor = World(), program("Kiểm thử")
    with writing(actor, "units.establish", unit=None, on=FOUNDED):
        cluster = found(Founding(Kind.CLUSTER, "Cụm thử"), parent=None, on=FOUNDED)
        for name in ("Khối A", "Khối B"):
            bloc = found(Founding(Kind.UPPER, f"Đảng bộ {name}", name), parent=cluster, on=FOUNDED)
            base = found(
                Founding(Kind.GRASSROOTS_PARTY_ORG, f"Đảng bộ Sở {name}", f"Sở {name}"), parent=bloc, on=FOUNDED
            )
            world.units |= {name: bloc, f"Sở {name}": base}
            for number in (1, 2):
                cell = found(Founding(Kind.CELL, f"Chi bộ {number} {name}"), parent=base, on=FOUNDED)
                world.units[f"Chi bộ {number} {name}"] = cell
        world.units["Cụm thử"] = cluster
    for place, (name, unit) in enumerate(one for one in world.units.items() if one[0].startswith("Chi bộ")):
        with writing(actor, "members.record", unit=unit, on=FOUNDED):
            for number in range(members):
                name_of_member = f"{FAMILY[(place + number) % 8]} Văn {GIVEN[(place * 5 + number) % 12]}"
                member = person(
                    unit, name_of_member, born_on=date(1970 + number, 3, 1 + place), sex="M",
                    card_number=f"{place + 1:02}{number:06}", admitted_on=FOUNDED, official_on=FOUNDED,
                )  # fmt: skip
                world.people.setdefault(name, []).append(member)
            Position.objects.create(
                person=world.people[name][0], unit=unit, body="cell", post="secretary", valid=DateRange(FOUNDED, None)
            )
    for username, role, where in (
        ("bi-thu-1", "secretary", "Chi bộ 1 Khối A"),
        ("bi-thu-2", "secretary", "Chi bộ 2 Khối A"),
        ("to-chuc-a", "organisation_board", "Khối A"),
        ("to-chuc-b", "organisation_board", "Khối B"),
        ("van-phong-a", "office", "Khối A"),
        ("thu-ky-cum", "cluster_secretariat", "Cụm thử"),
        ("kiem-soat", "auditor", "Cụm thử"),
    ):
        account = new_account(username, name=username)
        grant(actor=actor, account=account, role=role, unit=world.units[where], from_on=FOUNDED)
        world.officers[username] = account
    return world


@cache
def _hashed() -> str:
    """``PASSWORD`` as it is kept: made once, since a guesser's fifth of a second would be every test's."""
    return make_password(PASSWORD)


def new_account(username: str, *, name: str) -> Account:
    """A new account whose password is ``PASSWORD``."""
    return Account.objects.create(username=username, name=name, password=_hashed())


def several_cells() -> tuple[Account, list[Unit], list[Person]]:
    """The program's account, four cells of two organisations under one, twelve members: the next in the next cell."""
    actor, cells = program("Diễn tập"), []
    with writing(actor, "units.establish", unit=None, on=FOUNDED):
        top = found(Founding(Kind.UPPER, "Đảng bộ Khối diễn tập"), parent=None, on=FOUNDED)
        for base in ("A", "B"):
            parent = found(Founding(Kind.GRASSROOTS_PARTY_ORG, f"Đảng bộ Sở {base}"), parent=top, on=FOUNDED)
            for number in (1, 2):
                cell = found(Founding(Kind.CELL, f"Chi bộ {number} {base}"), parent=parent, on=FOUNDED)
                cell.top = top  # type: ignore[attr-defined]  # for whoever asks about all four
                cells.append(cell)
    with writing(actor, "members.record", unit=None, on=FOUNDED):
        people = [
            person(
                cells[number % 4], f"Nguyễn Văn {'ABCDEGHIKLMN'[number]}n", born_on=date(1980, 1, 1 + number), sex="M"
            )
            for number in range(12)
        ]
    return actor, cells, people


def person(unit: Unit, name: str, *, grade: str = "official", since: date = FOUNDED, **more: Any) -> Person:
    """A member of that cell since that day; to be called inside ``writing()``."""
    member = Person(unit=unit, name=name, **more)
    member.key_name()
    member.save()
    Membership.objects.create(person=member, unit=unit, grade=grade, valid=DateRange(since, None))
    return member


def granted(actor: Account, username: str, role: str, unit: Unit) -> Account:
    """A new account without a password that holds the role over the unit, without anybody's second word."""
    account = Account.objects.create_user(username, name=username)
    with writing(actor, "access.grant", unit=unit, on=FOUNDED):
        Grant.objects.create(account=account, role=role, unit=unit, valid=DateRange(FOUNDED, None))
    return account

"""A small world for journeys: one bloc, a party organisation with two cells, a grassroots cell, people, officers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.areas.accounts.operations import grant
from giaoban.ground.access.models import Account
from giaoban.ground.access.operations import program
from giaoban.ground.people.models import Membership, Person, Position
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.spells import Founding, found
from giaoban.ground.writing import writing

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
                person = Person(
                    unit=unit,
                    name=f"{FAMILY[(place + number) % 8]} Văn {GIVEN[(place * 5 + number) % 12]}",
                    born_on=date(1970 + number, 3, 1 + place),
                    sex="M",
                    card_number=f"{place + 1:02}{number:06}",
                    admitted_on=FOUNDED,
                    official_on=FOUNDED,
                )
                person.key_name()
                person.save()
                Membership.objects.create(person=person, unit=unit, grade="official", valid=DateRange(FOUNDED, None))
                world.people.setdefault(name, []).append(person)
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
        account = Account.objects.create_user(username, PASSWORD, name=username)
        grant(actor=actor, account=account, role=role, unit=world.units[where], from_on=FOUNDED)
        world.officers[username] = account
    return world

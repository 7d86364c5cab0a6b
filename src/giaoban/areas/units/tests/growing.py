"""A small, complete tree with people in it, made by the acts themselves."""

from __future__ import annotations

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.areas.units import operations
from giaoban.areas.units.operations import Ruling
from giaoban.ground.access.models import Account
from giaoban.ground.people.models import Exemption, Membership, Person, Position
from giaoban.ground.units.models import Unit
from giaoban.ground.units.spells import Founding
from giaoban.ground.writing import writing

FIRST = date(2022, 1, 1)


def ruling(number: int | str, on: date) -> Ruling:
    """A decision of that number, signed on the day from which it holds."""
    return Ruling(issuer="Tỉnh ủy", number=f"{number}-QĐ/TU", issued_on=on)


def grow(actor: Account, *, members: int = 3) -> dict[str, Unit]:
    """Cluster, two blocs, in each an organisation with three cells and a grassroots cell; members in every cell."""
    foundings: list[tuple[Founding, Unit | int | None]] = [(Founding("cluster", "Cụm thử"), None)]
    keys = ["cụm"]
    for bloc in ("A", "B"):
        foundings.append((Founding("upper", f"Đảng bộ Khối {bloc}", short_name=f"Khối {bloc}"), 0))
        at_bloc = len(foundings) - 1
        keys.append(bloc)
        foundings.append((Founding("grassroots_party_org", f"Đảng bộ Sở {bloc}1"), at_bloc))
        at_org = len(foundings) - 1
        keys.append(f"{bloc}1")
        for number in (1, 2, 3):
            foundings.append((Founding("cell", f"Chi bộ {number}"), at_org))
            keys.append(f"{bloc}1.{number}")
        foundings.append((Founding("grassroots_cell", f"Chi bộ Ban {bloc}2"), at_bloc))
        keys.append(f"{bloc}2")
    units = operations.establish_many(
        actor=actor, foundings=foundings, under=None, on=FIRST, decision=ruling("gốc", FIRST)
    )
    tree = dict(zip(keys, units, strict=True))
    with writing(actor, "members.import_register", unit=tree["cụm"], on=FIRST):
        for key, unit in tree.items():
            if "." in key or key in ("A2", "B2"):
                for number in range(members):
                    enrol(unit, f"Nguyễn Văn {chr(65 + number)}", secretary=number == 0)
    return tree


def enrol(unit: Unit, name: str, *, secretary: bool = False) -> Person:
    """One more official member of that cell since the first day; inside somebody's ``writing()``."""
    person = Person(unit=unit, name=name)
    person.key_name()
    person.save()
    valid = DateRange(FIRST, None)
    Membership.objects.create(person=person, unit=unit, grade=Membership.Grade.OFFICIAL, valid=valid)
    if secretary:
        post, body = Position.Post.SECRETARY, Position.Body.CELL
        Position.objects.create(person=person, unit=unit, body=body, post=post, valid=valid)
        Exemption.objects.create(person=person, unit=unit, valid=valid)
    return person

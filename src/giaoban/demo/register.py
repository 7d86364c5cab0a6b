"""The register of Quảng Ninh, taken in as an office would; every person in it is invented."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from giaoban.areas.members.importing import import_register
from giaoban.areas.members.queries import limits_on
from giaoban.areas.members.reading import read_register_file
from giaoban.areas.members.register_file import held_back, understand
from giaoban.ground.access.policy import Actor
from giaoban.ground.people.models import Membership
from giaoban.ground.units.queries import named

FILE = Path(__file__).parent / "data" / "register-quang-ninh.xlsx"
AS_OF = date(2023, 6, 30)


def load_register(actor: Actor) -> None:
    """The 7,405 members are on the rolls of their cells; once they are, nothing changes."""
    if Membership.objects.exists():
        return
    (bloc,) = named("Quảng Ninh", on=AS_OF)
    told = understand(read_register_file(FILE), on=AS_OF, limits=limits_on(AS_OF))
    held = held_back(told.findings)
    rows = [row for row in told.rows if row.row not in held]
    import_register(actor=actor, unit=bloc, rows=rows, on=AS_OF, standing_from=date(2021, 1, 1), file=FILE.name)

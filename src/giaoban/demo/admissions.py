"""Candidates at every step of admission and members on their way, around the day on which the demo is built."""

from __future__ import annotations

import random
from datetime import date, timedelta

from giaoban.areas.admissions import operations as admissions
from giaoban.areas.admissions.models import Admission
from giaoban.areas.admissions.rules import DOSSIER
from giaoban.areas.transfers import operations as transfers
from giaoban.core.refusal import Refused
from giaoban.ground.access.policy import Actor
from giaoban.ground.people.queries import official_members_on
from giaoban.ground.regulations.calendar import WorkingDays
from giaoban.ground.units.models import MEETS, Unit
from giaoban.ground.units.queries import ids_under, named, standing

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Hoàng", "Đỗ", "Bùi", "Đặng", "Ngô")
MIDDLE = {"F": ("Thị", "Thu", "Ngọc", "Thùy"), "M": ("Văn", "Đức", "Minh", "Quang")}
GIVEN = {
    "F": ("Hà", "Linh", "Thúy", "Mai", "Đào", "Hòa", "Yến"),
    "M": ("Sơn", "Dũng", "Hải", "Khánh", "Đạt", "Tùng", "Huy"),
}


def load_admissions(actor: Actor, *, today: date) -> None:
    """A few dozen cells each follow a candidate; three members are on their way between cells."""
    if Admission.objects.exists():
        return
    chance = random.Random(2023)
    (bloc,) = named("Quảng Ninh", on=date(2023, 6, 30))
    under = ids_under(bloc, on=date(2023, 6, 30))
    cells = list(standing(on=date(2023, 6, 30), kinds=MEETS).filter(pk__in=under).order_by("pk"))
    cells = [cell for cell in cells if official_members_on(today, unit=cell).count() >= 8]
    for number, cell in enumerate(chance.sample(cells, 24)):
        _follow(actor, cell, step=number % 8, chance=chance, today=today)
    for cell, target in zip(chance.sample(cells, 3), chance.sample(cells, 3), strict=True):
        person = official_members_on(today, unit=cell).last()
        if person is not None and cell != target:
            transfers.send(
                actor=actor, unit=cell, person=person.person, receiver=target, issued_on=today - timedelta(days=chance.randint(5, 30)),
                number=f"{chance.randint(10, 90)}-GT/ĐU", reason="Chuyển công tác",
            )  # fmt: skip


def _follow(actor: Actor, cell: Unit, *, step: int, chance: random.Random, today: date) -> None:
    """One candidate of the cell has come as far as ``step``; days run back from today so that something is due."""
    sex = chance.choice("FM")
    name = f"{chance.choice(FAMILY)} {chance.choice(MIDDLE[sex])} {chance.choice(GIVEN[sex])}"
    probation = timedelta(days=chance.choice((300, 345, 366, 380)))
    voted = today - timedelta(days=chance.randint(10, 95)) - (probation if step >= 5 else timedelta(0))
    opened = voted - timedelta(days=200)
    admission = admissions.open_dossier(
        actor=actor,
        unit=cell,
        name=name,
        sex=sex,
        opened_on=opened,
        born_on=date(chance.randint(1988, 2003), chance.randint(1, 12), 9),
    )
    given = opened + timedelta(days=60) if step else today - timedelta(days=1825 - chance.randint(20, 150))
    admissions.record_certificate(
        actor=actor, record=admission, kind="awareness", issued_on=given, number=f"{chance.randint(10, 400)}-CN/TTCT"
    )
    roll = list(official_members_on(voted, unit=cell).select_related("person")[:2])
    for member in roll:
        admissions.name_sponsor(
            actor=actor, record=admission, on=opened, person=member.person, together_since=opened - timedelta(days=500)
        )
    for form, _name in DOSSIER[: 3 + step]:
        admissions.file_paper(actor=actor, record=admission, form=form, on=opened + timedelta(days=30), dated_on=opened)
    if step == 0:
        return
    count = official_members_on(voted, unit=cell).count()
    try:
        admissions.vote_in_cell(
            actor=actor, record=admission, on=voted, present=count, in_favour=count - step % 2, against=step % 2
        )
        if step >= 2:
            admissions.vote_in_committee(
                actor=actor,
                record=admission,
                on=voted + timedelta(days=4),
                roll=11,
                present=11,
                in_favour=11,
                against=0,
            )
        if step >= 3:
            decided = voted + timedelta(days=8)
            admissions.decide(
                actor=actor,
                record=admission,
                decision=f"{chance.randint(100, 900)}-QĐ/ĐU",
                decided_on=decided,
                received_on=decided,
            )
        if step >= 5:
            admitted = WorkingDays().after(voted + timedelta(days=8), 3)
            admissions.admit(actor=actor, record=admission, admitted_on=admitted)
    except Refused as refused:
        raise RuntimeError(f"{name}, {cell}: {refused}") from refused

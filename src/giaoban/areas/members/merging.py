"""What two records of one member have between them, when they become one: see ``operations.merge_persons``."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ForeignKey

from giaoban.core.refusal import Refused, refuse_if
from giaoban.ground.access.models import Account
from giaoban.ground.people.models import Exemption, HandingOver, Membership, Person, Position, Stay

SPELLS = (Membership, Exemption, Stay, Position)


def _is_on_record(spell: Membership | Exemption | Stay | Position, record: Person) -> bool:
    """Whether a spell of ``record`` overlaps this one; a post does so only with the same post of the same body."""
    same = {"person": record, "valid__overlap": spell.valid}
    if isinstance(spell, Position):
        same |= {"unit": spell.unit_id, "body": spell.body, "post": spell.post}
    return type(spell)._default_manager.filter(**same).exists()


def hand_over(key: ForeignKey[Any, Any], record: Person, other: Person) -> None:
    """What refers to ``other`` by that key refers to ``record``; what says again what is on record is struck out."""
    table, name = key.model, key.name
    rows = table._default_manager.filter(**{name: other})
    if table is Account:
        refuse_if(["Hồ sơ trùng đang gắn với một tài khoản; hãy giữ lại hồ sơ đó."] if rows.exists() else [])
        return
    if table is HandingOver:  # one a day: the record that stays goes where it was to go
        rows.filter(on__in=HandingOver.objects.filter(person=record).values("on")).delete()
    for spell in rows if table in SPELLS else ():
        if isinstance(spell, SPELLS) and _is_on_record(spell, record):
            spell.delete()
    try:
        with transaction.atomic():
            rows.update(**{name: record})
    except IntegrityError as error:
        raise Refused(f"Hai hồ sơ cùng có “{table._meta.verbose_name}” không nhập làm một được.") from error

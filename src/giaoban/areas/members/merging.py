"""What two records of one member have between them, when they become one: see ``operations.merge_persons``."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ForeignKey

from giaoban.core.refusal import Refused, refuse_if
from giaoban.ground.access.locked_tables import closed_apps
from giaoban.ground.access.models import Account
from giaoban.ground.access.oneself import opens
from giaoban.ground.access.policy import Actor
from giaoban.ground.people.models import Exemption, HandingOver, Membership, Person, Position, Stay

SPELLS = (Membership, Exemption, Stay, Position)
KEPT_ELSEWHERE = "Hồ sơ trùng đang gắn với một tài khoản hoặc với hồ sơ do bộ phận khác giữ; hãy giữ lại hồ sơ đó, gộp hồ sơ kia vào."
"""One sentence for both, so that it does not tell that there is a case."""


def _is_on_record(spell: Membership | Exemption | Stay | Position, record: Person) -> bool:
    """Whether a spell of ``record`` overlaps this one; a post does so only with the same post of the same body."""
    same = {"person": record, "valid__overlap": spell.valid}
    if isinstance(spell, Position):
        same |= {"unit": spell.unit_id, "body": spell.body, "post": spell.post}
    return type(spell)._default_manager.filter(**same).exists()


def why_not_taken(key: ForeignKey[Any, Any], other: Person, *, actor: Actor) -> list[str]:
    """Why what names ``other`` by that key is not the actor's to move: an account, or a closed part's rows without its power."""
    if key.model is not Account and key.model._meta.app_label not in closed_apps():
        return []
    rows = key.model._default_manager.filter(**{key.name: other})
    taken = rows.exists() if key.model is Account else any(not opens(actor, row, other) for row in rows)
    return [KEPT_ELSEWHERE] if taken else []


def hand_over(key: ForeignKey[Any, Any], record: Person, other: Person, *, actor: Actor) -> None:
    """What refers to ``other`` by that key refers to ``record``; what says again what is on record is struck out."""
    table, name = key.model, key.name
    refuse_if(why_not_taken(key, other, actor=actor))
    if table is Account:
        return
    rows = table._default_manager.filter(**{name: other})
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

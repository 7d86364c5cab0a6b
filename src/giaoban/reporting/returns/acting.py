"""The one way in which an act changes a return."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from giaoban.core.refusal import Refused, refuse_if
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.models import Entry
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import writing
from giaoban.reporting.models import Return, ReturnValue
from giaoban.reporting.rules import FILL, NEXT, why_not


@contextmanager
def acting(
    actor: Actor,
    report_return: Return,
    act: str,
    *,
    unit: Unit | None = None,
    reason: str = "",
    detail: dict[str, Any] | None = None,
    past_lock: bool = False,
    afresh: bool = False,
) -> Iterator[Entry]:
    """Inside, the act is done on the return; afterwards it is in the state that follows, under the mark of this entry.

    Refused where its state does not allow the act, or where somebody else changed it since it was read; ``afresh``, where
    the act itself looks at what others wrote meanwhile, it is read again instead.
    """
    refuse_if(why_not(act, report_return.state))
    with writing(
        actor,
        f"returns.{act}",
        unit=unit or report_return.unit,
        on=report_return.campaign.asked.last_day,
        reason=reason,
        detail={"return": report_return.pk, "name": report_return.name} | (detail or {}),
        past_lock=past_lock,
        record=report_return if afresh else None,
    ) as entry:
        refuse_if(why_not(act, report_return.state))
        now = Return.objects.select_for_update().filter(pk=report_return.pk).values_list("state", "mark").first()
        if now != (report_return.state, report_return.mark):
            raise Refused(
                f"Báo cáo của {report_return.name} vừa được người khác thay đổi; hãy mở lại trang rồi làm tiếp."
            )
        yield entry
        report_return.state = NEXT[report_return.state, act]
        if act in FILL:
            report_return.mark = entry.pk
        report_return.save()


WRITTEN = [field.name for field in ReturnValue._meta.concrete_fields if field.name not in {"id", "belongs_to", "code"}]


def write_values(rows: Sequence[ReturnValue]) -> None:
    """The rows stand in their return: all that are new in one statement, all that were there in another."""
    ReturnValue.objects.bulk_create([row for row in rows if row.pk is None])
    ReturnValue.objects.bulk_update([row for row in rows if row.pk is not None], WRITTEN)


def from_above(actor: Actor, report_return: Return, act: str, *, reason: str = "") -> AbstractContextManager[Entry]:
    """Acting as the level above; at the top the unit's own lock must not keep it from being accepted or opened."""
    return acting(
        actor,
        report_return,
        act,
        unit=report_return.above.unit if report_return.above else report_return.unit,
        reason=reason,
        past_lock=report_return.above is None,
    )

"""The acts by which a conference is frozen and opened again, and the part of its page with its packages."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from giaoban.conferences import archiving, frozen
from giaoban.conferences.models import Conference
from giaoban.ground.access.policy import may
from giaoban.ground.journal.clock import today
from giaoban.kit.register import REASON, Act, RecordPart

GO_ON = {
    "publish",
    "withdraw_publication",
    "remind_late",
    "ask_follow_up",
    *(name.partition(".")[2] for name in frozen.FREED),
}
"""Acts on a conference that are open after it was frozen."""
OF_CONFERENCE = (
    Act("freeze", archiving.freeze, _("Freeze the conference with its package"), on_record=True, icon="copy",
        open_for=lambda record: record.state == Conference.State.CONCLUDED and record.frozen_at is None,
        about=_("Pages, minutes, papers and the volume lie in one ZIP that opens without network; nothing of the conference is "
                "changed any more, its proposals and conclusions are followed on.")),
    Act("unfreeze", archiving.unfreeze, _("Open it again"), (REASON,), on_record=True, danger=True,
        open_for=lambda record: record.frozen_at is not None,
        about=_("The package of before stays; freezing again makes another.")),
)  # fmt: skip
"""The acts by which a conference is frozen and opened again."""


def unless_frozen(*acts: Act) -> tuple[Act, ...]:
    """The acts, each offered only while the conference is not frozen; that none writes to it then is `frozen`'s business."""

    def guarded(act: Act) -> Act:
        if not act.on_record or act.name in GO_ON:
            return act
        own = act.open_for
        return replace(act, open_for=lambda record: record.frozen_at is None and (own is None or own(record)))

    return tuple(map(guarded, acts))


def of_archive(actor: Any, record: Conference, acts: list[dict[str, Any]]) -> list[RecordPart]:
    """The packages of the conference for whoever may read its delegates, and whether it is frozen."""
    packages = list(record.packages.all()) if may(actor, "delegates.read", record.unit_id, on=today()) else []
    if record.frozen_at is None and not packages and not acts:
        return []
    rows = [(package, reverse("conferences:package", args=[package.pk])) for package in packages]
    context = {"frozen_at": record.frozen_at, "rows": rows, "acts": acts}
    return [RecordPart(_("Archive"), "conferences/packages.html", context)]


def moment(at: datetime | None) -> str:
    """The moment by the clock of the hall; nothing where there is none."""
    return f"{localtime(at):%d/%m/%Y %H:%M}" if at else ""

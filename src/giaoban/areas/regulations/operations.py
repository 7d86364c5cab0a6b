"""Acts on regulations: load what the program starts with, record a new text, set a value from a day, decide a day off."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.regulations.models import DayOff, Parameter, Regulation
from giaoban.ground.regulations.start import span, start_data
from giaoban.ground.writing import writing


def load_start_data(actor: Actor) -> int:
    """Every rule of ``start.toml`` is on record; what an office has changed stays. Answers how many rows are new."""
    data = start_data()
    regulations: dict[tuple[str, date | None], Regulation] = {}
    missing: list[Regulation] = []
    for row in data["regulations"]:
        own = Regulation(
            issuer=row["issuer"],
            number=row["number"],
            issued_on=row.get("issued_on"),
            title=row.get("title", ""),
            topic=row["topic"],
            valid=span(row),
            mark=row["mark"],
            source=row.get("source", ""),
        )
        known = Regulation.objects.filter(issuer=own.issuer, number=own.number, issued_on=own.issued_on).first()
        if known is None:
            missing.append(own)
        regulations[own.number, own.issued_on] = regulations[own.number, None] = known or own
    new = [
        (row, part)
        for row in data["parameters"]
        for part in row["spans"]
        if not Parameter.objects.filter(key=row["key"], valid__overlap=span(part)).exists()
    ]
    if not missing and not new:
        return 0
    with writing(actor, "regulations.load_start_data", unit=None, on=today()):
        for regulation in missing:
            regulation.save()
        Parameter.objects.bulk_create(
            [
                Parameter(
                    key=row["key"],
                    value=row["value"],
                    valid=span(part),
                    regulation=regulations[part["by"], part.get("issued_on")] if "by" in part else None,
                    article=part.get("article", ""),
                    mark=part["mark"],
                    source=part.get("source", ""),
                )
                for row, part in new
            ]
        )
    return len(missing) + len(new)


def record(
    *,
    actor: Actor,
    issuer: str,
    number: str,
    issued_on: date,
    topic: str,
    from_on: date,
    title: str = "",
    replaces: Regulation | None = None,
    source: str = "",
    reason: str = "",
) -> Regulation:
    """The text is in force from that day; the one that it replaces ends the day before."""
    with writing(actor, "regulations.record", unit=None, on=from_on, reason=reason):
        issuer, number = squeeze(issuer), squeeze(number)
        reasons = [] if issuer and number else ["Cần ghi cơ quan ban hành và số văn bản."]
        if Regulation.objects.filter(issuer=issuer, number=number, issued_on=issued_on).exists():
            reasons.append(f"{number} ngày {issued_on:%d/%m/%Y} của {issuer} đã có trong danh mục.")
        if replaces and replaces.valid.lower >= from_on:
            reasons.append(
                f"{replaces.number} có hiệu lực từ {replaces.valid.lower:%d/%m/%Y}, không sớm hơn văn bản mới."
            )
        refuse_if(reasons)
        if replaces:
            replaces.valid = DateRange(replaces.valid.lower, from_on)
            replaces.save()
        return Regulation.objects.create(
            issuer=issuer, number=number, issued_on=issued_on, topic=topic, title=title,
            valid=DateRange(from_on, None), mark="C", source=source,
        )  # fmt: skip


def set_parameter(
    *,
    actor: Actor,
    key: str,
    value: Any,
    from_on: date,
    regulation: Regulation | None,
    article: str = "",
    source: str = "",
    reason: str = "",
) -> Parameter:
    """The key has that value from that day on; what held before ends the day before."""
    with writing(actor, "parameters.set_parameter", unit=None, on=from_on, reason=reason):
        refuse_if([] if reason.strip() else ["Cần ghi căn cứ của mức mới."])
        if later := Parameter.objects.filter(key=key, valid__startswith__gte=from_on).first():
            raise Refused(
                f"Mức này đã có giá trị ghi từ ngày {later.valid.lower:%d/%m/%Y}; hãy hoàn tác giá trị đó trước."
            )
        for old in Parameter.objects.filter(key=key, valid__contains=from_on):
            old.valid = DateRange(old.valid.lower, from_on)
            old.save()
        return Parameter.objects.create(
            key=key, value=value, valid=DateRange(from_on, None), regulation=regulation, article=article,
            mark="C" if regulation else "M", source=source,
        )  # fmt: skip


def record_day_off(*, actor: Actor, on: date, works: bool = False, reason: str) -> DayOff:
    """Offices are closed on that day, or (``works``) open on a day that would be free; deciding again replaces it."""
    with writing(actor, "regulations.record_day_off", unit=None, on=on, reason=reason):
        if not reason.strip():
            raise Refused("Cần ghi căn cứ của quyết định về ngày nghỉ.")
        day, _ = DayOff.objects.update_or_create(on=on, defaults={"works": works, "reason": reason})
        return day

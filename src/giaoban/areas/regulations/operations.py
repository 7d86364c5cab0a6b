"""Acts on regulations: load what the program starts with, record a new text, set a value from a day, decide a day off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.areas.regulations import queries
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.models import Account, Proposal
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.regulations.models import DayOff, Parameter, Regulation
from giaoban.ground.regulations.start import label_of, span, start_data
from giaoban.ground.regulations.texts import levels_of_two
from giaoban.ground.seconding import done_when_confirmed, propose
from giaoban.ground.writing import writing


def load_start_data(actor: Actor) -> int:
    """Every rule of ``start.toml`` is on record; what an office has changed stays. Answers how many rows are new or ended.

    A text or level that an earlier version of the file left open, and that has been replaced since, ends where the file now
    says; acts of its time go on being judged by it.
    """
    data = start_data()
    ended = _over_by_now(data)
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
        on_record = Regulation.objects.filter(issuer=own.issuer, number=own.number, issued_on=own.issued_on).first()
        if on_record is None:
            missing.append(own)
        regulations[own.number, own.issued_on] = regulations[own.number, None] = on_record or own
    closing = [level.pk for level, _valid in ended if isinstance(level, Parameter)]
    new = [
        (row, part)
        for row in data["parameters"]
        for part in row["spans"]
        if not Parameter.objects.filter(key=row["key"], valid__overlap=span(part)).exclude(pk__in=closing).exists()
        and not any(
            level.key == row["key"] and valid == span(part) for level, valid in ended if isinstance(level, Parameter)
        )
    ]
    if not missing and not new and not ended:
        return 0
    with writing(actor, "regulations.load_start_data", unit=None, on=today()):
        for row, valid in ended:
            row.valid = valid
            row.save()
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
    return len(missing) + len(new) + len(ended)


def _over_by_now(data: Mapping[str, Any]) -> list[tuple[Regulation | Parameter, DateRange]]:
    """What stands open or longer as the file once had it, and the shorter span that the file gives it now; nothing that an office set."""
    ended: list[tuple[Regulation | Parameter, DateRange]] = []
    for row in data["regulations"]:
        if "to" in row:
            texts = Regulation.objects.filter(
                issuer=row["issuer"], number=row["number"], issued_on=row.get("issued_on"), source=row.get("source", "")
            )
            ended += [(text, span(row)) for text in texts.filter(valid__startswith=row["from"]) if _outlasts(text, row)]
    for row in data["parameters"]:
        for part in row["spans"]:
            if "to" in part:
                levels = Parameter.objects.filter(
                    key=row["key"], valid__startswith=part["from"], value=row["value"], source=part.get("source", "")
                )
                ended += [(level, span(part)) for level in levels if _outlasts(level, part)]
    return ended


def _outlasts(kept: Regulation | Parameter, row: Mapping[str, Any]) -> bool:
    return kept.valid.upper is None or kept.valid.upper > span(row).upper


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
    record: Parameter | None = None,
) -> Parameter | Proposal:
    """The key has that value from that day on; what held before, which ``record`` says, ends the day before.

    Proposed only, where a rule of two stands on the level (`levels_of_two`): who could set it alone would need nobody.
    """
    why_not = [] if reason.strip() else ["Cần ghi căn cứ của mức mới."]
    if key in levels_of_two() and actor.kind == Account.Kind.HUMAN:
        return _asked_of_two(
            actor, key, value, from_on, regulation, why_not, reason=reason, article=article, source=source
        )
    with writing(actor, "parameters.set_parameter", unit=None, on=from_on, reason=reason, record=record):
        refuse_if(why_not)
        return _set(key, value, from_on, regulation, article, source)


def _asked_of_two(
    actor: Actor, key: str, value: Any, from_on: date, regulation: Regulation | None, why_not: list[str], *, reason: str,
    article: str, source: str,
) -> Proposal:  # fmt: skip
    if from_on < today():
        why_not.append("Mức này bảo vệ việc cần hai người nên chỉ đặt từ hôm nay hoặc từ một ngày sau.")
    refuse_if(why_not)
    return propose(
        actor=actor, act="parameters.set_parameter", unit=None, reason=reason,
        sentence=f"{label_of(key)}: {queries.in_words(value)}, từ ngày {from_on:%d/%m/%Y}", key=key, value=value,
        from_on=from_on.isoformat(), regulation=regulation.pk if regulation else None, article=article, source=source,
    )  # fmt: skip


@done_when_confirmed("parameters.set_parameter")
def _set_by_two(actor: Actor, held: Proposal) -> None:
    words = held.words
    from_on = max(date.fromisoformat(words["from_on"]), today())
    regulation = Regulation.objects.get(pk=words["regulation"]) if words["regulation"] else None
    with writing(actor, "parameters.set_parameter", unit=None, on=from_on, reason=held.reason):
        _set(words["key"], words["value"], from_on, regulation, words["article"], words["source"])


def _set(key: str, value: Any, from_on: date, regulation: Regulation | None, article: str, source: str) -> Parameter:
    """The level's row from that day on; one that was set from the very same day is corrected."""
    if later := Parameter.objects.filter(key=key, valid__startswith__gt=from_on).first():
        raise Refused(f"Mức này đã có giá trị ghi từ ngày {later.valid.lower:%d/%m/%Y}; hãy chọn từ ngày đó trở đi.")
    level = Parameter.objects.filter(key=key, valid__startswith=from_on).first() or Parameter(key=key)
    for old in Parameter.objects.filter(key=key, valid__contains=from_on).exclude(pk=level.pk):
        old.valid = DateRange(old.valid.lower, from_on)
        old.save()
    level.value, level.valid = value, DateRange(from_on, None)
    level.regulation, level.article, level.source = regulation, article, source
    level.mark = "C" if regulation else "M"
    level.save()
    return level


def record_day_off(*, actor: Actor, on: date, works: bool = False, reason: str) -> DayOff:
    """Offices are closed on that day, or (``works``) open on a day that would be free; deciding again replaces it."""
    with writing(actor, "regulations.record_day_off", unit=None, on=on, reason=reason):
        if not reason.strip():
            raise Refused("Cần ghi căn cứ của quyết định về ngày nghỉ.")
        day, _ = DayOff.objects.update_or_create(on=on, defaults={"works": works, "reason": reason})
        return day

"""The acts by which minutes are read back, objected to, corrected and adopted; what was adopted stays word for word."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from giaoban.conferences import documents, reading_rules
from giaoban.conferences.models import Conference, Delegation, MinutesObjection, MinutesReading, ProgrammeItem
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import now, today
from giaoban.ground.writing import writing
from giaoban.reporting.documents.conference_papers import Settled, closing_of, minutes_context

STANDING = (MinutesReading.State.READ, MinutesReading.State.ADOPTED)
TAKEN = (Conference.State.PREPARING, Conference.State.HELD, Conference.State.CONCLUDED)
"""States in which minutes are read back: on the day, and after it."""


def read_back(*, actor: Actor, record: Conference, at: datetime | None = None) -> MinutesReading:
    """The minutes as they stand are read to the conference as a whole, now or at that moment; a reading of before that was
    not adopted is over."""
    with writing(actor, "conferences.read_back", unit=record.unit, on=today(), record=record):
        before = reading_of(record)
        running = record.items.filter(state=ProgrammeItem.State.RUNNING)
        refuse_if(
            reading_rules.why_not_read(
                begun=record.state in TAKEN and record.held_on <= today(),
                notes=record.notes.count(),
                running=str(running.exclude(kind__in=["closing", "conclusion", "flag"]).first() or ""),
                standing=before.state if before else "",
            )
        )
        if before:
            before.state = MinutesReading.State.REOPENED
            before.save(update_fields=["state"])
        return MinutesReading.objects.create(
            conference=record, unit=record.unit, read_at=at or now(), contents=contents_of(record)
        )


def object_to_minutes(
    *, actor: Actor, record: Conference, text: str, delegation: Delegation | None = None, voiced_by: str = ""
) -> MinutesObjection:
    """What somebody says is not right in the minutes that are being read back is on record, to be settled."""
    with writing(actor, "conferences.object_to_minutes", unit=record.unit, on=today(), record=record):
        reading, by = reading_of(record), squeeze(voiced_by) or str(delegation or "")
        refuse_if(reading_rules.why_not_object(standing=reading.state if reading else "", text=squeeze(text), by=by))
        if delegation is not None and delegation.conference_id != record.pk:
            raise Refused(f"{delegation} không phải là đoàn của {record}.")
        assert reading is not None
        return MinutesObjection.objects.create(
            conference=record, unit=record.unit, reading=reading, delegation=delegation, voiced_by=by, text=text.strip(),
            noted_at=now(), digest=digest_of(contents_of(record)),
        )  # fmt: skip


def correct(*, actor: Actor, record: MinutesObjection, settled: str) -> MinutesObjection:
    """The minutes were corrected as the objection wanted; refused while they say what they said then."""
    with writing(actor, "objections.correct", unit=record.unit, on=today(), record=record):
        same = digest_of(contents_of(record.conference)) == record.digest
        refuse_if(reading_rules.why_not_correct(state=record.state, same=same))
        return _settled(record, MinutesObjection.State.CORRECTED, settled)


def keep(*, actor: Actor, record: MinutesObjection, settled: str) -> MinutesObjection:
    """The minutes stay as they are, for that reason; the objection stands in them."""
    with writing(actor, "objections.keep", unit=record.unit, on=today(), record=record, reason=squeeze(settled)):
        refuse_if(reading_rules.why_not_correct(state=record.state, same=False))
        if not squeeze(settled):
            raise Refused("Giữ nguyên biên bản phải ghi lý do.")
        return _settled(record, MinutesObjection.State.KEPT, settled)


def adopt_minutes(*, actor: Actor, record: Conference, adopted_by: str, at: datetime | None = None) -> MinutesReading:
    """The conference has adopted its minutes: their text is this from now on, whatever is noted elsewhere."""
    with writing(actor, "conferences.adopt_minutes", unit=record.unit, on=today(), record=record):
        reading = reading_of(record)
        objections = list(reading.objections.all()) if reading else []
        text = contents_of(record)
        refuse_if(
            reading_rules.why_not_adopt(
                standing=reading.state if reading else "",
                open_objections=sum(row.state == MinutesObjection.State.OPEN for row in objections),
                changed=reading is not None and digest_of(reading.contents) != digest_of(text),
                corrected=sum(row.state == MinutesObjection.State.CORRECTED for row in objections),
            )
        )
        assert reading is not None
        reading.state, reading.adopted_at = MinutesReading.State.ADOPTED, at or now()
        reading.adopted_by = squeeze(adopted_by)
        settled = [Settled(row.voiced_by, row.text, row.get_state_display(), row.settled) for row in objections]
        reading.contents = closing_of(
            text, read_at=localtime(reading.read_at), adopted_at=localtime(reading.adopted_at), objections=settled
        )
        reading.save(update_fields=["state", "adopted_at", "adopted_by", "contents"])
        return reading


def reopen_minutes(*, actor: Actor, record: Conference, reason: str) -> MinutesReading:
    """The minutes can be corrected again, for that reason; the text that was adopted is kept, and they are to be read anew."""
    with writing(
        actor, "conferences.reopen_minutes", unit=record.unit, on=today(), record=record, reason=squeeze(reason)
    ):
        reading = adopted_of(record)
        if reading is None:
            raise Refused("Biên bản chưa thông qua.")
        if not squeeze(reason):
            raise Refused("Mở lại biên bản phải ghi lý do.")
        reading.state = MinutesReading.State.REOPENED
        reading.save(update_fields=["state"])
        return reading


def reading_of(conference: Conference) -> MinutesReading | None:
    """The reading that counts now."""
    return conference.readings.filter(state__in=STANDING).first()


def adopted_of(conference: Conference) -> MinutesReading | None:
    """The minutes as they were adopted; None while they are not."""
    return conference.readings.filter(state=MinutesReading.State.ADOPTED).first()


def contents_of(conference: Conference) -> dict[str, Any]:
    """What the minutes say as they stand."""
    made: dict[str, Any] = json.loads(json.dumps(minutes_context(documents.minutes_of(conference))))
    return made


def shown_of(conference: Conference) -> dict[str, Any]:
    """What the minutes say: as they were adopted, else as they stand; when the conference ended, which is after the reading,
    as it stands."""
    adopted, standing = adopted_of(conference), contents_of(conference)
    if adopted is None:
        return standing
    return {**adopted.contents, "sections": [*adopted.contents["sections"][:-1], standing["sections"][-1]]}


def digest_of(contents: dict[str, Any]) -> str:
    """What is the same as long as the minutes say the same, but for the hour at which the conference ended."""
    return hashlib.sha256(json.dumps(contents["sections"][:-1]).encode()).hexdigest()


def _settled(record: MinutesObjection, state: str, settled: str) -> MinutesObjection:
    record.state, record.settled = MinutesObjection.State(state), settled.strip()
    record.save(update_fields=["state", "settled"])
    return record

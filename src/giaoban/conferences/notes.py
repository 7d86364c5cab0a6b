"""The acts of the minutes while it happens: who spoke on what, the points made, the proposals that follow from them."""

from __future__ import annotations

from giaoban.conferences import points
from giaoban.conferences.models import (
    Conference,
    ConferencePoint,
    Contribution,
    Delegation,
    MinutesReading,
    ProgrammeItem,
)
from giaoban.core.refusal import Refused
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import now, today
from giaoban.ground.writing import writing


def take_down(
    *, actor: Actor, record: ProgrammeItem, speaker: str, text: str, proposal: str = "", addressee: str = "",
    delegation: Delegation | None = None,
) -> ProgrammeItem:  # fmt: skip
    """What the speaker said on the item stands in the minutes; what they proposed is one of the conference's proposals, of
    their delegation where one is named."""
    with writing(actor, "programme.take_down", unit=record.unit, on=today(), record=record):
        _must_be_open(record.conference)
        if not squeeze(speaker) or not squeeze(text):
            raise Refused("Hãy ghi người phát biểu và ý chính.")
        point = None
        if squeeze(proposal):
            point = points.voiced(
                record.conference, kind=ConferencePoint.Kind.PROPOSAL, text=proposal, voiced_by=speaker,
                delegation=delegation, addressee=addressee,
            )  # fmt: skip
        Contribution.objects.create(
            conference=record.conference, item=record, unit=record.unit, speaker=squeeze(speaker), text=text.strip(),
            taken_at=now(), point=point,
        )  # fmt: skip
        return record


def correct_note(*, actor: Actor, record: ProgrammeItem, note: Contribution, speaker: str, text: str) -> ProgrammeItem:
    """The note says this; what it said before stands in the journal."""
    with writing(actor, "programme.correct_note", unit=record.unit, on=today(), record=record):
        _must_be_open(record.conference)
        if note.item_id != record.pk:
            raise Refused("Ý kiến này không thuộc mục đang chọn.")
        if not squeeze(speaker) or not squeeze(text):
            raise Refused("Hãy ghi người phát biểu và ý chính.")
        note.speaker, note.text = squeeze(speaker), text.strip()
        note.save(update_fields=["speaker", "text"])
        return record


def drop_note(*, actor: Actor, record: ProgrammeItem, note: Contribution, reason: str) -> ProgrammeItem:
    """The note is not in the minutes, for that reason; the proposal that came of it stays."""
    with writing(actor, "programme.drop_note", unit=record.unit, on=today(), record=record, reason=squeeze(reason)):
        _must_be_open(record.conference)
        if not squeeze(reason):
            raise Refused("Bỏ một ý kiến khỏi biên bản phải ghi lý do.")
        record.notes.filter(pk=note.pk).delete()
        return record


def _must_be_open(conference: Conference) -> None:
    if conference.state not in {Conference.State.PREPARING, Conference.State.HELD}:
        raise Refused(f"{conference} đang “{conference.get_state_display()}”; biên bản không sửa nữa.")
    if conference.readings.filter(state=MinutesReading.State.ADOPTED).exists():
        raise Refused("Biên bản đã đọc lại và thông qua; muốn sửa thì mở lại biên bản, có ghi lý do.")

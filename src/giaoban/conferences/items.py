"""The acts of the programme: items are added, changed, moved and struck off; the programme is drawn up and released."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import time

from giaoban.areas.meetings.rules import read_time
from giaoban.conferences import programme, publishing, queries, usual
from giaoban.conferences.models import Conference, ProgrammeItem, ProgrammeRelease
from giaoban.conferences.turning import turned
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import now, today
from giaoban.ground.writing import writing

OPEN = (Conference.State.CLAIMED, Conference.State.PREPARING)


@dataclass(frozen=True)
class Written:
    """What is written of an item, tidied."""

    kind: str
    title: str
    speaker: str
    minutes: int
    not_before: time | None
    note: str


def add_item(
    *, actor: Actor, record: Conference, kind: str, title: str, minutes: int, speaker: str = "", not_before: str = "",
    note: str = "", place: int | None = None,
) -> ProgrammeItem:  # fmt: skip
    """The item stands on the programme at that place, or at its end; who was on it moves on."""
    with writing(actor, "conferences.add_item", unit=record.unit, on=today(), record=record):
        _must_be_open(record)
        written = _written(kind, title, speaker, minutes, not_before, note)
        listed = list(queries.items_of(record))
        item = ProgrammeItem.objects.create(
            conference=record, unit=record.unit, order=len(listed) + 1, **asdict(written)
        )
        _put(record, programme.reordered([listed_item.pk for listed_item in listed], item.pk, place or len(listed) + 1))
        return item


def draw_up(*, actor: Actor, record: Conference) -> Conference:
    """An empty programme has the usual items of such a conference in their usual order, with minutes to be changed."""
    with writing(actor, "conferences.draw_up", unit=record.unit, on=today(), record=record):
        _must_be_open(record)
        if record.items.exclude(state=ProgrammeItem.State.STRUCK).exists():
            raise Refused("Chương trình đã có mục; hãy sửa, thêm hoặc bỏ từng mục.")
        ProgrammeItem.objects.bulk_create(
            ProgrammeItem(
                conference=record, unit=record.unit, order=order, kind=kind, title=title,
                speaker=record.chair if kind == ProgrammeItem.Kind.CONCLUSION else "", minutes=minutes,
            )
            for order, (kind, title, minutes) in enumerate(usual.items(half=record.half, minutes=record.minutes), start=1)
        )  # fmt: skip
        return record


def change_item(
    *, actor: Actor, record: ProgrammeItem, kind: str, title: str, minutes: int, speaker: str = "",
    not_before: str = "", note: str = "",
) -> ProgrammeItem:  # fmt: skip
    """The item says this from now on; releases that are out stay as they were."""
    with writing(actor, "programme.change_item", unit=record.unit, on=today(), record=record):
        _must_stand(record)
        written = _written(kind, title, speaker, minutes, not_before, note)
        for name, value in asdict(written).items():
            setattr(record, name, value)
        record.save()
        turned(record.conference)
        return record


def move_item(*, actor: Actor, record: ProgrammeItem, place: int) -> ProgrammeItem:
    """The item is the one at that place, counted from 1; the others keep their order."""
    with writing(actor, "programme.move_item", unit=record.unit, on=today(), record=record):
        _must_stand(record)
        keys = [item.pk for item in queries.items_of(record.conference)]
        order = programme.reordered(keys, record.pk, place)
        if order == keys:
            raise Refused(f"“{record}” đang ở chỗ đó; không có gì thay đổi.")
        _put(record.conference, order)
        return record


def strike_item(*, actor: Actor, record: ProgrammeItem, reason: str) -> ProgrammeItem:
    """The item is off the programme, for that reason; releases that are out still have it."""
    with writing(actor, "programme.strike_item", unit=record.unit, on=today(), record=record, reason=squeeze(reason)):
        _must_stand(record)
        if not squeeze(reason):
            raise Refused("Bỏ một mục khỏi chương trình phải ghi lý do.")
        if record.state != ProgrammeItem.State.PLANNED:
            raise Refused(f"“{record}” đã bắt đầu; không bỏ khỏi chương trình nữa.")
        record.state = ProgrammeItem.State.STRUCK
        record.save(update_fields=["state"])
        turned(record.conference)
        return record


def put_back_item(*, actor: Actor, record: ProgrammeItem) -> ProgrammeItem:
    """The item that was struck off stands on the programme again, at its end."""
    with writing(actor, "programme.put_back_item", unit=record.unit, on=today(), record=record):
        _must_be_open(record.conference)
        if record.state != ProgrammeItem.State.STRUCK:
            raise Refused(f"“{record}” đang có trong chương trình.")
        keys = [item.pk for item in queries.items_of(record.conference)]
        record.state = ProgrammeItem.State.PLANNED
        record.save(update_fields=["state"])
        _put(record.conference, [*keys, record.pk])
        return record


def release_programme(*, actor: Actor, record: Conference, note: str = "") -> Conference:
    """The programme as it stands is given out under the next number, with what changed; nobody is sent anything by it."""
    with writing(actor, "conferences.release_programme", unit=record.unit, on=today(), record=record):
        _must_be_open(record)
        placed, last = queries.placed_of(record), queries.last_release(record)
        changed = queries.changed_since(record, last, placed)
        refuse_if(
            programme.why_not_release(
                changed=changed, first=last is None, empty=not placed, note=squeeze(note),
                too_long=programme.over(placed, begins=record.begins, minutes=record.minutes),
            )
        )  # fmt: skip
        ProgrammeRelease.objects.create(
            conference=record, unit=record.unit, number=last.number + 1 if last else 1, released_at=now(),
            held_on=record.held_on, place=record.place, changes=changed, note=squeeze(note),
            lines=[line._asdict() for line in programme.lines(placed)],
        )  # fmt: skip
        publishing.followed(record)
        return record


def _written(kind: str, title: str, speaker: str, minutes: int, not_before: str, note: str) -> Written:
    hour = read_time(not_before) if squeeze(not_before) else None
    if squeeze(not_before) and hour is None:
        raise Refused(f"“{squeeze(not_before)[:20]}” không phải là giờ; hãy ghi như 10:35.")
    if not squeeze(title):
        raise Refused("Hãy ghi nội dung của mục.")
    if minutes < 1:
        raise Refused("Mỗi mục cần ít nhất 1 phút.")
    return Written(kind, squeeze(title), squeeze(speaker), minutes, hour, squeeze(note))


def _put(conference: Conference, keys: list[int]) -> None:
    """The items stand in that order, counted from 1; whoever follows the hall is told."""
    turned(conference)
    items = {item.pk: item for item in ProgrammeItem.objects.filter(conference=conference)}
    for order, key in enumerate(keys, start=1):
        if items[key].order != order:
            ProgrammeItem.objects.filter(pk=key).update(order=order)


def _must_be_open(conference: Conference) -> None:
    if conference.state not in OPEN:
        raise Refused(f"{conference} đang “{conference.get_state_display()}”; chương trình không sửa nữa.")


def _must_stand(item: ProgrammeItem) -> None:
    _must_be_open(item.conference)
    if item.state == ProgrammeItem.State.STRUCK:
        raise Refused(f"“{item}” đã bỏ khỏi chương trình; hãy đưa vào lại trước.")

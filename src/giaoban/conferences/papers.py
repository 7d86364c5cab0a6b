"""The acts of papers: asked of a delegation, sent in versions, sent back with a reason, accepted, put in order, opened."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from giaoban.areas.meetings import papers as files
from giaoban.conferences import programme, queries, speaking
from giaoban.conferences.models import Conference, ConferencePaper, PaperVersion, ProgrammeItem
from giaoban.core.quota import SPEECHES
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.secrecy import secrecy_mark
from giaoban.core.text import normalise, squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import now, today
from giaoban.ground.regulations.queries import why_not_keep
from giaoban.ground.writing import writing

State = ConferencePaper.State
OPEN = (Conference.State.CLAIMED, Conference.State.PREPARING)


def ask_papers(
    *, actor: Actor, record: Conference, delegations: Collection[int], theme: str, minutes: int, due_on: date
) -> Conference:
    """Each of these delegations is asked for a paper on that theme, of so many minutes, by that day."""
    with writing(actor, "conferences.ask_papers", unit=record.unit, on=today(), record=record):
        _must_be_open(record)
        if not delegations:
            raise Refused("Hãy chọn ít nhất một đoàn để đề nghị tham luận.")
        if due_on > record.held_on:
            raise Refused(f"Hạn gửi {due_on:%d/%m/%Y} sau ngày họp {record.held_on:%d/%m/%Y}.")
        addressees = record.delegations.filter(pk__in=list(delegations)).exclude(state="withdrawn")
        last = record.papers.order_by("-order").values_list("order", flat=True).first() or 0
        for order, delegation in enumerate(addressees.order_by("name"), start=last + 1):
            ConferencePaper.objects.create(
                conference=record, unit=record.unit, delegation=delegation, theme=squeeze(theme), minutes=minutes,
                due_on=due_on, order=order,
            )  # fmt: skip
        return record


def send(
    *,
    actor: Actor,
    record: ConferencePaper,
    file: UploadedFile[bytes],
    title: str,
    speaker: str = "",
    sent_by: str = "",
) -> ConferencePaper:
    """The file is the paper's next version, under a generated name; a picture, a secret or what is too large is not kept."""
    name, size = squeeze(normalise(str(file.name)))[-200:], int(file.size or 0)
    content: Any = file.file

    def why_not(mark: str) -> list[str]:
        return speaking.why_not_send(
            name=name, size=size, mark=mark, state=record.state, conference=record.conference.state
        )

    refuse_if(why_not(secrecy_mark(f"{title} / {name}")))
    reading = files.looked_at(name, content)
    stored = ""
    try:
        with writing(actor, "papers.send", unit=record.unit, on=today(), record=record):
            refuse_if(why_not(reading["mark"]))
            refuse_if(why_not_keep(SPEECHES, kept=queries.kept_of(record.unit_id), size=size, on=today()))
            stored, digest, size = files.keep(name, content)
            PaperVersion.objects.create(
                paper=record, unit=record.unit, number=record.versions.count() + 1, original_name=name,
                stored_name=stored, size=size, sha256=digest, syllables=speaking.syllables(reading["words"]),
                received_at=now(), sent_by=squeeze(sent_by),
            )  # fmt: skip
            record.title, record.speaker = squeeze(normalise(title)), squeeze(normalise(speaker))
            record.state, record.remark = State.RECEIVED, ""
            record.save(update_fields=["title", "speaker", "state", "remark"])
            return record
    except BaseException:
        if stored:
            files.drop(stored)
        raise


def send_back(*, actor: Actor, record: ConferencePaper, remark: str, due_on: date) -> ConferencePaper:
    """The delegation is to send it anew by that day, for that reason, which it reads on its page."""
    with writing(actor, "papers.send_back", unit=record.unit, on=today(), record=record, reason=squeeze(remark)):
        _must_be(record, State.RECEIVED, State.ACCEPTED)
        if not squeeze(remark):
            raise Refused("Trả lại tham luận phải ghi lý do, để đoàn biết sửa gì.")
        record.state, record.remark, record.due_on, record.released = State.SENT_BACK, remark.strip(), due_on, False
        record.save(update_fields=["state", "remark", "due_on", "released"])
        return record


def accept(*, actor: Actor, record: ConferencePaper, version: int) -> ConferencePaper:
    """That version, which was read, is the paper; refused where another has been sent since."""
    with writing(actor, "papers.accept", unit=record.unit, on=today(), record=record):
        _must_be(record, State.RECEIVED)
        if version != (newest := record.version):
            raise Refused(f"Sau bản đồng chí đọc, đoàn đã gửi bản {newest}; hãy đọc bản {newest} rồi hãy duyệt.")
        record.state, record.remark = State.ACCEPTED, ""
        record.save(update_fields=["state", "remark"])
        return record


def decline(*, actor: Actor, record: ConferencePaper, remark: str) -> ConferencePaper:
    """There is no such paper, for that reason; it leaves the programme, versions that were sent stay to be read by the host."""
    with writing(actor, "papers.decline", unit=record.unit, on=today(), record=record, reason=squeeze(remark)):
        _must_be(record, State.ASKED, State.RECEIVED, State.SENT_BACK, State.ACCEPTED)
        if not squeeze(remark):
            raise Refused("Bỏ một tham luận phải ghi lý do.")
        drop(record, remark)
        return record


def place(*, actor: Actor, record: ConferencePaper, order: int, spoken: bool, minutes: int) -> ConferencePaper:
    """The paper is that one in the order of speaking, or is only printed; its item on the programme has these minutes."""
    with writing(actor, "papers.place", unit=record.unit, on=today(), record=record):
        _must_be_open(record.conference)
        if minutes < 1:
            raise Refused("Mỗi tham luận cần ít nhất 1 phút.")
        keys = list(record.conference.papers.order_by("order", "pk").values_list("pk", flat=True))
        wanted = programme.reordered(keys, record.pk, order)
        if (wanted, spoken, minutes) == (keys, record.spoken, record.minutes):
            raise Refused("Không có gì khác với thứ tự và số phút đang có.")
        for number, key in enumerate(wanted, start=1):
            ConferencePaper.objects.filter(pk=key).exclude(order=number).update(order=number)
        record.refresh_from_db()
        record.spoken, record.minutes = spoken, minutes
        record.save(update_fields=["spoken", "minutes"])
        standing = ProgrammeItem.objects.filter(paper=record, state=ProgrammeItem.State.PLANNED)
        standing.update(minutes=minutes) if spoken else standing.update(state=ProgrammeItem.State.STRUCK)
        return record


def open_to_all(*, actor: Actor, record: ConferencePaper) -> ConferencePaper:
    """Every delegation reads the accepted version on its own page."""
    with writing(actor, "papers.open_to_all", unit=record.unit, on=today(), record=record):
        _must_be(record, State.ACCEPTED)
        record.released = True
        record.save(update_fields=["released"])
        return record


def seat_papers(*, actor: Actor, record: Conference) -> Conference:
    """Every accepted paper that is spoken has its item on the programme, in the order of speaking, before the discussion."""
    with writing(actor, "conferences.seat_papers", unit=record.unit, on=today(), record=record):
        _must_be_open(record)
        seated = ProgrammeItem.objects.filter(conference=record, state=ProgrammeItem.State.PLANNED, paper__isnull=False)
        new = record.papers.filter(state=State.ACCEPTED, spoken=True).exclude(pk__in=seated.values("paper"))
        made = [
            ProgrammeItem.objects.create(
                conference=record, unit=record.unit, order=0, kind=ProgrammeItem.Kind.PAPER, title=paper.title, paper=paper,
                speaker=", ".join(part for part in (paper.speaker, str(paper.delegation)) if part), minutes=paper.minutes,
            )
            for paper in new.select_related("delegation").order_by("order", "pk")
        ]  # fmt: skip
        if not made:
            raise Refused("Mọi tham luận đã duyệt và được đọc đều đã có trong chương trình.")
        others = [item for item in queries.items_of(record) if item not in made]
        before = [item for item in others if item.kind in {"opening", "report", "paper"}]
        at = others.index(before[-1]) + 1 if before else 0
        for order, item in enumerate([*others[:at], *made, *others[at:]], start=1):
            ProgrammeItem.objects.filter(pk=item.pk).update(order=order)
        return record


def drop(paper: ConferencePaper, reason: str) -> None:
    """Inside an act: the paper is declined for that reason and no longer on the programme."""
    paper.state, paper.remark, paper.released = State.DECLINED, reason.strip(), False
    paper.save(update_fields=["state", "remark", "released"])
    ProgrammeItem.objects.filter(paper=paper, state=ProgrammeItem.State.PLANNED).update(
        state=ProgrammeItem.State.STRUCK
    )


def _must_be_open(conference: Conference) -> None:
    if conference.state not in OPEN:
        raise Refused(f"{conference} đang “{conference.get_state_display()}”; không sửa tham luận nữa.")


def _must_be(record: ConferencePaper, *states: str) -> None:
    _must_be_open(record.conference)
    if record.state not in states:
        raise Refused(f"Tham luận này đang “{record.get_state_display()}”; không làm được việc đó.")

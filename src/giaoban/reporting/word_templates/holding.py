"""An office's own Word templates: taken in for a trial, put into force from a day, withdrawn, given up for the program's own."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.models import Account, Proposal
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.regulations.queries import rule
from giaoban.ground.seconding import done_when_confirmed, propose
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import writing
from giaoban.reporting.documents.own import MOST_BYTES, OwnTemplate, TemplateSeen, look
from giaoban.reporting.word_templates.models import WordTemplate
from giaoban.reporting.word_templates.queries import file_of, holding_on, sample_for
from giaoban.reporting.word_templates.rules import DOCUMENTS, why_not_hold, why_not_withdraw

FOLDER = "word_templates"
BY_TWO = "word_templates.by_two"
"""The dated parameter that says whether a second person is asked before a template holds."""
MOST_ON_TRIAL = 20
State = WordTemplate.State


def take_in(*, actor: Actor, unit: Unit, document: str, file: IO[bytes]) -> WordTemplate:
    """The file is there for a trial, with what it holds; Refused, and nothing kept, where it is no Word document to be kept."""
    name = squeeze(str(getattr(file, "name", "") or "mau.docx"))[-120:]
    if (getattr(file, "size", 0) or 0) > MOST_BYTES:
        raise Refused(f"Tệp mẫu “{name}” lớn hơn {MOST_BYTES >> 20} MB; hãy giảm ảnh trong mẫu rồi tải lên lại.")
    own = OwnTemplate(name, file.read())
    looked = look(own, sample_for(document))
    digest = hashlib.sha256(own.content).hexdigest()
    stored = ""
    try:
        with writing(actor, "word_templates.take_in", unit=unit, on=today(), past_lock=True, detail={"sha256": digest}):
            waiting = WordTemplate.objects.filter(unit=unit, document=document, state=State.TRIAL)
            refuse_if(_why_too_many(waiting.count(), waiting.filter(sha256=digest).exists()))
            stored = default_storage.save(f"{FOLDER}/{secrets.token_urlsafe(24)}", ContentFile(own.content))
            return WordTemplate.objects.create(
                unit=unit, document=document, name=name, stored=stored, sha256=digest, size=len(own.content),
                tags=[[tag.name, tag.place] for tag in looked.tags],
                unknown=[[tag.name, tag.place, tag.nearest] for tag in looked.unknown], fault=looked.fault,
            )  # fmt: skip
    except BaseException:
        if stored:
            default_storage.delete(stored)
        raise


def _why_too_many(waiting: int, is_there: bool) -> list[str]:
    if is_there:
        return ["Chính tệp này đang được thử; hãy mở mẫu đang thử thay vì tải lên lần nữa."]
    if waiting >= MOST_ON_TRIAL:
        return [f"Đang thử {waiting} tệp cho văn bản này; hãy bỏ bớt trước khi tải thêm."]
    return []


def put_in_force(*, actor: Actor, record: WordTemplate, from_on: date) -> WordTemplate | Proposal:
    """Documents that bear that day or a later one are printed on the template; proposed only, where two are asked for."""
    looked = look(file_of(record), sample_for(record.document))
    if _by_two(actor):
        return _proposed(actor, record, from_on, looked)
    with writing(actor, "word_templates.put_in_force", unit=record.unit, on=today(), past_lock=True, record=record):
        return _put(record, from_on, looked)


def _proposed(actor: Actor, record: WordTemplate, from_on: date, looked: TemplateSeen) -> Proposal:
    """It waits for the second person, who is told of nothing that would be refused; what stands then is judged again."""
    refuse_if(_why_not_held(record) + _why_not(record, from_on, looked))
    sentence = f"Dùng tệp “{record.name}” làm mẫu {DOCUMENTS[record.document]} từ {from_on:%d/%m/%Y}"
    return propose(
        actor=actor, act="word_templates.put_in_force", unit=record.unit, sentence=sentence, record=record.pk,
        sha256=record.sha256, from_on=from_on.isoformat(),
    )  # fmt: skip


@done_when_confirmed("word_templates.put_in_force")
def _confirmed(_actor: Actor, held: Proposal) -> WordTemplate:
    record = WordTemplate.objects.select_for_update().get(pk=held.words["record"], sha256=held.words["sha256"])
    from_on = max(date.fromisoformat(held.words["from_on"]), today())
    return _put(record, from_on, look(file_of(record), sample_for(record.document)))


def _put(record: WordTemplate, from_on: date, looked: TemplateSeen) -> WordTemplate:
    refuse_if(_why_not_held(record) + _why_not(record, from_on, looked))
    record.state, record.valid_from = State.IN_FORCE, from_on
    record.save()
    return record


def use_built_in(*, actor: Actor, unit: Unit, document: str, from_on: date) -> WordTemplate | Proposal:
    """From that day on the unit's document is printed on the template that the program brings; proposed only, as above."""
    if _by_two(actor):
        return _proposed_built_in(actor, unit, document, from_on)
    with writing(actor, "word_templates.use_built_in", unit=unit, on=today(), past_lock=True):
        return _give_up(unit, document, from_on)


def _proposed_built_in(actor: Actor, unit: Unit, document: str, from_on: date) -> Proposal:
    refuse_if(_why_not_built_in(unit, document, from_on))
    sentence = f"Trở lại mẫu có sẵn cho {DOCUMENTS[document]} từ {from_on:%d/%m/%Y}"
    return propose(
        actor=actor, act="word_templates.use_built_in", unit=unit, sentence=sentence, document=document,
        from_on=from_on.isoformat(),
    )  # fmt: skip


@done_when_confirmed("word_templates.use_built_in")
def _confirmed_built_in(_actor: Actor, held: Proposal) -> WordTemplate:
    assert held.unit is not None
    from_on = max(date.fromisoformat(held.words["from_on"]), today())
    return _give_up(held.unit, held.words["document"], from_on)


def _give_up(unit: Unit, document: str, from_on: date) -> WordTemplate:
    refuse_if(_why_not_built_in(unit, document, from_on))
    return WordTemplate.objects.create(unit=unit, document=document, valid_from=from_on, state=State.IN_FORCE)


def withdraw(*, actor: Actor, record: WordTemplate, reason: str) -> WordTemplate:
    """The template holds on no day; only one that has been used on no earlier day than today can go."""
    with writing(
        actor, "word_templates.withdraw", unit=record.unit, on=today(), past_lock=True, reason=reason, record=record
    ):
        refuse_if(why_not_withdraw(state=record.state, valid_from=record.valid_from, today=today(), reason=reason))
        record.state, record.withdrawn_on, record.withdrawn_because = State.WITHDRAWN, today(), squeeze(reason)[:400]
        record.save()
    return record


def set_aside(*, actor: Actor, record: WordTemplate) -> WordTemplate:
    """The file is not tried any more; it stays to be read."""
    with writing(actor, "word_templates.set_aside", unit=record.unit, on=today(), past_lock=True, record=record):
        refuse_if(_why_not_held(record))
        record.state = State.SET_ASIDE
        record.save()
    return record


def _by_two(actor: Actor) -> bool:
    limit = rule(BY_TWO, on=today())
    return actor.kind == Account.Kind.HUMAN and bool(limit and limit.value)


def _why_not_held(record: WordTemplate) -> list[str]:
    kept = record.state == State.TRIAL
    return [] if kept else [f"Mẫu này {record.get_state_display()}, không còn là mẫu đang thử."]


def _taken(unit_id: int, document: str) -> list[date]:
    rows = WordTemplate.objects.filter(unit=unit_id, document=document, state=State.IN_FORCE)
    return [day for day in rows.values_list("valid_from", flat=True) if day]


def _why_not(record: WordTemplate, from_on: date, looked: TemplateSeen) -> list[str]:
    unknown = [(tag.name, tag.nearest) for tag in looked.unknown]
    fault = "" if unknown else looked.fault  # a name that is not there is said once, with the one that may be meant
    taken = _taken(record.unit_id, record.document)
    return why_not_hold(from_on=from_on, today=today(), taken=taken, fault=fault, unknown=unknown)


def _why_not_built_in(unit: Unit, document: str, from_on: date) -> list[str]:
    taken = _taken(unit.pk, document)
    reasons = why_not_hold(from_on=from_on, today=today(), taken=taken)
    if not any(day <= from_on for day in taken):
        reasons += [] if _above_has_own(unit, document, from_on) else ["Văn bản này đang in bằng mẫu có sẵn."]
    return reasons


def _above_has_own(unit: Unit, document: str, on: date) -> bool:
    holding = holding_on(document, unit, on=on)
    return holding is not None and not holding.is_built_in

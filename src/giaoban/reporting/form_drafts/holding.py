"""What holds: a draft put into force from a day, a version withdrawn before anybody was asked for it, a draft set aside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db.models import Q

from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.writing import writing
from giaoban.reporting.form_drafts.beginning import why_not_kept, why_stale
from giaoban.reporting.forms import start_forms
from giaoban.reporting.forms.sound import why_not_withheld
from giaoban.reporting.forms.writing import written
from giaoban.reporting.models import Campaign, FormDraft, FormVersion, forms_there
from giaoban.reporting.rules import AskedAlready, why_not_in_force


def put_in_force(*, actor: Actor, record: FormDraft, version: int, from_on: date) -> FormVersion:
    """The draft is a version of its form, which holds from that day; periods that were opened keep the version of their time."""
    with writing(actor, "form_drafts.put_in_force", unit=None, on=from_on, record=record):
        refuse_if(why_stale(record, version))
        list(FormVersion.objects.select_for_update().filter(code=record.code))  # no period is opened with it meanwhile
        form = replace(record.form, valid_from=from_on, valid_to=None)
        there = forms_there()
        others = [other.valid_from for other in there if other.code == form.code]
        refuse_if(
            [
                *why_not_kept(form),
                *why_not_withheld(form, there),
                *why_not_in_force(from_on, lines=len(form.lines), others=others, periods=_asked(record.code)),
            ]
        )
        made = FormVersion.objects.create(code=form.code, title=form.title, valid_from=from_on, text=written(form))
        record.state, record.became = FormDraft.State.IN_FORCE, made
        record.version += 1
        record.save()
    return made


def _asked(code: str) -> list[AskedAlready]:
    """The periods for which the form was asked, without those that were called off before anybody wrote anything."""
    there = (
        Campaign.objects.filter(form=code).filter(Q(cancelled_on=None) | Q(returns__values__isnull=False)).distinct()
    )
    return [AskedAlready(campaign.asked.title(), campaign.asked.last_day) for campaign in there]


def set_aside(*, actor: Actor, record: FormDraft, reason: str) -> FormDraft:
    """The draft is not worked on any more; it stays to be read."""
    refuse_if(_why_unsaid(reason))
    with writing(actor, "form_drafts.set_aside", unit=None, on=today(), reason=reason, record=record):
        refuse_if(why_stale(record, record.version))
        record.state = FormDraft.State.SET_ASIDE
        record.version += 1
        record.save()
    return record


def withdraw(*, actor: Actor, record: FormVersion, reason: str) -> FormVersion:
    """The version is withdrawn for that reason and holds on no day; refused when somebody was asked for it."""
    refuse_if(_why_unsaid(reason))
    with writing(actor, "forms.withdraw", unit=None, on=today(), reason=reason, record=record):
        list(FormVersion.objects.select_for_update().filter(code=record.code))
        if record.withdrawn_on is not None:
            raise Refused(f"Bản này đã rút ngày {record.withdrawn_on:%d/%m/%Y}.")
        if brought(record):
            raise Refused("Bản này đi kèm chương trình nên không rút; hãy ban hành một bản mới thay cho nó.")
        campaigns = [
            campaign
            for campaign in Campaign.objects.filter(form=record.code)
            if campaign.asked.last_day >= record.valid_from
        ]
        if campaigns:
            raise Refused(
                f"Đã mở {len(campaigns)} đợt báo cáo theo bản này ({campaigns[0].asked.title()}) nên không rút được; hãy ban hành một bản mới."
            )
        record.withdrawn_on, record.withdrawn_because = today(), squeeze(reason)[:400]
        record.save()
    return record


def brought(record: FormVersion) -> bool:
    """Whether the version came with the program."""
    return (record.code, record.valid_from) in {(form.code, form.valid_from) for form in start_forms()}


def load_start_forms(actor: Actor) -> int:
    """Every form that the program brings is on record, to be read and to begin drafts from. Answers how many are new."""
    there = set(FormVersion.objects.filter(withdrawn_on=None).values_list("code", "valid_from"))
    new = [form for form in start_forms() if (form.code, form.valid_from) not in there]
    if new:
        with writing(actor, "forms.load_start_forms", unit=None, on=today()):
            for form in new:
                FormVersion.objects.create(
                    code=form.code, title=form.title, valid_from=form.valid_from, text=written(form)
                )
    return len(new)


def _why_unsaid(reason: str) -> list[str]:
    return [] if len(reason.split()) >= 2 else ["Cần ghi lý do, ít nhất hai từ; lý do được giữ cùng biểu."]

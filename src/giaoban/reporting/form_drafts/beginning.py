"""A draft begins: from a version that there is, with nothing in it, or from a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import IO, Any

from giaoban.catalogue import indicators
from giaoban.core.confined import read_stream_confined
from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import squeeze
from giaoban.core.workbook import Unreadable
from giaoban.ground.access.policy import Actor
from giaoban.ground.journal.clock import today
from giaoban.ground.writing import writing
from giaoban.reporting.forms import Form
from giaoban.reporting.forms.sound import MOST_BYTES, read, why_not_sound
from giaoban.reporting.forms.writing import written
from giaoban.reporting.models import FormDraft, FormVersion

READER = "giaoban.reporting.forms.sound:checked"


def begin(
    *, actor: Actor, from_on: date, base: FormVersion | None = None, code: str = "", title: str = "", months: int = 6
) -> FormDraft:
    """A draft is open: all of the version ``base``, under another code and title where these are said, or an empty form."""
    if base is None:
        form = Form(squeeze(code), squeeze(title), from_on, None, months, (), {}, (), ())
    else:
        own = base.form
        form = replace(
            own, code=squeeze(code) or own.code, title=squeeze(title) or own.title, valid_from=from_on, valid_to=None
        )
    reasons = [] if form.code and form.title else ["Biểu mới cần mã và tên; hoặc chọn một bản để soạn tiếp."]
    refuse_if(reasons or why_not_kept(form))
    with writing(actor, "form_drafts.begin", unit=None, on=today(), detail={"form": form.code}):
        return _made(form, base)


def take_in(*, actor: Actor, file: IO[bytes]) -> FormDraft:
    """The file is a draft; its base is the newest version of the same form. Refused, and nothing kept, when it is no form."""
    name = squeeze(str(getattr(file, "name", "") or "tệp"))[:80]
    if (getattr(file, "size", 0) or 0) > MOST_BYTES:
        raise Refused(
            f"Tệp “{name}” lớn hơn {MOST_BYTES // 1024} KB nên không phải tệp biểu mẫu; hãy chọn tệp .toml đã xuất."
        )
    try:
        form = read(str(read_stream_confined(READER, file, name)))
    except Unreadable as unreadable:
        raise Refused(str(unreadable)) from None
    refuse_if(why_not_kept(form))
    with writing(actor, "form_drafts.take_in", unit=None, on=today(), detail={"form": form.code}):
        base = FormVersion.objects.filter(code=form.code, withdrawn_on=None).order_by("-valid_from").first()
        return _made(form, base)


def _made(form: Form, base: FormVersion | None) -> FormDraft:
    return FormDraft.objects.create(code=form.code, title=form.title, text=written(form), base=base)


def why_not_kept(form: Form) -> list[str]:
    """Why the form cannot be kept as a draft: it does not hold together, asks for what nobody says, or is too long."""
    reasons = [
        f"Dòng {line.code}: chương trình không có chỉ tiêu “{line.indicator}”; hãy chọn chỉ tiêu khác, hoặc để đơn vị tự khai."
        for line in form.lines
        if line.indicator and line.indicator not in indicators()
    ]
    reasons += why_not_sound(form)
    if len(written(form).encode()) > MOST_BYTES:
        reasons.append(f"Biểu dài quá {MOST_BYTES // 1024} KB; hãy tách thành hai biểu.")
    return reasons


def why_stale(record: FormDraft, version: Any) -> list[str]:
    """Why what was typed cannot be kept: somebody has changed the draft since it was read, or it is no draft any more."""
    if record.state != FormDraft.State.OPEN:
        return [f"Bản nháp này {record.get_state_display()}, không sửa được nữa; hãy soạn bản khác."]
    if int(version) != record.version:
        return ["Người khác vừa sửa bản nháp này; đồng chí xem lại trang bản nháp rồi ghi lần nữa."]
    return []

"""The text of a return, paragraph by paragraph."""

from __future__ import annotations

import hashlib
from datetime import date

from giaoban.core.refusal import Refused, refuse_if
from giaoban.core.text import respell, squeeze
from giaoban.ground.access.policy import Actor
from giaoban.reporting.models import Return, ReturnParagraph
from giaoban.reporting.returns.acting import acting


def narrate(
    *,
    actor: Actor,
    record: Return,
    paragraph: ReturnParagraph | None = None,
    section: str = "",
    text: str = "",
    owner: str = "",
    due_on: date | None = None,
    read: str | None = None,
) -> ReturnParagraph | None:
    """The paragraph reads so, with its owner and day; without a paragraph it is a new one, without a text it goes.

    ``read`` is `mark_of` the paragraph as the editor read it: when somebody changed it in between, the refusal says how
    it reads now, and nothing is overwritten.
    """
    if paragraph is None and (not text.strip() or section not in record.campaign.form_used.sections):
        raise Refused("Đoạn mới cần có nội dung và phải thuộc một phần của báo cáo.")
    with acting(actor, record, "narrate"):
        if paragraph is not None:
            refuse_if(_why_not_overwrite(paragraph.pk, read))
        if not text.strip():
            assert paragraph is not None
            paragraph.delete()
            return None
        row = paragraph or ReturnParagraph(
            belongs_to=record,
            section=section,
            order=ReturnParagraph.objects.filter(belongs_to=record).count(),
            units=[record.name],
        )
        row.text, row.owner, row.due_on = respell(squeeze(text)), squeeze(owner), due_on
        row.save()
    return row


def mark_of(paragraph: ReturnParagraph) -> str:
    """Changes with what the paragraph says."""
    said = f"{paragraph.text}\0{paragraph.owner}\0{paragraph.due_on or ''}"
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def _why_not_overwrite(paragraph: int, read: str | None) -> list[str]:
    now = ReturnParagraph.objects.select_for_update().filter(pk=paragraph).first()
    if now is None:
        return ["Đoạn này vừa được người khác bỏ khỏi báo cáo; nội dung đồng chí viết vẫn còn trong ô bên dưới."]
    if read is None or read == mark_of(now):
        return []
    return [
        "Đoạn này vừa được người khác sửa trong khi đồng chí đang viết. Nội dung đồng chí viết vẫn còn trong ô bên dưới;"
        " hãy đối chiếu rồi ghi lại.",
        f"Hiện đang ghi: “{now.text}”" + (f" ({now.owner})" if now.owner else ""),
    ]

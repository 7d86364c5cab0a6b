"""A Word template of an office's own: looked at before it is used, filled in a process of its own, refused with one sentence."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from giaoban.core.confined import read_stream_confined
from giaoban.core.refusal import Refused
from giaoban.core.workbook import DAMAGED, TOO_LARGE, TOO_SLOW, Unreadable
from giaoban.reporting.documents.own.packet import MOST_BYTES as MOST_BYTES
from giaoban.reporting.documents.own.packet import packed

FILLER = "giaoban.reporting.documents.own.inside:filled"
LOOKER = "giaoban.reporting.documents.own.inside:looked"
STOPPED: Mapping[str, str] = {
    TOO_SLOW: "tính quá lâu nên đã dừng, thường do vòng lặp lồng nhau; hãy bỏ bớt phép tính và vòng lặp trong mẫu",
    TOO_LARGE: "cho ra văn bản quá lớn nên đã dừng; hãy bỏ bớt phép tính, vòng lặp và ảnh trong mẫu",
    DAMAGED: "không điền được; hãy mở tệp bằng Word, lưu thành tệp .docx mới rồi tải lên lại",
}
"""What a process that was stopped says, in words about a template."""


@dataclass(frozen=True)
class OwnTemplate:
    """The file as the office made it, and what it is called."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Tag:
    """A name that the template writes, and the paragraph in which it stands first."""

    name: str
    place: str


@dataclass(frozen=True)
class UnknownTag:
    """A name that the document does not have; ``nearest`` is the one that may be meant, empty where none is near."""

    name: str
    place: str
    nearest: str


@dataclass(frozen=True)
class TemplateSeen:
    """What a template holds; ``fault`` is the one sentence about why it cannot be filled, empty where it can."""

    tags: tuple[Tag, ...] = ()
    unknown: tuple[UnknownTag, ...] = ()
    fault: str = ""


def look(own: OwnTemplate, sample: Mapping[str, Any]) -> TemplateSeen:
    """What the template says of itself, filled for a trial with ``sample``, the context of the document that it is for.

    Refused with one sentence where the file is no Word document, has macros, fetches from elsewhere, unpacks to too much
    or bears a mark of secrecy: then nothing of it is to be kept.
    """
    answer = _asked(LOOKER, own, {"name": own.name, "context": _plain(sample)})
    return TemplateSeen(
        tuple(Tag(**tag) for tag in answer["tags"]),
        tuple(UnknownTag(**tag) for tag in answer["unknown"]),
        answer["fault"],
    )


def fill_own(own: OwnTemplate, context: Mapping[str, Any], *, title: str, dated_on: date | None) -> bytes:
    """The template filled in, as the bytes of a DOCX; Refused with one sentence that says what, where and what to do."""
    head = {
        "name": own.name,
        "context": _plain(context),
        "title": title,
        "dated_on": dated_on.isoformat() if dated_on else "",
    }
    return base64.b64decode(_asked(FILLER, own, head))


def _asked(reader: str, own: OwnTemplate, head: Mapping[str, Any]) -> Any:
    if len(own.content) > MOST_BYTES:
        raise Refused(f"Tệp mẫu “{own.name}” lớn hơn {MOST_BYTES >> 20} MB; hãy giảm ảnh trong mẫu rồi tải lên lại.")
    try:
        return read_stream_confined(reader, io.BytesIO(packed(head, own.content)))
    except Unreadable as unreadable:
        why = str(unreadable)
        raise Refused(f"Tệp mẫu “{own.name}” {STOPPED[why]}." if why in STOPPED else why) from None


def _plain(context: Mapping[str, Any]) -> Any:
    """The context as JSON can carry it: days as they are written."""
    return json.loads(json.dumps(context, ensure_ascii=False, default=_as_text))


def _as_text(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)

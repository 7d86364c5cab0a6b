"""The ballot of a vote on paper: what is asked, a box for each option, how it is filled in; DOCX and PDF of one context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from giaoban.reporting.documents.heading import PartyDocument, frame
from giaoban.reporting.documents.own import OwnTemplate
from giaoban.reporting.documents.typeset import typeset
from giaoban.reporting.documents.word import fill
from giaoban.reporting.documents.wording import clean

BOX = "□"
SECRET = "Đánh dấu × vào một ô, gấp phiếu, bỏ vào hòm phiếu; không ký tên, không ghi thêm. Phiếu đánh dấu nhiều ô hoặc không đánh dấu là phiếu không hợp lệ."
OPEN = "Đánh dấu × vào một ô, ghi tên đoàn, nộp lại thư ký hội nghị. Phiếu đánh dấu nhiều ô hoặc không đánh dấu là phiếu không hợp lệ."
DELEGATION = "Đoàn: …………………………………………………………"


@dataclass(frozen=True)
class BallotPaper:
    """What is asked on the ballot of one vote."""

    document: PartyDocument  # genre PHIẾU BIỂU QUYẾT
    held_on: date
    question: str
    options: Sequence[str]
    secret: bool


def write_ballot(ballot: BallotPaper, path: Path, kind: str, own: OwnTemplate | None = None) -> None:
    """The ballot stands in that file as a DOCX or PDF; Refused when the office's template cannot be used."""
    context = ballot_context(ballot)
    if kind == "pdf":
        path.write_bytes(typeset("ballot", context, dated_on=ballot.held_on))
    else:
        path.write_bytes(fill("ballot", context, title=context["title"], dated_on=ballot.held_on, own=own))


def ballot_context(ballot: BallotPaper) -> dict[str, Any]:
    """What the ballot says, as the templates name it."""
    options = [f"{BOX}  {clean(option)}" for option in ballot.options]
    after = [SECRET] if ballot.secret else [DELEGATION, OPEN]
    sections = [
        {"title": f"Nội dung: {clean(ballot.question)}", "paragraphs": options},
        {"title": "", "paragraphs": after},
    ]
    return {**frame(ballot.document), "title": f"{clean(ballot.document.genre).capitalize()}", "sections": sections}

"""What an article says in figures, read as a report in prose is read: what does not add up, what differs from what was released."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from giaoban.core.spans import Period
from giaoban.core.text import fold, normalise, squeeze
from giaoban.core.words import Block, Words
from giaoban.faces.portal.wording.checking import About, CheckedArticle, WordingFinding
from giaoban.reporting.comparing import Known, held
from giaoban.reporting.prose.findings import ProseFinding, contradictions_of
from giaoban.reporting.prose.findings import findings_of as findings_of_report
from giaoban.reporting.prose.heads import PROVINCE, REGIONS
from giaoban.reporting.prose.reading import LONGEST_READ, answer, read_report

LONGEST, MOST_NUMBERS = 60_000, 1_000
"""Letters and numbers of an article that are read: ten times what a long one has; what stands behind is not looked at."""
_NUMBER = re.compile(r"\d+")
LINES_OF_A_REPORT = 5
"""An article that tells so many lines of the form of one body and period retells its report, and owes what a report owes."""
_WORDS = {"doubled_word", "near_duplicate", "alias", "owner_mixed", "no_owner_or_date", "contact_field"}
_SAID_BEFORE = {"misspelt"}
"""Kinds that the check of words says already, with the captions and the names of bodies in sight."""
_ROUGHLY = {"over": "trên ", "under": "gần ", "about": "khoảng "}


@dataclass(frozen=True)
class Released:
    """What was released: the values, what each line is called, and the bodies that they are of."""

    values: Known = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    bodies: frozenset[str] = frozenset()


NOTHING = Released()


def told_in(draft: CheckedArticle, released: Released = NOTHING) -> list[WordingFinding]:
    """What does not add up in the article, and what differs from what was released; nothing of an article in English.

    An article that retells a report is looked at as a report is, any other only for what no text can say.
    """
    if draft.language != "vi":
        return []
    report = read_report(_read_as_words(draft))
    codes = {figure.code for figure in report.figures if figure.role == "value"}
    is_retold = bool(report.head.unit and report.head.period) and len(codes) >= LINES_OF_A_REPORT
    findings = findings_of_report(report) if is_retold else contradictions_of(report)
    told = [_as_sentence(finding) for finding in findings if finding.kind not in _SAID_BEFORE]
    return [*_differences(answer(report, []), released), *told]


def _read_as_words(draft: CheckedArticle) -> Words:
    """The article as a document, as much of it as is read, so that no text keeps the page waiting."""
    parts = [("tiêu đề", draft.title), ("đoạn mở đầu", draft.lead)]
    parts += [(f"đoạn {number}", text) for number, text in enumerate(draft.paragraphs, start=1)]
    blocks: list[Block] = []
    letters, numbers = LONGEST, MOST_NUMBERS
    for place, text in parts:
        plain = squeeze(normalise(text, min(letters, LONGEST_READ)))
        letters, numbers = letters - len(plain), numbers - len(_NUMBER.findall(plain))
        if letters < 0 or numbers < 0:
            break
        if plain:
            blocks.append(Block("paragraph", plain, place, heading=place == "tiêu đề"))
    return Words("txt", "unicode", tuple(blocks))


def _as_sentence(finding: ProseFinding) -> WordingFinding:
    about: About = "words" if finding.kind in _WORDS else "figures"
    return WordingFinding("should", _placed(finding.place, finding.message), about)


def _placed(place: str, sentence: str) -> str:
    """The sentence with where it is said, unless it says so itself."""
    return f"{place[0].upper()}{place[1:]}: {sentence}" if place and place not in sentence else sentence


def _differences(read: dict[str, Any], released: Released) -> Iterator[WordingFinding]:
    """The figures that say another value than was released of the same line, body and period; only what was read for sure."""
    names = {key[1] for key in released.values}
    figures = [figure for figure in read["figures"] if _is_sure(figure, read["unit"], names)]
    if not read["period"] or not figures:
        return
    period = _title_of(read["period"])
    for figure, number in zip(figures, held(read | {"figures": figures, "unplaced": []}, released.values), strict=True):
        if number.verdict == "differs":
            line = f"{figure['code']} {released.labels.get(figure['code'], '')}".strip()
            written = _ROUGHLY.get(figure["approximate"] or "", "") + figure["text"]
            of_whom = f"{figure['unit']}, " if figure["unit"] else ""
            sentence = f"Bài viết {written}, số công bố {number.sealed} ({line}, {of_whom}{period})."
            yield WordingFinding("should", _placed(figure["place"], sentence), "figures")


def _is_sure(figure: Mapping[str, Any], unit: str, names: set[str]) -> bool:
    """Whether line and role are beyond doubt, and the body is named so that it is one."""
    body = figure["unit"] or unit
    is_one_body = fold(body) in names or PROVINCE.search(body) or any(region in body for region in REGIONS)
    return figure["sure"] and figure["role"] == "value" and bool(is_one_body)


def _title_of(period: str) -> str:
    try:
        return Period.parse(period).title()
    except ValueError:
        return period

"""A figure of a PDF that the program made is known by its link, whatever is set in its place."""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pikepdf
import pytest

from giaoban.reporting.documents import docx_of, pdf_of
from giaoban.reporting.documents.tests import samples
from giaoban.reporting.prose.identified import MARK, Identity, identities
from giaoban.reporting.prose.linked import linked_identities
from giaoban.reporting.tracing import traced

AT = "https://desk.example/desk/reports/17/"
TURNS = 50


@pytest.fixture(scope="module")
def document() -> bytes:
    return pdf_of(samples.report(), AT)


def test_a_pdf_bears_the_identities_of_the_word_file(document: bytes) -> None:
    assert told_of(linked_identities(document)) == told_of(identities(docx_of(samples.report())))


def test_each_figure_leads_to_the_evidence_of_its_line(document: bytes) -> None:
    for address in addresses(document):
        place, tag = address.split("#")
        assert place == f"{AT}line/{unquote(tag).split('|')[2]}/"


def test_a_pdf_with_links_is_fit_for_the_archive_and_for_reading_aloud(document: bytes) -> None:
    assert b"pdfaid:part>2<" in document
    assert b"pdfuaid:part>1<" in document


def test_without_a_page_of_its_own_no_figure_is_a_link() -> None:
    assert not addresses(pdf_of(samples.report()))


def test_an_untouched_pdf_agrees_in_every_figure(document: bytes, tmp_path: Path) -> None:
    path = tmp_path / "r.pdf"
    path.write_bytes(document)
    told = Counter(number.verdict for number in traced(path, {}))
    assert (told["agrees"], told["differs"]) == (len(list(linked_identities(document))), 0)


def test_one_digit_set_otherwise_is_named_with_what_was_printed_each_time(document: bytes) -> None:
    chance = random.Random(8)
    printed = [identity.printed for identity, _text in linked_identities(document)]
    places = [place for place, text in enumerate(printed) if len(digits(text)) > 1]
    for turn in range(TURNS):
        place = places[turn * 7 % len(places)]
        changed, now = set_otherwise(document, place, chance)
        told = [text for _identity, text in linked_identities(changed)]
        assert told == [*printed[:place], now, *printed[place + 1 :]]


def told_of(figures: Iterable[tuple[Identity, str]]) -> set[tuple[str, ...]]:
    """Which line of which unit, what was printed and what stands there; figures of another time by their column."""
    return {
        (figure.period, figure.code, figure.organisation("") or figure.column, figure.printed, text)
        for figure, text in figures
    }


def addresses(content: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        links = [link for page in pdf.pages for link in page.get("/Annots", [])]
        return [str(link.A.URI) for link in links if f"#{MARK}" in str(link.A.URI)]


def digits(text: str) -> str:
    return "".join(sorted({letter for letter in text if letter.isdigit()}))


def set_otherwise(content: bytes, place: int, chance: random.Random) -> tuple[bytes, str]:
    """The PDF with one digit of the figure at that place set as another one of it, and what the figure reads then."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page, link = [
            (page, link) for page in pdf.pages for link in page.get("/Annots", []) if f"#{MARK}" in str(link.A.URI)
        ][place]
        printed = unquote(str(link.A.URI)).split("|")[-1]
        instructions = list(pikepdf.parse_content_stream(page))
        at = shown_inside(instructions, [float(edge) for edge in link.Rect])
        glyphs = glyphs_of(instructions[at])
        index = chance.choice([index for index, letter in enumerate(printed) if letter.isdigit()])
        digit = chance.choice([letter for letter in digits(printed) if letter != printed[index]])
        glyphs[index] = glyphs[printed.index(digit)]
        shown = pikepdf.Array([pikepdf.String(b"".join(glyphs))])
        instructions[at] = pikepdf.ContentStreamInstruction([shown], pikepdf.Operator("TJ"))
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(instructions))
        made = io.BytesIO()
        pdf.save(made)
    return made.getvalue(), printed[:index] + digit + printed[index + 1 :]


def shown_inside(instructions: list[Any], box: list[float]) -> int:
    """The instruction that sets the text inside that rectangle."""
    x = y = 0.0
    for number, instruction in enumerate(instructions):
        if str(instruction.operator) == "cm":
            x, y = float(instruction.operands[4]), float(instruction.operands[5])
        if str(instruction.operator) in ("Tj", "TJ") and box[0] - 0.5 <= x < box[2] and box[1] <= y <= box[3]:
            return number
    raise AssertionError("no text inside the link")


def glyphs_of(instruction: Any) -> list[bytes]:
    """The glyphs that it sets, two bytes each."""
    shown = instruction.operands[0]
    strings = (
        [shown] if str(instruction.operator) == "Tj" else [part for part in shown if isinstance(part, pikepdf.String)]
    )
    codes = b"".join(bytes(string) for string in strings)
    return [codes[start : start + 2] for start in range(0, len(codes), 2)]

"""A figure of a document that the program made is known by its identity, whatever is typed over it."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections import Counter
from copy import deepcopy
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from giaoban.core.text import fold
from giaoban.core.words.docx import W
from giaoban.reporting.documents import docx_of
from giaoban.reporting.documents.tests import samples
from giaoban.reporting.prose.identified import (
    TO_CHECK,
    bookmark_of,
    identities,
    page_identities,
    parse,
    tag_of_bookmark,
)
from giaoban.reporting.tracing import own, traced
from giaoban.reporting.xbrl import page
from giaoban.reporting.xbrl.tests.samples import SITE, UNITS, form, whole_release

BODY = "word/document.xml"


@pytest.fixture(scope="module")
def document() -> bytes:
    return docx_of(samples.report())


def with_body(content: bytes, tree: object) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(made, "w") as package:
        for name in given.namelist():
            package.writestr(name, etree.tostring(tree) if name == BODY else given.read(name))
    return made.getvalue()


def tree_of(content: bytes) -> object:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return parse(package.read(BODY))


def typed_over(content: bytes, place: int, chance: random.Random) -> tuple[bytes, str]:
    """One digit of the figure at that place typed over, as an office program saves it: the run parted in three, with
    revision marks and language of its own."""
    tree = tree_of(content)
    control = list(tree.iter(f"{W}sdt"))[place]  # type: ignore[attr-defined]
    piece = next(control.iter(f"{W}t"))
    run = piece.getparent()
    at = chance.choice([index for index, char in enumerate(piece.text) if char.isdigit()])
    digit = chance.choice([other for other in "0123456789" if other != piece.text[at]])
    parts = [piece.text[:at], digit, piece.text[at + 1 :]]
    for number, text in enumerate(parts):
        copy = deepcopy(run)
        copy.set(f"{W}rsidR", f"00AB{number}")
        copy.find(f"{W}t").text = text
        run.addprevious(copy)
    run.getparent().remove(run)
    return with_body(content, tree), "".join(parts).replace(TO_CHECK, "").strip()


def test_every_figure_of_the_table_and_of_the_text_bears_its_identity(document: bytes) -> None:
    told = [identity for identity, text in identities(document) if text == identity.printed]
    report = samples.report()
    assert {(identity.code, identity.column) for identity in told} >= {
        (line.code, f"u{place}")
        for line in report.lines
        for place, unit in enumerate(report.units)
        if line.by_unit[unit].amount is not None
    }
    assert {identity.period for identity in told} == {"2023-H1"}
    table = {(identity.code, identity.column) for identity in told}
    assert len(told) > len(table), "the running text has none"


def test_an_untouched_document_agrees_in_every_figure(document: bytes, tmp_path: Path) -> None:
    path = tmp_path / "r.docx"
    path.write_bytes(document)
    told = Counter(number.verdict for number in traced(path, {}))
    assert (told["agrees"], told["differs"]) == (len(list(identities(document))), 0)


def test_a_number_written_in_beside_the_figures_of_a_document_is_named(document: bytes, tmp_path: Path) -> None:
    tree = tree_of(document)
    body = tree.find(f"{W}body")  # type: ignore[attr-defined]
    run = etree.SubElement(etree.SubElement(body, f"{W}p"), f"{W}r")
    etree.SubElement(run, f"{W}t").text = "Kết nạp 7.777 đảng viên."
    path = tmp_path / "r.docx"
    path.write_bytes(with_body(document, tree))
    written_in = [number for number in traced(path, {}) if number.text == "7.777"]
    assert [number.verdict for number in written_in] == ["nobodys"]


def test_the_figure_of_one_unit_is_held_against_what_is_fixed_even_where_its_mark_was_forged(
    document: bytes, tmp_path: Path
) -> None:
    report = samples.report()
    unit = report.units[0]
    line = next(line for line in report.lines if (line.by_unit[unit].amount or 0) > 9)
    amount = line.by_unit[unit].amount
    assert amount is not None
    path = tmp_path / "r.docx"
    path.write_bytes(document)
    for fixed, verdict in ((amount, "agrees"), (amount + 1, "differs")):
        known = {(report.period, fold(unit), line.code): fixed}
        (figure,) = [number for number in traced(path, known) if number.key in known]
        assert (figure.verdict, figure.code) == (verdict, line.code)


def test_a_document_whose_controls_lost_their_tags_still_says_each_figure(document: bytes) -> None:
    """As LibreOffice before 7.5 saves it: the control stays, its tag goes."""
    tree = tree_of(document)
    for control in tree.iter(f"{W}sdtPr"):  # type: ignore[attr-defined]
        for child in list(control):
            control.remove(child)
    saved = with_body(document, tree)
    before, after = list(identities(document)), list(identities(saved))
    assert [(identity.tag(), text) for identity, text in after] == [(identity.tag(), text) for identity, text in before]


def test_the_bookmarks_are_hidden_named_as_word_allows_and_told_apart(document: bytes) -> None:
    tree = tree_of(document)
    starts = list(tree.iter(f"{W}bookmarkStart"))  # type: ignore[attr-defined]
    names, numbers = ([start.get(f"{W}{what}") for start in starts] for what in ("name", "id"))
    assert len(set(names)) == len(set(numbers)) == len(starts) == len(list(identities(document)))
    assert all(re.fullmatch(r"_gb[A-Za-z0-9_]{1,37}", name) for name in names)


@given(st.text("0123456789.,-%| /_HQu" + "abc", max_size=30), st.sampled_from(["", "_n2", "_n31"]))
def test_a_bookmark_says_the_tag_that_it_was_named_by(tag: str, serial: str) -> None:
    assert tag_of_bookmark(bookmark_of(f"gb|{tag}") + serial) == f"gb|{tag}"


def test_a_bookmark_of_somebody_else_is_nobodys() -> None:
    assert [tag_of_bookmark(name) for name in ("_Toc123", "gb_I1", "_gb_", "_gb_x", "")] == [""] * 5


def test_one_digit_typed_over_is_named_with_what_was_sealed_each_time_of_two_hundred(
    document: bytes,
) -> None:
    chance = random.Random(15)
    count = len(list(identities(document)))
    for turn in range(200):
        place = turn % count
        changed, now = typed_over(document, place, chance)
        differing = [number for number in own(identities(changed)) if number.verdict == "differs"]
        assert [(number.text, number.place) for number in differing] == [(now, f"số thứ {place + 1}")]
        assert differing[0].sealed != now


def test_one_digit_changed_in_a_page_of_ours_is_named_with_what_was_shown_each_time_of_two_hundred(
    tmp_path: Path,
) -> None:
    content = page(form(), whole_release(), site=SITE).decode()
    places = [found.span(1) for found in re.finditer(r'gb:figure="[^"]*">([^<]*)<', content)]
    path, chance = tmp_path / "r.xhtml", random.Random(4)
    path.write_text(content, "utf-8")
    untouched = [number for number in traced(path, {}) if number.verdict != "nobodys"]
    assert [number.verdict for number in untouched] == ["agrees"] * len(places)
    assert {number.what for number in untouched} == {"", *UNITS}
    for turn in range(200):
        start, end = places[turn % len(places)]
        at = chance.choice([index for index in range(start, end) if content[index].isdigit()])
        digit = chance.choice([other for other in "0123456789" if other != content[at]])
        changed = (content[:at] + digit + content[at + 1 :]).encode()
        (differing,) = [number for number in own(page_identities(changed)) if number.verdict == "differs"]
        assert differing.sealed == content[start:end]
        assert differing.text != differing.sealed
        assert differing.place == f"số thứ {turn % len(places) + 1}"


def test_a_text_of_others_is_held_against_what_was_released(tmp_path: Path) -> None:
    path = tmp_path / "bai.txt"
    path.write_text(
        "Đảng ủy Khối các cơ quan tỉnh Cao Bằng, kết quả 6 tháng đầu năm 2023\n\nĐảng bộ có 652 tổ chức cơ sở đảng, trên 3.400 đảng viên. "
        "Kết nạp 47 đảng viên. Công nhận chính thức 52 đồng chí.",
        "utf-8",
    )
    known = {
        ("2023-H1", "cao bang", code): Decimal(value) for code, value in (("1.1", 651), ("1.3", 3412), ("4.4", 47))
    }
    verdicts = {(number.code, number.text): (number.verdict, number.sealed) for number in traced(path, known)}
    assert verdicts[("1.1", "652")] == ("differs", "651")
    assert verdicts[("1.3", "3.400")] == ("agrees", "3.412")
    assert verdicts[("4.4", "47")][0] == "agrees"
    assert verdicts[("4.5", "52")] == ("nobodys", "")

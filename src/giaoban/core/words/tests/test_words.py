"""A document of words is read as it stands: what was struck out, hidden or moved away is no text."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from giaoban.core.words import Words, open_words
from giaoban.core.words.pdf import is_scattered
from giaoban.core.words.pdf import read as read_pdf
from giaoban.core.words.tests.documents import W, docx, odt, p, run
from giaoban.core.workbook import Unreadable
from giaoban.reporting.prose import tests

TEXTS = Path(tests.__file__).parent / "texts"
FILES = sorted(path for path in TEXTS.iterdir() if path.suffix != ".json")


def texts(words: Words) -> list[str]:
    return [block.text for block in words.running()]


def test_what_was_deleted_moved_away_or_hidden_is_no_text() -> None:
    deleted = '<w:del w:id="1"><w:r><w:delText>58</w:delText></w:r></w:del>'
    moved = f'<w:moveFrom w:id="2">{run("dời ")}</w:moveFrom>'
    inserted = f'<w:ins w:id="3">{run("56")}</w:ins>'
    hidden = run("ẩn ", "<w:vanish/>")
    body = p(run("Có "), deleted, moved, hidden, inserted, run(" tổ chức"))
    assert texts(open_words(docx(body))) == ["Có 56 tổ chức"]


def test_a_paragraph_whose_mark_was_deleted_goes_on_in_the_next() -> None:
    body = p(run("kết nạp "), properties='<w:rPr><w:del w:id="4"/></w:rPr>') + p(run("47 đảng viên"))
    assert texts(open_words(docx(body))) == ["kết nạp 47 đảng viên"]


def test_a_deleted_row_of_a_table_is_no_row() -> None:
    rows = f'<w:tr><w:trPr><w:del w:id="5"/></w:trPr><w:tc>{p(run("cũ"))}</w:tc></w:tr><w:tr><w:tc>{p(run("mới"))}</w:tc></w:tr>'
    assert texts(open_words(docx(f"<w:tbl>{rows}</w:tbl>"))) == ["mới"]


def test_a_text_box_is_read_once_and_apart_from_its_paragraph() -> None:
    box = f"<w:txbxContent>{p(run('trong khung 9'))}</w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    assert texts(open_words(docx(p(run("ngoài"), f"<w:r>{both}</w:r>")))) == ["ngoài", "trong khung 9"]


def test_a_footnote_is_a_note_and_the_head_of_the_page_a_margin() -> None:
    note = f'<w:footnotes {W}><w:footnote w:type="separator"/><w:footnote w:id="2">{p(run("chú thích 5"))}</w:footnote></w:footnotes>'
    head = f"<w:hdr {W}>{p(run('DỰ THẢO LẦN 2'))}</w:hdr>"
    words = open_words(docx(p(run("bài")), footnotes=note, header1=head))
    assert [(block.kind, block.text) for block in words.blocks] == [
        ("paragraph", "bài"), ("note", "chú thích 5"), ("margin", "DỰ THẢO LẦN 2"),
    ]  # fmt: skip


def test_a_table_inside_a_cell_is_not_told_twice() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{p(run('trong'))}</w:tc></w:tr></w:tbl>"
    body = f"<w:tbl><w:tr><w:tc>{p(run('ngoài'))}{inner}</w:tc><w:tc>{p(run('61'))}</w:tc></w:tr></w:tbl>"
    assert [block.cells for block in open_words(docx(body)).blocks] == [("ngoài trong", "61")]


def test_open_document_deletions_and_remarks_are_no_text() -> None:
    tracked = "<text:tracked-changes><text:changed-region><text:deletion><text:p>cũ 12</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    body = f"{tracked}<text:p>mới<text:s text:c='2'/>13<office:annotation><text:p>xem lại</text:p></office:annotation></text:p>"
    assert texts(open_words(odt(body))) == ["mới 13"]


def test_around_an_article_is_not_the_article() -> None:
    page = "<html><body><nav>Tin (12)</nav><article><p>Kết nạp 47 đảng viên.</p></article><footer>Lượt truy cập: 9</footer></body></html>"
    words = open_words(page.encode())
    assert texts(words) == ["Kết nạp 47 đảng viên."]
    assert {block.kind for block in words.blocks} == {"paragraph", "aside"}


def test_lines_broken_at_the_edge_of_a_page_are_one_paragraph_and_wide_gaps_a_row() -> None:
    text = (
        "Trong tổng số 2.512 đảng viên được triệu tập có 2.418 đồng chí\ntham gia học tập.\n"
        "Chủ thể                Số cuộc    Ghi chú\nCấp ủy cơ sở           45\n"
    )
    words = open_words(text.encode())
    assert words.blocks[0].text.endswith("đồng chí tham gia học tập.")
    assert [block.cells for block in words.blocks[1:]] == [
        ("Chủ thể", "Số cuộc", "Ghi chú"),
        ("Cấp ủy cơ sở", "45", ""),
    ]


def test_the_old_word_format_gives_its_text_and_its_table() -> None:
    words = open_words((TEXTS / "p14-khoi-tinh-het-hieu-luc.doc").read_bytes())
    assert words.kind == "doc"
    assert any("143 cuộc, gồm 61 tổ chức đảng và 82 đảng viên" in text for text in texts(words))
    assert any(block.cells and block.cells[0] == "Số 119-BC/ĐUK" for block in words.blocks)


def test_letters_marked_as_deleted_in_the_old_word_format_are_no_text() -> None:
    """The marks of a run are turned on in the file itself, as a person who deletes with tracking does."""
    from giaoban.core.words import doc

    properties = b"\x35\x08\x01" + b"\x00\x08\x01"  # bold, then deleted
    assert doc._is_struck_out(properties)
    assert not doc._is_struck_out(b"\x35\x08\x01\x00\x08\x00")


def test_a_text_layer_of_scattered_letters_is_said_to_be_unreadable() -> None:
    sentence = "Trong kỳ các cấp ủy đã kết nạp năm mươi lăm quần chúng ưu tú vào Đảng và công nhận chính thức sáu mươi đảng viên. "
    assert not is_scattered(sentence * 3)
    assert is_scattered(" ".join(sentence * 3))
    assert is_scattered("".join(random.Random(5).sample(sentence.replace(" ", "") * 3, 200)) + " qxz wkf zzpt" * 20)


def test_a_paper_marked_secret_is_not_read() -> None:
    with pytest.raises(Unreadable, match="dấu độ mật"):
        open_words(docx(p(run("TỐI MẬT")) + p(run("Kết nạp 47 đảng viên."))))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.suffix)
def test_a_damaged_file_is_refused_in_one_sentence_or_read(path: Path) -> None:
    whole = path.read_bytes()
    chance = random.Random(7)
    for _ in range(12):
        damaged = bytearray(whole[: chance.randrange(1, len(whole))] if chance.random() < 0.5 else whole)
        for _ in range(20):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        assert _is_read_or_refused(bytes(damaged))


def _is_read_or_refused(data: bytes) -> bool:
    try:
        return bool(open_words(data, read_pdf).blocks)
    except Unreadable as refusal:
        return str(refusal).endswith(".")

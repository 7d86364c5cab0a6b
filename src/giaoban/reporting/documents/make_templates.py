"""Makes the Word templates in ``templates/`` as they are shipped: ``python -m giaoban.reporting.documents.make_templates``.

An office may open any of them in Word, change what it likes and use its own file instead; this script is only how the
first ones came to be.
"""

from __future__ import annotations

from docx.document import Document as WordDocument

from giaoban.reporting.documents.drawing import (
    CENTRE,
    HERE,
    LEFT,
    blank,
    each,
    figures_table,
    foot,
    genre,
    grid,
    heading,
    landscape,
    line,
    two_signatures,
)
from giaoban.reporting.documents.drawing_letter import addressed, letter_heading
from giaoban.reporting.documents.drawing_volume import contents, cover, printed_papers
from giaoban.reporting.documents.packing import pack


def main() -> None:
    """Every template is written anew."""
    for name, make in {
        "report": report,
        "minutes": minutes,
        "notice": notice,
        "attendance": attendance,
        "dossier": dossier,
        "volume": volume,
        "ballot": ballot,
        "letter": letter,
    }.items():
        document = blank()
        make(document)
        path = HERE / "templates" / f"{name}.docx"
        document.save(str(path))
        path.write_bytes(pack(path.read_bytes()))
        print(path.name)


def report(document: WordDocument) -> None:
    heading(document)
    genre(document)
    line(document, "{%p for section in sections %}")
    line(document, "{{ section.title }}", "Mục lớn")
    line(document, "{%p for part in section.parts %}")
    line(document, "{%p if part.title %}")
    line(document, "{{ part.title }}", "Mục nhỏ")
    line(document, "{%p endif %}")
    line(document, "{%p for paragraph in part.paragraphs %}")
    line(document, "{{ paragraph }}", "Nội dung")
    line(document, "{%p endfor %}")
    line(document, "{%p endfor %}")
    line(document, "{%p endfor %}")
    line(document, "{{ closing }}", "Nội dung").paragraph_format.keep_with_next = True
    line(document, "{%p if to_check %}")
    note = line(document, "(*) Số liệu cần đối chiếu trước khi ban hành, xem Phụ lục 2.", "Ghi chú")
    note.runs[0].bold, note.paragraph_format.keep_with_next = True, True
    line(document, "{%p endif %}")
    foot(document)
    landscape(document)
    line(document, "{{ appendix.name }}", "Tên phụ lục")
    line(document, "{{ appendix.title }}", "Tên phụ lục")
    line(document, "({{ appendix.attached_to }})", "Chú dẫn")
    line(document, "{%p if appendix.basis %}")
    line(document, "({{ appendix.basis }})", "Chú dẫn")
    line(document, "{%p endif %}")
    line(document, "{%p for table in appendix.tables %}")
    line(document, "{%p if table.name %}")
    line(document, "{%p if loop.first %}")
    line(document, "{{ table.name }}", "Chú dẫn")
    line(document, "{%p else %}")
    line(document, "{{ table.name }}", "Chú dẫn").paragraph_format.page_break_before = True
    line(document, "{%p endif %}")
    line(document, "{%p endif %}")
    figures_table(document)
    line(document, "", "Khoảng cách")  # without it Word would join two tables that follow one another
    line(document, "{%p endfor %}")
    line(document, "{{ appendix.legend }}", "Ghi chú")
    line(document, "{%p if to_check %}")
    line(document, "Phụ lục 2", "Tên phụ lục").paragraph_format.page_break_before = True
    line(document, "NHỮNG SỐ LIỆU CẦN ĐỐI CHIẾU", "Tên phụ lục")
    line(document, "(Chỉ in khi còn số liệu chưa được giải trình; đối chiếu xong thì phụ lục này không còn)", "Chú dẫn")
    grid(
        document,
        [("TT", 10, CENTRE), ("Mức độ", 18, CENTRE), ("Đơn vị", 30, LEFT), ("Chỉ tiêu", 52, LEFT),
         ("Nội dung cần đối chiếu", 157, LEFT)],
        "to_check",
        ["place", "severity", "unit", "line", "message"],
    )  # fmt: skip
    line(document, "{%p endif %}")


def minutes(document: WordDocument) -> None:
    heading(document)
    genre(document)
    each(document, "sections", titled=True)
    two_signatures(document)


def notice(document: WordDocument) -> None:
    heading(document)
    genre(document)
    each(document, "sections", titled=True)
    foot(document)


def attendance(document: WordDocument) -> None:
    heading(document)
    genre(document)
    each(document, "opening")
    grid(
        document,
        [("TT", 9, CENTRE), ("Họ và tên", 40, LEFT), ("Chức vụ đảng", 20, LEFT), ("Chính thức/ dự bị", 21, CENTRE),
         ("Có mặt", 11, CENTRE), ("Vắng có lý do", 13, CENTRE), ("Vắng không lý do", 13, CENTRE), ("Ký tên", 19, CENTRE),
         ("Ghi chú", 14, LEFT)],
        "rows",
        ["place", "name", "post", "standing", "present", "excused", "absent", "signature", "remark"],
        total=["total.label", None, None, "total.standing", "total.present", "total.excused", "total.absent", "", ""],
        room=8,
    )  # fmt: skip
    each(document, "closing")
    foot(document)


def dossier(document: WordDocument) -> None:
    heading(document)
    genre(document)
    each(document, "opening")
    grid(
        document,
        [("TT", 9, CENTRE), ("Mẫu", 17, CENTRE), ("Tên tài liệu", 56, LEFT), ("Ngày, tháng, năm", 22, CENTRE),
         ("Nơi ban hành", 30, LEFT), ("Số tờ", 12, CENTRE), ("Có/ thiếu", 14, CENTRE)],
        "rows",
        ["place", "form", "name", "dated_on", "issued_by", "pages", "present"],
        total=["total.label", None, None, None, None, "total.pages", "total.present"],
    )  # fmt: skip
    each(document, "closing")
    foot(document)


def volume(document: WordDocument) -> None:
    cover(document)
    contents(document)
    printed_papers(document)


def ballot(document: WordDocument) -> None:
    heading(document)
    genre(document)
    each(document, "sections", titled=True)


def letter(document: WordDocument) -> None:
    letter_heading(document)
    addressed(document)
    each(document, "sections", titled=True)
    foot(document)


if __name__ == "__main__":
    main()

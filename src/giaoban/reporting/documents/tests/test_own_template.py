"""An office's own Word template: filled, or refused with one sentence."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from giaoban.core.refusal import Refused
from giaoban.reporting.documents import docx_of
from giaoban.reporting.documents.drawing import blank
from giaoban.reporting.documents.make_templates import attendance, dossier, minutes
from giaoban.reporting.documents.make_templates import report as report_template
from giaoban.reporting.documents.own import MOST_BYTES, OwnTemplate, TemplateSeen, look
from giaoban.reporting.documents.own.samples import SAMPLES, sample
from giaoban.reporting.documents.word import TEMPLATES
from giaoban.reporting.forms import start_forms

from . import samples
from .reading import docx_text

SAMPLE = sample("report", start_forms()[0].lines)
NAMED_DOCUMENTS = ["report", *SAMPLES]


def own(*paragraphs: str, name: str = "mau.docx") -> OwnTemplate:
    """A template with these paragraphs."""
    document, written = blank(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(written)
    return OwnTemplate(name, written.getvalue())


def looked(*paragraphs: str) -> TemplateSeen:
    return look(own(*paragraphs), SAMPLE)


def test_an_office_uses_its_own_template() -> None:
    made = docx_of(samples.report(), own("Đảng số: {{ figures['1.3'].text }}, tức {{ figures['1.3'].rounded }}."))
    assert "Đảng số: 38.716, tức trên 38.700." in docx_text(made)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{{ headingg.number }}", "không có tên “headingg”"),
        ("{{ heading.numbr }}", "không có mục “numbr”"),
        ("{{ ''.__class__.__mro__ }}", "vào bên trong chương trình"),
        ("{{ sections.__class__ }}", "vào bên trong chương trình"),
        ("{% for %}", "viết chưa đúng"),
        ("{{ closing | chuhoa }}", "không có bộ lọc “chuhoa”"),
        ("{% while closing %}", "không có lệnh “while”"),
        ("{% if closing %}", "chưa đóng"),
        ("{% endfor %}", "chưa mở"),
        ("{{ closing", "thiếu một dấu ngoặc nhọn"),
        ("{{ closing }", "thiếu một dấu ngoặc nhọn"),
        ("{ figures['1.3'].text }", "một dấu ngoặc nhọn sẽ in nguyên"),
        ("{closing}", "một dấu ngoặc nhọn sẽ in nguyên"),
        ("{%p for section in sections %}", "chữ cùng đoạn sẽ mất"),
        ("{%p endfor %} Hết danh sách.", "chữ cùng đoạn sẽ mất"),
        ("{%p if closing %}{{ closing }}{%p endif %}", "chữ cùng đoạn sẽ mất"),
        ("{ closing }}", "thiếu một dấu ngoặc nhọn"),
        ("{{ 1 / 0 }}", "chia cho 0"),
        ("{{ 10.0 ** 999 }}", "số quá lớn"),
        ("{{ 'a' + 1 }}", "lẫn chữ với số"),
        ("{{ [][0].name }}", "không có phần tử thứ 0"),
        ("{{ 'a'.encode('no such') }}", "không có hoặc sai kiểu"),
        ("{% include 'khac.docx' %}", "không lấy tệp khác"),
        ("{{ range(10 ** 9) }}", "số quá lớn"),
        ("{{ 'a' * 10 ** 9 }}", "quá nhiều chữ"),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "gọi lại chính nó"),
    ],
)
def test_a_fault_in_a_template_is_one_sentence_with_its_paragraph(text: str, why: str) -> None:
    with pytest.raises(Refused, match=re.escape(why)) as refused:
        docx_of(samples.report(), own("Đoạn trước.", f"Kết quả: {text}", "Đoạn sau."))
    (sentence,) = refused.value.reasons
    assert sentence.startswith("Tệp mẫu “mau.docx” không điền được ở đoạn “Kết quả: {")
    assert sentence.endswith("Hãy sửa chỗ đó trong Word rồi tải lên lại.")


@pytest.mark.parametrize(
    "half", ["{{ closing }", "{ closing }}", "{{ closing", "closing }}", "{% if closing }", "{{ a }} {{ b }"]
)
def test_a_missing_brace_takes_no_text_up_to_the_next_name_with_it(half: str) -> None:
    seen = looked("Đoạn trước.", f"Kết quả: {half}", "Đoạn sau: {{ closing }}.")
    assert "thiếu một dấu ngoặc nhọn" in seen.fault
    assert f"“Kết quả: {half}”" in seen.fault


def test_a_template_that_would_never_end_is_stopped_and_says_so() -> None:
    nested = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    with pytest.raises(Refused, match="quá lâu"):
        docx_of(samples.report(), own(nested))


def test_a_fault_in_a_table_or_a_head_of_the_page_is_found_there() -> None:
    document, written = blank(), io.BytesIO()
    document.sections[0].header.paragraphs[0].text = "{{ 1 / 0 }}"
    document.save(written)
    with pytest.raises(Refused, match=re.escape("đầu trang, đoạn “{{ 1 / 0 }}”")):
        docx_of(samples.report(), OwnTemplate("mau.docx", written.getvalue()))
    document, written = blank(), io.BytesIO()
    document.add_table(1, 2).rows[0].cells[1].text = "Tỷ lệ {{ 1 / 0 }}"
    document.save(written)
    with pytest.raises(Refused, match=re.escape("đoạn “Tỷ lệ {{ 1 / 0 }}”")):
        docx_of(samples.report(), OwnTemplate("mau.docx", written.getvalue()))


def zipped(parts: dict[str, bytes]) -> OwnTemplate:
    """The template's package with further parts."""
    written = io.BytesIO(own("{{ closing }}").content)
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return OwnTemplate("mau.docx", written.getvalue())


@pytest.mark.parametrize(
    ("template", "why"),
    [
        (OwnTemplate("mau.docx", b"not a document"), "không phải"),
        (OwnTemplate("mau.docx", b""), "rỗng"),
        (OwnTemplate("mau.docx", b"PK\x03\x04 broken"), "hỏng"),
        (zipped({"word/vbaProject.bin": b"x"}), "macro"),
        (zipped({"word/media/bomb.xml": b"a" * 60_000_000}), "bung ra quá lớn"),
        (OwnTemplate("mau.docx", own("a").content + b"a" * MOST_BYTES), "lớn hơn 8 MB"),
        (own("TUYỆT MẬT", "{{ closing }}"), "dấu mật"),
    ],
    ids=["text", "empty", "damaged", "macros", "bomb", "large", "secret"],
)
def test_what_is_no_word_document_to_be_kept_is_refused_with_one_sentence(template: OwnTemplate, why: str) -> None:
    with pytest.raises(Refused, match=why) as refused:
        look(template, SAMPLE)
    assert len(refused.value.reasons) == 1


def test_the_names_of_a_template_are_read_through_its_loops() -> None:
    document = looked(
        "{{ heading.number }}", "{%p for section in sections %}", "{{ section.title }}",
        "{% for part in section.parts %}{{ part.title | upper }}{% endfor %}", "{%p endfor %}",
        "{% set whole = figures['1.3'] %}{{ whole.text }} {{ loop_free | default('') if false else '' }}",
    )  # fmt: skip
    names = [tag.name for tag in document.tags]
    assert names[:3] == ["heading.number", "sections", "sections → title"]
    assert 'figures["1.3"].text' in names
    assert [tag.name for tag in document.unknown] == ["loop_free"]


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("{{ headingg.number }}", "heading.number"),
        ("{% for s in sections %}{{ s.titel }}{% endfor %}", "sections → title"),
        ("{{ figures['1.3'].txet }}", 'figures["1.3"].text'),
        ("{{ sections.title }}", "sections → title"),
        ("{{ xyz }}", ""),
    ],
)
def test_an_unknown_name_is_told_with_the_one_that_may_be_meant(text: str, nearest: str) -> None:
    (unknown,) = looked(text).unknown
    assert unknown.nearest == nearest
    assert unknown.place == f"đoạn “{text}”"


@pytest.mark.parametrize("document", NAMED_DOCUMENTS)
def test_the_shipped_templates_write_only_names_that_are_known(document: str) -> None:
    shipped = OwnTemplate(f"{document}.docx", (TEMPLATES / f"{document}.docx").read_bytes())
    seen = look(shipped, sample(document, start_forms()[0].lines))
    assert (seen.unknown, seen.fault) == ((), "")
    assert seen.tags


@pytest.mark.parametrize(
    ("name", "make"),
    [("report", report_template), ("minutes", minutes), ("attendance", attendance), ("dossier", dossier)],
)
def test_the_shipped_templates_are_what_the_script_makes(name: str, make: object, tmp_path: Path) -> None:
    document = blank()
    make(document)  # type: ignore[operator]
    document.save(str(tmp_path / "made.docx"))
    with zipfile.ZipFile(tmp_path / "made.docx") as made, zipfile.ZipFile(TEMPLATES / f"{name}.docx") as shipped:
        assert sorted(made.namelist()) == sorted(shipped.namelist())
        assert [part for part in made.namelist() if made.read(part) != shipped.read(part)] == []

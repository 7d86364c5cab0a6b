"""An office's own Word template: filled, or refused with one sentence."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from giaoban.core.refusal import Refused
from giaoban.reporting.documents import docx_of
from giaoban.reporting.documents.drawing import blank
from giaoban.reporting.documents.make_templates import attendance, dossier, minutes
from giaoban.reporting.documents.make_templates import report as report_template
from giaoban.reporting.documents.word import TEMPLATES

from . import samples
from .reading import (
    docx_text,
)


def test_an_office_uses_its_own_template(tmp_path: Path) -> None:
    own = blank()
    own.add_paragraph("Đảng số: {{ figures['1.3'].text }}, tức {{ figures['1.3'].rounded }}.")
    own.save(str(tmp_path / "own.docx"))
    text = docx_text(docx_of(samples.report(), tmp_path / "own.docx"))
    assert "Đảng số: 38.716, tức trên 38.700." in text


def test_a_misspelt_name_in_a_template_is_refused_with_the_name(tmp_path: Path) -> None:
    own = blank()
    own.add_paragraph("{{ headingg.number }}")
    own.save(str(tmp_path / "own.docx"))
    with pytest.raises(Refused, match="headingg"):
        docx_of(samples.report(), tmp_path / "own.docx")


@pytest.mark.parametrize("text", ["{{ ''.__class__.__mro__ }}", "{{ sections.__class__ }}", "{% for %}"])
def test_a_template_that_reaches_into_the_program_or_is_broken_is_refused(tmp_path: Path, text: str) -> None:
    own = blank()
    own.add_paragraph(text)
    own.save(str(tmp_path / "own.docx"))
    with pytest.raises(Refused, match=r"own\.docx"):
        docx_of(samples.report(), tmp_path / "own.docx")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{{ 1 / 0 }}", "chia cho 0"),
        ("{{ 10.0 ** 999 }}", "số quá lớn"),
        ("{{ 'a' + 1 }}", "lẫn chữ với số"),
        ("{{ [][0].name }}", "own"),
        ("{{ 'a'.encode('no such') }}", "không có hoặc sai kiểu"),
    ],
)
def test_a_fault_in_an_expression_of_a_template_is_one_sentence(tmp_path: Path, text: str, why: str) -> None:
    own = blank()
    own.add_paragraph(text)
    own.save(str(tmp_path / "own.docx"))
    with pytest.raises(Refused, match=why) as refused:
        docx_of(samples.report(), tmp_path / "own.docx")
    assert len(refused.value.reasons) == 1


def test_a_file_that_is_no_word_file_is_refused_as_a_template(tmp_path: Path) -> None:
    (tmp_path / "own.docx").write_bytes(b"not a document")
    with pytest.raises(Refused, match="không phải là tệp DOCX"):
        docx_of(samples.report(), tmp_path / "own.docx")


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

"""The papers of a meeting: what is kept, under which name, and what is refused without a trace."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from giaoban.areas.meetings import operations as acts
from giaoban.areas.meetings.models import Paper
from giaoban.areas.meetings.tests.conftest import Cell
from giaoban.areas.meetings.tests.made import HELD, closed, invited, upload
from giaoban.core.quota import PAPERS
from giaoban.core.refusal import Refused
from giaoban.ground.access.models import Account
from giaoban.ground.journal.clock import today

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def docx(*paragraphs: str) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("word/document.xml", f"<w:document><w:body>{body}</w:body></w:document>")
    return target.getvalue()


def test_a_paper_is_kept_under_a_generated_name_that_says_nothing(secretary: Account, cell: Cell, media: Path) -> None:
    meeting = invited(secretary, cell)
    paper = acts.add_paper(
        actor=secretary, record=meeting, title="Dự thảo báo cáo", declared_open=True, sent_on=date(2023, 5, 3),
        file=upload("../../Báo cáo tháng 5.docx", docx("BÁO CÁO", "Bảo mật thông tin")),
    )  # fmt: skip
    kept = list((media / "meetings").iterdir())
    assert [one.name for one in kept] == [paper.stored_name]
    assert "Báo" not in paper.stored_name
    assert paper.original_name == "Báo cáo tháng 5.docx"


def test_a_cell_keeps_no_more_bytes_than_the_level_that_is_set(
    program: Account, secretary: Account, cell: Cell, media: Path
) -> None:
    from giaoban.areas.regulations.operations import set_parameter

    meeting = invited(secretary, cell)

    def add(size: int) -> None:
        file = upload("Biểu.txt", b"a" * size)
        acts.add_paper(
            actor=secretary, record=meeting, title="Biểu", declared_open=True, sent_on=date(2023, 5, 3), file=file
        )

    add(700_000)
    set_parameter(actor=program, key=PAPERS.key, value=1, from_on=today(), regulation=None, reason="Ổ đĩa nhỏ.")
    with pytest.raises(Refused, match=r"đang lưu 1 MB .* thêm tệp này là 2 MB, quá mức 1 MB của một chi bộ"):
        add(700_000)
    assert len(list((media / "meetings").iterdir())) == Paper.objects.count() == 1
    add(300_000)
    assert Paper.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "content", "title", "declared", "part"),
    [
        ("Công văn (Mật).pdf", b"%PDF", "Công văn", True, "độ mật “mật”"),
        ("a.docx", docx("ĐẢNG ỦY", "TỐI MẬT", "BÁO CÁO"), "Báo cáo", True, "độ mật “tối mật”"),
        ("a.txt", "MẬT\nnội dung".encode(), "Báo cáo", True, "độ mật “mật”"),
        ("a.pdf", b"%PDF", "Tuyệt mật", True, "độ mật “tuyệt mật”"),
        ("a.pdf", b"%PDF", "Báo cáo", False, "xác nhận"),
        ("a.html", b"<script>", "Báo cáo", True, "Không nhận tệp loại"),
        ("a.svg", b"<svg>", "Báo cáo", True, "Không nhận tệp loại"),
        ("a.pdf", b"", "Báo cáo", True, "rỗng"),
    ],
)
def test_a_refused_paper_leaves_neither_row_nor_file(
    secretary: Account, cell: Cell, media: Path, name: str, content: bytes, title: str, declared: bool, part: str
) -> None:
    meeting = invited(secretary, cell)
    with pytest.raises(Refused, match=part):
        acts.add_paper(
            actor=secretary,
            record=meeting,
            title=title,
            declared_open=declared,
            sent_on=HELD,
            file=upload(name, content),
        )
    assert not Paper.objects.exists()
    assert not list(media.rglob("*.*"))


def test_a_paper_for_closed_minutes_leaves_no_file_behind(secretary: Account, cell: Cell, media: Path) -> None:
    meeting = closed(secretary, cell)
    with pytest.raises(Refused, match="Đính chính"):
        acts.add_paper(
            actor=secretary, record=meeting, title="a", declared_open=True, sent_on=HELD, file=upload("a.pdf", b"%PDF")
        )
    assert not list(media.rglob("*.*"))


def test_a_damaged_office_file_is_refused_because_nobody_can_say_whether_it_is_secret(
    secretary: Account, cell: Cell, media: Path
) -> None:
    with pytest.raises(Refused, match="bị hỏng"):
        acts.add_paper(
            actor=secretary, record=invited(secretary, cell), title="a", declared_open=True, sent_on=HELD,
            file=upload("a.docx", docx("BÁO CÁO")[:-40]),
        )  # fmt: skip
    assert not list(media.rglob("*.*"))

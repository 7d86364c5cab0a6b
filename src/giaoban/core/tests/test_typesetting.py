"""A setting that takes too long or too much memory ends, with one sentence; any other is as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from giaoban.core import typesetting
from giaoban.core.refusal import Refused
from giaoban.core.typesetting import answer_of, set_pdf

FONTS = Path(typesetting.__file__).parents[1] / "fonts"
AT = datetime(2026, 11, 30, tzinfo=UTC)
ENDLESS = "#let grow(n) = { for i in range(100000) { for j in range(100000) { let a = calc.sin(i * j) } } }\n#grow(1)"
ENORMOUS = "#let a = range(3000000).map(i => str(i) * 40)\n#a.len()"


def made(tmp_path: Path, text: str) -> bytes:
    layout = tmp_path / "layout.typ"
    layout.write_text(text)
    return set_pdf(layout, root=tmp_path, fonts=FONTS, data="{}", at=AT, standards=(["a-2a", "ua-1"], ()))


def test_a_pdf_is_set_and_equal_ones_have_equal_bytes(tmp_path: Path) -> None:
    first = made(tmp_path, "Chi bộ 1")
    assert first.startswith(b"%PDF-")
    assert made(tmp_path, "Chi bộ 1") == first


def test_what_stands_under_a_label_is_answered(tmp_path: Path) -> None:
    (tmp_path / "layout.typ").write_text("#metadata((1, 2)) <pages>")
    assert answer_of(tmp_path / "layout.typ", root=tmp_path, fonts=FONTS, data="{}", label="<pages>") == [1, 2]


@pytest.mark.parametrize(
    ("limit", "value", "text"), [("SECONDS", 1, ENDLESS), ("PATIENCE", 1, ENDLESS), ("MEMORY", 320 << 20, ENORMOUS)]
)
def test_what_takes_too_much_is_refused_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, text: str
) -> None:
    monkeypatch.setattr(typesetting, limit, value)
    with pytest.raises(Refused, match="hãy chia nhỏ, hoặc dùng bản DOCX") as refused:
        made(tmp_path, text)
    assert len(refused.value.reasons) == 1


def test_a_layout_that_is_wrong_is_nobodys_document(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="unknown variable"):
        made(tmp_path, "#nothing")

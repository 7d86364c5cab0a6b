"""Reports of many offices, orders and wordings are read into figures, and what does not add up in them is named."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from giaoban.core.legacy import _TCVN3, _VNI
from giaoban.core.text import fold
from giaoban.reporting.prose import command
from giaoban.reporting.prose.tests.scoring import Truth, keys, read, score, truths

ALL = pytest.mark.parametrize("truth", truths(), ids=lambda truth: truth.name)
OWN = [truth for truth in truths() if truth.name.count("-") >= 1 and not truth.name.startswith("p")]


@ALL
def test_no_figure_is_wrong_and_called_sure(truth: Truth) -> None:
    assert score(truth, read(truth)).wrong_and_sure == []


@ALL
def test_unit_and_period_are_named(truth: Truth) -> None:
    answer = read(truth)
    assert (fold(truth.unit_key) in fold(answer["unit"]), answer["period"]) == (True, truth.period)


def test_nine_tenths_of_the_figures_are_right() -> None:
    scores = [score(truth, read(truth)) for truth in truths()]
    right, missed = sum(result.right for result in scores), sum(len(result.missed) for result in scores)
    assert right >= 0.9 * (right + missed), [result.missed for result in scores]


def test_four_fifths_of_what_does_not_add_up_are_found() -> None:
    scores = [score(truth, read(truth)) for truth in truths()]
    wanted, lost = (
        sum(len(truth.findings) for truth in truths()),
        [line for result in scores for line in result.not_found],
    )
    assert len(lost) <= 0.2 * wanted, lost


@pytest.mark.parametrize("truth", [truth for truth in truths() if truth.clean], ids=lambda truth: truth.name)
def test_a_text_in_which_everything_adds_up_has_at_most_one_false_alarm(truth: Truth) -> None:
    assert len(score(truth, read(truth)).false_alarms) <= 1


def typed_in(text: str, table: dict[str, str]) -> str:
    """The text as it was typed with an old font; letters that the font does not have in capitals become small ones."""
    back = {letter: typed for typed, letter in table.items()}
    return "".join(back.get(letter, back.get(letter.lower(), letter)) for letter in text)


@pytest.mark.parametrize("truth", OWN, ids=lambda truth: truth.name)
def test_the_encoding_of_a_text_changes_nothing_of_its_figures(truth: Truth) -> None:
    text = truth.data.decode().replace("–", "-").replace("“", '"').replace("”", '"')
    plain = keys(read(Truth(**(vars(truth) | {"data": text.encode()}))))
    for data in (
        unicodedata.normalize("NFD", text).encode(),
        text.encode("utf-16"),
        typed_in(text, _TCVN3).encode("latin-1"),
        typed_in(text, _VNI).encode("latin-1", "ignore"),
    ):
        assert keys(read(Truth(**(vars(truth) | {"data": data})))) == plain


@ALL
def test_the_same_text_gives_the_same_answer(truth: Truth) -> None:
    assert read(truth) == read(truth)


def test_the_command_prints_json_and_reads_in_a_process_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for truth in truths():
        if truth.name.startswith("p"):
            path = tmp_path / truth.name
            path.write_bytes(truth.data)
            assert command.main([str(path)]) == 0
            answer = json.loads(capsys.readouterr().out)
            assert set(answer) == {"unit", "period", "figures", "unplaced", "findings"}
            assert keys(answer) == keys(read(truth))


def test_a_file_that_is_no_text_is_refused_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "anh.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200))
    assert command.main([str(path)]) == 2
    assert capsys.readouterr().err.strip().endswith("chưa ghi nhận gì.")


def test_reading_needs_no_django() -> None:
    asks = "import giaoban.reporting.prose.pages, sys; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asks], check=False).returncode == 0

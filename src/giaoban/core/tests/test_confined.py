"""What reads a file from outside can reach nothing, and its time and memory end."""

from pathlib import Path

import pytest

from giaoban.core.confined import read_confined
from giaoban.core.workbook import DAMAGED, NOT_THERE, TOO_LARGE, TOO_SLOW, Unreadable

GREEDY = "giaoban.core.tests.greedy:"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "x.bin"
    path.write_bytes(b"abc")
    return path


def test_a_good_reader_gets_the_bytes_and_the_texts_and_its_answer_comes_back(file: Path) -> None:
    assert read_confined(GREEDY + "counts", file, "đảng bộ") == [3, "đảng bộ"]


def test_a_refusal_comes_back_as_it_was_said(file: Path) -> None:
    with pytest.raises(Unreadable, match=r"^Không nhận tệp này; chưa ghi nhận gì\.$"):
        read_confined(GREEDY + "refuses", file)


@pytest.mark.parametrize(
    ("reader", "sentence"), [("eats_memory", TOO_LARGE), ("stumbles", DAMAGED), ("opens_a_socket", DAMAGED)]
)
def test_what_a_reader_may_not_do_ends_it(reader: str, sentence: str, file: Path) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_confined(GREEDY + reader, file)
    assert str(refusal.value) == sentence


def test_no_further_file_can_be_opened_or_written(file: Path) -> None:
    with pytest.raises(Unreadable):
        read_confined(GREEDY + "opens_a_file", file, str(file))
    new = file.with_name("new")
    with pytest.raises(Unreadable):
        read_confined(GREEDY + "writes_a_file", file, str(new))
    assert not new.exists()


def test_a_reader_that_never_ends_is_ended(file: Path) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_confined(GREEDY + "never_ends", file)
    assert str(refusal.value) == TOO_SLOW


def test_a_file_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_confined(GREEDY + "counts", tmp_path / "none", "x")
    assert str(refusal.value) == NOT_THERE

"""From a folder of workbooks to the report that can be trusted: the main way, with the eight workbooks as they are."""

from __future__ import annotations

import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from giaoban.reporting.consolidate import NoReport, consolidate, main
from giaoban.reporting.report import Finding, Report
from giaoban.reporting.tests.offices import CLUSTER, EIGHT, PROVINCES, clean_returns, grids, write_xlsx


@pytest.fixture(scope="module")
def report() -> Report:
    return consolidate(EIGHT, unit=CLUSTER, period="2023-H1", expected=PROVINCES)


PUBLISHED = {
    "1.1": "652", "1.3": "38716", "2.1.a": "38072", "2.1.b": "38243", "2.1": "99.55", "2.2": "27", "2.3": "1647",
    "3.1": "121", "4.1": "2391", "4.4": "2391", "5.1": "22", "5.2": "9", "5.3": "72",
}  # fmt: skip


def test_the_published_totals_come_out(report: Report) -> None:
    assert {code: report.line(code).value for code in PUBLISHED} == {
        code: Decimal(value) for code, value in PUBLISHED.items()
    }
    assert report.units == PROVINCES
    assert report.estimated
    assert all(value.cell for line in report.lines for value in line.by_unit.values())


# Every fault that was planted in the eight workbooks, and every one of the published report that figures can show
# (domain notes, section 10): number, check, severity, unit, line, and what the sentence must say.
FAULTS = [
    ("a total 17 above its detail", "detail_total", "error", "Tuyên Quang", "4.2", ("1.926", "1.909", "17")),
    ("an organisation listed twice", "organisation_twice", "error", "Thái Nguyên", "1.1", ("Đảng bộ Cục Thuế tỉnh", "B6", "B9")),
    ("10/1: verified and admitted are one number", "same_value", "warning", CLUSTER, "4.4", ("4.1", "2.391")),
    ("10/2: 6.2 % admitted in half a year", "admission_rate", "warning", CLUSTER, "4.4", ("6,18%", "3%", "không phải quy định")),
    ("10/3: more admitted than taught", "admitted_above_learners", "warning", CLUSTER, "4.4", ("2.391", "1.647")),
    ("10/2, 3: more admitted than are on probation", "admitted_above_probationary", "warning", CLUSTER, "4.4", ("2.391", "1.847")),
    ("10/5, 6: 81 punished, 22 inspections, not split", "outcome_above_activity", "warning", CLUSTER, "5.2", ("81", "22", "không tách")),
    ("10/7: organisations punished out of proportion", "discipline_balance", "note", CLUSTER, "5.2", ("1,38%", "0,19%")),
    ("10/18: a target column and no targets", "target_column_empty", "note", "Tuyên Quang", "", ("Chỉ tiêu năm",)),
    ("10/18: last year's figures contradict themselves", "previous_period", "note", CLUSTER, "", ("cùng kỳ", "7.767", "7.020")),
    ("learners and no class", "learners_without_class", "note", "Hà Giang", "2.3.2", ("63",)),
    ("learners and no class", "learners_without_class", "note", "Bắc Kạn", "2.3.2", ("34",)),
    ("numbers as text with points", "number_as_text", "note", "Hà Giang", "", ("29", "99,42%")),
    ("numbers with thin spaces", "number_as_text", "note", "Bắc Giang", "", ("29", "99.19 %")),
    ("a sheet named Sheet1", "sheet_name", "note", "Bắc Giang", "", ("Sheet1",)),
    ("decomposed letters", "decomposed", "note", "Cao Bằng", "", ("tổ hợp",)),
    ("TCVN3", "encoding_tcvn3", "note", "Bắc Kạn", "", ("TCVN3",)),
    ("an old .xls", "old_format", "note", "Lạng Sơn", "", (".xls",)),
    ("a lower header", "header_lower", "note", "Thái Nguyên", "", ("dòng 12",)),
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{fault[0]} ({fault[3]})" for fault in FAULTS])
def test_every_fault_of_the_eight_is_found_exactly_once(fault: tuple[str, ...], report: Report) -> None:
    _, check, severity, unit, line, said = fault
    found = [one for one in report.findings if (one.check, one.unit) == (check, unit)]
    assert [(one.severity, one.line) for one in found] == [(severity, line)]
    for words in said:
        assert words in found[0].message


def test_nothing_else_is_found_in_the_eight(report: Report) -> None:
    assert sorted((one.check, one.unit) for one in report.findings) == sorted((fault[1], fault[3]) for fault in FAULTS)


def test_the_narrative_names_who_wrote_each_paragraph(report: Report) -> None:
    everybody = [one for one in report.narrative if set(one.units) == set(PROVINCES)]
    assert {one.section for one in everybody} == {"Hạn chế", "Nguyên nhân", "Kiến nghị"}
    assert len({one.text for one in report.narrative}) == len(report.narrative) == 16


def test_a_clean_set_of_workbooks_is_silent(tmp_path: Path) -> None:
    for read in clean_returns(seed=5):
        write_xlsx(tmp_path / read.file, grids(read))
    report = consolidate(tmp_path, unit=CLUSTER, period="2023-H1", expected=PROVINCES)
    assert [(one.check, one.unit, one.message) for one in report.findings] == []
    assert {line.code: line.value for line in report.lines if line.code == "1.3"} == {
        "1.3": sum(read.amount("1.3") or 0 for read in clean_returns(seed=5))
    }


def copied(tmp_path: Path, *left_out: str) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for path in EIGHT.iterdir():
        if not path.name.startswith(left_out or ("none",)):
            shutil.copyfile(path, folder / path.name)
    return folder


def new_findings(report: Report, known: Report) -> list[Finding]:
    return [one for one in report.findings if one.check not in {other.check for other in known.findings}]


def test_a_missing_return_is_said_and_is_not_zero(tmp_path: Path, report: Report) -> None:
    less = consolidate(copied(tmp_path, "04"), unit=CLUSTER, period="2023-H1", expected=PROVINCES)
    assert [(one.check, one.severity, one.unit) for one in new_findings(less, report)] == [
        ("not_reported", "error", "Cao Bằng")
    ]
    assert less.line("1.3").value == 38716 - 4030
    assert less.line("1.3").by_unit["Cao Bằng"].amount is None
    assert less.units == PROVINCES


def test_a_damaged_return_is_one_finding_of_its_unit(tmp_path: Path, report: Report) -> None:
    folder = copied(tmp_path)
    broken = folder / "04_Cao-Bang_BC-6T-2023.xlsx"
    broken.write_bytes(broken.read_bytes()[:5000])
    less = consolidate(folder, unit=CLUSTER, period="2023-H1", expected=PROVINCES)
    assert [(one.check, one.unit) for one in new_findings(less, report)] == [("file_unreadable", "Cao Bằng")]


def test_other_files_in_the_folder_are_findings_and_not_an_end(tmp_path: Path, report: Report) -> None:
    folder = copied(tmp_path)
    (folder / "Công văn.pdf").write_bytes(b"%PDF-1.4 ...")
    (folder / ".hidden").write_text("x")
    (folder / "~$01_Quang-Ninh.xlsx").write_text("x")
    more = consolidate(folder, unit=CLUSTER, period="2023-H1", expected=PROVINCES)
    assert [(one.check, one.unit) for one in new_findings(more, report)] == [("file_unreadable", CLUSTER)]
    assert [line.value for line in more.lines] == [line.value for line in report.lines]


def test_the_same_file_twice_counts_once(tmp_path: Path, report: Report) -> None:
    folder = copied(tmp_path)
    shutil.copyfile(folder / "01_Quang-Ninh_BC-6T-2023.xlsx", folder / "bản sao.xlsx")
    more = consolidate(folder, unit=CLUSTER, period="2023-H1", expected=PROVINCES)
    assert [(one.check, one.severity, one.unit) for one in new_findings(more, report)] == [
        ("same_file_twice", "note", "Quảng Ninh")
    ]
    assert more.line("1.3").value == 38716


def test_two_different_returns_of_one_unit_are_an_error_and_one_of_them_is_used(tmp_path: Path) -> None:
    for read in clean_returns():
        write_xlsx(tmp_path / read.file, grids(read))
    other = clean_returns(seed=9)[0]
    write_xlsx(tmp_path / "Quảng Ninh (sửa).xlsx", grids(other))
    report = consolidate(tmp_path, unit=CLUSTER, period="2023-H1", expected=PROVINCES)
    assert [(one.check, one.unit) for one in report.findings] == [("two_returns", "Quảng Ninh")]


def test_a_return_of_another_period_or_of_a_stranger_is_not_counted(tmp_path: Path) -> None:
    for read in clean_returns():
        sheets = grids(read)
        if read.province == "Hà Giang":
            sheets["Biểu số liệu"][6] = ["Kết quả công tác 6 tháng cuối năm 2022"]
        write_xlsx(tmp_path / read.file, sheets)
    stranger = grids(clean_returns()[0])
    stranger["Biểu số liệu"][0][0] = "TỈNH ỦY LÀO CAI"
    write_xlsx(tmp_path / "Lào Cai.xlsx", stranger)
    report = consolidate(tmp_path, unit=CLUSTER, period="2023-H1", expected=PROVINCES)
    assert [(one.check, one.unit) for one in report.findings] == [
        ("other_period", "Hà Giang"),
        ("unit_unknown", CLUSTER),
    ]
    assert report.line("1.3").by_unit["Hà Giang"].amount is None


def test_a_unit_without_a_known_list_takes_those_who_returned(tmp_path: Path) -> None:
    read = clean_returns()[0]
    write_xlsx(tmp_path / "x.xlsx", grids(read))
    report = consolidate(tmp_path, unit="Đảng ủy Khối", period="2023-H1")
    assert report.units == ("Quảng Ninh",)
    assert report.findings == ()


def known(name: str, on: date) -> tuple[str, ...]:
    """Who returns to the cluster, as whoever starts the command knows it."""
    return PROVINCES if name == CLUSTER else ()


def test_a_period_without_a_form_is_refused(tmp_path: Path) -> None:
    sheets = grids(clean_returns()[0])
    sheets["Biểu số liệu"][6] = ["Kết quả công tác 6 tháng đầu năm 2020"]
    write_xlsx(tmp_path / "x.xlsx", sheets)
    with pytest.raises(NoReport, match="Không có biểu BC-6T có hiệu lực vào ngày 30/06/2020"):
        consolidate(tmp_path, unit="Đảng ủy Khối", period="2020-H1")


def test_the_command_may_be_told_who_has_to_return(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_xlsx(tmp_path / "x.xlsx", grids(clean_returns()[0]))
    words = [str(tmp_path), "--unit", "Cụm số 9", "--period", "2023-H1", "--out", str(tmp_path / "out")]
    assert main([*words, "--units", "Quảng Ninh; Lào Cai"]) == 0
    found = json.loads((tmp_path / "out" / "findings.json").read_text("utf-8"))
    assert [(one["check"], one["unit"]) for one in found] == [("not_reported", "Lào Cai")]
    assert "2 đơn vị" in capsys.readouterr().out


def test_the_command_writes_figures_findings_and_documents(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], report: Report
) -> None:
    out = tmp_path / "kết quả"
    assert main([str(EIGHT), "--unit", CLUSTER, "--period", "2023-H1", "--out", str(out)], known) == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "figures.json", "findings.json", "report.docx", "report.pdf", "report.xlsx",
    ]  # fmt: skip
    figures = json.loads((out / "figures.json").read_text("utf-8"))
    assert (figures["unit"], figures["period"], len(figures["lines"])) == (CLUSTER, "2023-H1", len(report.lines))
    ratio = next(line for line in figures["lines"] if line["code"] == "2.1")
    assert (ratio["value"], ratio["unit_of_count"], ratio["by_unit"]["Hà Giang"]) == (99.55, "%", 99.42)
    assert list(ratio) == ["code", "label", "unit_of_count", "value", "by_unit"]
    found = json.loads((out / "findings.json").read_text("utf-8"))
    assert len(found) == len(FAULTS)
    assert list(found[0]) == ["check", "severity", "unit", "line", "message", "values"]
    said = capsys.readouterr()
    assert "2 lỗi, 5 cảnh báo, 12 ghi chú" in said.out
    assert "[8/8]" in said.err


def test_what_was_not_reported_is_null_in_the_figures(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main([str(copied(tmp_path, "04")), "--unit", CLUSTER, "--period", "2023-H1", "--out", str(out)], known) == 0
    figures = json.loads((out / "figures.json").read_text("utf-8"))
    assert all(line["by_unit"]["Cao Bằng"] is None for line in figures["lines"])


@pytest.mark.parametrize(
    ("files", "period", "sentence"),
    [
        ({}, "2023-H1", "Không có tệp nào"),
        ({"a.pdf": b"%PDF-1.4"}, "2023-H1", "Không có báo cáo nào dùng được"),
        ({"a.pdf": b"%PDF-1.4"}, "nửa đầu", "không phải là kỳ báo cáo"),
        (None, "2023-H1", "Không có thư mục"),
    ],
)
def test_when_no_report_comes_out_the_command_says_why_in_one_sentence(
    files: dict[str, bytes] | None, period: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    if files is not None:
        folder.mkdir()
        for name, data in files.items():
            (folder / name).write_bytes(data)
    assert main([str(folder), "--unit", CLUSTER, "--period", period, "--out", str(out)]) == 2
    assert sentence in capsys.readouterr().err
    assert not out.exists()
    if period == "2023-H1":
        with pytest.raises(NoReport, match=sentence):
            consolidate(folder, unit=CLUSTER, period=period, expected=PROVINCES)

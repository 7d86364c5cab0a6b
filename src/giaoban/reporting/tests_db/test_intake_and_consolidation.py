"""From eight workbooks to the cluster's report, on the database."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from giaoban.core.refusal import Refused
from giaoban.ground.journal.models import Change, Entry
from giaoban.ground.undoing import undo
from giaoban.reporting.consolidate import consolidate
from giaoban.reporting.models import Return, ReturnOrganisation, ReturnValue
from giaoban.reporting.queries import report_of

pytestmark = pytest.mark.django_db

README_TOTALS = {
    "1.1": "652", "1.3": "38716", "2.1.a": "38072", "2.1.b": "38243", "2.1": "99.55", "2.2": "27", "2.3": "1647",
    "3.1": "121", "4.1": "2391", "4.4": "2391", "5.1": "22", "5.2": "9", "5.3": "72",
}  # fmt: skip


def test_the_published_totals_come_out_of_the_database(filled: Return) -> None:
    report = report_of(filled)
    assert {code: report.line(code).value for code in README_TOTALS} == {
        code: Decimal(value) for code, value in README_TOTALS.items()
    }
    assert report.unit == "Cụm Đông Bắc"
    assert len(report.units) == 8


def test_database_and_folder_give_one_report(filled: Return, returns_directory: Path) -> None:
    stored = report_of(filled)
    read = consolidate(returns_directory, unit="Cụm Đông Bắc", period="2023-H1")
    assert [(f.check, f.severity, f.unit, f.line, f.message) for f in stored.findings] == [
        (f.check, f.severity, f.unit, f.line, f.message) for f in read.findings
    ]
    assert stored.lines == read.lines
    assert stored.narrative == read.narrative


def test_the_same_workbook_twice_changes_nothing(filled: Return, eight, take) -> None:
    entries = Entry.objects.count()
    changes = Change.objects.count()
    one, entry = take(*eight[0])
    assert entry is None
    assert one.name == "Quảng Ninh"
    assert (Entry.objects.count(), Change.objects.count()) == (entries, changes)


def test_taking_in_is_one_act_and_undoing_it_restores(program, campaign, eight, take) -> None:
    one, entry = take(*eight[0])
    assert entry is not None
    assert Entry.objects.filter(act="returns.take_in").count() == 1
    assert ReturnOrganisation.objects.filter(belongs_to=one).count() == 82
    undo(actor=program, entry=entry, reason="Nhận nhầm tệp")
    again = Return.objects.get(pk=one.pk)
    assert again.state == "not_started"
    assert again.file is None
    assert not ReturnValue.objects.filter(belongs_to=one).exists()
    assert not ReturnOrganisation.objects.filter(belongs_to=one).exists()
    report = report_of(campaign.returns.get(above=None))
    assert report.line("1.3").value is None


def test_undoing_a_second_workbook_brings_the_first_back(program, filled: Return, eight, take) -> None:
    first, sheets = eight[1]
    before = list(
        ReturnValue.objects.filter(belongs_to__name="Hà Giang").order_by("code").values_list("code", "declared")
    )
    changed = {**first.values, "1.3": replace(first.values["1.3"], amount=Decimal(1))}
    one, entry = take(replace(first, sha256="0" * 64, values=changed), sheets)
    assert report_of(filled).line("1.3").by_unit["Hà Giang"].amount == 1
    undo(actor=program, entry=entry, reason="Nhận nhầm tệp")
    after = list(ReturnValue.objects.filter(belongs_to=one).order_by("code").values_list("code", "declared"))
    assert after == before
    assert report_of(filled).line("1.3").value == 38716


def test_a_workbook_of_another_period_form_or_unit_is_refused_with_a_sentence(campaign, eight, take) -> None:
    read, sheets = eight[0]
    for wrong, said in (
        (replace(read, period="2022-H1"), "kỳ 2022-H1"),
        (replace(read, form="BC-1"), "biểu BC-1"),
        (replace(read, province="Hà Nam", committee=""), "Hà Nam"),
        (replace(read, province="", committee=""), "không ghi"),
    ):
        with pytest.raises(Refused, match=said):
            take(wrong, sheets)
    other = campaign.returns.get(name="Hà Giang")
    with pytest.raises(Refused, match="của Quảng Ninh, không phải của Hà Giang"):
        take(read, sheets, of=other)


def test_every_value_keeps_the_cell_it_was_read_from(filled: Return, eight) -> None:
    report = report_of(filled)
    cell = report.line("4.4").by_unit["Quảng Ninh"].cell
    assert cell is not None
    assert (cell.file, cell.sheet) == ("01_Quang-Ninh_BC-6T-2023.xlsx", "Biểu số liệu")
    file = Return.objects.get(name="Quảng Ninh").file
    sheet = next(sheet for sheet in file.sheets if sheet["name"] == cell.sheet)
    column, row = ord(cell.address[0]) - 65, int(cell.address[1:]) - 1
    assert sheet["rows"][row - sheet["top"]][column - sheet["left"]].strip() == cell.typed.strip()

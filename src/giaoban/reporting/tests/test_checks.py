"""What does not add up is found once; what does is left alone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from giaoban.reporting.intake.returned import Oddity, ReturnRead
from giaoban.reporting.report import Cell, Value
from giaoban.reporting.tests.offices import CLUSTER, clean_return, clean_returns, declaring, found_in

FIRST = "Quảng Ninh"


def test_a_clean_set_is_silent() -> None:
    for seed in range(30):
        assert [(one.check, one.unit, one.line) for one in found_in(clean_returns(seed))] == []


def test_a_clean_return_is_silent_by_itself() -> None:
    for seed in range(30):
        read = clean_return(FIRST, seed)
        assert [(one.check, one.line) for one in found_in([read], unit=FIRST)] == []


def plus(code: str, more: int) -> Callable[[ReturnRead], ReturnRead]:
    """Declare that much more of one line than the detail gives."""

    def plant(read: ReturnRead) -> ReturnRead:
        amount = read.amount(code)
        assert amount is not None
        return declaring(read, **{f"_{code}": int(amount) + more})

    return plant


def repeated(read: ReturnRead) -> ReturnRead:
    assert read.organisations
    return replace(read, organisations=(*read.organisations, read.organisations[2]))


def repeated_under_a_near_name(read: ReturnRead) -> ReturnRead:
    assert read.organisations
    again = replace(read.organisations[2], name=read.organisations[2].name + ".")
    return replace(read, organisations=(*read.organisations, again))


def one_row_lost(read: ReturnRead) -> ReturnRead:
    assert read.organisations
    return replace(read, organisations=read.organisations[1:])


def row_with_parts_above(read: ReturnRead) -> ReturnRead:
    assert read.organisations
    one = read.organisations[3]
    values = {**one.values, "2.1.a": Value((one.values["2.1.b"].amount or Decimal(0)) + 1, "given")}
    other = read.organisations[4]
    less = (one.values["2.1.a"].amount or Decimal(0)) - (values["2.1.a"].amount or Decimal(0))
    others = {**other.values, "2.1.a": Value((other.values["2.1.a"].amount or Decimal(0)) + less, "given")}
    rows = list(read.organisations)
    rows[3:5] = [replace(one, values=values), replace(other, values=others)]
    return replace(read, organisations=tuple(rows))


def state(code: str, how: str) -> Callable[[ReturnRead], ReturnRead]:
    def plant(read: ReturnRead) -> ReturnRead:
        return replace(read, values={**read.values, code: Value(None, how)})  # type: ignore[arg-type]

    return plant


def before(code: str, amount: int) -> Callable[[ReturnRead], ReturnRead]:
    def plant(read: ReturnRead) -> ReturnRead:
        assert read.previous
        return replace(read, previous={**read.previous, code: Value(Decimal(amount), "given")})

    return plant


def without_detail(plant: Callable[[ReturnRead], ReturnRead]) -> Callable[[ReturnRead], ReturnRead]:
    """Faults of the declared column alone, in a return that has no detail to contradict."""
    return lambda read: plant(replace(read, organisations=None))


def both_parts_of_coverage(read: ReturnRead) -> ReturnRead:
    return declaring(read, _2_1_a=int(read.amount("2.1.b") or 0) + 5)


PLANTED: list[tuple[str, Callable[[ReturnRead], ReturnRead], str, str]] = [
    ("a total above its detail", plus("4.2", 17), "detail_total", "4.2"),
    ("a total below its detail", plus("4.5", -3), "detail_total", "4.5"),
    ("an organisation twice", repeated, "organisation_twice", "1.1"),
    ("an organisation twice under a near name", repeated_under_a_near_name, "organisation_twice", "1.1"),
    ("a row of the detail lost", one_row_lost, "detail_total", "1.1"),
    ("parts above the whole in one organisation", row_with_parts_above, "detail_parts", "2.1.b"),
    ("parts that are not the whole", without_detail(plus("2.3", 4)), "parts_total", "2.3"),
    ("more probationary and exempt members than members", without_detail(plus("1.3.2", 9999)), "parts_above_whole", "1.3.1"),
    ("more studied than had to", without_detail(both_parts_of_coverage), "numerator_above_denominator", "2.1.a"),
    ("more good cells than cells", without_detail(plus("3.2", 9999)), "parts_above_whole", "3.2"),
    ("a share that is not its parts", lambda read: declaring(read, _2_1=97.5), "ratio", "2.1"),
    ("a share above 100 %", lambda read: declaring(read, _2_1=101), "ratio", "2.1"),
    ("the same large value under two lines", without_detail(lambda r: declaring(r, _4_1=444, _4_3=444, _4_5=0)), "", ""),
    ("ten times the members of last year", without_detail(lambda r: before("4.2", 1)(r)), "jump", "4.2"),
    ("a line that is not there", without_detail(state("4.7", "missing")), "line_missing", "4.7"),
    ("a cell left blank", without_detail(state("5.2", "blank")), "value_blank", "5.2"),
    ("a cell left blank while the detail has it", state("4.1", "blank"), "blank_with_detail", "4.1"),
    ("a zero left blank", state("5.2", "blank"), "blank_for_zero", "5.2"),
    ("learners without a class", without_detail(lambda r: declaring(r, _2_2_2=0, _2_2=int(r.amount("2.2.1") or 0))),
     "learners_without_class", "2.3.2"),
    ("more punished than inspected", without_detail(lambda r: declaring(r, _5_1=1, _5_3=30)), "outcome_above_activity", "5.2"),
    ("last year's column at odds", before("2.3.1", 1), "", ""),
    ("figures before the end that are not called estimates", lambda r: replace(r, estimated=False), "estimate_not_marked", ""),
    ("a target column left empty", lambda r: replace(r, targets={"1.1": Value(None, "blank")}), "target_column_empty", ""),
    ("an odd encoding", lambda r: replace(r, oddities=(Oddity("encoding_tcvn3", "TCVN3."),)), "encoding_tcvn3", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("plant", "check", "line"), [row[1:] for row in PLANTED if row[2]], ids=[row[0] for row in PLANTED if row[2]]
)
def test_one_planted_fault_is_one_finding(plant: Callable[[ReturnRead], ReturnRead], check: str, line: str) -> None:
    returns = clean_returns()
    returns[0] = plant(returns[0])
    assert [(one.check, one.unit, one.line) for one in found_in(returns)] == [(check, FIRST, line)]


def test_the_same_large_value_under_two_unlike_lines_of_one_unit_is_found() -> None:
    read = replace(clean_return(FIRST), organisations=None)
    found = found_in([declaring(read, _4_1=444, _4_2=2002, _4_5=444), *clean_returns()[1:]])
    assert [(one.check, one.unit, one.values["4.1"]) for one in found if one.check == "same_value"] == [
        ("same_value", FIRST, "444")
    ]


def test_equal_sums_are_found_even_when_no_unit_has_equal_values() -> None:
    returns = [replace(read, organisations=None, previous=None) for read in clean_returns()]
    admitted = sum(int(read.amount("4.4") or 0) for read in returns)
    spread = [
        declaring(read, _4_1=int(read.amount("4.4") or 0) + at)
        for at, read in zip([-3, 3, -2, 2, -1, 1, -4, 4], returns, strict=True)
    ]
    found = [one for one in found_in(spread) if one.check == "same_value"]
    assert [(one.unit, one.line, one.values["4.1"], one.values["4.4"]) for one in found] == [
        (CLUSTER, "4.4", str(admitted), str(admitted))
    ]


def test_a_blank_percentage_follows_from_its_parts_and_is_no_fault() -> None:
    assert found_in([state("2.1", "blank")(clean_return(FIRST))], unit=FIRST) == []


def test_a_percentage_that_nobody_wrote_follows_from_its_parts_and_does_not_without_one() -> None:
    read = state("2.1", "missing")(clean_return(FIRST))
    assert found_in([read], unit=FIRST) == []
    without_part = state("2.1.b", "missing")(replace(read, organisations=None))
    assert ("line_missing", "2.1.b") in {
        (finding.check, finding.line) for finding in found_in([without_part], unit=FIRST)
    }


def test_full_coverage_and_other_equal_values_of_kindred_lines_are_no_fault() -> None:
    read = replace(clean_return(FIRST), organisations=None, previous=None)
    must = int(read.amount("2.1.b") or 0)
    assert found_in([declaring(read, _2_1_a=must, _2_1=100)], unit=FIRST) == []


def test_a_rate_out_of_range_is_said_of_the_whole_with_the_units_in_its_values_and_not_nine_times() -> None:
    returns = [
        declaring(replace(read, organisations=None, previous=None), _4_4=int(read.amount("1.3") or 0) // 16)
        for read in clean_returns()
    ]
    found = [one for one in found_in(returns) if one.check == "admission_rate"]
    assert [one.unit for one in found] == [CLUSTER]
    assert set(found[0].values) >= {read.province for read in returns}


def test_a_rate_out_of_range_in_one_unit_only_is_said_of_that_unit() -> None:
    returns = [replace(read, organisations=None, previous=None) for read in clean_returns()]
    returns[2] = declaring(returns[2], _4_4=int(returns[2].amount("1.3") or 0) // 25)
    assert [one.unit for one in found_in(returns) if one.check == "admission_rate"] == [returns[2].province]


def test_a_limit_from_experience_is_not_called_law() -> None:
    returns = [declaring(replace(read, organisations=None), _5_1=1, _5_3=30) for read in clean_returns()]
    (found,) = [one for one in found_in(returns) if one.check == "outcome_above_activity"]
    assert "không phải quy định" in found.message


def test_the_same_return_sent_by_two_committees_is_found() -> None:
    returns = clean_returns()
    returns[1] = replace(returns[0], province=returns[1].province, file="khác.xlsx")
    found = [one for one in found_in(returns) if one.check == "same_return_twice"]
    assert [set(one.values) for one in found] == [{returns[0].province, returns[1].province}]


def test_faults_of_last_years_column_are_one_note_for_all_units() -> None:
    returns = [before("2.3.1", 1)(read) for read in clean_returns()]
    found = found_in(returns)
    assert [(one.check, one.severity, one.unit) for one in found if one.check == "previous_period"] == [
        ("previous_period", "note", CLUSTER)
    ]


def test_a_return_signed_after_the_period_needs_no_mark_of_estimate() -> None:
    read = replace(clean_return(FIRST), estimated=False, cut_off_on=None, issued_on=date(2023, 7, 2))
    assert found_in([read], unit=FIRST) == []


def test_errors_come_first() -> None:
    returns = clean_returns()
    returns[0] = replace(returns[0], oddities=(Oddity("old_format", "Tệp .xls."),))
    returns[3] = plus("4.2", 17)(returns[3])
    assert [one.severity for one in found_in(returns)] == ["error", "note"]


def test_a_cell_that_could_not_be_read_is_no_fault_once_its_number_was_typed() -> None:
    read = clean_return(FIRST, 1)
    cell = Cell("bao-cao.xlsx", "Biểu", "D27", "6O")
    read = replace(read, values={**read.values, "4.4": replace(read.values["4.4"], state="given", cell=cell)})
    own = Oddity("unreadable_value", f"Ô {cell.address}, chỉ tiêu 4.4: “6O” không phải là số.", "4.4")
    detail = Oddity("unreadable_value", "Ô ZZ9 (Đảng bộ Sở A), chỉ tiêu 4.4: “x” không phải là số.", "4.4")
    unread = replace(read, oddities=(own, detail), values={**read.values, "4.4": Value(None, "unreadable", cell)})
    messages = [[found.message for found in found_in([kept], unit=FIRST) if found.check == own.kind] for kept in (
        unread, replace(unread, values=read.values),
    )]  # fmt: skip
    assert messages == [[own.message, detail.message], [detail.message]]

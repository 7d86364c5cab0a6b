"""What the public may see, and what must not be found out from it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from giaoban.core.refusal import Refused
from giaoban.reporting import releases, returns
from giaoban.reporting.models import Return
from giaoban.reporting.queries import open_findings, report_of
from giaoban.reporting.rules import SMALL, withheld

counts = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 40).map(Decimal), min_size=1)


@given(counts)
def test_no_small_count_is_shown_or_can_be_found_by_subtraction(values: dict[str, Decimal]) -> None:
    total = sum(values.values(), Decimal(0))
    hidden, total_hidden = withheld(values, total)
    shown = {unit: value for unit, value in values.items() if unit not in hidden}
    assert not [value for value in shown.values() if 0 < value < SMALL]
    assert total_hidden or not 0 < total < SMALL
    if hidden and not total_hidden:
        assert len(hidden) >= 2
        assert total - sum(shown.values()) >= SMALL


@given(counts)
def test_nothing_is_withheld_where_nothing_is_small(values: dict[str, Decimal]) -> None:
    large = {unit: value + SMALL for unit, value in values.items()}
    assert withheld(large, sum(large.values(), Decimal(0))) == (set(), False)


@pytest.fixture
def accepted(program, filled: Return) -> Return:
    for one in filled.below.all():
        for finding in open_findings(report_of(one), "error"):
            returns.explain(actor=program, one=one, finding=finding, reason="đã kiểm tra lại")
        returns.submit(actor=program, one=one, on=date(2023, 6, 19))
        returns.accept(actor=program, one=one)
    returns.compile(actor=program, one=filled)
    returns.submit(actor=program, one=filled, on=date(2023, 7, 5))
    returns.accept(actor=program, one=filled)
    return filled


@pytest.mark.django_db
def test_only_an_accepted_report_is_released(program, filled: Return) -> None:
    with pytest.raises(Refused, match="chỉ công bố báo cáo đã được chấp nhận"):
        releases.release(actor=program, one=filled, on=date(2023, 7, 6))


@pytest.mark.django_db
def test_a_release_is_complete_in_its_own_row(program, accepted: Return, django_assert_num_queries) -> None:
    row = releases.release(actor=program, one=accepted, on=date(2023, 7, 6), with_text=True)
    with django_assert_num_queries(1):
        shown = releases.released(row.slug)
    assert shown.slug == "cum-dong-bac-2023-h1"
    assert shown.figure("1.1").value == 652
    assert shown.figure("2.1").value == Decimal("99.55")
    assert sum(value for value in shown.figure("1.3").by_unit.values() if value) == 38716
    assert shown.narrative
    assert "tổng hợp từ 8 đơn vị" in shown.source
    punished = shown.figure("5.2")
    assert punished.value == 9
    assert len(punished.withheld_units) >= 2
    assert all(not 0 < value < SMALL for value in punished.by_unit.values() if value is not None)
    assert [each.slug for each in releases.released_reports()] == [row.slug]
    returns.reopen(actor=program, one=accepted, reason="sửa số liệu")
    assert releases.released(row.slug) == shown


@pytest.mark.django_db
def test_single_lines_are_released_and_a_release_is_withdrawn_with_a_reason(program, accepted: Return) -> None:
    row = releases.release(actor=program, one=accepted, on=date(2023, 7, 6), lines=["1.1", "1.3"], title="Hai số")
    again = releases.release(actor=program, one=accepted, on=date(2023, 7, 6), lines=["1.1"])
    assert again.slug != row.slug
    shown = releases.released(row.slug)
    assert [figure.code for figure in shown.figures] == ["1.1", "1.3"]
    assert shown.narrative == ()
    releases.withdraw(actor=program, released=row, reason="công bố nhầm", on=date(2023, 7, 7))
    with pytest.raises(LookupError):
        releases.released(row.slug)
    assert [each.slug for each in releases.released_reports()] == [again.slug]


EARLY = "báo cáo của cụm còn đang đối chiếu với hai đơn vị"


@pytest.mark.django_db
def test_single_lines_go_out_before_acceptance_as_preliminary_and_close_nothing(program, filled: Return) -> None:
    before = open_findings(report_of(filled))
    row = releases.release(actor=program, one=filled, on=date(2023, 7, 14), lines=["1.1", "1.3"], early=EARLY)
    shown = releases.released(row.slug)
    assert (shown.figure("1.1").value, shown.figure("1.3").value) == (652, 38716)
    assert len(shown.figure("1.1").by_unit) == 8
    assert shown.source.endswith(f"Số liệu sơ bộ: {EARLY}")
    assert "Ở Thái Nguyên, chi tiết của chỉ tiêu này còn đang đối chiếu." in shown.figure("1.1").evidence_note
    assert shown.figure("1.3").previous is None
    filled.refresh_from_db()
    assert open_findings(report_of(filled)) == before
    assert filled.state != Return.State.ACCEPTED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"lines": ["4.4"], "early": EARLY}, "Chỉ tiêu 4.4"),  # the report itself doubts it
        ({"lines": ["1.1"], "early": "x"}, "lý do"),
        ({"early": EARLY}, "chỉ công bố từng chỉ tiêu đã chọn"),
        ({"lines": ["1.1"], "early": EARLY, "with_text": True}, "không kèm phần lời"),
    ],
)
def test_what_does_not_go_out_early(program, filled: Return, asked, said) -> None:
    with pytest.raises(Refused, match=said):
        releases.release(actor=program, one=filled, on=date(2023, 7, 14), **asked)

"""What the public may see, and what must not be found out from it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from giaoban.core.refusal import Refused
from giaoban.ground.writing import writing
from giaoban.reporting import releases, returns
from giaoban.reporting.models import Campaign, ReleaseBasis, Return
from giaoban.reporting.queries import open_findings, report_of
from giaoban.reporting.withholding import SMALL, found_out


@pytest.fixture
def accepted(program, filled: Return) -> Return:
    for one in filled.below.all():
        for finding in open_findings(report_of(one), "error"):
            returns.explain(actor=program, record=one, finding=finding, reason="đã kiểm tra lại", on=date(2023, 6, 19))
        returns.submit(actor=program, record=one, on=date(2023, 6, 19))
        returns.accept(actor=program, record=one)
    returns.compile(actor=program, record=filled, on=date(2023, 7, 5))
    returns.submit(actor=program, record=filled, on=date(2023, 7, 5))
    returns.accept(actor=program, record=filled)
    return filled


@pytest.mark.django_db
def test_only_an_accepted_report_is_released(program, filled: Return) -> None:
    with pytest.raises(Refused, match="chỉ công bố báo cáo đã được chấp nhận"):
        releases.release(actor=program, record=filled, on=date(2023, 7, 6))


@pytest.mark.django_db
def test_a_release_is_complete_in_its_own_row(program, accepted: Return, django_assert_num_queries) -> None:
    row = releases.release(actor=program, record=accepted, on=date(2023, 7, 6), with_text=True)
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
    returns.reopen(actor=program, record=accepted, reason="sửa số liệu")
    assert releases.released(row.slug) == shown


@pytest.mark.django_db
def test_the_releases_of_a_cluster_and_its_blocs_together_give_no_small_count_away(program, accepted: Return) -> None:
    below = {one.name: one for one in accepted.below.select_related("campaign", "unit")}
    ha_giang = below["Hà Giang"]
    alone = releases.figures_for_public(ha_giang, report_of(ha_giang), ["5.3"])
    assert alone[0].value == 5
    cluster = releases.release(actor=program, record=accepted, on=date(2023, 7, 6))
    assert set(releases.released(cluster.slug).figure("5.3").withheld_units) == {"Bắc Kạn", "Hà Giang"}
    told = releases.withheld_because_of_others(
        ha_giang, report_of(ha_giang), list(releases.sensitive(ha_giang.campaign))
    )
    assert len(told) == 1
    assert "Chỉ tiêu 5.3" in told[0]
    assert "không nêu mọi số" in told[0]
    assert f"“{cluster.title}” (06/07/2023)" in told[0]
    releases.withdraw(actor=program, released=cluster, reason="công bố nhầm", on=date(2023, 7, 7))
    for one in below.values():
        releases.release(actor=program, record=one, on=date(2023, 7, 7))
    assert releases.released(ha_giang.releases.get().slug).figure("5.3").withheld
    assert releases.released(below["Tuyên Quang"].releases.get().slug).figure("5.3").value == 9
    assert_nothing_small_is_told(9)


@pytest.mark.django_db
def test_the_cluster_withholds_another_where_a_bloc_has_released_its_own(program, accepted: Return) -> None:
    ha_giang = accepted.below.select_related("campaign", "unit").get(name="Hà Giang")
    assert releases.released(
        releases.release(actor=program, record=ha_giang, on=date(2023, 7, 5), lines=["5.3"]).slug
    ).figure("5.3").value == 5  # fmt: skip
    told = releases.withheld_because_of_others(accepted, report_of(accepted), ["5.3"])
    assert "không nêu số của Bắc Giang" in told[0]
    shown = releases.released(releases.release(actor=program, record=accepted, on=date(2023, 7, 6), lines=["5.3"]).slug)
    assert set(shown.figure("5.3").withheld_units) == {"Bắc Kạn", "Bắc Giang"}
    assert shown.figure("5.3").value == 72
    assert_nothing_small_is_told(2, "5.3")


@pytest.mark.django_db
def test_after_a_correction_the_difference_of_two_releases_tells_nothing_small(program, accepted: Return) -> None:
    releases.release(actor=program, record=accepted, on=date(2023, 7, 6), lines=["5.3"])
    bac_kan = accepted.below.select_related("campaign", "unit").get(name="Bắc Kạn")
    returns.reopen(actor=program, record=accepted, reason="sửa số liệu")
    returns.reopen(actor=program, record=bac_kan, reason="sửa số liệu")
    returns.declare(actor=program, record=bac_kan, code="5.3", amount=Decimal(6), reason="đếm sót hai người")
    report = report_of(accepted)
    assert report.line("5.3").value == 74
    shown = releases.figures_for_public(accepted, report, ["5.3"])[0]
    assert shown.value == 74
    assert set(shown.withheld_units) == {"Bắc Kạn", "Hà Giang"}  # either would tell that Bắc Kạn had four
    told = releases.withheld_because_of_others(accepted, report, ["5.3"])
    assert "không nêu số của Bắc Kạn, Hà Giang" in told[0]
    assert "kể cả bản đã rút" in told[0]


@pytest.mark.django_db
def test_a_half_year_is_not_told_where_the_year_told_in_another_form_less_it_is_small(
    program, accepted: Return
) -> None:
    ha_giang = accepted.below.select_related("campaign", "unit").get(name="Hà Giang")
    report = report_of(ha_giang)
    assert releases.figures_for_public(ha_giang, report, ["5.3"])[0].value == 5
    made = releases.release(actor=program, record=ha_giang, on=date(2023, 7, 5), lines=["1.1"])
    with writing(program, "releases.release", unit=None, on=date(2023, 7, 5), past_lock=True):
        ReleaseBasis.objects.create(
            belongs_to=made, unit=ha_giang.unit, form="BC-N", period="2023", code="5.3", counts=[[ha_giang.unit_id, "7", True]]
        )  # fmt: skip
    assert releases.figures_for_public(ha_giang, report, ["5.3"])[0].withheld
    assert "kỳ chồng lên nhau" in releases.withheld_because_of_others(ha_giang, report, ["5.3"])[0]


def assert_nothing_small_is_told(many: int, *codes: str) -> None:
    campaign = Campaign.objects.get(form="BC-6T", period="2023-H1")
    for code in codes or ("4.1", "5.2", "5.3"):
        facts = [fact for _, fact in releases.shown.told_before(campaign, code, campaign.asked)]
        assert len(facts) == many
        assert not found_out(facts)
        assert all(not 0 < count[1] < SMALL for fact in facts for count in fact.shown)


@pytest.mark.django_db
def test_single_lines_are_released_and_a_release_is_withdrawn_with_a_reason(program, accepted: Return) -> None:
    row = releases.release(actor=program, record=accepted, on=date(2023, 7, 6), lines=["1.1", "1.3"], title="Hai số")
    again = releases.release(actor=program, record=accepted, on=date(2023, 7, 6), lines=["1.1"])
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
    row = releases.release(actor=program, record=filled, on=date(2023, 7, 14), lines=["1.1", "1.3"], early=EARLY)
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
        releases.release(actor=program, record=filled, on=date(2023, 7, 14), **asked)

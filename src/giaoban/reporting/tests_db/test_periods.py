"""Periods: which can be picked, opened, cancelled; who is late and was reminded; what the page of them shows."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from giaoban.core.refusal import Refused
from giaoban.core.spans import Period
from giaoban.faces.jobs.models import Notice
from giaoban.ground.access.models import Account
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.regulations.calendar import WorkingDays
from giaoban.ground.undoing import undo
from giaoban.ground.units.models import Kind, Unit
from giaoban.ground.units.spells import Founding, found
from giaoban.ground.writing import writing
from giaoban.reporting import reminders, returns
from giaoban.reporting.models import Campaign, Return
from giaoban.reporting.queries import periods_to_come, reminded, report_of, standing, top_of
from giaoban.reporting.rules import WAITING, why_not_open
from giaoban.reporting.tests_db.test_pages import account
from tests.world import person

DAY = date(2023, 6, 19)

KINDS = [
    ("2023", 12, "năm 2023", "2024", "2022"),
    ("2023-H2", 6, "6 tháng cuối năm 2023", "2024-H1", "2023-H1"),
    ("2023-Q1", 3, "quý I năm 2023", "2023-Q2", "2022-Q4"),
    ("2023-9M", 9, "9 tháng đầu năm 2023", "2024-9M", "2022-9M"),
    ("2023-12", 1, "tháng 12 năm 2023", "2024-01", "2023-11"),
    ("2020-T5", 60, "nhiệm kỳ 2020 - 2025", "2025-T5", "2015-T5"),
]


@pytest.mark.parametrize(("text", "months", "title", "after", "before"), KINDS)
def test_a_period_is_named_written_and_followed(text, months, title, after, before) -> None:
    period = Period.parse(text)
    assert (str(period), period.months, period.title()) == (text, months, title)
    assert (str(period.following()), str(period.preceding())) == (after, before)
    assert Period.parse(after).preceding() == period


@given(st.sampled_from([kind[0][4:] for kind in KINDS]), st.integers(1950, 2100))
def test_the_year_before_is_the_same_kind_of_period_and_does_not_overlap(ending: str, year: int) -> None:
    period = Period.parse(f"{year}{ending}")
    before = period.year_before()
    assert before.months == period.months
    assert before.end <= period.start
    assert Period.parse(str(before)) == before


FIRST_HALF = Period.parse("2023-H1")
JUNE = {day: date(2023, 6, day) for day in range(1, 31)}


@pytest.mark.parametrize(
    ("given", "reasons"),
    [
        ({}, []),
        ({"cut_off_on": JUNE[15]}, []),
        ({"due_above_on": date(2023, 7, 5)}, []),
        ({"cut_off_on": date(2023, 7, 1)}, ["nằm ngoài kỳ", "sớm hơn ngày chốt số liệu"]),
        ({"due_on": date(2023, 5, 31)}, ["sớm hơn ngày mở đợt"]),
        ({"cut_off_on": JUNE[28]}, ["sớm hơn ngày chốt số liệu"]),
        ({"due_above_on": JUNE[19]}, ["sớm hơn hạn của cấp dưới"]),
        (
            {"due_on": JUNE[24]},
            ["24/06/2023 là thứ Bảy, không phải ngày làm việc; ngày làm việc kế tiếp là 26/06/2023"],
        ),
        ({"due_above_on": JUNE[25]}, ["25/06/2023 là Chủ nhật"]),
    ],
)
def test_the_days_of_a_campaign_fit_together(given: dict[str, date], reasons: list[str]) -> None:
    days = {"opened_on": JUNE[1], "cut_off_on": None, "due_on": JUNE[20], "due_above_on": None} | given

    def next_working_day(day: date) -> date:
        return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)

    told = why_not_open(FIRST_HALF, next_working_day=next_working_day, **days)
    assert len(told) == len(reasons)
    assert all(part in sentence for part, sentence in zip(reasons, told, strict=True))


@pytest.fixture
def secretary(program: Account, cluster: Unit) -> Client:
    client = Client()
    client.force_login(account(program, "thuky", "cluster_secretariat", cluster))
    return client


def working_day(after: date) -> date:
    return WorkingDays().after(after, 1)


def answers(cluster: Unit, **more: str) -> dict[str, str]:
    """What the form of the opening is answered with: the half-year in which we are."""
    day = today()
    asked = {
        "unit": str(cluster.pk),
        "form": "BC-6T",
        "period": f"{day.year}-H{1 if day.month < 7 else 2}",
        "levels": "1",
    }
    return asked | {"due_on": working_day(day).isoformat(), "letter": "Nộp đúng hạn."} | more


def opened(client: Client, asked: dict[str, str]) -> tuple[str, Campaign]:
    """What the page says that will happen, and the campaign after the same answers once more."""
    where = reverse("desk:act", args=["returns", "open_campaign"])
    shown = client.post(where, asked)
    assert not Campaign.objects.filter(period=asked["period"], cancelled_on=None).exists()
    seen = dict(shown.context["act"]["hidden"])["seen"]
    assert client.post(where, asked | {"seen": seen}).status_code == 302
    return " ".join(shown.context["preview"]), Campaign.objects.get(period=asked["period"], cancelled_on=None)


@pytest.mark.django_db
def test_a_campaign_is_opened_after_it_was_said_who_is_asked_and_they_are_told(
    program: Account, cluster: Unit, secretary: Client
) -> None:
    below = cluster.pk and Unit.objects.get(names__short_name="Khối Quảng Ninh")
    officer = account(program, "vanphong", "office", below)
    told, campaign = opened(secretary, answers(cluster))
    assert "8" in told
    assert "Quảng Ninh" in told
    assert campaign.returns.count() == 9
    (notice,) = Notice.objects.filter(account=officer)
    assert (notice.what, notice.unit_id) == ("returns.open_campaign", below.pk)
    client = Client()
    client.force_login(officer)
    assert "Nộp đúng hạn." in client.get(notice.path).content.decode()


@pytest.mark.django_db
def test_no_two_returns_of_a_report_are_called_alike(program: Account, cluster: Unit) -> None:
    with writing(program, "units.establish", unit=None, on=date(2015, 1, 1)):
        body = found(Founding(Kind.UPPER, "Đảng bộ X"), parent=None, on=date(2015, 1, 1))
        for kind, name in (
            (Kind.GRASSROOTS_CELL, "Chi bộ Trường"), (Kind.GRASSROOTS_PARTY_ORG, "Đảng bộ Trường"),
            (Kind.GRASSROOTS_CELL, "Ban"), (Kind.GRASSROOTS_CELL, "Ban"), (Kind.GRASSROOTS_CELL, "Sở"),
        ):  # fmt: skip
            short = name.removeprefix("Chi bộ ").removeprefix("Đảng bộ ")
            found(Founding(kind, name, short_name=short), parent=body, on=date(2015, 1, 1))
    campaign = returns.open_campaign(
        actor=program, unit=body, form="BC-6T", period="2023-H1", due_on=date(2023, 6, 20), opened_on=date(2023, 6, 1)
    )
    names = campaign.returns.exclude(above=None).values_list("name", flat=True)
    assert sorted(names) == ["Ban (1)", "Ban (2)", "Chi bộ Trường", "Sở", "Đảng bộ Trường"]


def test_a_body_alone_returns_from_its_own_records(cluster: Unit, secretary: Client) -> None:
    _told, campaign = opened(secretary, answers(cluster, levels="0"))
    assert [row.source for row in campaign.returns.all()] == [""]
    assert standing(campaign, on=today()).expected == 1


@pytest.mark.django_db
def test_the_form_refuses_a_due_day_that_is_none_and_keeps_what_was_typed(cluster: Unit, secretary: Client) -> None:
    saturday = today() + timedelta(days=(5 - today().weekday()) % 7 + 7)
    asked = answers(cluster, due_on=saturday.isoformat())
    page = secretary.post(reverse("desk:act", args=["returns", "open_campaign"]), asked)
    assert page.status_code == 422
    assert "không phải ngày làm việc" in page.content.decode()
    assert "Nộp đúng hạn." in page.content.decode()
    assert not Campaign.objects.exists()


@pytest.mark.django_db
def test_the_address_opens_the_form_on_the_period_that_comes(campaign: Campaign, secretary: Client) -> None:
    page = secretary.get(reverse("periods:list"))
    (coming,) = [row for row in page.context["others"]["rows"] if row.get("act")]
    form = secretary.get(coming["act"]["url"]).context["form"]
    assert [form[name].value() for name in ("period", "form", "unit")] == ["2023-H2", "BC-6T", str(campaign.unit_id)]


@pytest.mark.django_db
def test_what_was_opened_by_mistake_is_cancelled_whole_and_can_be_opened_again(
    program: Account, campaign: Campaign, eight, take, secretary: Client
) -> None:
    row, _entry = take(*eight[0])
    written = row.values.count()
    top = top_of(campaign)
    done = secretary.post(reverse("desk:act_on", args=["returns", top.pk, "cancel_campaign"]), {"reason": "mở nhầm kỳ"})
    assert done.status_code == 302
    campaign.refresh_from_db()
    assert campaign.cancelled_because == "mở nhầm kỳ"
    assert set(campaign.returns.values_list("state", flat=True)) == {"cancelled"}
    assert row.values.count() == written
    assert "mở nhầm kỳ" in secretary.get(reverse("periods:list")).content.decode()
    assert not reminders.due(program, on=date(2023, 6, 25), url=lambda one: "")
    for act in ("compile", "submit"):
        row.refresh_from_db()
        with pytest.raises(Refused, match="đã hủy"):
            getattr(returns, act)(actor=program, record=row, on=DAY)
    again = returns.open_campaign(
        actor=program, unit=campaign.unit, form="BC-6T", period="2023-H1", due_on=date(2023, 6, 20), opened_on=DAY
    )
    assert again.pk != campaign.pk
    with pytest.raises(Refused, match="đã hủy ngày"):
        returns.cancel_campaign(actor=program, record=top_of(campaign), reason="mở nhầm kỳ", on=DAY)


@pytest.mark.django_db
def test_cancelling_can_be_undone_with_every_state_as_it_was(program: Account, campaign: Campaign, eight, take) -> None:
    take(*eight[0])
    before = list(campaign.returns.order_by("pk").values_list("state", "source", "mark"))
    returns.cancel_campaign(actor=program, record=top_of(campaign), reason="mở nhầm kỳ", on=DAY)
    undo(actor=program, entry=Entry.objects.get(act="returns.cancel_campaign"), reason="không nhầm")
    assert list(campaign.returns.order_by("pk").values_list("state", "source", "mark")) == before
    campaign.refresh_from_db()
    assert campaign.cancelled_on is None


@pytest.mark.django_db
@pytest.mark.parametrize("then", ["submitted", "sent_back"])
def test_a_campaign_in_which_somebody_submitted_is_not_cancelled(
    program: Account, campaign: Campaign, eight, take, then: str
) -> None:
    row, _entry = take(*eight[0])
    returns.submit(actor=program, record=row, on=DAY)
    if then == "sent_back":
        returns.send_back(actor=program, record=row, comment="xem lại 4.4", on=DAY)
    with pytest.raises(Refused, match=r"Đã có 1 nơi nộp báo cáo \(Quảng Ninh\)"):
        returns.cancel_campaign(actor=program, record=top_of(campaign), reason="mở nhầm kỳ", on=DAY)
    row.refresh_from_db()
    assert row.state == then
    assert not Entry.objects.filter(act="returns.cancel_campaign").exists()


@pytest.mark.django_db
def test_who_is_late_is_reminded_at_once_and_the_page_says_when(
    program: Account, campaign: Campaign, eight, take, secretary: Client
) -> None:
    row, _entry = take(*eight[0])
    returns.submit(actor=program, record=row, on=DAY)
    page = secretary.get(reverse("periods:list"))
    late = page.context["late"]
    assert len(late["rows"]) == 7
    assert row.name not in {entry["name"] for entry in late["rows"]}
    asked = {"act": "remind", "record": [entry["key"] for entry in late["rows"]]}
    bulk = reverse("desk:bulk", args=["returns"])
    seen = dict(secretary.post(bulk, asked).context["act"]["hidden"])["seen"]
    assert not Entry.objects.filter(act="returns.remind").exists()
    secretary.post(bulk, asked | {"seen": seen})
    assert Entry.objects.filter(act="returns.remind").count() == 7
    again = secretary.get(reverse("periods:list")).content.decode()
    assert f"{today():%d/%m/%Y}" in again
    waiting = campaign.returns.filter(state__in=WAITING, above__isnull=False).first()
    with pytest.raises(Refused, match="Hôm nay đã nhắc"):
        returns.remind(actor=program, record=waiting, on=today())
    returns.remind(actor=program, record=waiting, on=today() + timedelta(days=1))
    assert reminded([waiting])[waiting.pk] == [today(), today() + timedelta(days=1)]
    with pytest.raises(Refused, match="không còn gì phải nhắc"):
        returns.remind(actor=program, record=row, on=today())


@pytest.mark.django_db
def test_what_comes_follows_the_newest_of_each_form_and_length(program: Account, campaign: Campaign) -> None:
    for period, due in (("2023-H2", date(2023, 12, 15)), ("2023", date(2023, 12, 15)), ("2023-9M", date(2023, 10, 3))):
        returns.open_campaign(
            actor=program, unit=campaign.unit, form="BC-6T", period=period, due_on=due, opened_on=DAY, levels=0
        )
    coming = periods_to_come(program, on=DAY)
    assert [str(row.period) for row in coming] == ["2024-H1", "2024-9M", "2024"]
    assert all(first.period <= second.period for first, second in pairwise(coming))


@pytest.mark.django_db
def test_the_period_before_stands_beside_the_next_one(program: Account, campaign: Campaign, eight, take) -> None:
    row, _entry = take(*eight[0])
    following = returns.open_campaign(
        actor=program, unit=campaign.unit, form="BC-6T", period="2024-H1", due_on=date(2024, 6, 20), opened_on=DAY
    )
    now = Return.objects.get(campaign=following, unit=row.unit)
    assert {line.code: line.previous for line in report_of(now).lines}["4.4"] == 534
    returns.cancel_campaign(actor=program, record=top_of(campaign), reason="mở nhầm kỳ", on=DAY)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("compiled_on", "members", "cut_off"),
    [(date(2023, 6, 10), 1, date(2023, 6, 10)), (date(2023, 6, 20), 2, date(2023, 6, 15)), (date(2023, 7, 3), 3, None)],
)
def test_a_return_is_compiled_up_to_the_day_that_the_campaign_says(
    program: Account, cluster: Unit, compiled_on: date, members: int, cut_off: date | None
) -> None:
    body = Unit.objects.get(names__short_name="Khối Quảng Ninh")
    with writing(program, "members.record", unit=body, on=date(2023, 6, 1)):
        for day in (5, 12, 25):
            person(body, f"Nguyễn Văn {day}", since=date(2023, 6, day), born_on=date(1990, 1, day), sex="M")
    opened_for = returns.open_campaign(
        actor=program, unit=body, form="BC-6T", period="2023-H1", due_on=date(2023, 6, 20), opened_on=date(2023, 6, 1),
        levels=0, cut_off_on=date(2023, 6, 15),
    )  # fmt: skip
    record = top_of(opened_for)
    returns.compile(actor=program, record=record, on=compiled_on)
    assert record.values.get(code="1.3").declared == members
    assert (record.cut_off_on, record.estimated) == (cut_off, cut_off is not None)


@pytest.mark.django_db
def test_whoever_may_not_open_sees_the_periods_and_no_act(program: Account, campaign: Campaign) -> None:
    reader = Client()
    reader.force_login(account(program, "kiemsoat", "auditor", campaign.unit))
    page = reader.get(reverse("periods:list"))
    assert page.context["open_url"] == ""
    assert page.context["late"]["select"] is None
    assert not [row for row in page.context["others"]["rows"] if row.get("act")]
    stranger = Client()
    stranger.force_login(Account.objects.create_user("nguoi-la", name="Người lạ"))
    assert "2023" not in stranger.get(reverse("periods:list")).content.decode().split("<main", 1)[1].split("</main")[0]

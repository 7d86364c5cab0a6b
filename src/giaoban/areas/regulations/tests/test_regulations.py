"""The rules that the program starts with, and how an office changes them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from giaoban.areas.accounts.operations import grant
from giaoban.areas.regulations import operations, rules
from giaoban.areas.regulations.queries import TOPICS, WORDS, parameters_on, regulations_on
from giaoban.core import quota
from giaoban.core.refusal import Refused
from giaoban.ground.access.models import Account
from giaoban.ground.journal.models import Entry
from giaoban.ground.regulations.models import Parameter, Regulation
from giaoban.ground.regulations.queries import in_force, rule
from giaoban.ground.regulations.start import sources_of, start_data
from giaoban.ground.writing import writing

MID_2023 = date(2023, 6, 15)


def test_every_row_has_a_mark_and_a_confirmed_one_names_its_sources() -> None:
    data = start_data()
    rows = [*data["regulations"], *(span for row in data["parameters"] for span in row["spans"])]
    assert {row["mark"] for row in rows} <= {"C", "M", "M?"}, "confirmed, from memory, unsure"
    assert all(row.get("source") for row in rows if row["mark"] == "C")
    for row in rows:
        assert not any(re.fullmatch(r"[ST]\d+b?", source) for source in sources_of(row.get("source", "")))
    assert {row["topic"] for row in data["regulations"]} == set(TOPICS)


def test_each_level_of_what_may_be_kept_is_one_that_the_program_starts_with() -> None:
    keys = {one.key for one in vars(quota).values() if isinstance(one, quota.Quota)}
    assert keys == {row["key"] for row in start_data()["parameters"] if row["key"].endswith("_mb")}
    assert len(keys) >= 4


def test_every_parameter_names_a_regulation_of_the_list_that_was_in_force() -> None:
    data = start_data()
    for row in data["parameters"]:
        for span in row["spans"]:
            if "by" in span:
                texts = [
                    each
                    for each in data["regulations"]
                    if each["number"] == span["by"]
                    and each.get("issued_on") == span.get("issued_on", each.get("issued_on"))
                ]
                assert len(texts) == 1, (row["key"], span["by"])
                assert texts[0]["from"] <= span["from"]
                assert "to" not in texts[0] or span.get("to", date.max) <= texts[0]["to"]


@pytest.mark.django_db
def test_loading_twice_adds_nothing_and_leaves_one_entry(program: Account) -> None:
    assert operations.load_start_data(program) > 60 or Parameter.objects.exists()
    entries = Entry.objects.count()
    assert operations.load_start_data(program) == 0
    assert Entry.objects.count() == entries


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "on", "value", "source", "confirmed"),
    [
        ("admission.age", MID_2023, {"from": 18, "to": 60}, "24-QĐ/TW", True),
        ("admission.decision_wd", date(2025, 3, 1), 60, "232-QĐ/TW, mục 4", True),
        ("admission.age", date(2025, 7, 1), {"from": 18, "to": 60}, "294-QĐ/TW (chưa đối chiếu văn bản)", False),
        ("meeting.min_minutes", date(2025, 10, 27), 90, "12-HD/BTCTW", True),
        ("meeting.min_minutes", date(2025, 10, 28), 90, "42-HD/BTCTW", True),
    ],
)
def test_a_value_is_that_of_the_day_and_names_the_text_of_the_day(
    program: Account, key: str, on: date, value: object, source: str, confirmed: bool
) -> None:
    operations.load_start_data(program)
    found = rule(key, on=on)
    assert found is not None
    assert (found.value, found.source, found.confirmed) == (value, source, confirmed)


@pytest.mark.django_db
def test_no_rule_is_claimed_before_its_day_and_the_same_number_is_two_texts(program: Account) -> None:
    operations.load_start_data(program)
    assert rule("transfer.present_wd", on=date(2025, 6, 30)) is None
    assert rule("meeting.vote.majority", on=MID_2023) is None
    assert Regulation.objects.filter(number="12-HD/BTCTW").count() == 2
    assert in_force("charter.implementation", on=MID_2023).number == "24-QĐ/TW"


@pytest.mark.django_db
def test_an_office_sets_a_value_from_a_day_and_loading_again_leaves_it_alone(program: Account) -> None:
    operations.load_start_data(program)
    text = operations.record(
        actor=program, issuer="Ban Chấp hành Trung ương", number="300-QĐ/TW", issued_on=date(2026, 11, 1),
        topic="charter.implementation", from_on=date(2026, 12, 1),
        replaces=Regulation.objects.get(number="208-QĐ/TW"),
    )  # fmt: skip
    operations.set_parameter(
        actor=program,
        key="admission.sponsor_months",
        value=6,
        from_on=date(2026, 12, 1),
        regulation=text,
        reason="300-QĐ/TW",
    )
    operations.load_start_data(program)
    assert rule("admission.sponsor_months", on=date(2026, 11, 30)).value == 12
    assert rule("admission.sponsor_months", on=date(2026, 12, 1)).value == 6
    assert in_force("charter.implementation", on=date(2026, 12, 1)) == text
    with pytest.raises(Refused, match="đã có giá trị ghi từ ngày 01/12/2026"):
        operations.set_parameter(
            actor=program,
            key="admission.sponsor_months",
            value=9,
            from_on=date(2026, 10, 1),
            regulation=text,
            reason="thử",
        )


@pytest.mark.django_db
def test_a_level_set_by_mistake_is_corrected_from_the_same_day(program: Account) -> None:
    operations.load_start_data(program)
    for value in (60, 6):
        operations.set_parameter(
            actor=program, key="admission.sponsor_months", value=value, from_on=date(2026, 10, 1), regulation=None,
            reason="thử",
        )  # fmt: skip
    assert rule("admission.sponsor_months", on=date(2026, 9, 30)).value == 12
    assert rule("admission.sponsor_months", on=date(2026, 10, 1)).value == 6


@pytest.mark.django_db
def test_the_page_reads_values_in_words_with_their_sources(program: Account) -> None:
    operations.load_start_data(program)
    age = next(row for row in parameters_on(MID_2023) if row.label.startswith("Tuổi kết nạp"))
    assert (age.text, age.by, age.valid) == ("từ 18, đến 60", "24-QĐ/TW", "từ 30/07/2021 đến 19/01/2025")
    assert age.sources == ("danvan.vn: Quy định số 24-QĐ/TW ngày 30/7/2021",)
    assert len(regulations_on(None)) > len(regulations_on(MID_2023)) > 5


@pytest.mark.django_db
def test_a_decided_day_off_changes_the_terms_in_working_days(program: Account) -> None:
    from giaoban.ground.regulations.calendar import WorkingDays

    monday = date(2023, 6, 12)
    assert WorkingDays().after(date(2023, 6, 9), 1) == monday
    operations.record_day_off(actor=program, on=monday, reason="Quyết định hoán đổi ngày nghỉ")
    assert WorkingDays().after(date(2023, 6, 9), 1) == date(2023, 6, 13)


@pytest.mark.django_db
@pytest.mark.parametrize(("start", "end"), [("2023-06-09", "2023-06-09"), ("2023-12-20", "2025-02-10"), ("2024-02-28", "2024-03-01")])  # fmt: skip
def test_working_days_between_two_days_are_those_counted_one_by_one(start: str, end: str) -> None:
    from giaoban.ground.regulations.calendar import WorkingDays

    calendar, first, last = WorkingDays(), date.fromisoformat(start), date.fromisoformat(end)
    days = [first + timedelta(days=step) for step in range(1, (last - first).days + 1)]
    assert calendar.between(first, last) == sum(calendar.works(day) for day in days)
    assert calendar.between(last, first) == -calendar.between(first, last)
    worked = [day for day in days if calendar.works(day)]
    assert [calendar.after(first, count) for count in range(1, len(worked) + 1)] == worked


@pytest.mark.parametrize(
    ("typed", "before", "value"),
    [
        ("60", 30, 60),
        (" 1.200 ", 30, 1200),
        ("3/4", "2/3", "3/4"),
        ("từ 18, đến 65", {"from": 18, "to": 60}, {"from": 18, "to": 65}),
        ("đến 65,  từ 20", {"from": 18, "to": 60}, {"from": 20, "to": 65}),
        ("sáu mươi", 30, None),
        ("1,5", 30, None),
        ("4/3", "2/3", None),
        ("75%", "2/3", None),
        ("18", {"from": 18, "to": 60}, None),
        ("từ 18, từ 20", {"from": 18, "to": 60}, None),
        ("từ 18, đến 60, đến 70", {"from": 18, "to": 60}, None),
    ],
)
def test_a_new_level_is_read_in_the_shape_of_the_one_before(typed: str, before: object, value: object) -> None:
    if value is not None:
        assert rules.value_like(typed, before, words=WORDS) == value
        return
    with pytest.raises(Refused, match="không đọc được như vậy"):
        rules.value_like(typed, before, words=WORDS)


@pytest.mark.django_db
def test_an_officer_reads_the_rules_and_sets_a_level_on_its_page(program: Account) -> None:
    from tests.world import build

    operations.load_start_data(program)
    officer, reader, below = (Client() for _each in range(3))
    world = build(members=1)
    above = Account.objects.create_user("van-phong-cum", "mot-mat-khau-dai-2023", name="Văn phòng cụm")
    grant(actor=program, account=above, role="office", unit=world.units["Cụm thử"], from_on=date(2015, 1, 1))
    officer.force_login(above)
    below.force_login(world.officers["van-phong-a"])
    reader.force_login(world.officers["kiem-soat"])
    listed = reader.get("/desk/so/parameters/").content.decode()
    assert "Tuổi kết nạp" in listed
    assert "chưa đối chiếu văn bản" in listed
    texts = reader.get("/desk/so/regulations/").content.decode()
    assert "208-QĐ/TW" in texts
    assert "294-QĐ/TW" not in texts, "it is over, and listed among those that are"
    level = Parameter.objects.get(key="admission.age", valid__upper_inf=True)
    where = f"/desk/so/parameters/{level.pk}/set_parameter/"
    assert reader.get(where).status_code == 403
    assert below.get(where).status_code == 403
    assert below.get(reverse("desk:act", args=["regulations", "record"])).status_code == 403
    assert "set_parameter" not in below.get(f"/desk/so/parameters/{level.pk}/").content.decode()
    assert "từ 18, đến 60" in officer.get(where).content.decode(), "the form opens on the level that holds"
    answers = {"value": "từ 18, đến 62", "from_on": "2026-12-01", "regulation": "", "reason": "Thử mức mới."}
    assert officer.post(where, answers | {"reason": ""}).status_code == 422
    assert officer.post(where, answers).status_code == 302
    assert rule("admission.age", on=date(2026, 12, 1)).value == {"from": 18, "to": 62}
    assert rule("admission.age", on=date(2026, 11, 30)).value == {"from": 18, "to": 60}
    assert not rule("admission.age", on=date(2026, 12, 1)).confirmed, "without a text it is not shown as one"


@pytest.mark.django_db
def test_what_is_common_to_all_is_changed_only_by_who_has_the_whole_tree(program: Account) -> None:
    from giaoban.ground.undoing import undo
    from tests.world import build

    operations.load_start_data(program)
    world = build(members=1)
    below = world.officers["van-phong-a"]
    changes = {
        "key": "admission.age",
        "value": {"from": 18, "to": 62},
        "from_on": date(2026, 12, 1),
        "regulation": None,
    }
    said = "không có quyền .* đối với toàn bộ cây tổ chức"
    with pytest.raises(Refused, match=said):
        operations.set_parameter(actor=below, reason="Thử mức mới.", **changes)
    with pytest.raises(Refused, match=said):
        operations.record_day_off(actor=below, on=date(2026, 12, 1), reason="Quyết định của khối")
    operations.set_parameter(actor=program, reason="Mức mới.", **changes)
    with pytest.raises(Refused):
        undo(actor=below, entry=Entry.objects.latest("pk"), reason="Thử hoàn tác.")
    grant(actor=program, account=below, role="office", unit=world.units["Cụm thử"], from_on=date(2015, 1, 1))
    undo(actor=below, entry=Entry.objects.filter(act="parameters.set_parameter").latest("pk"), reason="Ghi nhầm mức.")
    assert rule("admission.age", on=date(2026, 12, 1)).value == {"from": 18, "to": 60}


IN_2026 = [
    ("charter.implementation", date(2026, 4, 7), "294-QĐ/TW", "C"),
    ("charter.implementation", date(2026, 4, 8), "20-QĐ/TW", "M"),
    ("charter.implementation", date(2026, 7, 25), "20-QĐ/TW", "M"),
    ("charter.implementation", date(2026, 7, 26), "208-QĐ/TW", "M"),
    ("charter.guide", date(2026, 5, 18), "06-HD/TW", "M"),
    ("charter.guide", date(2026, 5, 19), "01-HD/TW", "M"),
    ("inspection.regulation", date(2026, 4, 10), "296-QĐ/TW", "C"),
    ("inspection.regulation", date(2026, 4, 11), "21-QĐ/TW", "M"),
    ("discipline.content", date(2026, 8, 16), "264-QĐ/TW", "C"),
    ("discipline.content", date(2026, 8, 17), "212-QĐ/TW", "M"),
    ("members.must_not", date(2026, 7, 25), "37-QĐ/TW", "M"),
    ("members.must_not", date(2026, 7, 26), "207-QĐ/TW", "M"),
    ("member.technique", date(2025, 12, 30), "12-HD/BTCTW", "C"),
    ("member.technique", date(2025, 12, 31), "38-HD/BTCTW", "M"),
    ("dues", date(2026, 1, 31), "342-QĐ/TW", "M"),
    ("dues", date(2026, 2, 1), "01-QĐ/TW", "M"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("topic", "on", "number", "mark"), IN_2026)
def test_a_text_of_2026_holds_from_its_day_and_the_one_that_it_replaces_until_the_day_before(
    program: Account, topic: str, on: date, number: str, mark: str
) -> None:
    operations.load_start_data(program)
    text = in_force(topic, on=on)
    assert text is not None
    assert (text.number, text.mark) == (number, mark)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "on", "cited"),
    [
        ("admission.age", date(2026, 4, 7), "294-QĐ/TW (chưa đối chiếu văn bản)"),
        ("admission.age", date(2026, 4, 8), "20-QĐ/TW (chưa đối chiếu văn bản)"),
        ("admission.age", date(2026, 11, 29), "208-QĐ/TW (chưa đối chiếu văn bản)"),
        ("transfer.present_wd", date(2026, 4, 7), "294-QĐ/TW, mục 6.3.1"),
        ("transfer.present_wd", date(2026, 4, 8), "20-QĐ/TW (chưa đối chiếu văn bản)"),
        ("discipline.vote", date(2026, 8, 16), "69-QĐ/TW"),
        ("discipline.vote", date(2026, 8, 17), "212-QĐ/TW (chưa đối chiếu văn bản)"),
        ("appeal.days", date(2026, 4, 11), "21-QĐ/TW (chưa đối chiếu văn bản)"),
    ],
)
def test_an_act_is_judged_by_the_text_of_its_time_and_what_nobody_compared_says_so(
    program: Account, key: str, on: date, cited: str
) -> None:
    operations.load_start_data(program)
    limit = rule(key, on=on)
    assert limit is not None
    assert limit.source == cited


@pytest.mark.django_db
def test_no_level_cites_a_text_on_a_day_on_which_it_was_replaced(program: Account) -> None:
    operations.load_start_data(program)
    days = {row["from"] + timedelta(days=step) for row in start_data()["regulations"] for step in (-1, 0)}
    citing = 0
    for level in Parameter.objects.exclude(regulation=None).select_related("regulation"):
        assert level.regulation is not None
        for day in days:
            if day in level.valid:
                citing += 1
                assert day in level.regulation.valid, f"{level.key} of {day:%d/%m/%Y} cites {level.regulation.number}"
    assert citing > 200


@pytest.mark.django_db
def test_an_installation_that_holds_the_replaced_texts_as_open_has_them_ended_and_the_levels_of_its_office_left(
    program: Account,
) -> None:
    operations.load_start_data(program)
    with writing(program, "regulations.load_start_data", unit=None, on=date(2026, 3, 1)):
        Parameter.objects.filter(regulation__number__in=["20-QĐ/TW", "208-QĐ/TW"]).delete()
        Regulation.objects.filter(number__in=["20-QĐ/TW", "208-QĐ/TW"]).delete()
        Regulation.objects.filter(number="294-QĐ/TW").update(valid=DateRange(date(2025, 7, 1), None))
        Parameter.objects.filter(regulation__number="294-QĐ/TW").update(valid=DateRange(date(2025, 7, 1), None))
    own = operations.set_parameter(
        actor=program, key="official.cell_wd", value=20, from_on=date(2026, 3, 1), regulation=None, reason="Quy chế."
    )
    assert operations.load_start_data(program) > 10
    text = in_force("charter.implementation", on=date(2026, 11, 29))
    assert text is not None
    assert text.number == "208-QĐ/TW"
    age = rule("admission.age", on=date(2026, 11, 29))
    assert age is not None
    assert age.source.startswith("208-QĐ/TW")
    own.refresh_from_db()
    assert own.valid == DateRange(date(2026, 3, 1), None), "what an office has set stays"
    assert operations.load_start_data(program) == 0


@pytest.mark.django_db
def test_the_page_of_a_text_that_nobody_has_seen_whole_says_so(program: Account) -> None:
    operations.load_start_data(program)
    account = Account.objects.create_user("quy-dinh", "mot-mat-khau-dai-2026", name="Cán bộ")
    grant(actor=program, account=account, role="auditor", unit=None, from_on=date(2020, 1, 1))
    client = Client()
    client.force_login(account)
    said = {
        number: "chưa có toàn văn"
        in client.get(
            reverse("desk:page", args=["regulations", Regulation.objects.get(number=number).pk])
        ).content.decode()
        for number in ("294-QĐ/TW", "208-QĐ/TW")
    }
    assert said == {"294-QĐ/TW": False, "208-QĐ/TW": True}

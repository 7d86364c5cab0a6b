"""Forms are made on screen: a draft begun or taken in, changed, tried on past returns, put into force from a day; past returns keep theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from giaoban.areas.accounts.operations import grant
from giaoban.core.refusal import Refused
from giaoban.core.workbook import Unreadable
from giaoban.ground.access.models import Account
from giaoban.ground.journal.models import Entry
from giaoban.ground.undoing import undo
from giaoban.ground.units.models import PlaceSpell
from giaoban.ground.writing import writing
from giaoban.reporting import documents, form_drafts, forms, returns
from giaoban.reporting.documents.blank import blank_workbook
from giaoban.reporting.form_asks import tried_in_words
from giaoban.reporting.forms import Check, Line, start_forms
from giaoban.reporting.forms.writing import written
from giaoban.reporting.intake.door import read_return_safely
from giaoban.reporting.models import Campaign, FormDraft, FormVersion, Return, form_on, forms_there
from giaoban.reporting.queries import blank_of, report_of

pytestmark = pytest.mark.django_db

HALF_YEAR = start_forms()[0]
NEXT = date(2027, 1, 1)
CHECK = Check("few", "rate", "warning", "each", parts=("4.4",), whole=("1.3",), per=100, low=2.5, high=3, confirmed=False, source="thử")  # fmt: skip


@pytest.fixture(autouse=True)
def _first_version_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The program brings the first version only, so that what an office makes of it is the next."""
    (tmp_path / "first.toml").write_text(written(HALF_YEAR))
    monkeypatch.setattr(forms, "FOLDER", tmp_path)
    start_forms.cache_clear()
    yield
    start_forms.cache_clear()


@pytest.fixture
def version(program: Account) -> FormVersion:
    form_drafts.load_start_forms(program)
    return FormVersion.objects.get(code=HALF_YEAR.code)


@pytest.fixture
def draft(program: Account, version: FormVersion) -> FormDraft:
    return form_drafts.begin(actor=program, base=version, from_on=NEXT)


@pytest.fixture
def officer(program: Account, cluster: Any) -> Client:
    account = Account.objects.create_user("van-phong-cum", "mot-mat-khau-dai-2023", name="Văn phòng cụm")
    grant(actor=program, account=account, role="office", unit=cluster, from_on=date(2015, 1, 1))
    client = Client()
    client.force_login(account)
    return client


def file_of(text: str, name: str = "bieu.toml") -> ContentFile:
    return ContentFile(text.encode(), name=name)


def with_new_line(program: Account, draft: FormDraft) -> FormDraft:
    line = Line("4.9", "Số buổi tọa đàm", "cuộc", "flow")
    return form_drafts.set_line(actor=program, record=draft, version=draft.version, line=line)


def test_the_forms_of_the_program_are_on_record_once(program: Account, version: FormVersion) -> None:
    assert form_drafts.load_start_forms(program) == 0
    assert version.text == written(HALF_YEAR)
    assert forms_there() == start_forms()


def test_a_draft_that_is_put_into_force_holds_from_its_day_and_not_before(program: Account, draft: FormDraft) -> None:
    with_new_line(program, draft)
    made = form_drafts.put_in_force(actor=program, record=draft, version=draft.version, from_on=NEXT)
    assert form_on("BC-6T", date(2026, 12, 31)) == HALF_YEAR
    assert form_on("BC-6T", NEXT).line("4.9").label == "Số buổi tọa đàm"
    assert (draft.state, draft.became) == ("in_force", made)
    with pytest.raises(Refused, match="đã ban hành"):
        form_drafts.drop_line(actor=program, record=draft, version=draft.version, code="4.9")


def test_a_period_that_was_opened_keeps_the_version_of_its_time(
    program: Account, campaign: Campaign, draft: FormDraft
) -> None:
    with pytest.raises(Refused, match="sớm nhất từ 01/07/2023"):
        form_drafts.put_in_force(actor=program, record=draft, version=draft.version, from_on=date(2023, 6, 30))
    form_drafts.put_in_force(actor=program, record=draft, version=draft.version, from_on=date(2023, 7, 1))
    assert campaign.form_used.valid_from == HALF_YEAR.valid_from
    asked = returns.open_campaign(
        actor=program, unit=campaign.unit, form="BC-6T", period="2023-H2", due_on=date(2024, 1, 5),
        opened_on=date(2023, 12, 1), levels=0,
    )  # fmt: skip
    assert asked.form_used.valid_from == date(2023, 7, 1)


@pytest.mark.parametrize(
    "told",
    [
        {"personal": False},
        {"personal": False, "code": "5.4"},
        {"personal": False, "label": "Đảng viên bị xử lý", "code": "5.4"},
    ],
)
def test_what_was_withheld_of_small_numbers_stays_withheld(
    program: Account, draft: FormDraft, told: dict[str, Any]
) -> None:
    line = replace(next(line for line in draft.form.lines if line.indicator == "members_disciplined"), **told)
    form_drafts.set_line(actor=program, record=draft, version=draft.version, line=line, instead="5.3")
    with pytest.raises(Refused, match="đang không công bố"):
        form_drafts.put_in_force(actor=program, record=draft, version=draft.version, from_on=NEXT)
    line = replace(line, personal=True)
    form_drafts.set_line(actor=program, record=draft, version=draft.version, line=line, instead=line.code)
    form_drafts.put_in_force(actor=program, record=draft, version=draft.version, from_on=NEXT)


def test_a_version_is_not_put_before_another_and_one_that_nobody_was_asked_for_is_withdrawn(
    program: Account, draft: FormDraft, version: FormVersion
) -> None:
    made = form_drafts.put_in_force(actor=program, record=draft, version=draft.version, from_on=NEXT)
    other = form_drafts.begin(actor=program, base=version, from_on=NEXT)
    with pytest.raises(Refused, match="đã có bản từ 01/01/2027"):
        form_drafts.put_in_force(actor=program, record=other, version=other.version, from_on=NEXT)
    with pytest.raises(Refused, match="rút bản ấy"):
        undo(actor=program, entry=Entry.objects.filter(act="form_drafts.put_in_force").latest("pk"), reason="Nhầm.")
    form_drafts.withdraw(actor=program, record=made, reason="Ban hành nhầm ngày")
    assert forms_there() == start_forms()
    with pytest.raises(Refused, match="ban hành bản mới"):
        undo(actor=program, entry=Entry.objects.filter(act="forms.withdraw").latest("pk"), reason="Nhầm.")
    form_drafts.put_in_force(actor=program, record=other, version=other.version, from_on=NEXT)
    with pytest.raises(Refused, match="đi kèm chương trình"):
        form_drafts.withdraw(actor=program, record=version, reason="Thử xem sao")


def test_a_version_that_somebody_was_asked_for_is_not_withdrawn(program: Account, campaign: Campaign) -> None:
    form = replace(HALF_YEAR, code="BC-N", months=12)
    draft = form_drafts.take_in(actor=program, file=file_of(written(form)))
    made = form_drafts.put_in_force(actor=program, record=draft, version=draft.version, from_on=date(2023, 1, 1))
    returns.open_campaign(
        actor=program, unit=campaign.unit, form="BC-N", period="2023", due_on=date(2024, 1, 5),
        opened_on=date(2023, 12, 1), levels=0,
    )  # fmt: skip
    with pytest.raises(Refused, match="Đã mở 1 đợt"):
        form_drafts.withdraw(actor=program, record=made, reason="Thử xem sao")


def test_the_file_that_goes_out_is_the_file_that_comes_in(program: Account, version: FormVersion) -> None:
    draft = form_drafts.take_in(actor=program, file=file_of(version.text))
    assert draft.text == version.text
    assert draft.base == version


def test_a_file_that_is_no_form_leaves_nothing(program: Account) -> None:
    entries = Entry.objects.count()
    for text, said in (
        ("x = 1", "thiếu “code”"),
        ("x" * 200_000, "lớn hơn 96 KB"),
        (written(HALF_YEAR).replace('"members"', '"nobody"'), "không có chỉ tiêu “nobody”"),
    ):
        with pytest.raises(Refused, match=said):
            form_drafts.take_in(actor=program, file=file_of(text))
    assert not FormDraft.objects.exists()
    assert Entry.objects.count() == entries


def test_of_two_who_change_a_draft_at_once_the_second_is_told(program: Account, draft: FormDraft) -> None:
    read = draft.version
    with_new_line(program, draft)
    with pytest.raises(Refused, match="Người khác vừa sửa"):
        form_drafts.drop_line(actor=program, record=draft, version=read, code="3.1")
    assert "3.1" in {line.code for line in draft.form.lines}


def test_what_would_not_hold_together_is_refused_and_the_draft_stays(program: Account, draft: FormDraft) -> None:
    before = draft.text
    for line in (Line("9.1", "Dòng lạ", "người", "flow"), Line("4.9", "Tổng số đảng viên", "người", "stock")):
        with pytest.raises(Refused):
            form_drafts.set_line(actor=program, record=draft, version=draft.version, line=line)
    draft.refresh_from_db()
    assert draft.text == before


def test_a_draft_is_tried_on_past_returns_before_it_holds(program: Account, filled: Return, draft: FormDraft) -> None:
    assert any("không mất số nào" in one for one in tried_in_words(draft, actor=program))
    with_new_line(program, draft)
    form_drafts.drop_line(actor=program, record=draft, version=draft.version, code="3.1")
    form_drafts.set_check(actor=program, record=draft, version=draft.version, check=CHECK)
    told = tried_in_words(draft, actor=program)
    assert any(one.startswith("6 tháng đầu năm 2023: 8 báo cáo") for one in told)
    assert any("dòng 3.1" in one and "8 báo cáo mất số" in one for one in told)
    assert any("4.9" in one for one in told)
    assert any("nêu thêm" in one for one in told)
    assert any("hơn mức thường gặp" in one for one in told)


def test_a_draft_is_tried_on_what_units_returned_that_are_gone_today(
    program: Account, filled: Return, draft: FormDraft
) -> None:
    account = Account.objects.create_user("van-phong", "mot-mat-khau-dai-2026", name="Văn phòng cụm")
    grant(actor=program, account=account, role="office", unit=filled.unit, from_on=date(2015, 1, 1))
    with writing(program, "units.dissolve", unit=None, on=date(2025, 3, 1)):
        PlaceSpell.objects.filter(parent=filled.unit).update(valid=DateRange(date(2015, 1, 1), date(2025, 3, 1)))
    told = tried_in_words(draft, actor=account)
    assert any(sentence.startswith("6 tháng đầu năm 2023: 8 báo cáo") for sentence in told)


def test_a_form_of_other_lines_is_asked_read_from_its_blank_workbook_and_printed(
    program: Account, campaign: Campaign, tmp_path: Path
) -> None:
    lines = [
        Line(f"7.{number}", label, "người", "flow", aliases=(f"Số {label.lower()}",))
        for number, label in enumerate(
            ("Dự tọa đàm", "Được khen thưởng", "Dự lớp chuyên đề", "Viết bài", "Đi thực tế"), 1
        )
    ]
    form = replace(
        HALF_YEAR, code="BC-X", months=12, groups={"7": "Riêng"}, sections=(), lines=tuple(lines),
        checks=(Check("twice", "organisation_twice", "error", "each"),),
    )  # fmt: skip
    draft = form_drafts.take_in(actor=program, file=file_of(written(form)))
    form_drafts.put_in_force(actor=program, record=draft, version=draft.version, from_on=date(2023, 1, 1))
    asked = returns.open_campaign(
        actor=program, unit=campaign.unit, form="BC-X", period="2023", due_on=date(2024, 1, 5),
        opened_on=date(2023, 12, 1),
    )  # fmt: skip
    one, path = asked.returns.get(name="Bắc Kạn"), tmp_path / "x.xlsx"
    path.write_bytes(blank_workbook(blank_of(one, on=one.campaign.asked.last_day)))
    book = openpyxl.load_workbook(path)
    for cells in book["Biểu số liệu"].iter_rows():
        if str(cells[0].value).startswith("7."):
            cells[3].value = 13 * int(str(cells[0].value)[2:])
    book.save(path)
    with pytest.raises(Unreadable):
        read_return_safely(path)
    read = read_return_safely(path, expected=[asked.form_used])
    assert {code: value.amount for code, value in read.values.items()} == {
        f"7.{number}": 13 * number for number in range(1, 6)
    }
    returns.take_in(actor=program, campaign=asked, read=read, stored="returns/x", size=1, sheets=[])
    report = report_of(asked.returns.get(above=None))
    assert report.line("7.1").value == 13
    for write in (documents.write_docx, documents.write_pdf, documents.write_xlsx):
        write(report, tmp_path / "report")


def each_number_opens(officer: Client, page: str) -> int:
    """Every number of a trial leads to as many rows as it says, each with its own way further; answers how many numbers."""
    doors = re.findall(r'<a class="figure[^"]*" href="([^"]+)"[^>]*>(?:<span[^>]*>[^<]*</span>)?([\d.]+)</a>', page)
    for door, number in doors:
        behind = officer.get(door, headers={"HX-Request": "true"})
        rows = behind.context["drawer"]["parts"]["rows"]
        assert len(rows) == int(number.replace(".", ""))
        for row in rows:
            assert officer.get(row["url"]).status_code == 200
            if row["figure"]["href"]:
                assert officer.get(row["figure"]["href"], headers={"HX-Request": "true"}).status_code == 200
        assert officer.get(door).status_code == 200
    assert len(re.findall(r'<span class="figure plain [a-z]*">', page.replace("figure plain zero", ""))) == 0
    return len(doors)


def test_the_numbers_that_a_draft_would_lose_open_to_what_was_returned(
    program: Account, officer: Client, filled: Return, draft: FormDraft
) -> None:
    form_drafts.drop_line(actor=program, record=draft, version=draft.version, code="3.1")
    page = officer.get(reverse("forms:trial", args=[draft.pk])).content.decode()
    assert each_number_opens(officer, page) >= 2
    lost = reverse("forms:behind_trial", args=[draft.pk, filled.campaign_id, "3.1"])
    doors = [row["figure"]["href"] for row in officer.get(lost).context["drawer"]["parts"]["rows"]]
    assert doors == [reverse("reports:line", args=[row.pk, "3.1"]) for row in filled.below.order_by("pk")]
    for part in ("4.4", "x"):
        assert officer.get(reverse("forms:behind_trial", args=[draft.pk, filled.campaign_id, part])).status_code == 404


def answers_of(page: str) -> dict[str, str]:
    return {"seen": re.findall(r'name="seen" value="([^"]+)"', page)[0]}


def test_an_officer_makes_a_new_version_on_screen_from_the_list_to_its_day(
    officer: Client, filled: Return, version: FormVersion
) -> None:
    listed = officer.get(reverse("desk:list", args=["forms"])).content.decode()
    assert "BC-6T" in listed
    page = officer.get(reverse("desk:page", args=["forms", version.pk])).content.decode()
    assert "4.4 Kết nạp đảng viên mới" in page
    assert "1.3 chia 1.1 trong khoảng 25 đến 120" in page
    begin = re.findall(r'href="([^"]+form_drafts/act/begin/[^"]+)"', page)[0].replace("&amp;", "&")
    opened = officer.get(begin).content.decode()
    assert f'value="{version.pk}" selected' in opened
    made = officer.post(begin, {"base": version.pk, "code": "", "title": "", "months": 6, "from_on": "2027-01-01"})
    draft = FormDraft.objects.get()
    assert made["Location"] == reverse("desk:page", args=["form_drafts", draft.pk])
    page = officer.get(made["Location"]).content.decode()
    change = next(
        one for one in re.findall(r'href="([^"]+set_line/[^"]+)"', page) if "instead=4.4&" in one.replace("&amp;", "&")
    )
    change = change.replace("&amp;", "&")
    form = officer.get(change).content.decode()
    assert "Số đảng viên mới kết nạp" in form
    answers = {
        "instead": "4.4", "code": "4.4", "label": "Kết nạp đảng viên", "aliases": "Số đảng viên mới kết nạp", "version": 1,
        "unit_of_count": "người", "adds_as": "flow", "indicator": "members_admitted", "per_organisation": "on",
    }  # fmt: skip
    assert officer.post(change, answers | {"label": "Tổng số đảng viên"}).status_code == 422
    assert officer.post(change, answers).status_code == 302
    page = officer.get(reverse("desk:page", args=["form_drafts", draft.pk])).content.decode()
    assert "Dòng 4.4, tên" in page
    check = reverse("desk:act_on", args=["form_drafts", draft.pk, "set_check"])
    answers = {
        "instead": "", "kind": "rate", "id": "few", "severity": "warning", "at": "each", "parts": "4.4", "whole": "1.3",
        "per": "100", "low": "2,5", "high": "3", "source": "thử", "version": 2,
    }  # fmt: skip
    assert officer.post(check, answers | {"whole": "9.9"}).status_code == 422
    assert officer.post(check, answers).status_code == 302
    assert "4.4 chia 1.3 trong khoảng 2,5% đến 3%" in officer.get(made["Location"]).content.decode()
    trial = officer.get(reverse("forms:trial", args=[draft.pk])).content.decode()
    assert "nêu thêm" in trial
    assert each_number_opens(officer, trial) >= 2
    put = reverse("desk:act_on", args=["form_drafts", draft.pk, "put_in_force"])
    answers = {"from_on": "2027-01-01", "version": 3}
    shown = officer.post(put, answers).content.decode()
    assert "nêu thêm" in shown
    assert not FormVersion.objects.filter(valid_from=NEXT).exists()
    assert officer.post(put, answers | answers_of(shown)).status_code == 302
    assert form_on("BC-6T", NEXT).line("4.4").label == "Kết nạp đảng viên"
    assert Entry.objects.filter(act="form_drafts.put_in_force").count() == 1


def test_the_files_of_forms_go_out_and_come_in_over_the_desk(officer: Client, version: FormVersion) -> None:
    given = officer.get(reverse("forms:file", args=[version.pk]))
    assert given.content.decode() == version.text
    assert 'filename="bc-6t-2023-01-01.toml"' in given["Content-Disposition"]
    where = reverse("desk:act", args=["form_drafts", "take_in"])
    sent = {"file": SimpleUploadedFile("bieu.toml", given.content)}
    assert officer.post(where, sent).status_code == 302
    draft = FormDraft.objects.get()
    assert officer.get(reverse("forms:draft_file", args=[draft.pk])).content == given.content
    refused = officer.post(where, {"file": SimpleUploadedFile("bieu.toml", b"code = 1")})
    assert refused.status_code == 422
    assert "hãy ghi thêm" in refused.content.decode()


def test_forms_are_changed_only_by_who_has_the_whole_tree_and_drafts_seen_by_few(
    program: Account, draft: FormDraft, version: FormVersion
) -> None:
    from tests.world import build

    world = build(members=1)
    below, reader = Client(), Client()
    below.force_login(world.officers["van-phong-a"])
    reader.force_login(world.officers["bi-thu-1"])
    assert below.get(reverse("desk:page", args=["form_drafts", draft.pk])).status_code == 200
    for act in ("put_in_force", "set_line", "set_check", "describe"):
        assert below.get(reverse("desk:act_on", args=["form_drafts", draft.pk, act])).status_code == 403
    assert "set_line" not in below.get(reverse("desk:page", args=["form_drafts", draft.pk])).content.decode()
    with pytest.raises(Refused, match="toàn bộ cây tổ chức"):
        with_new_line(world.officers["van-phong-a"], draft)
    assert reader.get(reverse("desk:page", args=["forms", version.pk])).status_code == 200
    behind = reverse("forms:behind_trial", args=[draft.pk, 1, "returns"])
    assert reader.get(behind).status_code == 404
    for name in ("draft_file", "trial"):
        assert reader.get(reverse(f"forms:{name}", args=[draft.pk])).status_code == 404
    assert Client().get(reverse("forms:file", args=[version.pk])).status_code == 302

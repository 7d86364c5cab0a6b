"""A report written in prose, from the upload to the figure on the return's page and in the document."""

from __future__ import annotations

import html
import re
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from giaoban.ground.access.models import Account, Grant
from giaoban.ground.journal.models import Entry
from giaoban.ground.writing import writing
from giaoban.reporting.documents import docx_of
from giaoban.reporting.models import Return
from giaoban.reporting.prose.identified import identities
from giaoban.reporting.queries import report_of
from tests.world import new_account

pytestmark = pytest.mark.django_db

TEXTS = Path(__file__).parent / "texts"


@pytest.fixture(autouse=True)
def own_media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def account(program, username: str, role: str, unit) -> Account:
    made = new_account(username, name=username)
    with writing(program, "access.grant", unit=unit, on=date(2023, 1, 1)):
        Grant.objects.create(account=made, role=role, unit=unit, valid=DateRange(date(2020, 1, 1), None))
    return made


@pytest.fixture
def secretary(program, cluster) -> Client:
    client = Client()
    client.force_login(account(program, "thuky", "cluster_secretariat", cluster))
    return client


def sent(client: Client, report_return: Return, name: str, data: bytes | None = None):
    address = reverse("reports:text_intake", args=[report_return.pk])
    return client.post(address, {"file": SimpleUploadedFile(name, data or (TEXTS / name).read_bytes())})


def words(answer) -> str:
    """The page as a person reads it."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", answer.content.decode())))


def number(page: str, text: str, standing: str) -> str:
    """The key of the first number of the text that reads so and stands so."""
    found = re.search(rf'<a class="number-mark {standing}[^"]*"\s+id="n-([\d-]+)"[^>]*>{re.escape(text)}<', page)
    assert found, f"no number “{text}” that is {standing}"
    return found[1]


def test_a_text_goes_in_with_what_is_sure_and_what_a_person_confirmed(campaign, secretary: Client) -> None:
    one = campaign.returns.select_related("campaign", "unit").get(name="Hà Giang")
    asked = sent(secretary, one, "ha-giang.docx")
    assert asked.status_code == 302
    address = asked["Location"]
    page = secretary.get(address).content.decode()
    assert "Số liệu nhanh đến 31/5/2023" in html.unescape(page)
    assert "Chỉ tiêu 4.4 có hai giá trị: 16 (đoạn 3) và 61 (bảng 2, dòng 2)." in page
    assert not Entry.objects.filter(act="returns.take_in").exists()

    sixteen = number(page, "16", "doubtful")
    opened = secretary.get(f"{address}?number={sixteen}").content.decode()
    assert "Chỉ tiêu này còn ghi số khác: 61 (bảng 2, dòng 2)." in html.unescape(opened)
    said = secretary.post(address, {"number": sixteen, "line": "4.4", "role": "value", "value": "16"})
    assert said.status_code == 302
    number(secretary.get(address).content.decode(), "16", "placed")

    done = secretary.post(address, {"take": "1"})
    assert done.status_code == 302, words(done)
    values = {row.code: row for row in one.values.all()}
    assert (values["4.4"].declared, values["4.4"].cell[1:]) == (
        16,
        ["Văn bản, người nhận xác nhận", "đoạn 3, ký tự 140-141", "16"],
    )
    assert (values["1.1"].declared, values["1.1"].cell[1]) == (56, "Văn bản")
    assert (values["4.4"].target, values["4.4"].target_cell[2]) == (115, "bảng 2, dòng 2, ký tự 43-45")
    one.refresh_from_db()
    assert (one.state, one.source, one.number, one.issued_on) == ("draft", "workbook", "64-BC/ĐUK", date(2023, 6, 14))

    page = secretary.get(reverse("reports:page", args=[one.pk]))
    assert "đoạn 3, ký tự" in words(page)
    assert f'href="{reverse("reports:line", args=[one.pk, "4.4"])}"' in page.content.decode()
    versions = secretary.get(reverse("reports:versions", args=[one.pk])).content.decode()
    assert f'href="{done["Location"]}"' in versions
    evidence = words(secretary.get(reverse("reports:line", args=[one.pk, "4.4"])))
    assert "Đáng chú ý, trong 6 tháng toàn Đảng bộ kết nạp được 16 đảng viên mới" in evidence
    assert "ha-giang.docx · đoạn 3" in evidence
    assert "người nhận xác nhận" in evidence
    narrative = words(secretary.get(reverse("reports:narrative", args=[one.pk])))
    assert "Văn bản · đoạn 3" in narrative
    printed = {(identity.code, text) for identity, text in identities(docx_of(report_of(one)))}
    assert {("4.4", "16"), ("1.1", "56")} <= printed


@pytest.mark.parametrize(
    ("value", "typed", "note"),
    [("5.100", "trên 5.100", "Nguồn ghi “trên 5.100”, không phải số chính xác."), ("5.127", "5.100", "")],
)
def test_a_rounded_number_that_is_confirmed_says_so_unless_another_one_is_given(
    campaign, secretary: Client, value: str, typed: str, note: str
) -> None:
    one = campaign.returns.get(name="Hà Giang")
    text = "Đảng ủy Khối các cơ quan tỉnh Hà Giang\n\nKết quả 6 tháng đầu năm 2023\n\nĐảng bộ có trên 5.100 đảng viên."
    address = sent(secretary, one, "tren.txt", text.encode())["Location"]
    key = number(secretary.get(address).content.decode(), "5.100", "doubtful")
    secretary.post(address, {"number": key, "line": "1.3", "role": "value", "value": value})
    assert secretary.post(address, {"take": "1"}).status_code == 302
    row = one.values.get(code="1.3")
    assert (row.declared, row.cell[3], row.reason) == (int(value.replace(".", "")), typed, note)


def test_the_text_of_a_whole_cluster_is_no_unit_of_it(campaign, secretary: Client) -> None:
    one = campaign.returns.get(name="Hà Giang")
    cluster = (
        "CỤM CÁC ĐẢNG ỦY KHỐI ĐÔNG BẮC\n\nBÁO CÁO\nkết quả 6 tháng đầu năm 2023\n\nToàn Cụm có 652 tổ chức cơ sở đảng."
    )
    page = secretary.get(sent(secretary, one, "cum.txt", cluster.encode())["Location"])
    assert "không phải của Hà Giang" in words(page)
    assert 'name="take"' not in page.content.decode()


def test_a_second_text_says_which_lines_it_would_empty(campaign, secretary: Client) -> None:
    one = campaign.returns.get(name="Hà Giang")
    first = sent(secretary, one, "ha-giang.docx")["Location"]
    assert "sẽ để trống" not in words(secretary.get(first))
    secretary.post(first, {"take": "1"})
    short = (
        "Đảng ủy Khối các cơ quan tỉnh Hà Giang\n\nKết quả 6 tháng đầu năm 2023\n\nĐảng bộ có 57 tổ chức cơ sở đảng."
    )
    second = sent(secretary, one, "ngan.txt", short.encode())["Location"]
    page = words(secretary.get(second))
    assert re.search(r"\d+ chỉ tiêu đang có số mà văn bản không nêu, sẽ để trống: [\d., ]*4\.5", page), page


def test_what_nobody_confirmed_is_not_taken(campaign, secretary: Client) -> None:
    one = campaign.returns.get(name="Hà Giang")
    address = sent(secretary, one, "ha-giang.docx")["Location"]
    assert "Còn 2 số chưa xác nhận; những số này sẽ không được nhận." in words(secretary.get(address))
    assert secretary.post(address, {"take": "1"}).status_code == 302
    row = one.values.get(code="4.4")
    assert (row.declared, row.state, row.cell) == (None, "missing", None)


def test_a_number_is_corrected_set_aside_and_given_back(campaign, secretary: Client) -> None:
    one = campaign.returns.get(name="Hà Giang")
    address = sent(secretary, one, "ha-giang.docx")["Location"]
    key = number(secretary.get(address).content.decode(), "56", "sure")
    for typed, refusal in (
        ("56,5", "Chỉ tiêu 1.1 đếm tổ chức nên phải là số nguyên; đã ghi 56,5."),
        ("năm mươi", "Hãy ghi số, ví dụ 38.716 hoặc 98,5."),
    ):
        refused = secretary.post(address, {"number": key, "line": "1.1", "role": "value", "value": typed})
        assert (refused.status_code, refusal in words(refused)) == (422, True), typed
    refused = secretary.post(address, {"number": key, "line": "", "role": "value", "value": "56"})
    assert "Hãy chọn chỉ tiêu mà số này thuộc về." in words(refused)
    refused = secretary.post(address, {"number": "0-0-0", "line": "1.1", "role": "value", "value": "1"})
    assert "Số này không có trong văn bản" in words(refused)
    secretary.post(address, {"number": key, "line": "1.1", "role": "value", "value": "57"})
    assert number(secretary.get(address).content.decode(), "56", "placed") == key
    secretary.post(address, {"number": key, "aside": "1"})
    assert number(secretary.get(address).content.decode(), "56", "aside") == key
    secretary.post(address, {"number": key, "back": "1"})
    assert number(secretary.get(address).content.decode(), "56", "sure") == key
    secretary.post(address, {"number": key, "line": "1.3", "to": "1.1", "role": "value", "value": "57"})
    secretary.post(address, {"take": "1"})
    row = one.values.get(code="1.1")
    assert (row.declared, row.cell[3]) == (57, "56")


def test_two_numbers_that_a_person_put_in_one_place_are_refused(campaign, secretary: Client) -> None:
    one = campaign.returns.get(name="Hà Giang")
    address = sent(secretary, one, "ha-giang.docx")["Location"]
    page = secretary.get(address).content.decode()
    for text in ("16", "61"):
        secretary.post(
            address, {"number": number(page, text, "doubtful"), "line": "4.4", "role": "value", "value": text}
        )
    refused = secretary.post(address, {"take": "1"})
    assert refused.status_code == 422
    assert "đang có hai số do người nhận đặt: 16 (đoạn 3) và 61 (bảng 2, dòng 2); hãy bỏ một số." in words(refused)
    assert not Entry.objects.filter(act="returns.take_in").exists()


def test_a_paragraph_goes_where_a_person_puts_it(campaign, secretary: Client) -> None:
    one = campaign.returns.get(name="Hà Giang")
    address = sent(secretary, one, "ha-giang.docx")["Location"]
    secretary.post(address, {"paragraph": "2", "section": ""})
    secretary.post(address, {"paragraph": "3", "section": "Nhiệm vụ"})
    assert secretary.post(address, {"paragraph": "1", "section": "Kết quả"}).status_code == 422
    assert secretary.post(address, {"paragraph": "3", "section": "Khác"}).status_code == 422
    secretary.post(address, {"take": "1"})
    told = {row.cell[2]: row.section for row in one.paragraphs.all()}
    assert told == {"đoạn 3": "Nhiệm vụ", "đoạn 5": "Kết quả"}


def test_the_same_text_again_changes_nothing_and_otherwise_placed_it_does(campaign, secretary: Client) -> None:
    one = campaign.returns.get(name="Hà Giang")
    secretary.post(sent(secretary, one, "ha-giang.docx")["Location"], {"take": "1"})
    entries = Entry.objects.count()
    again = sent(secretary, one, "ha-giang.docx")["Location"]
    secretary.post(again, {"take": "1"})
    assert Entry.objects.count() == entries
    address = sent(secretary, one, "ha-giang.docx")["Location"]
    key = number(secretary.get(address).content.decode(), "16", "doubtful")
    secretary.post(address, {"number": key, "line": "4.4", "role": "value", "value": "16"})
    secretary.post(address, {"take": "1"})
    assert one.values.get(code="4.4").declared == 16
    entry = Entry.objects.filter(act="returns.take_in").latest("pk")
    secretary.post(reverse("reports:undo", args=[one.pk, entry.pk]), {"reason": "Nhận nhầm số"})
    assert one.values.get(code="4.4").declared is None
    assert "đã hoàn tác, lý do: Nhận nhầm số" in words(secretary.get(reverse("reports:versions", args=[one.pk])))


BAD = {
    "empty.docx": (b"", "rỗng"),
    "sheet.docx": (b"PK\x03\x04 not a zip", "bị hỏng"),
    "book.xlsx": ("workbook", "không phải là văn bản"),
    "picture.pdf": (b"%PDF-1.4 nothing", "bị hỏng"),
    "secret.txt": ("MẬT\nBáo cáo 6 tháng đầu năm 2023\n".encode(), "mật"),
    "tuyệt mật.txt": (b"Bao cao", "mật"),
    "long.txt": ("Có 12 đảng viên.\n\n".encode() * 3_100, "quá mức của một báo cáo"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_text_gets_one_sentence_and_leaves_nothing(
    campaign, secretary: Client, tmp_path, returns_directory, name: str
) -> None:
    data, said = BAD[name]
    if data == "workbook":
        data = (returns_directory / "05_Bac-Kan_BC-6T-2023.xlsx").read_bytes()
    one = campaign.returns.get(name="Hà Giang")
    address = reverse("reports:text_intake", args=[one.pk])
    answer = secretary.post(address, {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 422
    assert said in words(answer)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


HEADLESS = "Toàn đảng bộ có 56 tổ chức cơ sở đảng với 3.130 đảng viên; kết nạp được 16 đảng viên mới."
WHOSE = {
    "another province": ("ĐẢNG ỦY KHỐI CÁC CƠ QUAN TỈNH AN GIANG\nBáo cáo 6 tháng đầu năm 2023\n", "Văn bản ghi là của “An Giang”"),
    "another period": ("ĐẢNG ỦY KHỐI CÁC CƠ QUAN TỈNH HÀ GIANG\nBáo cáo 6 tháng cuối năm 2022\n", "Văn bản là báo cáo kỳ 2022-H2"),
}  # fmt: skip


@pytest.mark.parametrize("case", WHOSE)
def test_a_text_of_another_body_or_period_is_refused(campaign, secretary: Client, case: str) -> None:
    head, said = WHOSE[case]
    one = campaign.returns.get(name="Hà Giang")
    address = sent(secretary, one, "báo cáo.txt", f"{head}{HEADLESS}".encode())["Location"]
    assert said in words(secretary.get(address))
    assert secretary.post(address, {"take": "1", "whose": "1"}).status_code == 422
    assert not Entry.objects.filter(act="returns.take_in").exists()


def test_whose_report_it_is_a_person_says_where_the_text_does_not(campaign, secretary: Client) -> None:
    one = campaign.returns.get(name="Hà Giang")
    address = sent(secretary, one, "báo cáo.txt", HEADLESS.encode())["Location"]
    assert "tôi xác nhận đây là báo cáo của Hà Giang, 6 tháng đầu năm 2023" in words(secretary.get(address))
    assert secretary.post(address, {"take": "1"}).status_code == 422
    assert secretary.post(address, {"take": "1", "whose": "1"}).status_code == 302
    assert one.values.get(code="4.4").declared == 16


def test_a_text_is_not_taken_in_where_returns_below_make_the_figures(campaign, secretary: Client) -> None:
    top = campaign.returns.get(above=None)
    address = sent(secretary, top, "báo cáo.txt", HEADLESS.encode())["Location"]
    assert "do các báo cáo cấp dưới cộng lên" in words(secretary.get(address))
    assert secretary.post(address, {"take": "1", "whose": "1"}).status_code == 422
    from_above = sent(secretary, top, "ha-giang.docx")["Location"]
    assert "Nhận làm báo cáo của Hà Giang" in words(secretary.get(from_above))
    assert secretary.post(from_above, {"take": "1"}).status_code == 302


def test_only_who_may_take_in_sends_a_text_and_only_the_sender_reads_it(
    campaign, secretary: Client, program, cluster
) -> None:
    one = campaign.returns.get(name="Hà Giang")
    address = sent(secretary, one, "ha-giang.docx")["Location"]
    page = reverse("reports:text_intake", args=[one.pk])
    for name, role, unit, status in (
        ("doc", "deputy", one.unit, 404),
        ("khac", "office", campaign.returns.get(name="Cao Bằng").unit, 404),
        ("vp", "office", one.unit, 200),
    ):
        other = Client()
        other.force_login(account(program, name, role, unit))
        assert other.get(page).status_code == status, name
        assert other.get(address).status_code == 404, name
        assert other.post(address, {"take": "1"}).status_code == 404, name
        assert other.post(address, {"drop": "1"}).status_code == 404, name
    assert Client().get(page).status_code == 302
    assert secretary.get(address).status_code == 200


def test_the_text_of_a_unit_is_not_taken_in_by_the_office_of_another(campaign, program) -> None:
    mine, other = campaign.returns.get(name="Cao Bằng"), campaign.returns.get(name="Hà Giang")
    office = Client()
    office.force_login(account(program, "vp", "office", mine.unit))
    address = sent(office, mine, "ha-giang.docx")["Location"]
    assert "Nhận làm báo cáo" not in words(office.get(address))
    assert office.post(address, {"take": "1"}).status_code == 422
    assert not other.values.exists()


def test_a_text_that_is_dropped_leaves_nothing(campaign, secretary: Client, tmp_path) -> None:
    one = campaign.returns.get(name="Hà Giang")
    address = sent(secretary, one, "ha-giang.docx")["Location"]
    assert secretary.post(address, {"drop": "1"}).status_code == 302
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert secretary.get(address).status_code == 302


@pytest.mark.parametrize(("name", "unit", "code", "amount"), [
    ("cao-bang.docx", "Cao Bằng", "1.1", 56), ("bac-giang.odt", "Bắc Giang", "1.3", 4_618),
])  # fmt: skip
def test_other_texts_come_in_too(campaign, secretary: Client, name: str, unit: str, code: str, amount: int) -> None:
    one = campaign.returns.get(name=unit)
    address = sent(secretary, one, name)["Location"]
    assert secretary.post(address, {"take": "1"}).status_code == 302
    assert one.values.get(code=code).declared == amount
    drawer = words(secretary.get(reverse("reports:line", args=[one.pk, code])))
    assert f"{name} · " in drawer

"""The pages of the report, asked as a person asks them."""

from __future__ import annotations

import os
import re
import time
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from giaoban.areas.regulations.operations import set_parameter
from giaoban.core.quota import RETURNS
from giaoban.ground.access.models import Account, Grant
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.writing import writing
from giaoban.reporting import incoming, releases
from giaoban.reporting.models import Return
from tests.world import new_account

pytestmark = pytest.mark.django_db


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


def href(html: str, text: str) -> str:
    """The address of the first figure link whose text is that."""
    found = re.search(
        rf'<a class="figure[^"]*" href="([^"]+)"[^>]*>(?:<span class="sr">[^<]*</span>)?{re.escape(text)}</a>', html
    )
    assert found, f"no door “{text}”"
    return found[1]


def test_2391_opens_down_to_the_cell_and_says_why_it_is_doubted(filled: Return, secretary: Client) -> None:
    page = secretary.get(reverse("reports:home"), follow=True).content.decode()
    assert "Cụm Đông Bắc" in page
    assert "rất có thể một số được chép từ số kia" in page
    drawer = secretary.get(reverse("reports:line", args=[filled.pk, "4.4"])).content.decode()
    assert "2.391" in drawer
    assert "rất có thể một số được chép từ số kia" in drawer
    bloc = secretary.get(href(drawer, "534")).content.decode()
    assert "01_Quang-Ninh_BC-6T-2023.xlsx" in bloc
    assert 'aria-current="true">534</td>' in bloc
    assert bloc.count("data-row") == 82
    organisation = re.findall(r'<a class="figure[^"]*" href="(/desk/reports/organisation/[^"]+)"', bloc)[0]
    cell = secretary.get(organisation).content.decode()
    assert "Chi tiết TCCSĐ" in cell
    assert 'aria-current="true">' in cell


def test_a_workbook_goes_in_by_four_steps_and_comes_out_again(campaign, secretary: Client, returns_directory) -> None:
    top = campaign.returns.get(above=None)
    data = (returns_directory / "05_Bac-Kan_BC-6T-2023.xlsx").read_bytes()
    asked = secretary.post(reverse("reports:intake", args=[top.pk]), {"file": SimpleUploadedFile("Bắc Kạn.xlsx", data)})
    assert asked.status_code == 302
    preview = secretary.get(asked["Location"]).content.decode()
    assert "TCVN3" in preview
    assert "Bắc Kạn" in preview
    assert not Entry.objects.filter(act="returns.take_in").exists()
    done = secretary.post(asked["Location"])
    assert done.status_code == 302
    result = secretary.get(done["Location"]).content.decode()
    assert "62" in result
    one = campaign.returns.get(name="Bắc Kạn")
    assert one.state == "draft"
    again = secretary.post(reverse("reports:intake", args=[top.pk]), {"file": SimpleUploadedFile("Bắc Kạn.xlsx", data)})
    entries = Entry.objects.count()
    secretary.post(again["Location"])
    assert Entry.objects.count() == entries
    file = secretary.get(reverse("reports:workbook", args=[one.pk]))
    assert b"".join(file.streaming_content) == data
    entry = Entry.objects.get(act="returns.take_in")
    secretary.post(reverse("reports:undo", args=[one.pk, entry.pk]), {"reason": "Nhận nhầm tệp"})
    assert campaign.returns.get(name="Bắc Kạn").state == "not_started"


@pytest.mark.parametrize("day", ["2023-02-30", "2023-13-01", "0000-00-00", "²", "9999-12-31"])
def test_the_figures_on_the_tree_of_a_day_that_is_none_are_those_of_today(campaign, secretary: Client, day) -> None:
    top = campaign.returns.get(above=None)
    assert secretary.get(reverse("reports:restated", args=[top.pk]), {"on": day}).status_code == 200


def test_a_file_that_is_no_return_gets_one_sentence_and_leaves_nothing(campaign, secretary: Client, tmp_path) -> None:
    top = campaign.returns.get(above=None)
    answer = secretary.post(
        reverse("reports:intake", args=[top.pk]), {"file": SimpleUploadedFile("x.xlsx", b"%PDF-1.7 not a sheet")}
    )
    assert answer.status_code == 422
    assert "không phải bảng tính" in answer.content.decode()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_an_account_keeps_no_more_workbooks_than_the_level_that_is_set(
    campaign, secretary: Client, program, cluster, returns_directory, tmp_path
) -> None:
    set_parameter(actor=program, key=RETURNS.key, value=1, from_on=today(), regulation=None, reason="Ổ đĩa nhỏ.")
    address = reverse("reports:intake", args=[campaign.returns.get(above=None).pk])
    data = (returns_directory / "05_Bac-Kan_BC-6T-2023.xlsx").read_bytes()

    def send(client: Client) -> tuple[int, str]:
        answer = client.post(address, {"file": SimpleUploadedFile("Bắc Kạn.xlsx", data)})
        return answer.status_code, answer.content.decode()

    own = tmp_path / "returns" / str(Account.objects.get(username="thuky").pk)
    own.mkdir(parents=True)
    for name in ("waits", "waits.json"):
        (own / name).write_bytes(b"a" * 520_000)
    assert 1_040_000 <= 2**20 < 1_040_000 + len(data)
    status, page = send(secretary)
    assert (status, len(list(own.iterdir()))) == (422, 2)
    assert "Tài khoản đang lưu 1 MB tệp báo cáo; thêm tệp này là 2 MB, quá mức 1 MB của một tài khoản." in page
    colleague = Client()
    colleague.force_login(account(program, "thuky-2", "cluster_secretariat", cluster))
    assert send(colleague)[0] == 302, "each account has its own"
    assert incoming.drop_forgotten() == 0
    long_ago = time.time() - incoming.KEPT_SECONDS - 1
    os.utime(own / "waits.json", (long_ago, long_ago))
    assert incoming.drop_forgotten() == 1
    assert list(own.iterdir()) == []
    assert send(secretary)[0] == 302


def test_a_return_that_nobody_has_begun_has_no_errors_of_its_own(campaign, secretary: Client) -> None:
    top = campaign.returns.get(above=None)
    rows = secretary.get(reverse("reports:returns", args=[top.pk])).context["table"]["rows"]
    assert {(row["cells"][-1]["text"], row["cells"][-1]["note"]) for row in rows} == {("", "")}


def test_another_account_does_not_find_what_one_has_sent(
    campaign, secretary: Client, program, cluster, returns_directory
) -> None:
    data = (returns_directory / "05_Bac-Kan_BC-6T-2023.xlsx").read_bytes()
    sent = secretary.post(
        reverse("reports:intake", args=[campaign.returns.get(above=None).pk]),
        {"file": SimpleUploadedFile("x.xlsx", data)},
    )
    token, colleague = sent["Location"].rstrip("/").rpartition("/")[2], account(program, "thuky-2", "office", cluster)
    assert incoming.received(token, actor=Account.objects.get(username="thuky")).size == len(data)
    with pytest.raises(LookupError):
        incoming.received(token, actor=colleague)


def test_out_of_sight_is_not_there(filled: Return, program, cluster) -> None:
    stranger = Client()
    stranger.force_login(new_account("la", name="Người lạ"))
    other = Return.objects.get(name="Hà Giang")
    office = Client()
    office.force_login(account(program, "vp", "office", Return.objects.get(name="Quảng Ninh").unit))
    for name, args in (
        ("page", [filled.pk]), ("returns", [filled.pk]), ("line", [filled.pk, "4.4"]), ("narrative", [filled.pk]),
        ("versions", [filled.pk]), ("release", [filled.pk]), ("workbook", [other.pk]), ("page", [other.pk]),
        ("document", [other.pk, "docx"]), ("charts", [filled.pk]),
        ("declare", [other.pk, "4.4", ]), ("intake", [filled.pk]),
    ):  # fmt: skip
        address = reverse(f"reports:{name}", args=args)
        assert stranger.get(address).status_code == 404, address
        assert office.get(address).status_code == 404, address
    submit = reverse("desk:act_on", args=["returns", other.pk, "submit"])
    assert (stranger.get(submit).status_code, office.get(submit).status_code) == (404, 404)
    mine = Return.objects.get(name="Quảng Ninh")
    assert office.get(reverse("reports:page", args=[mine.pk])).status_code == 200


@pytest.mark.parametrize("name", ["page", "returns", "narrative", "charts", "versions", "release"])
def test_every_page_of_the_cluster_opens(filled: Return, secretary: Client, name: str) -> None:
    answer = secretary.get(reverse(f"reports:{name}", args=[filled.pk]))
    assert answer.status_code == 200
    assert "Cụm Đông Bắc" in answer.content.decode()


def test_whoever_releases_reads_what_is_withheld_because_of_an_earlier_release(
    program, filled: Return, secretary: Client
) -> None:
    address = reverse("reports:release", args=[filled.pk])
    heading = "Không nêu thêm, do đã có bản công bố trước"
    assert heading not in secretary.get(address).content.decode()
    other = filled.below.select_related("campaign", "unit").get(name="Hà Giang")
    releases.release(
        actor=program, record=other, on=date(2023, 7, 5), lines=["5.3"], early="báo cáo của cụm chưa được chấp nhận"
    )
    page = secretary.get(address).content.decode()
    assert heading in page
    assert "không nêu số của Bắc Giang, vì ghép với bản đã công bố của cùng kỳ" in page


@pytest.mark.parametrize("kind", ["docx", "pdf", "xlsx"])
def test_the_report_is_downloaded_as_a_file(filled: Return, secretary: Client, kind: str) -> None:
    answer = secretary.get(reverse("reports:document", args=[filled.pk, kind]))
    assert answer.status_code == 200
    assert answer.content[:4] == (b"%PDF" if kind == "pdf" else b"PK\x03\x04")
    assert f"bc-6t-cum-dong-bac-2023-H1.{kind}" in answer["Content-Disposition"]


def test_the_grid_asks_as_often_for_eight_units_as_for_two(
    campaign, eight, take, secretary: Client, django_assert_num_queries
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    top = campaign.returns.get(above=None)
    counts = []
    for many in (2, 8):
        for read, sheets in eight[:many]:
            take(read, sheets)
        secretary.get(reverse("reports:page", args=[top.pk]))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            secretary.get(reverse("reports:page", args=[top.pk]))
        counts.append(len(captured))
    assert counts[0] == counts[1]

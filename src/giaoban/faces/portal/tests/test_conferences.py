"""Conferences on the portal: who hosted when, and the article that is drafted from what their hosts let the public read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from giaoban.conferences.published import PublicConference, PublicLine, PublicPaper
from giaoban.core.refusal import Refused
from giaoban.faces.portal import conferences, figures
from giaoban.faces.portal.editing.conference_drafting import draft_from_conference
from giaoban.faces.portal.editing.seating import seat
from giaoban.faces.portal.models import Section
from giaoban.faces.portal.wording.articles import must_be_mended
from giaoban.ground.access.models import Account, Grant
from giaoban.ground.units.models import Kind
from giaoban.ground.units.spells import Founding, found
from giaoban.ground.writing import writing
from giaoban.reporting.releases import ReleasedFigure, ReleasedReport
from tests.world import new_account

HELD = PublicConference(
    slug="hoi-nghi-2023", title="Hội nghị giao ban 6 tháng đầu năm 2023", host="Quảng Ninh", cluster="Cụm Đông Bắc",
    half=date(2023, 1, 1), period="2023-H1", held_on=date(2023, 7, 14), place="Hội trường lớn", theme="Chi bộ <4 tốt>",
    chair="Cụm trưởng", state="concluded", published_on=date(2023, 7, 20),
    delegations=[("Các đơn vị trong cụm", ["Cao Bằng", "Lạng Sơn"]), ("Các đoàn khác", ["Đoàn thứ ba"])],
    papers=[PublicPaper("Sinh hoạt chi bộ", "Cao Bằng", "Bí thư Đảng ủy", True), PublicPaper("Bài in", "Lạng Sơn", "", False)],
    programme=[PublicLine("08:00", "08:15", "Khai mạc", "")], conclusions=["Mỗi đảng bộ chọn ba chi bộ & trao đổi."],
    flag_to="Lạng Sơn", handed_on=date(2023, 7, 14),
)  # fmt: skip
REPORT = ReleasedReport(
    slug="cum-2023-h1", unit="Cụm Đông Bắc", period="2023-H1", title="Kết quả của cụm", released_on=date(2023, 7, 14),
    source="Nguồn: báo cáo của cụm.",
    figures=(ReleasedFigure("1.1", "Tổ chức cơ sở đảng", "tổ chức", Decimal(652), False, {}, (), None, ""),),
)  # fmt: skip


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Any]]:
    """What hosts and committees have made public; the tests add to it."""
    there: dict[str, list[Any]] = {"conferences": [HELD], "reports": [REPORT]}
    monkeypatch.setattr(conferences, "conferences", lambda: there["conferences"])
    monkeypatch.setattr(
        conferences, "conference", lambda slug: next((one for one in there["conferences"] if one.slug == slug), None)
    )
    monkeypatch.setattr(figures, "reports", lambda: there["reports"])
    return there


@pytest.fixture
def section(db: None) -> Section:
    return Section.objects.get(slug="dang-uy-khoi")


def written(article: Any) -> str:
    return article.lead + "".join(str(block.value) for block in article.body if block.block_type == "text")


def test_an_article_tells_of_the_conference_with_bound_figures_and_places_for_photographs(
    public: dict[str, list[Any]], section: Section
) -> None:
    article = draft_from_conference(HELD.slug, section=section, owner=None)
    assert not article.live
    text = written(article)
    for told in (
        "14/07/2023",
        "3 đoàn",
        "Cao Bằng; Lạng Sơn",
        "2 tham luận, 1 tham luận được trình bày",
        "trao cờ cho Lạng Sơn",
    ):
        assert told in text
    assert "ba chi bộ &amp; trao đổi" in text, "what was typed is text, never markup"
    bound = [block.value["codes"] for block in article.body if block.block_type == "figure"]
    assert bound == ["1.1"]
    assert "652" not in text, "no number is typed"
    captions = [block.value["caption"] for block in article.body if block.block_type == "photo"]
    assert captions[-1] == "Trao cờ luân lưu cho Lạng Sơn."
    assert must_be_mended(article), "nobody has signed it yet"
    assert Client().get(article.address).status_code == 404


@pytest.mark.parametrize("state", ["preparing", "held"])
def test_before_its_conclusion_no_article_is_drafted(
    public: dict[str, list[Any]], section: Section, state: str
) -> None:
    public["conferences"] = [HELD._replace(state=state)]
    with pytest.raises(Refused, match="đã kết luận"):
        draft_from_conference(HELD.slug, section=section, owner=None)
    with pytest.raises(Refused):
        draft_from_conference("khong-co", section=section, owner=None)


def test_what_the_host_keeps_to_itself_has_no_part_in_the_article(
    public: dict[str, list[Any]], section: Section
) -> None:
    public["conferences"] = [HELD._replace(delegations=[], papers=[], conclusions=[], flag_to="", handed_on=None)]
    public["reports"] = [replace(REPORT, period="2022-H2"), replace(REPORT, unit="Cụm khác")]
    article = draft_from_conference(HELD.slug, section=section, owner=None)
    assert [block.block_type for block in article.body] == ["photo"]
    assert "đoàn" not in article.lead


def test_an_editor_drafts_it_on_the_editing_side(
    public: dict[str, list[Any]], section: Section, settings: Any, program: Account
) -> None:
    settings.SECOND_FACTOR = "off"
    editor = new_account("bien-tap", name="Biên tập")
    with writing(program, "units.establish", unit=None, on=HELD.half):
        bloc = found(Founding(Kind.UPPER, "Đảng bộ Khối"), parent=None, on=HELD.half)
        Grant.objects.create(account=editor, role="editor", unit=bloc, valid=DateRange(HELD.half, None))
    seat(editor)
    client = Client()
    client.force_login(editor)
    page = reverse("portal_draft_conference")
    assert HELD.full_title in client.get(f"{page}?hoi-nghi={HELD.slug}").content.decode()
    answer = client.post(page, {"conference": HELD.slug, "section": section.pk})
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200, "with its empty photographs it opens for editing"
    assert client.post(page, {"conference": "khong-co", "section": section.pk}).status_code == 200


@pytest.mark.django_db
def test_the_list_and_the_map_say_who_hosted_when(public: dict[str, list[Any]]) -> None:
    public["conferences"] = [HELD._replace(slug="sap-toi", host="Lạng Sơn", state="preparing"), HELD]
    page = Client().get("/hoi-nghi/").content.decode()
    assert "Quảng Ninh (1)." in page, "one that is being prepared was not hosted yet"
    assert "(đang chuẩn bị)" in page
    rows = {
        row["province"].name: row["amount"]
        for row in Client().get("/ban-do/?so=hoi-nghi&ngay=2023-07-14").context["rows"]
    }
    assert (rows["Quảng Ninh"], rows["Lạng Sơn"]) == (1, None)


@pytest.mark.django_db
def test_a_conference_has_its_page_and_one_that_is_not_public_has_none(public: dict[str, list[Any]]) -> None:
    page = Client().get("/hoi-nghi/hoi-nghi-2023/").content.decode()
    for told in ("Chi bộ &lt;4 tốt&gt;", "Khai mạc", "Các đơn vị trong cụm (2)", "chỉ in", "Lạng Sơn"):
        assert told in page
    assert Client().get("/hoi-nghi/khong-co/").status_code == 404
    assert "/hoi-nghi/hoi-nghi-2023/" in Client().get("/sitemap.xml").content.decode()

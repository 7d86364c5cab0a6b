"""Nothing faulty becomes public, whichever way it is published; the steps, the link, the clock and what is due."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.rich_text import RichText

from giaoban.core.refusal import Refused
from giaoban.faces.portal import clock, figures
from giaoban.faces.portal.editing import approvals, due
from giaoban.faces.portal.editing.founding import STEPS, WRITERS
from giaoban.faces.portal.editing.scheduling import held_back, keep_schedule
from giaoban.faces.portal.editing.seating import seat
from giaoban.faces.portal.models import (
    Article,
    Section,
    end_of_working_day,
)
from giaoban.ground.access.models import Account, Grant
from giaoban.ground.units.models import Kind
from giaoban.ground.units.spells import Founding, found
from giaoban.ground.writing import writing
from giaoban.reporting.releases import ReleasedFigure, ReleasedReport
from tests.world import new_account

pytestmark = pytest.mark.django_db
SINCE = date(2020, 1, 1)
GOOD = {
    "title": "Hội nghị sơ kết công tác 6 tháng đầu năm",
    "lead": "Sáng 14/7, Đảng ủy Khối tổ chức hội nghị.",
    "byline": "Ban Tuyên giáo Đảng ủy Khối",
}


@pytest.fixture
def people(program: Account, settings) -> dict[str, Account]:
    """A writer without a role of his own, an editor, somebody of the board and a leader."""
    settings.SECOND_FACTOR = "off"
    made = {}
    with writing(program, "units.establish", unit=None, on=SINCE):
        bloc = found(Founding(Kind.UPPER, "Đảng bộ Khối"), parent=None, on=SINCE)
    for name, role in (
        ("writer", ""), ("editor", "editor"), ("board", "propaganda_board"), ("leader", "portal_leader"),
    ):  # fmt: skip
        made[name] = new_account(name, name=name)
        if role:
            with writing(program, "access.grant", unit=bloc, on=SINCE):
                Grant.objects.create(account=made[name], role=role, unit=bloc, valid=DateRange(SINCE, None))
            seat(made[name])
    made["writer"].groups.add(Group.objects.get(name=WRITERS))
    return made


def draft(owner: Account | None = None, **fields) -> Article:
    article = Section.objects.get(slug="dang-uy-khoi").add_child(
        instance=Article(**(GOOD | fields), live=False, owner=owner)
    )
    article.save_revision(user=owner)
    return Article.objects.get(pk=article.pk)


def hand_in(article: Article, by: Account) -> None:
    article.get_workflow().start(article, by)


def waits_at(article: Article) -> str | None:
    state = Article.objects.get(pk=article.pk).current_workflow_task_state
    return state.task.name if state else None


def approve(article: Article, by: Account) -> None:
    Article.objects.get(pk=article.pk).current_workflow_task_state.approve(user=by)


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def by_revision(article, people):
    article.get_latest_revision().publish()


def by_action(article, people):
    PublishPageRevisionAction(article.get_latest_revision()).execute(skip_permission_checks=True)


def by_approval(article, people):
    hand_in(article, people["editor"])
    approve(article, people["board"])
    approve(article, people["leader"])


def by_saving(article, people):
    article.live = True
    article.save()


def by_creation(article, people):
    section = Section.objects.get(slug="dan-van")
    section.add_child(instance=Article(title="Bài đăng thẳng", byline=article.byline, lead=article.lead, live=True))


def by_schedule(article, people):
    article.go_live_at = clock.now() + timedelta(hours=1)
    article.save_revision().publish()


WAYS = (by_revision, by_action, by_approval, by_saving, by_creation, by_schedule)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_faulty_article_is_refused_in_words_by_every_way_to_the_public(way, people):
    article = draft(byline="")
    with pytest.raises(Refused, match="chưa ghi tác giả"):
        way(article, people)
    assert not Article.objects.live().exists()


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_good_article_goes_every_way_to_the_public(way, people):
    article = draft()
    way(article, people)
    if way is by_schedule:
        assert article.get_latest_revision().approved_go_live_at
    else:
        assert Article.objects.live().exists()


def test_a_copy_begins_as_a_draft(people):
    article = draft()
    article.save_revision().publish()
    copy = Article.objects.get(pk=article.pk).copy(update_attrs={"slug": "ban-sao"}, user=people["board"])
    assert not copy.live


def before_the_leader(**fields) -> Article:
    """An article that waits for the leader, who has the edit page of it open to them."""
    people = {account.username: account for account in Account.objects.filter(username__in=["editor", "board"])}
    article = draft(**fields)
    hand_in(article, people["editor"])
    approve(article, people["board"])
    return article


def test_publishing_in_the_browser_keeps_the_draft_and_says_why(people):
    article = before_the_leader(byline="")
    client = signed_in(people["leader"])
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    answer = client.post(address, form_of(article) | {"action-publish": "1", "lead": "Câu mới viết."}, follow=True)
    assert "Bài chưa được đăng; bản nháp vẫn được giữ" in answer.text
    assert "tác giả" in answer.text
    article.refresh_from_db()
    assert not article.live
    assert article.get_latest_revision_as_object().lead == "Câu mới viết."


def test_the_page_of_the_check_tells_what_must_be_mended_figures_and_words_apart(people, monkeypatch):
    figure = ReleasedFigure("1.1", "Tổ chức cơ sở đảng", "tổ chức", Decimal(81), False, {}, (), None, "")
    unit = "Đảng bộ Khối các cơ quan và doanh nghiệp tỉnh Quảng Ninh"
    released = ReleasedReport("q", unit, "2023-H1", "Kết quả", date(2023, 7, 14), "", (figure,))
    monkeypatch.setattr(figures, "reports", lambda: [released])
    told = f"<p>6 tháng đầu năm 2023, {unit} có 82 tổ chức cơ sở đảng. Các các cấp ủy tằng cường kiểm tra.</p>"
    article = draft(byline="", body=[("text", RichText(told))])
    page = signed_in(people["board"]).get(reverse("portal_check", args=[article.pk])).text
    parts = (
        "Phải sửa:", "chưa ghi tác giả",
        "Số liệu nên xem lại:", "Đoạn 1: Bài viết 82, số công bố 81 (1.1 Tổ chức cơ sở đảng, 6 tháng đầu năm 2023).",
        "Câu chữ nên xem lại:", "“tằng cường” (có phải “tăng cường”?)", "“Các các”",
    )  # fmt: skip
    assert [part for part in parts if part not in page] == []
    assert sorted(parts, key=page.find) == list(parts)


def test_of_many_things_to_look_at_the_first_are_told_and_where_the_others_are(people):
    faults = "Các các và và của của được được cho cho với với trong trong những những."
    article = before_the_leader(lead=faults, dated_at=clock.now().replace(second=0, microsecond=0))
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    answer = signed_in(people["leader"]).post(address, form_of(article) | {"action-publish": "1"}, follow=True)
    assert "Đã đăng; xin xem lại các điểm sau" in answer.text
    assert "Còn 3 điểm nữa ở trang “Kiểm tra bài”." in answer.text


def test_approving_the_last_step_of_a_faulty_article_says_why_and_leaves_the_step_open(people):
    article = draft(byline="")
    hand_in(article, people["editor"])
    approve(article, people["board"])
    state = Article.objects.get(pk=article.pk).current_workflow_task_state
    client = signed_in(people["leader"])
    address = reverse("wagtailadmin_pages:workflow_action", args=[article.pk, "approve", state.pk])
    answer = client.post(address, follow=True)
    assert "tác giả" in answer.text
    assert waits_at(article) == STEPS[-1][0]
    assert not Article.objects.get(pk=article.pk).live


def test_publishing_several_at_once_publishes_none_when_one_is_faulty(people):
    good, faulty = draft(), draft(title="Bài thiếu tác giả", byline="")
    client = signed_in(people["leader"])
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    answer = client.post(f"{address}?id={good.pk}&id={faulty.pk}&next=/bientap/", follow=True)
    assert "Chưa đăng bài nào" in answer.text
    assert not Article.objects.live().exists()


# -- steps -------------------------------------------------------------------------------------------------------------


def test_a_writers_article_passes_three_steps_and_is_public_after_the_last(people):
    article = draft(people["writer"])
    hand_in(article, people["writer"])
    passed = []
    for who in ("editor", "board", "leader"):
        passed.append(waits_at(article))
        assert not Article.objects.get(pk=article.pk).live
        approve(article, people[who])
    assert passed == [name for name, *_others in STEPS]
    assert Article.objects.get(pk=article.pk).live


def test_an_editors_own_article_goes_on_to_the_board_at_once(people):
    article = draft(people["editor"])
    hand_in(article, people["editor"])
    assert waits_at(article) == STEPS[1][0]


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2023-07-14", 1, "2023-07-17"),  # Friday to Monday
        ("2023-07-12", 2, "2023-07-14"),
        ("2023-07-15", 1, "2023-07-17"),  # Saturday
        ("2023-07-14", 5, "2023-07-21"),
        ("2023-07-14", 0, "2023-07-14"),
    ],
)
def test_a_step_ends_after_so_many_working_days(start, days, end):
    moment = datetime.fromisoformat(f"{start}T09:30").replace(tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    assert f"{end_of_working_day(moment, days):%Y-%m-%d %H:%M}" == f"{end} 23:59"


# -- by link -----------------------------------------------------------------------------------------------------------


def test_a_link_stands_for_the_step_it_was_asked_for_and_for_no_later_one(people, client: Client):
    article = draft(people["editor"])
    hand_in(article, people["editor"])
    secret = approvals.ask(article, reviewer="Trần Văn Hòa", asked_by=people["board"])
    approve(article, people["board"])
    answer = client.post(f"/duyet/{secret}/", {"answer": "approve"})
    assert "đã xong" in answer.text
    assert waits_at(article) == STEPS[2][0]
    assert not Article.objects.get(pk=article.pk).live


def test_a_reviewer_without_an_account_approves_the_last_step_and_the_article_is_public(people, client: Client):
    article = draft(people["editor"])
    hand_in(article, people["editor"])
    approve(article, people["board"])
    secret = approvals.ask(article, reviewer="Trần Văn Hòa", asked_by=people["board"])
    assert "Đồng chí đã duyệt" in client.post(f"/duyet/{secret}/", {"answer": "approve", "comment": "Đồng ý"}).text
    assert Article.objects.get(pk=article.pk).live
    assert approvals.link_of(secret).step.comment == "Trần Văn Hòa (theo đường dẫn do board gửi): Đồng ý"


def test_whoever_sends_a_link_is_not_another_by_its_answer(people, client: Client):
    article = draft(people["editor"])
    hand_in(article, people["editor"])
    for step in STEPS[1:]:
        assert waits_at(article) == step[0]
        secret = approvals.ask(article, reviewer="Trần Văn Hòa", asked_by=people["board"])
        page = client.post(f"/duyet/{secret}/", {"answer": "approve"}).text
    assert "Chưa ai khác xem lại phần" in page
    assert not Article.objects.get(pk=article.pk).live
    approve(article, people["leader"])  # the control: somebody known reads it
    assert Article.objects.get(pk=article.pk).live


def test_nobody_approves_his_own_article_through_a_link_that_he_holds(people):
    article = draft(people["editor"])
    hand_in(article, people["editor"])
    with pytest.raises(Refused, match="Chỉ người được duyệt bước"):
        approvals.ask(article, reviewer="Trần Văn Hòa", asked_by=people["editor"])


def test_a_faulty_article_is_not_sent_for_approval_and_one_that_became_so_is_not_published(people, client: Client):
    article = draft(people["editor"], byline="")
    hand_in(article, people["editor"])
    with pytest.raises(Refused, match="Cần sửa trước khi xin duyệt"):
        approvals.ask(article, reviewer="Trần Văn Hòa", asked_by=people["board"])
    revision = article.get_latest_revision()
    revision.content["byline"] = "Ban Tuyên giáo"
    revision.save()
    approve(article, people["board"])
    secret = approvals.ask(article, reviewer="Trần Văn Hòa", asked_by=people["board"])
    revision.content["byline"] = ""
    revision.save()
    answer = client.post(f"/duyet/{secret}/", {"answer": "approve"})
    assert "tác giả" in answer.text
    assert not approvals.why_not_open(approvals.link_of(secret))
    assert not Article.objects.get(pk=article.pk).live


# -- by the clock ------------------------------------------------------------------------------------------------------


def test_an_article_appears_at_its_hour_and_ends_at_its_hour(people):
    article = draft()
    article.go_live_at = clock.now() + timedelta(hours=1)
    article.expire_at = clock.now() + timedelta(hours=3)
    article.save_revision().publish()
    assert keep_schedule(clock.now()) == (0, 0, 0)
    Article.objects.filter(pk=article.pk).update(go_live_at=clock.now() - timedelta(minutes=2))
    pull_forward(article, hours=2)
    assert keep_schedule(clock.now()) == (0, 1, 0)
    article.refresh_from_db()
    assert article.live
    Article.objects.filter(pk=article.pk).update(expire_at=clock.now() - timedelta(minutes=1))
    assert keep_schedule(clock.now()) == (1, 0, 0)
    article.refresh_from_db()
    assert (article.live, article.expired) == (False, True)


def test_what_may_not_appear_at_its_hour_stays_back_and_its_editors_read_why(people):
    article = draft()
    article.go_live_at = clock.now() + timedelta(hours=1)
    article.save_revision().publish()
    other = draft(title="Bài đúng giờ")
    other.go_live_at = clock.now() + timedelta(hours=1)
    other.save_revision().publish()
    pull_forward(article, hours=2, byline="")  # as when a picture lost its description meanwhile
    pull_forward(other, hours=2)
    assert [held.article.pk for held in held_back()] == [article.pk]
    assert keep_schedule(clock.now()) == (0, 1, 1)
    assert not Article.objects.get(pk=article.pk).live
    assert Article.objects.get(pk=other.pk).live
    (said,) = due.due_for(people["editor"], today=clock.today())
    assert "không lên được đúng giờ" in said.sentence
    assert "tác giả" in said.sentence


def pull_forward(article: Article, *, hours: int, **fields) -> None:
    """The hour of the scheduled revision lies so much earlier; its text is changed as told."""
    revision = article.revisions.exclude(approved_go_live_at=None).get()
    revision.approved_go_live_at -= timedelta(hours=hours)
    revision.content |= {"go_live_at": revision.approved_go_live_at.isoformat(), **fields}
    revision.save()


def form_of(article: Article) -> dict[str, str]:
    """The article's form as a browser would send it back."""
    moment = timezone.localtime(article.dated_at)
    empty = {
        f"{name}-{part}": value
        for name in ("corrections", "comments")
        for part, value in (("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"), ("MIN_NUM_FORMS", "0"), ("MAX_NUM_FORMS", ""))
    }
    return empty | {
        "title": article.title, "full_title": "", "lead": article.lead, "cover": "", "cover_caption": "",
        "byline": article.byline, "taken_from": "", "dated_at": f"{moment:%Y-%m-%d %H:%M}", "kind": "news",
        "language": "vi", "translation_of": "", "slug": article.slug, "search_description": "", "review_on": "",
        "go_live_at": "", "expire_at": "", "body-count": "0",
    }  # fmt: skip

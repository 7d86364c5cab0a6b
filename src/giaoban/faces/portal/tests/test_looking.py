"""What one person wrote becomes public after another has looked it through, in whatever way it becomes public."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.log_actions import LogContext
from wagtail.models import GroupPagePermission

from giaoban.core.refusal import Refused
from giaoban.faces.portal import clock
from giaoban.faces.portal.editing import approvals
from giaoban.faces.portal.editing.founding import APPROVERS, EDITORS, LEADERS, WRITERS
from giaoban.faces.portal.editing.scheduling import held_back, keep_schedule
from giaoban.faces.portal.editing.seating import seat
from giaoban.faces.portal.models import Article, Home, Section
from giaoban.faces.portal.tests.test_publishing import (
    approve,
    before_the_leader,
    draft,
    form_of,
    hand_in,
    people,
    pull_forward,
    signed_in,
    waits_at,
)
from giaoban.faces.portal.tests.test_seating import stand_in, taken_back
from giaoban.ground.access.models import Account

__all__ = ["people"]

pytestmark = pytest.mark.django_db
UNSEEN = "Chưa ai khác xem lại phần"
AUTHORS = ("writer", "editor", "board", "leader")


@pytest.fixture
def everybody_publishes(people: dict[str, Account]) -> dict[str, Account]:
    """A portal whose groups were made otherwise: each of them writes, changes and publishes."""
    for group in Group.objects.filter(name__in=[WRITERS, EDITORS, APPROVERS, LEADERS]):
        for codename in ("add_page", "change_page", "publish_page"):
            power = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
            GroupPagePermission.objects.get_or_create(group=group, page=Home.objects.get(), permission=power)
    return people


def by_revision(article, author):
    article.get_latest_revision().publish(user=author)


def by_action(article, author):
    with LogContext(user=author):
        PublishPageRevisionAction(article.get_latest_revision(), user=author).execute(skip_permission_checks=True)


def by_nobody(article, author):
    article.get_latest_revision().publish()


def by_saving(article, author):
    article.live = True
    article.save()


def by_every_step(article, author):
    hand_in(article, author)
    while waits_at(article):
        approve(article, author)


def by_schedule(article, author):
    article.go_live_at = clock.now() + timedelta(hours=1)
    article.save_revision(user=author).publish(user=author)


def by_a_schedule_beside_the_rule(article, author):
    article.go_live_at = clock.now() - timedelta(hours=1)
    article.save_revision(user=author, approved_go_live_at=article.go_live_at)
    assert [held.article.pk for held in held_back()] == [article.pk]
    assert keep_schedule(clock.now()) == (0, 0, 1)


def by_the_form(article, author):
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    told(signed_in(author).post(address, form_of(article) | {"action-publish": "1", "lead": "Câu mới."}, follow=True))
    assert Article.objects.get(pk=article.pk).get_latest_revision_as_object().lead == "Câu mới."


def by_creating(article, author):
    section = reverse("wagtailadmin_pages:add", args=["portal", "article", article.get_parent().pk])
    sent = form_of(article) | {"action-publish": "1", "title": "Bài viết và đăng ngay", "slug": "bai-dang-ngay"}
    told(signed_in(author).post(section, sent, follow=True))
    assert Article.objects.filter(title="Bài viết và đăng ngay").exists()


def by_many_at_once(article, author):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    told(signed_in(author).post(f"{address}?id={article.pk}&next=/bientap/", follow=True))


def by_link(article, author):
    hand_in(article, author)
    secret = approvals.ask(article, reviewer="Trần Văn Hòa", asked_by=author)
    told(Client().post(f"/duyet/{secret}/", {"answer": "approve"}))


def told(answer):
    """The refusal that a page told, as code meets it."""
    if UNSEEN in answer.text:
        raise Refused([UNSEEN])


WAYS = (by_revision, by_action, by_nobody, by_saving, by_every_step, by_schedule, by_the_form, by_creating, by_many_at_once, by_link)  # fmt: skip

IN_THE_BROWSER = (by_the_form, by_creating, by_many_at_once)
"""The group of writers is given by no role alone, and the editing side opens to roles."""


@pytest.mark.parametrize(
    ("author", "way"),
    [
        pytest.param(author, way, id=f"{author}-{way.__name__}")
        for author in AUTHORS
        for way in WAYS
        if author != "writer" or way not in IN_THE_BROWSER
    ],
)
def test_nobody_publishes_alone_what_they_wrote(everybody_publishes, author, way):
    who = everybody_publishes[author]
    article = draft(who)
    with pytest.raises(Refused, match=UNSEEN):
        way(article, who)
    assert not Article.objects.live().exists()
    latest = Article.objects.get(pk=article.pk).get_latest_revision()
    latest.publish(user=everybody_publishes["board" if author == "leader" else "leader"])
    latest.refresh_from_db()
    stands = Article.objects.get(pk=article.pk)
    assert latest.approved_go_live_at if way is by_schedule else stands.live  # the control: somebody else publishes it


def test_an_hour_that_was_set_beside_the_rule_brings_nothing_before_the_public(people):
    article = draft(people["board"])
    by_a_schedule_beside_the_rule(article, people["board"])
    assert not Article.objects.get(pk=article.pk).live


def test_what_a_leader_scheduled_of_somebody_else_appears_at_its_hour(people):
    article = draft(people["board"])
    article.go_live_at = clock.now() + timedelta(hours=1)
    article.save_revision(user=people["board"]).publish(user=people["leader"])
    pull_forward(article, hours=2)
    assert keep_schedule(clock.now()) == (0, 1, 0)


@pytest.mark.parametrize("author", ["editor", "board"])
def test_no_group_that_writes_publishes(people, author):
    article = draft(people[author])
    client = signed_in(people[author])
    for address, title in (
        (reverse("wagtailadmin_pages:edit", args=[article.pk]), article.title),
        (reverse("wagtailadmin_pages:add", args=["portal", "article", article.get_parent().pk]), "Bài mới"),
    ):
        client.post(address, form_of(article) | {"action-publish": "1", "title": title, "slug": ""}, follow=True)
    assert Article.objects.count() == 2  # both are kept as drafts
    assert not Article.objects.live().exists()


def test_a_portal_that_stands_loses_the_power_to_publish_in_groups_that_write_and_in_no_other(everybody_publishes):
    leaders = GroupPagePermission.objects.filter(group__name=LEADERS)
    leaders.exclude(permission__codename="publish_page").delete()
    take = import_module("giaoban.faces.portal.migrations.0008_no_group_writes_and_publishes").take_publishing
    take(apps, None)
    held = GroupPagePermission.objects.filter(permission__codename="publish_page")
    assert list(held.values_list("group__name", flat=True)) == [LEADERS]


def test_a_change_of_what_is_public_waits_for_another_too(people):
    article = draft(people["editor"])
    by_revision(article, people["leader"])
    article = Article.objects.get(pk=article.pk)
    article.lead = "Câu đổi sau khi đăng."
    revision = article.save_revision(user=people["board"])
    with pytest.raises(Refused, match=UNSEEN):
        revision.publish()
    assert Article.objects.get(pk=article.pk).lead != article.lead
    revision.publish(user=people["leader"])
    assert Article.objects.get(pk=article.pk).lead == article.lead


def test_a_revision_that_was_written_over_after_its_approval_needs_another(people):
    article = draft(people["board"])
    hand_in(article, people["board"])
    revision = article.get_latest_revision()
    assert Article.objects.get(pk=article.pk).why_not_seen(revision, people["editor"]) == []
    approve(article, people["leader"])
    assert Article.objects.get(pk=article.pk).why_not_seen(revision) == []
    article.lead = "Câu viết đè."
    article.save_revision(user=people["board"], overwrite_revision=revision)
    assert UNSEEN in Article.objects.get(pk=article.pk).why_not_seen(article.get_latest_revision())[0]


def test_a_stand_in_of_who_wrote_is_not_another(people, program):
    article = draft(people["board"])
    account, _held = stand_in(people["board"], program)
    assert UNSEEN in article.why_not_seen(article.get_latest_revision(), account)[0]
    assert article.why_not_seen(article.get_latest_revision(), people["leader"]) == []


def test_a_leader_who_changes_the_last_step_hears_why_and_loses_nothing_until_another_has_looked(people):
    article = before_the_leader(owner=people["editor"])
    step = waits_at(article)
    sent = form_of(article) | {
        "lead": "Câu của lãnh đạo.",
        "action-workflow-action": "1",
        "workflow-action-name": "approve",
    }
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    answer = signed_in(people["leader"]).post(address, sent, follow=True)
    assert UNSEEN in answer.text
    assert waits_at(article) == step
    article = Article.objects.get(pk=article.pk)
    assert not article.live
    assert article.get_latest_revision_as_object().lead == "Câu của lãnh đạo."
    article.current_workflow_state.cancel(user=people["editor"])
    hand_in(article, people["editor"])
    approve(article, people["board"])
    approve(article, people["leader"])
    assert Article.objects.get(pk=article.pk).lead == "Câu của lãnh đạo."


def test_a_leader_publishes_what_stands_with_the_button_too(people):
    at = clock.now().replace(second=0, microsecond=0)  # a form tells minutes
    article = before_the_leader(owner=people["editor"], dated_at=at)
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    signed_in(people["leader"]).post(address, form_of(article) | {"action-publish": "1"}, follow=True)
    assert Article.objects.get(pk=article.pk).live


def test_sections_and_the_front_page_are_words_too(people):
    for page in (Section.objects.get(slug="dan-van"), Home.objects.get()):
        page.title = "Tên khác"
        revision = page.save_revision(user=people["board"])
        with pytest.raises(Refused, match=UNSEEN):
            revision.publish(user=people["board"])
        revision.publish(user=people["leader"])
        assert type(page).objects.get(pk=page.pk).title == "Tên khác"


@pytest.mark.parametrize("who", ["board", "leader"])
def test_one_alone_withdraws_in_need(people, who):
    article = draft()
    by_nobody(article, None)
    signed_in(people[who]).post(reverse("wagtailadmin_pages:unpublish", args=[article.pk]))
    assert not Article.objects.get(pk=article.pk).live


def test_an_editor_withdraws_nothing(people):
    article = draft()
    by_nobody(article, None)
    signed_in(people["editor"]).post(reverse("wagtailadmin_pages:unpublish", args=[article.pk]))
    assert Article.objects.get(pk=article.pk).live


@pytest.mark.parametrize("there_is_a_leader", [True, False])
def test_who_hands_in_where_nobody_can_have_the_last_word_reads_it(people, program, there_is_a_leader):
    if not there_is_a_leader:
        taken_back(people["leader"], program)
        seat(people["leader"])
    article = draft(people["editor"])
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    page = signed_in(people["editor"]).post(address, form_of(article) | {"action-submit": "1"}, follow=True).text
    assert ("Chưa có ai khác giữ vai lãnh đạo duyệt đăng" in page) is not there_is_a_leader

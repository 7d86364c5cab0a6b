"""Who may do what on the editing side follows the roles of today, in a session that was opened before they changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from giaoban.areas.accounts import operations as accounts
from giaoban.areas.accounts.ending import disable, revoke
from giaoban.faces.desk.waiting import due_for
from giaoban.faces.portal import clock
from giaoban.faces.portal.editing import approvals
from giaoban.faces.portal.models import Article
from giaoban.faces.portal.tests.test_publishing import SINCE, approve, draft, hand_in, people, signed_in, waits_at
from giaoban.ground.access.models import Account, Grant
from giaoban.ground.writing import writing
from tests.world import new_account

__all__ = ["people"]

pytestmark = pytest.mark.django_db


def published() -> Article:
    article = draft()
    article.get_latest_revision().publish()
    return article


def taken_back(account: Account, program: Account) -> None:
    revoke(actor=program, record=account.grants.get(), reason="thôi nhiệm vụ")


def ended_by_its_day(account: Account, program: Account) -> None:
    ending(account.grants.get(), program)


def test_who_edits_nothing_is_told_so_and_not_led_round(people):
    reader = new_account("khong-bien-tap", name="Không biên tập")
    answer = signed_in(reader).get("/bientap/", follow=True)
    assert [answer.status_code, len(answer.redirect_chain)] == [403, 1]
    door = Client().get("/bientap/", follow=False)
    assert Client().get(door.url).url.startswith("/account/login/?next=")


def ending(held: Grant, program: Account) -> None:
    """What was given had its last day yesterday."""
    with writing(program, "access.grant", unit=held.unit, on=SINCE):
        Grant.objects.filter(pk=held.pk).update(valid=DateRange(SINCE, clock.today()))


@pytest.mark.parametrize("ended", [taken_back, ended_by_its_day])
def test_a_role_that_has_ended_does_nothing_more_in_an_open_session(people, program, ended) -> None:
    article, leader = published(), people["leader"]
    session, door = signed_in(leader), reverse("wagtailadmin_pages:unpublish", args=[article.pk])
    assert session.get(door).status_code == 200
    ended(leader, program)
    session.post(door)
    assert Article.objects.get(pk=article.pk).live
    assert session.get(reverse("wagtailadmin_home")).status_code != 200
    assert not list(leader.groups.all())


def stand_in(giver: Account, program: Account) -> tuple[Account, Grant]:
    account = new_account("thay", name="Người thay")
    behind = giver.grants.get()
    with writing(program, "access.delegate", unit=behind.unit, on=clock.today()):
        held = Grant.objects.create(
            account=account, role=behind.role, unit=behind.unit, delegated_from=behind, granted_by=giver,
            valid=DateRange(SINCE, clock.today() + timedelta(days=9)),
        )  # fmt: skip
    return account, held


@pytest.mark.parametrize("way", ["it ended", "its giver was switched off"])
def test_a_stand_in_edits_as_long_as_the_delegation_holds_and_not_longer(people, program, way) -> None:
    account, held = stand_in(people["board"], program)
    session, door = signed_in(account), reverse("wagtailadmin_pages:edit", args=[published().pk])
    assert session.get(door).status_code == 200
    if way == "it ended":
        ending(held, program)
    else:
        disable(actor=program, account=people["board"], reason="nghỉ việc")
    assert session.get(door).status_code != 200


def test_a_role_that_was_given_meanwhile_opens_the_editing_side_without_a_new_sign_in(people, program) -> None:
    account = new_account("moi", name="Biên tập viên mới")
    session, door = signed_in(account), reverse("wagtailadmin_pages:edit", args=[published().pk])
    assert session.get(door).status_code != 200
    accounts.grant(
        actor=program, account=account, role="editor", unit=people["editor"].grants.get().unit, from_on=SINCE
    )
    assert session.get(door).status_code == 200


def test_a_link_approves_nothing_for_whoever_may_approve_no_more(people, program, client: Client) -> None:
    article = draft(people["editor"])
    hand_in(article, people["editor"])
    approve(article, people["board"])
    step, secret = waits_at(article), approvals.ask(article, reviewer="Trần Văn Hòa", asked_by=people["leader"])
    taken_back(people["leader"], program)
    client.post(f"/duyet/{secret}/", {"answer": "approve"})
    assert waits_at(article) == step
    assert not Article.objects.get(pk=article.pk).live


def test_what_waits_in_the_portal_is_told_to_nobody_whose_role_has_ended(people, program) -> None:
    article = draft(people["editor"])
    hand_in(article, people["editor"])
    board = people["board"]
    assert any(article.headline in due.sentence for due in due_for(board, scope=None, on=clock.today()))
    taken_back(board, program)
    board = Account.objects.get(pk=board.pk)
    assert not any(article.headline in due.sentence for due in due_for(board, scope=None, on=clock.today()))


def test_a_picture_and_the_editing_side_cost_two_questions_where_nothing_changed(
    people, django_assert_num_queries
) -> None:
    from giaoban.faces.portal.editing.seating import seat

    account = Account.objects.get(pk=people["board"].pk)
    with django_assert_num_queries(2):
        seat(account)

"""A role, a reset of the second step, a long export: asked for by one, done when another who holds the power has confirmed."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from giaoban.areas.accounts import ending, operations
from giaoban.areas.accounts.operations import grant, reset_second_factor
from giaoban.areas.accounts.register import PROPOSALS
from giaoban.core.refusal import Refused
from giaoban.ground import seconding
from giaoban.ground.access.models import Account, AccountChange, Grant, Proposal
from giaoban.ground.access.operations import program
from giaoban.ground.access.parts import confidential
from giaoban.ground.access.policy import may
from giaoban.ground.access.roles import roles, watching
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.undoing import undo
from giaoban.ground.writing import writing
from giaoban.kit.history import history
from tests.world import FOUNDED, World, build, new_account

LATER = today() + timedelta(days=400)


@pytest.fixture
def world(db: None) -> World:
    return build()


def officer(world: World, username: str, role: str, where: str = "") -> Account:
    account = new_account(username, name=f"Đồng chí {username}")
    unit = world.units[where] if where else None
    grant(actor=program("Kiểm thử"), account=account, role=role, unit=unit, from_on=FOUNDED)
    return account


@pytest.fixture
def asker(world: World) -> Account:
    return officer(world, "quan-tri-1", "administrator")


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.mark.parametrize("role", ["inspection_commission", "organisation_board", "deputy"])
def test_who_confirms_reads_that_an_account_with_a_closed_parts_role_is_nobodys(
    world: World, asker: Account, role: str
) -> None:
    closed = any(roles()[role].gives(f"{prefix}.read") for prefix in confidential())
    account, where = new_account("chua-gan", name="Chưa Gắn"), "Chi bộ 1 Khối A"
    told = [grant(actor=asker, account=account, role=role, unit=world.units[where], from_on=today()).said]
    account.person = world.people[where][2]
    account.save()
    told += [grant(actor=asker, account=account, role=role, unit=world.units[where], from_on=LATER).said]
    assert [said.endswith(operations.UNTIED) for said in told] == [closed, False]


def asked(world: World, asker: Account, role: str = "deputy", where: str = "Chi bộ 1 Khối A") -> Proposal:
    proposal = grant(
        actor=asker, account=world.officers["bi-thu-2"], role=role, unit=world.units[where], from_on=today(),
        decision="Quyết định số 5-QĐ/ĐU",
    )  # fmt: skip
    assert isinstance(proposal, Proposal)
    return proposal


# -- giving a role ----------------------------------------------------------------------------------------------------


def test_a_role_that_was_asked_for_gives_nothing_until_a_second_person_has_confirmed_it(
    world: World, asker: Account
) -> None:
    cell, person = world.units["Chi bộ 1 Khối A"], world.officers["bi-thu-2"]
    proposal = asked(world, asker)
    assert not may(person, "members.read", cell, on=today())
    seconding.confirm(actor=world.officers["to-chuc-a"], record=proposal)
    assert may(person, "members.read", cell, on=today())
    given = Grant.objects.get(account=person, role="deputy")
    assert (given.granted_by, given.confirmed_by) == (asker, world.officers["to-chuc-a"])
    assert given.decision == "Quyết định số 5-QĐ/ĐU"
    assert "to-chuc-a xác nhận" in AccountChange.objects.get(account=person).said, "its owner can read who did it"
    entry = Entry.objects.latest("pk")
    assert (entry.act, entry.changes.count()) == ("proposals.confirm", 3), "one entry: the answer, the role, the notice"


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("asker", "Người đề nghị không tự xác nhận"),
        ("bi-thu-2", "không có quyền"),
        ("to-chuc-b", "không có quyền"),
        ("kiem-soat", "không có quyền"),
    ],
)
def test_who_may_not_confirm_is_told_why(world: World, asker: Account, who: str, sentence: str) -> None:
    proposal = asked(world, asker)
    actor = asker if who == "asker" else world.officers[who]
    with pytest.raises(Refused, match=sentence):
        seconding.confirm(actor=actor, record=proposal)
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.WAITING


def test_nobody_confirms_what_concerns_themselves(world: World, asker: Account) -> None:
    proposal = grant(
        actor=asker,
        account=world.officers["to-chuc-a"],
        role="office",
        unit=world.units["Khối A"],
        from_on=today(),
        decision="5",
    )
    with pytest.raises(Refused, match="chính tài khoản của mình"):
        seconding.confirm(actor=world.officers["to-chuc-a"], record=proposal)  # type: ignore[arg-type]


def test_a_proposal_lapses_and_is_answered_once(world: World, asker: Account) -> None:
    second = world.officers["to-chuc-a"]
    proposal = asked(world, asker)
    seconding.decline(actor=second, record=proposal, answer="Chưa có quyết định.")
    with pytest.raises(Refused, match="đã có người trả lời"):
        seconding.confirm(actor=second, record=proposal)
    late = asked(world, asker)
    with writing(program("Kiểm thử"), "access.grant", unit=None, on=today()):
        Proposal.objects.filter(pk=late.pk).update(lapses_on=today() - timedelta(days=1))
    with pytest.raises(Refused, match="hết hạn"):
        seconding.confirm(actor=second, record=late)
    own = asked(world, asker)
    with pytest.raises(Refused, match="Chỉ người đề nghị"):
        seconding.withdraw(actor=second, record=own)
    assert seconding.withdraw(actor=asker, record=own).state == Proposal.State.WITHDRAWN


def test_an_asker_who_lost_the_power_since_is_not_confirmed(world: World, asker: Account) -> None:
    proposal = asked(world, asker)
    ending.revoke(actor=program("Kiểm thử"), record=Grant.objects.get(account=asker), reason="thôi nhiệm vụ")
    with pytest.raises(Refused, match="không còn quyền"):
        seconding.confirm(actor=world.officers["to-chuc-a"], record=proposal)


def test_the_same_is_not_asked_for_twice_and_a_held_role_not_at_all(world: World, asker: Account) -> None:
    asked(world, asker)
    with pytest.raises(Refused, match="đang chờ người thứ hai"):
        asked(world, asker)
    with pytest.raises(Refused, match="đang giữ đúng vai trò này"):
        grant(
            actor=asker, account=world.officers["bi-thu-1"], role="secretary", unit=world.units["Chi bộ 1 Khối A"],
            from_on=today(),
        )  # fmt: skip


def test_the_database_itself_refuses_a_maker_who_is_the_checker(world: World, asker: Account) -> None:
    proposal = asked(world, asker)
    row = {"account": asker, "role": "office", "valid": (FOUNDED, None), "granted_by": asker, "confirmed_by": asker}
    for wrong in (
        lambda: Proposal.objects.filter(pk=proposal.pk).update(state="confirmed", answered_by=asker),
        lambda: Grant.objects.create(**row),
    ):
        with (
            pytest.raises(IntegrityError, match="by_two"),
            transaction.atomic(),
            writing(program("Kiểm thử"), "access.grant", unit=None, on=today()),
        ):
            wrong()


def test_a_role_over_the_whole_tree_is_given_by_two_who_hold_it_over_the_whole_tree(
    world: World, asker: Account
) -> None:
    proposal = grant(actor=asker, account=world.officers["kiem-soat"], role="auditor", unit=None, from_on=today())
    assert isinstance(proposal, Proposal)
    with pytest.raises(Refused, match="đối với toàn bộ cây tổ chức"):
        seconding.confirm(actor=world.officers["to-chuc-a"], record=proposal)
    seconding.confirm(actor=officer(world, "quan-tri-2", "administrator"), record=proposal)
    assert may(world.officers["kiem-soat"], "journal.read", world.units["Khối B"], on=today())


def test_an_organisation_board_appoints_nobody_to_run_the_program(world: World) -> None:
    with pytest.raises(Refused, match="Quản trị chương trình"):
        grant(
            actor=world.officers["to-chuc-a"], account=world.officers["bi-thu-1"], role="administrator",
            unit=world.units["Khối A"], from_on=today(),
        )  # fmt: skip


# -- the second step, sessions, switching off -----------------------------------------------------------------------------


def test_a_second_step_is_set_anew_by_two_and_ends_every_session(world: World, asker: Account) -> None:
    owner = world.officers["bi-thu-1"]
    Authenticator.objects.create(user=owner, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client = signed_in(owner)
    assert client.get("/desk/").status_code == 200
    proposal = reset_second_factor(actor=asker, account=owner, reason="Mất điện thoại, đã gặp trực tiếp.")
    assert Authenticator.objects.filter(user=owner).exists()
    with pytest.raises(Refused, match="không tự xác nhận"):
        seconding.confirm(actor=asker, record=proposal)
    seconding.confirm(actor=world.officers["to-chuc-a"], record=proposal)
    assert not Authenticator.objects.filter(user=owner).exists()
    assert client.get("/desk/").status_code == 302, "signed out"
    assert "đặt lại" in AccountChange.objects.get(account=owner).said


def test_what_was_delegated_rests_while_who_delegated_it_is_switched_off(world: World, asker: Account) -> None:
    secretary, other = world.officers["bi-thu-1"], world.officers["bi-thu-2"]
    cell = world.units["Chi bộ 1 Khối A"]
    asked_for = operations.delegate(
        actor=secretary, account=other, role="secretary", unit=cell, from_on=today(), until_on=today() + timedelta(9)
    )
    seconding.confirm(actor=world.officers["to-chuc-a"], record=asked_for)
    assert may(other, "members.correct", cell, on=today())
    ending.disable(actor=asker, account=secretary, reason="đi học")
    assert not may(other, "members.correct", cell, on=today())
    ending.enable(actor=asker, account=Account.objects.get(pk=secretary.pk), reason="đã về")
    assert may(other, "members.correct", cell, on=today())


WATCHING = {"data_protection_officer": "Khối A", "inspection_commission": "Khối A", "auditor": ""}


@pytest.mark.parametrize("role", WATCHING)
@pytest.mark.parametrize("act", ["disable", "revoke"])
def test_who_watches_over_the_others_is_switched_off_by_two(world: World, role: str, act: str) -> None:
    assert set(WATCHING) == set(watching())
    one, another = officer(world, "quan-tri-1", "administrator"), officer(world, "quan-tri-2", "administrator")
    watcher = officer(world, "giam-sat", role, WATCHING[role])
    held = Grant.objects.get(account=watcher)
    subject = {"record": held} if act == "revoke" else {"account": watcher}

    def works() -> bool:
        return (
            Account.objects.get(pk=watcher.pk).is_active and Grant.objects.in_force(today()).filter(pk=held.pk).exists()
        )

    proposal = getattr(ending, act)(actor=one, reason="thay người", **subject)
    assert isinstance(proposal, Proposal)
    assert works()
    for alone in (one, watcher):
        with pytest.raises(Refused):
            seconding.confirm(actor=alone, record=proposal)
    with pytest.raises(Refused, match="không hoàn tác một mình"):
        undo(actor=one, entry=Entry.objects.filter(act="access.grant").latest("pk"), reason="thử")
    assert works()
    seconding.confirm(actor=another, record=proposal)
    assert not works()
    assert str(one) in AccountChange.objects.filter(account=watcher).latest("pk").said


def test_who_came_to_watch_meanwhile_is_not_switched_off_by_one(
    world: World, asker: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = officer(world, "giam-sat", "auditor")
    first = iter([False])
    kept = ending._watches
    monkeypatch.setattr(ending, "_watches", lambda *given: next(first, kept(*given)))
    with pytest.raises(Refused, match="vừa được giao vai trò giám sát"):
        ending.disable(actor=asker, account=watcher, reason="thử")


def test_what_was_confirmed_is_taken_out_on_that_day_or_the_next(world: World, asker: Account) -> None:
    unit = world.units["Khối A"]
    proposal = seconding.propose(
        actor=asker, act="access.read", unit=unit, sentence="Xuất danh sách", reason="kiểm tra", asked="một danh sách"
    )

    def confirmed(days: int) -> bool:
        return seconding.export_confirmed(asker, "access.read", "một danh sách", on=today() + timedelta(days))

    assert not confirmed(0)
    seconding.confirm(actor=officer(world, "quan-tri-2", "administrator"), record=proposal)
    assert [confirmed(days) for days in (0, 1, 2, 13)] == [True, True, False, False]


def test_the_history_of_a_proposal_names_who_answered_and_no_number(world: World, asker: Account) -> None:
    proposal = asked(world, asker)
    seconding.confirm(actor=world.officers["to-chuc-a"], record=proposal)
    changes = [change for told in history(proposal, PROPOSALS, asker, {}, on=today()) for change in told["changes"]]
    answered = [change["after"] for change in changes if str(change["label"]) == "Người trả lời"]
    assert answered == [str(world.officers["to-chuc-a"])], changes


# -- the pages --------------------------------------------------------------------------------------------------------


def test_a_role_is_asked_for_and_confirmed_by_pressing_what_the_pages_offer(world: World, asker: Account) -> None:
    answers = {
        "unit": "Chi bộ 1 Khối A", "username": "bi-thu-2", "role": "deputy", "from_on": f"{today()}", "decision": "5-QĐ/ĐU",
    }  # fmt: skip
    sent = signed_in(asker).post(reverse("desk:act", args=["access", "grant"]), answers, follow=True)
    assert "chờ người thứ hai" in sent.content.decode()
    second = signed_in(world.officers["to-chuc-a"])
    assert "Giao vai trò Phó bí thư chi bộ" in second.get("/desk/").content.decode(), "among what is due"
    proposal = Proposal.objects.get()
    page = second.get(reverse("desk:page", args=["proposals", proposal.pk])).content.decode()
    assert reverse("desk:act_on", args=["proposals", proposal.pk, "confirm"]) in page
    second.post(reverse("desk:act_on", args=["proposals", proposal.pk, "confirm"]), {"answer": ""})
    assert Grant.objects.filter(account=world.officers["bi-thu-2"], role="deputy").exists()
    assert "to-chuc-a xác nhận" in signed_in(world.officers["bi-thu-2"]).get("/desk/seen-by/").content.decode()


def test_somebody_invited_chooses_a_password_at_an_address_that_is_good_once(world: World, asker: Account) -> None:
    answers = {
        "unit": "Chi bộ 1 Khối A", "name": "Lê Thị Mới", "username": "le.thi.moi", "role": "deputy",
        "from_on": f"{today()}", "decision": "5-QĐ/ĐU",
    }  # fmt: skip
    sent = signed_in(asker).post(reverse("desk:act", args=["access", "create_account"]), answers)
    assert sent.status_code == 302, sent.context["refusals"]
    account = Account.objects.get(username="le.thi.moi")
    assert not account.has_usable_password()
    assert not account.grants.exists(), "the first role waits for the second person"
    second, proposal = world.officers["to-chuc-a"], Proposal.objects.get()
    page = reverse("desk:page", args=["proposals", proposal.pk])
    assert "/account/password/" not in signed_in(asker).get(page).content.decode()
    signed_in(second).post(reverse("desk:act_on", args=["proposals", proposal.pk, "confirm"]), {"answer": ""})
    slip = re.search(r"/account/password/reset/begin/([\w-]+)/", signed_in(second).get(page).content.decode())
    code = re.search(r'<b class="number">(\w+)</b>', signed_in(asker).get(page).content.decode())
    assert slip
    assert code
    for officer_alone in (asker, second):
        known = signed_in(officer_alone).get(page).content.decode()
        assert (slip[1] in known) != (code[1] in known), "neither officer holds the whole way in"
    guest = Client()
    assert guest.post(slip[0], {"code": "không phải"}).status_code == 422
    wrong = guest.post(slip[0], {"code": "0" * 8}, follow=True)
    assert "password1" not in wrong.content.decode()
    form = guest.post(slip[0], {"code": code[1]}, follow=True)
    weak = guest.post(form.request["PATH_INFO"], {"password1": "password1234", "password2": "password1234"})
    assert weak.status_code == 200
    assert weak.context["form"].errors, "a common password is refused"
    guest.post(form.request["PATH_INFO"], {"password1": "rừng thông chiều mưa", "password2": "rừng thông chiều mưa"})
    account.refresh_from_db()
    assert account.check_password("rừng thông chiều mưa")
    assert account.password.startswith("argon2$argon2id$")
    again = Client().post(slip[0], {"code": code[1]}, follow=True)
    assert "password1" not in again.content.decode(), "the address is good once"
    assert slip[1] not in signed_in(second).get(page).content.decode(), "and no longer shown"


def test_an_invitation_that_is_refused_makes_no_account(world: World, asker: Account) -> None:
    answers = {
        "unit": "Chi bộ 1 Khối A", "name": "Lê Thị Mới", "username": "le.thi.moi", "role": "deputy",
        "from_on": f"{today()}", "until_on": f"{today() - timedelta(1)}", "decision": "5-QĐ/ĐU",
    }  # fmt: skip
    shown = signed_in(asker).post(reverse("desk:act", args=["access", "create_account"]), answers)
    assert shown.status_code == 422
    assert "phải sau ngày bắt đầu" in shown.content.decode()
    assert 'value="le.thi.moi"' in shown.content.decode(), "what was typed is still there"
    assert not Account.objects.filter(username="le.thi.moi").exists()


def test_an_officer_sees_the_grants_of_their_units_and_no_others(world: World) -> None:
    listed = signed_in(world.officers["to-chuc-a"]).get(reverse("desk:list", args=["access"])).content.decode()
    assert "bi-thu-1" in listed
    assert "to-chuc-b" not in listed
    other = Grant.objects.get(account=world.officers["to-chuc-b"])
    assert signed_in(world.officers["to-chuc-a"]).get(f"/desk/so/access/{other.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("state", "late", "own", "one_hand", "concerned", "may_confirm", "may_ask", "reasons"),
    [
        ("waiting", False, False, False, False, True, True, 0),
        ("confirmed", False, False, False, False, True, True, 1),
        ("waiting", True, False, False, False, True, True, 1),
        ("declined", True, False, False, False, True, True, 1),
        ("waiting", False, False, True, False, True, True, 1),
        ("waiting", False, True, True, True, False, False, 4),
    ],
)
def test_every_reason_against_confirming_is_said(
    state: str, late: bool, own: bool, one_hand: bool, concerned: bool, may_confirm: bool, may_ask: bool, reasons: int
) -> None:
    on = date(2026, 3, 2)
    found = seconding.why_not_confirm(
        state=state, lapses_on=on - timedelta(1) if late else on, on=on, own=own, one_hand=one_hand, concerned=concerned,
        may_confirm=may_confirm, may_ask=may_ask,
    )  # fmt: skip
    assert len(found) == reasons

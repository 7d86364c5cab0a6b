"""Accounts for members: a whole cell is invited at once, a second person confirms, each gets a slip on paper.

No account is made before its slip is used, so accounts are never counted as use. The role ends with the membership.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet

from giaoban.areas.members import slip_codes, slip_rules
from giaoban.areas.members.models import Slip
from giaoban.core.numbers import write_number
from giaoban.core.refusal import refuse_if
from giaoban.ground.access.hands import distinct
from giaoban.ground.access.models import Account, AccountChange, Grant, Proposal
from giaoban.ground.access.naming import free_name
from giaoban.ground.access.operations import program
from giaoban.ground.access.policy import Actor, unit_ids_where
from giaoban.ground.access.sessions import end_all_sessions
from giaoban.ground.journal.clock import today
from giaoban.ground.journal.models import Entry
from giaoban.ground.people.models import Membership, Person
from giaoban.ground.seconding import done_when_confirmed, propose
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import names_of
from giaoban.ground.writing import writing

ROLE = "member"
NAMED = 5
"""So many of those who would be invited are named."""
KNOWS_THE_WORD = "Đồng chí đã xác nhận lời mời này và là người báo mã riêng cho từng đảng viên; người khác in phiếu, để không ai giữ cả hai."
OPEN = (Slip.State.WAITING, Slip.State.PRINTED, Slip.State.PAPER)


def not_invited(unit: Unit, *, on: date) -> QuerySet[Person]:
    """The members of the cell who have neither the handbook nor an open slip, in order of names."""
    members = Person.objects.filter(memberships__unit=unit, memberships__valid__contains=on)
    having = Grant.objects.filter(role=ROLE, unit=unit, valid__contains=on, account__person__isnull=False)
    invited = Slip.objects.filter(state__in=OPEN)
    without = members.exclude(pk__in=having.values("account__person")).exclude(pk__in=invited.values("person"))
    return without.distinct().order_by("name_key", "pk")


def invite(*, actor: Actor, unit: Unit) -> Proposal:
    """It is proposed that everybody of the cell who has no handbook yet is invited to theirs."""
    people = _to_invite(actor, unit)
    cell = names_of([unit.pk], on=today()).get(unit.pk, unit.slug)
    return propose(
        actor=actor, act="slips.invite", unit=unit, people=[person.pk for person in people],
        sentence=f"Mời {write_number(len(people))} đảng viên của {cell} dùng sổ tay đảng viên điện tử, mỗi người một phiếu",
    )  # fmt: skip


def _to_invite(actor: Actor, unit: Unit) -> list[Person]:
    people = list(not_invited(unit, on=today()))
    refuse_if([] if people else ["Mọi đảng viên của chi bộ này đã có sổ tay hoặc đã có phiếu mời."])
    unseen = unit.pk not in unit_ids_where(actor, "members.read", on=today())
    refuse_if(["Chỉ mời được những người mà đồng chí xem được hồ sơ."] if unseen else [])
    return people


def foretold(*, actor: Actor, unit: Unit, **_answers: Any) -> list[str]:
    """How many would be invited, and the first of them; refused as the act is."""
    people = _to_invite(actor, unit)
    names = ", ".join(person.name for person in people[:NAMED])
    return [f"{write_number(len(people))} đảng viên sẽ được mời: {names}{' …' if len(people) > NAMED else ''}"]


@done_when_confirmed("slips.invite")
def _invited(actor: Actor, held: Proposal) -> None:
    """Whoever has an account gets the role at once, the others a slip; whoever left the cell meanwhile gets nothing."""
    assert held.unit is not None
    people = list(not_invited(held.unit, on=today()).filter(pk__in=held.words["people"]).select_related("account"))
    refuse_if([] if people else ["Không còn ai trong đề nghị này cần mời."])
    for person in people:
        account = Account.objects.filter(person=person).first()
        if account is None:
            Slip.objects.create(unit=held.unit, person=person, proposal=held, invited_on=today())
        else:
            _given(account, held.unit, held)


def _given(account: Account, unit: Unit, proposal: Proposal) -> None:
    """The account has the member's role over the cell from today, as two people agreed."""
    Grant.objects.create(
        account=account, role=ROLE, unit=unit, valid=DateRange(today(), None), granted_by=proposal.asked_by,
        confirmed_by=proposal.answered_by,
    )  # fmt: skip
    _tell(account, proposal.asked_by_id, f"{proposal.said}; {proposal.asked_by} đề nghị, {proposal.answered_by} xác nhận.")  # fmt: skip


def _tell(account: Account, by: int | None, sentence: str) -> None:
    """The owner of the account reads it on their own page."""
    AccountChange.objects.create(account=account, by_id=by, on=today(), said=sentence[:500])


def print_slips(*, actor: Actor, unit: Unit, chosen: Collection[int]) -> list[tuple[Slip, str]]:
    """The chosen slips of the cell with a new code each, which is shown here and never again; what was printed before is void."""
    with writing(actor, "slips.print_slips", unit=unit, on=today(), past_lock=True):
        held = Slip.objects.select_for_update(of=("self",)).filter(unit=unit, pk__in=chosen)
        slips = list(
            held.filter(state__in=(Slip.State.WAITING, Slip.State.PRINTED))
            .select_related("person", "proposal__answered_by").order_by("person__name_key", "pk")
        )  # fmt: skip
        refuse_if([] if slips else ["Đồng chí chưa chọn phiếu nào còn in được."])
        refuse_if([KNOWS_THE_WORD] if any(knows_the_word(actor, slip) for slip in slips) else [])
        unknown = [slip.person.name for slip in slips if slip.person.born_on is None]
        refuse_if([f"Hồ sơ chưa có ngày sinh: {', '.join(unknown)}. Bổ sung trước khi in phiếu."] if unknown else [])
        printed = []
        for slip in slips:
            code = slip_codes.new_code()
            slip.state, slip.key, slip.tries = Slip.State.PRINTED, slip_codes.key_of(code), 0
            slip.printed_on, slip.printed_by = today(), actor
            slip.lapses_on = today() + timedelta(days=slip_rules.SLIP_DAYS)
            slip.save()
            printed.append((slip, code))
        return printed


def knows_the_word(actor: Actor, slip: Slip) -> bool:
    """Whether whoever prints it is no other than whoever confirmed the invitation, and so would hold all of the way in."""
    by = slip.proposal.answered_by
    return by is None or not distinct(actor, by)


def keep_on_paper(*, actor: Actor, record: Slip) -> Slip:
    """The member has no telephone for it and gets everything on paper; a printed code opens nothing any more."""
    with writing(actor, "slips.keep_on_paper", unit=record.unit, on=today(), past_lock=True, record=record):
        refuse_if(_why_not_open(record))
        record.state, record.key = Slip.State.PAPER, ""
        record.save()
        return record


def withdraw(*, actor: Actor, record: Slip, reason: str) -> Slip:
    """The slip opens nothing any more; the member can be invited again."""
    with writing(actor, "slips.withdraw", unit=record.unit, on=today(), past_lock=True, reason=reason, record=record):
        refuse_if(_why_not_open(record, paper=True) + ([] if reason.strip() else ["Cần ghi lý do hủy phiếu."]))
        record.state, record.key = Slip.State.VOID, ""
        record.save()
        return record


def _why_not_open(slip: Slip, *, paper: bool = False) -> list[str]:
    left = OPEN if paper else OPEN[:2]
    return [] if slip.state in left else ["Phiếu này đã dùng hoặc đã hủy."]


# -- a slip is used ------------------------------------------------------------------------------------------------------


def use(
    *, typed: str, word: str, year: int, password: str, account: Account | None = None
) -> tuple[Account | None, list[str]]:
    """The account that the slip leads to, or why it leads nowhere; asked where every row may be seen.

    The code was printed by one officer, the word is told to this member by another: who prints is mostly of the cell too, so
    that one word for all would be theirs. With
    ``account`` it is that of an officer who is signed in: it is tied to the person on record, and none is made.
    """
    code = slip_codes.read_code(typed)
    if code is None:
        return None, ["Mã trên phiếu gồm 10 chữ và số; đồng chí xem lại, có ký tự gõ nhầm."]
    slip = (
        Slip.objects.filter(key=slip_codes.key_of(code))
        .select_related("unit", "printed_by", "proposal__answered_by")
        .first()
    )
    if slip is None:
        return None, ["Không có phiếu nào mang mã này, hoặc phiếu đã được in lại. Đề nghị bí thư chi bộ xem giúp."]
    with writing(program("Phiếu mời"), "slips.use", unit=slip.unit, on=today(), past_lock=True, record=slip):
        born = slip.person.born_on
        reasons = slip_rules.why_not_use_slip(
            state=slip.state, lapses_on=slip.lapses_on, tries=slip.tries, on=today(),
            fits=born is not None and born.year == year and slip_codes.read_word(word) == slip_codes.word_of(slip.pk),
        )  # fmt: skip
        reasons = reasons or _why_not_tied(slip, account)
        if reasons:
            slip.tries = min(slip.tries + 1, slip_rules.SLIP_TRIES)
            slip.save()
            return None, reasons
        if account is None:
            name = free_name(slip.person.name, set(Account.objects.values_list("username", flat=True)))
            account = Account(username=name, name=slip.person.name, person=slip.person)
            account.set_password(password)
            account.save()
        else:
            account.person = slip.person
            account.save()
        slip.state, slip.used_on, slip.account = Slip.State.USED, today(), account
        slip.save()
        _given(account, slip.unit, slip.proposal)
        return account, []


def _why_not_tied(slip: Slip, account: Account | None) -> list[str]:
    """Why the slip cannot be used so: whoever has an account has one only, and nobody takes over somebody else's."""
    if not Membership.objects.filter(person=slip.person_id, unit=slip.unit_id, valid__contains=today()).exists():
        return ["Đồng chí không còn sinh hoạt ở chi bộ đã mời; phiếu này không dùng được."]
    own = account is not None and slip.printed_by is not None and not distinct(account, slip.printed_by)
    if own or (account is not None and knows_the_word(account, slip)):
        return ["Phiếu này do chính đồng chí in hoặc xác nhận lời mời; phải là phiếu do hai người khác in và xác nhận."]
    if account is not None and account.person_id not in {None, slip.person_id}:
        return ["Tài khoản đang đăng nhập là của người khác. Đăng xuất rồi mở lại phiếu."]
    if Account.objects.filter(person=slip.person_id).exclude(pk=account.pk if account else None).exists():
        return ["Đồng chí đã có tài khoản; đăng nhập bằng tài khoản ấy, không dùng phiếu."]
    return []


# -- the role ends with the membership -------------------------------------------------------------------------------------


def end_handbooks_with_memberships(sender: type[Entry], entry: Entry, **_more: Any) -> None:
    """Where the act ended somebody's membership of a cell, their handbook there ends that day, and every session with it."""
    ended = entry.changes.filter(table=Membership._meta.db_table, before__isnull=False)
    left = {(was["person_id"], was["unit_id"]) for was in ended.values_list("before", flat=True)}
    for person, unit in sorted(left & _having_or_invited({person for person, _unit in left})) if left else ():
        kept = list(Membership.objects.filter(person=person, unit=unit).values_list("valid", "ended_by"))
        if any(valid.upper is None for valid, _ended in kept):
            continue
        until, why = max(((valid.upper, ended_by) for valid, ended_by in kept), default=(today(), ""))
        _void(Slip.objects.filter(person=person, unit=unit, state__in=OPEN))
        grants = Grant.objects.filter(account__person=person, role=ROLE, unit=unit).select_related("account")
        for grant in grants.filter(Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=until)):
            grant.valid = DateRange(min(grant.valid.lower, until), until)
            grant.save()
            _tell(grant.account, entry.actor_id, f"Sổ tay ở chi bộ này hết ngày {until:%d/%m/%Y}.")
            if why == Membership.End.UNIT_CHANGED:
                _follow(grant, until)
            else:
                end_all_sessions(grant.account)


def _having_or_invited(people: Collection[int]) -> set[tuple[int, int]]:
    """Of these people, who has the handbook or an open slip, and in which cell."""
    grants = Grant.objects.filter(role=ROLE, account__person__in=people, unit__isnull=False)
    slips = Slip.objects.filter(person__in=people, state__in=OPEN)
    return {*grants.values_list("account__person", "unit"), *slips.values_list("person", "unit")}


def _void(slips: Iterable[Slip]) -> None:
    for slip in slips:
        slip.state, slip.key = Slip.State.VOID, ""
        slip.save()


def _follow(grant: Grant, since: date) -> None:
    """Where the organisation changed and not the member, the role goes on in the cell that they belong to from that day."""
    later = Membership.objects.filter(person=grant.account.person_id, valid__contains=since).first()
    if later is not None:
        Grant.objects.create(
            account=grant.account, role=ROLE, unit_id=later.unit_id, valid=DateRange(since, None),
            granted_by=grant.granted_by, confirmed_by=grant.confirmed_by, decision=grant.decision,
        )  # fmt: skip

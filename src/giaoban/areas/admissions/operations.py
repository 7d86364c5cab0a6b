"""The acts of admission. Each looks at all rules in force on its day before it writes anything."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from giaoban.areas.admissions import rules
from giaoban.areas.admissions.models import Admission, Certificate, DossierPaper, Sponsor, Vote
from giaoban.areas.admissions.queries import certified_on, limits_on, vote_on
from giaoban.core.refusal import refuse_if
from giaoban.core.text import fold, normalise, squeeze
from giaoban.ground.access.policy import Actor
from giaoban.ground.access.second_lock import whole_tree
from giaoban.ground.people.models import Membership, Person
from giaoban.ground.people.queries import membership_of, official_members_on
from giaoban.ground.units.models import MEETS, Unit
from giaoban.ground.units.queries import kind_of
from giaoban.ground.writing import writing


def open_dossier(
    *,
    actor: Actor,
    unit: Unit,
    name: str,
    born_on: date,
    sex: str,
    opened_on: date,
    identity_number: str = "",
    phone: str = "",
) -> Admission:
    """A candidate of the cell is followed from that day on."""
    with writing(actor, "admissions.open_dossier", unit=unit, on=opened_on):
        reasons = [] if kind_of(unit, on=opened_on) in MEETS else ["Chỉ chi bộ mới theo dõi người xin vào Đảng."]
        on_file = Person.objects.filter(identity_number=identity_number).first() if identity_number else None
        if on_file and (
            membership_of(on_file, on=opened_on) or fold(on_file.name) != fold(name) or on_file.born_on != born_on
        ):
            reasons.append(
                "Số định danh này đã có trong hệ thống, của một đảng viên hoặc với họ tên, ngày sinh khác; "
                "đồng chí xem lại giấy tờ và hỏi Ban Tổ chức cấp ủy cấp trên."
            )
        refuse_if(reasons, people=[on_file.pk] if on_file else [])
        person = (
            on_file
            or _followed(unit, name, born_on)
            or Person(
                unit=unit,
                name=squeeze(normalise(name)),
                born_on=born_on,
                sex=sex,
                identity_number=identity_number,
                phone=phone,
            )
        )
        person.key_name()
        person.save()
        return Admission.objects.create(unit=unit, person=person, opened_on=opened_on)


def _followed(unit: Unit, name: str, born_on: date) -> Person | None:
    """Whom the cell keeps already under that name and birthday, as from its source list, and who was never a member."""
    known = Person.objects.filter(unit=unit, name_fold=fold(name), born_on=born_on, memberships=None, admissions=None)
    return known.order_by("pk").first()


def record_certificate(*, actor: Actor, record: Admission, kind: str, issued_on: date, number: str = "") -> Certificate:
    """The candidate or new member holds a certificate of that class from that day."""
    with writing(actor, "admissions.record_certificate", unit=record.unit, on=issued_on, past_lock=True, record=record):
        return Certificate.objects.create(
            person=record.person, unit=record.unit, kind=kind, number=number, issued_on=issued_on
        )


def name_sponsor(
    *,
    actor: Actor,
    record: Admission,
    on: date,
    person: Person | None = None,
    organisation: str = "",
    together_since: date | None = None,
) -> Sponsor:
    """A member, or a mass organisation by its resolution, recommends the candidate."""
    with writing(actor, "admissions.name_sponsor", unit=record.unit, on=on, record=record):
        refuse_if(
            []
            if bool(person) != bool(organisation)
            else ["Ghi một đảng viên hoặc một tổ chức giới thiệu, không ghi cả hai."]
        )
        return Sponsor.objects.create(
            admission=record, unit=record.unit, person=person, organisation=organisation, together_since=together_since
        )


def file_paper(
    *,
    actor: Actor,
    record: Admission,
    form: str,
    on: date,
    dated_on: date | None = None,
    issuer: str = "",
    pages: int | None = None,
) -> DossierPaper:
    """The paper of that form is in the dossier; filing it again corrects what was noted of it."""
    with writing(actor, "admissions.file_paper", unit=record.unit, on=on, record=record):
        paper, _new = DossierPaper.objects.update_or_create(
            admission=record,
            form=form,
            defaults={"unit": record.unit, "dated_on": dated_on, "issuer": issuer, "pages": pages},
        )
        return paper


def _vote(question: str, on: date, record: Admission, counts: rules.VoteCounts, resolution: str) -> None:
    Vote.objects.create(
        admission=record,
        unit=record.unit,
        question=question,
        on=on,
        resolution=resolution,
        roll=counts.roll,
        present=counts.present,
        in_favour=counts.in_favour,
        against=counts.against,
        invalid=counts.invalid,
    )


def _step(record: Admission, act: str, **changes: Any) -> Admission:
    """The admission stands where the act leads, with these fields written."""
    record.state = rules.ORDER[act][1]
    for name, value in changes.items():
        setattr(record, name, value)
    record.save()
    return record


def vote_in_cell(
    *,
    actor: Actor,
    record: Admission,
    on: date,
    present: int,
    in_favour: int,
    against: int = 0,
    invalid: int = 0,
    resolution: str = "",
) -> Admission:
    """The cell has voted on admission; the result goes up whole, even where two thirds were not reached."""
    with writing(actor, "admissions.vote_in_cell", unit=record.unit, on=on, record=record):
        limits = limits_on(on)
        roll = official_members_on(on, unit=record.unit_id).count()
        counts = rules.VoteCounts(roll, present, in_favour, against, invalid)
        certified = certified_on(record.person_id, Certificate.Kind.AWARENESS, by=on)
        members = []
        for sponsor in record.sponsors.exclude(person=None):
            assert sponsor.person_id is not None
            membership = membership_of(sponsor.person_id, on=on)
            members.append((bool(membership and membership.grade == Membership.Grade.OFFICIAL), sponsor.together_since))
        refuse_if(
            rules.why_not_now("vote_in_cell", record.state, record.get_state_display())
            + rules.why_not_of_age(born_on=record.person.born_on, on=on, limits=limits)
            + rules.why_not_certified(issued_on=certified, on=on, limits=limits)
            + rules.why_not_sponsored(
                members=members, organisations=record.sponsors.filter(person=None).count(), on=on, limits=limits
            )
            + rules.why_not_counted(counts)
        )
        _vote(Vote.On.CELL_ADMISSION, on, record, counts, resolution)
        return _step(record, "vote_in_cell")


def vote_in_committee(
    *,
    actor: Actor,
    record: Admission,
    on: date,
    roll: int,
    present: int,
    in_favour: int,
    against: int = 0,
    resolution: str = "",
) -> Admission:
    """The grassroots committee has voted on admission."""
    with writing(actor, "admissions.vote_in_committee", unit=record.unit, on=on, record=record):
        counts = rules.VoteCounts(roll, present, in_favour, against)
        refuse_if(
            rules.why_not_now("vote_in_committee", record.state, record.get_state_display())
            + rules.why_not_counted(counts)
        )
        _vote(Vote.On.COMMITTEE_ADMISSION, on, record, counts, resolution)
        return _step(record, "vote_in_committee")


def decide(
    *, actor: Actor, record: Admission, decision: str, decided_on: date, received_on: date | None = None
) -> Admission:
    """The committee that is competent has decided on admission."""
    with writing(actor, "admissions.decide", unit=record.unit, on=decided_on, record=record):
        vote = vote_on(record, Vote.On.CELL_ADMISSION)
        reasons = rules.why_not_now("decide", record.state, record.get_state_display())
        if vote and decided_on < vote.on:
            reasons.append(f"Quyết định ngày {decided_on:%d/%m/%Y} trước ngày chi bộ biểu quyết {vote.on:%d/%m/%Y}.")
        refuse_if(reasons)
        return _step(record, "decide", decision=decision, decided_on=decided_on, received_on=received_on)


def refuse(*, actor: Actor, record: Admission, on: date, reason: str) -> Admission:
    """The admission ends without a decision to admit; the reason stays."""
    with writing(actor, "admissions.refuse", unit=record.unit, on=on, reason=reason, record=record):
        refuse_if(rules.why_not_now("refuse", record.state, record.get_state_display()))
        return _step(record, "refuse", ended_on=on, end_reason=reason)


def admit(*, actor: Actor, record: Admission, admitted_on: date, card_number: str = "") -> Admission:
    """The person is admitted at a ceremony; the probationary membership runs from that day."""
    with writing(actor, "admissions.admit", unit=record.unit, on=admitted_on, record=record):
        limits = limits_on(admitted_on)
        vote = vote_on(record, Vote.On.CELL_ADMISSION)
        counts = rules.VoteCounts(vote.roll, vote.present, vote.in_favour, vote.against, vote.invalid) if vote else None
        refuse_if(
            rules.why_not_now("admit", record.state, record.get_state_display())
            + rules.why_not_of_age(born_on=record.person.born_on, on=admitted_on, limits=limits)
            + rules.why_not_admit(
                agreed=counts is not None and rules.reaches(counts, limits.cell_vote),
                counts=counts,
                decided_on=record.decided_on,
                admitted_on=admitted_on,
                limits=limits,
            )
            + rules.why_not_a_member_yet(member_since=_member_since(record, admitted_on), admitted_on=admitted_on)
        )
        Membership.objects.create(
            person=record.person,
            unit=record.unit,
            grade=Membership.Grade.PROBATIONARY,
            valid=DateRange(admitted_on, None),
        )
        record.person.admitted_on = admitted_on
        if card_number:
            record.person.card_number = card_number
        record.person.save()
        return _step(record, "admit", admitted_on=admitted_on)


def _member_since(record: Admission, on: date) -> date | None:
    """Since when the person is a member on that day or later, wherever that is; None when they are not."""
    with whole_tree():
        spell = record.person.memberships.filter(valid__overlap=DateRange(on, None)).order_by("valid").first()
    return spell.valid.lower if spell else None


def review(
    *,
    actor: Actor,
    record: Admission,
    on: date,
    present: int,
    in_favour: int,
    against: int = 0,
    invalid: int = 0,
    resolution: str = "",
) -> Admission:
    """The cell has considered official membership after the probation."""
    with writing(actor, "admissions.review", unit=record.unit, on=on, record=record):
        limits = limits_on(on)
        counts = rules.VoteCounts(
            official_members_on(on, unit=record.unit_id).count(), present, in_favour, against, invalid
        )
        certified = certified_on(record.person_id, Certificate.Kind.NEW_MEMBER, by=on) is not None
        refuse_if(
            rules.why_not_now("review", record.state, record.get_state_display())
            + rules.why_not_confirm(admitted_on=record.admitted_on, certified=certified, on=on, limits=limits)
            + rules.why_not_counted(counts)
        )
        _vote(Vote.On.CELL_OFFICIAL, on, record, counts, resolution)
        return _step(record, "review")


def confirm(*, actor: Actor, record: Admission, official_decision: str, decided_on: date) -> Admission:
    """The person is an official member from the day on which the twelve months were complete, however late the decision."""
    with writing(actor, "admissions.confirm", unit=record.unit, on=decided_on, record=record):
        limits = limits_on(decided_on)
        certified = certified_on(record.person_id, Certificate.Kind.NEW_MEMBER, by=decided_on) is not None
        refuse_if(
            rules.why_not_now("confirm", record.state, record.get_state_display())
            + rules.why_not_confirm(admitted_on=record.admitted_on, certified=certified, on=decided_on, limits=limits)
        )
        assert record.admitted_on is not None
        official_on = rules.probation_ends(record.admitted_on, limits)
        spells = Membership.objects.filter(person=record.person, grade=Membership.Grade.PROBATIONARY)
        refuse_if(
            rules.why_not_on_probation(on_probation=spells.filter(valid__contains=official_on).exists(), on=official_on)
        )
        for spell in list(spells.filter(valid__overlap=DateRange(official_on, None))):
            start, end, ended_by = spell.valid.lower, spell.valid.upper, spell.ended_by
            if start >= official_on:  # moved to another cell while the decision was awaited
                spell.grade = Membership.Grade.OFFICIAL
                spell.save()
                continue
            spell.valid, spell.ended_by = DateRange(start, official_on), Membership.End.CONFIRMED
            spell.save()
            Membership.objects.create(
                person=record.person,
                unit=spell.unit,
                grade=Membership.Grade.OFFICIAL,
                valid=DateRange(official_on, end),
                ended_by=ended_by,
            )
        record.person.official_on = official_on
        record.person.save()
        return _step(
            record,
            "confirm",
            official_decision=official_decision,
            official_decided_on=decided_on,
            official_on=official_on,
        )


def remove_name(*, actor: Actor, record: Admission, on: date, reason: str) -> Admission:
    """The probationary member's name is removed; the membership ends that day."""
    with writing(actor, "admissions.remove_name", unit=record.unit, on=on, reason=reason, record=record):
        with whole_tree():  # the last cell may stand elsewhere
            last = record.person.memberships.order_by("valid").last()
        moved_on = last.valid.lower if last else None
        refuse_if(
            rules.why_not_now("remove_name", record.state, record.get_state_display())
            + rules.why_not_removed(admitted_on=record.admitted_on, moved_on=moved_on, on=on)
        )
        for spell in Membership.objects.filter(person=record.person, valid__contains=on):
            spell.valid, spell.ended_by = DateRange(spell.valid.lower, on), Membership.End.REMOVED
            spell.save()
        return _step(record, "remove_name", ended_on=on, end_reason=reason)


def void(*, actor: Actor, record: Admission, on: date, reason: str) -> None:
    """The dossier, opened by mistake and not yet decided, is struck out; the journal keeps it with the reason."""
    with writing(actor, "admissions.void", unit=record.unit, on=on, reason=reason, record=record):
        refuse_if(
            []
            if record.state in {"candidate", "cell_voted", "committee_voted", "refused"}
            else ["Đã có quyết định kết nạp; không thể xóa hồ sơ."]
        )
        for rows in (record.sponsors, record.votes, record.papers):
            rows.all().delete()
        record.delete()

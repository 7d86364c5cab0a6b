"""Certificates: issued for a class at once, one by one anew where one was lost, and told from a false one by their code."""

from __future__ import annotations

from datetime import date

from django.utils.crypto import constant_time_compare, salted_hmac

from giaoban.areas.classes import rules
from giaoban.areas.classes.models import ClassCertificate, Learner, TheoryClass
from giaoban.areas.classes.operations import saved
from giaoban.areas.classes.queries import serial, standing_of, without_certificate
from giaoban.core.refusal import refuse_if
from giaoban.core.text import normalise, squeeze
from giaoban.ground.access.policy import Actor, may_anywhere
from giaoban.ground.journal.clock import today
from giaoban.ground.units.models import Unit
from giaoban.ground.writing import hold, writing

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Nothing in a code is mistaken for another letter when it is copied by hand."""
LENGTH = 12


def issue(*, actor: Actor, record: TheoryClass, issued_on: date, signed_by: str) -> list[ClassCertificate]:
    """Everybody who passed has a certificate of that day, numbered through the year."""
    with writing(actor, "classes.issue", unit=record.unit, on=issued_on, record=record):
        waiting = list(without_certificate(record))
        refuse_if(
            rules.why_not_now("issue", record.state)
            + rules.why_not_issue(waiting=len(waiting), issued_on=issued_on, recognised_on=record.recognised_on)
        )
        made = [_made(learner, issued_on, signed_by) for learner in waiting]
        saved(record)
        return made


def foretell_issue(*, actor: Actor, record: TheoryClass, issued_on: date, signed_by: str) -> list[str]:
    """How many certificates, and from which number to which."""
    count = without_certificate(record).count()
    first = _next(record.unit, record.programme, issued_on.year)
    if not count:
        return []
    ends = [rules.serial_of(record.programme, issued_on.year, number) for number in (first, first + count - 1)]
    return [f"Cấp {count} giấy chứng nhận, số {ends[0]} đến {ends[1]}."]


def reissue(*, actor: Actor, record: Learner, issued_on: date, signed_by: str, reason: str) -> ClassCertificate:
    """The learner has a new certificate in the place of the one that was lost or spoilt, which holds no longer."""
    with writing(actor, "trainees.reissue", unit=record.course.unit, on=issued_on, reason=reason, record=record):
        old = standing_of(record)
        refuse_if(rules.why_not_reissue(newest=old.issued_on if old else None, issued_on=issued_on))
        assert old is not None
        hold(old)
        return _made(record, issued_on, signed_by, replaces=old)


def code_of(certificate: ClassCertificate) -> str:
    """The code that is printed on the certificate: it follows from what stands there, and from the secret of this program."""
    return _code(serial(certificate), certificate.person.name, certificate.issued_on)


def verify(*, actor: Actor, number: str, name: str, issued_on: date, code: str) -> bool:
    """Whether a certificate with these words was issued here, for whoever may check certificates somewhere."""
    refuse_if(
        []
        if may_anywhere(actor, "classes.verify", on=today())
        else ["Đồng chí không có quyền kiểm tra giấy chứng nhận."]
    )
    return is_genuine(number=number, name=name, issued_on=issued_on, code=code)


def is_genuine(*, number: str, name: str, issued_on: date, code: str) -> bool:
    """Whether a certificate with these words was issued here; asks no record, so that it tells nothing of anybody."""
    return constant_time_compare(_code(number, name, issued_on), "".join(code.upper().split()).replace("-", ""))


def _code(number: str, name: str, issued_on: date) -> str:
    words = "\n".join((_as_read(number), _as_read(name), f"{issued_on:%Y-%m-%d}"))
    digest = salted_hmac("giaoban.classes.certificate", words, algorithm="sha256").digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:LENGTH])


def _as_read(printed: str) -> str:
    """The words without what a reader does not see: form of the letters, blanks, capitals."""
    return squeeze(normalise(printed)).casefold()


def _made(
    learner: Learner, issued_on: date, signed_by: str, replaces: ClassCertificate | None = None
) -> ClassCertificate:
    course = learner.course
    return ClassCertificate.objects.create(
        learner=learner,
        unit=course.unit,
        person=learner.person,
        programme=course.programme,
        year=issued_on.year,
        number=_next(course.unit, course.programme, issued_on.year),
        issued_on=issued_on,
        signed_by=squeeze(signed_by),
        replaces=replaces,
    )


def _next(unit: Unit, programme: str, year: int) -> int:
    """The next number of that body, programme and year."""
    numbered = ClassCertificate.objects.filter(unit=unit, programme=programme, year=year)
    return int(numbered.order_by("-number").values_list("number", flat=True).first() or 0) + 1

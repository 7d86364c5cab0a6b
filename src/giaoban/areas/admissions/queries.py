"""Admissions as evidence: who was admitted, who became official, what is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.urls import reverse_lazy

from giaoban.areas.admissions.models import Admission, Certificate, Vote
from giaoban.areas.admissions.rules import Limit, Limits, probation_ends
from giaoban.core.spans import add_months
from giaoban.ground.regulations.calendar import WorkingDays
from giaoban.ground.regulations.queries import rule
from giaoban.kit.register import Due


def admitted() -> QuerySet[Admission]:
    """Admissions whose ceremony was held: dated by the ceremony, the day of entry into the Party."""
    return Admission.objects.filter(admitted_on__isnull=False)


def confirmed() -> QuerySet[Admission]:
    """Admissions that led to official membership: dated by the day from which the member is official."""
    return Admission.objects.filter(official_on__isnull=False)


def limits_on(day: date) -> Limits:
    """The limits of admission as in force on that day."""

    def limit(key: str, part: str = "") -> Limit | None:
        found = rule(key, on=day)
        if found is None:
            return None
        value = found.value[part] if part else found.value
        return Limit(Fraction(value) if isinstance(value, str) else int(value), found.source)

    return Limits(
        age_from=limit("admission.age", "from"),
        age_to=limit("admission.age", "to"),
        sponsor_months=limit("admission.sponsor_months"),
        certificate_months=limit("awareness.valid_months"),
        cell_vote=limit("admission.cell_vote"),
        probation_months=limit("probation.months"),
    )


def certificate_of(person_id: int, kind: str, *, by: date) -> Certificate | None:
    """The person's newest certificate of that kind issued by that day."""
    return Certificate.objects.filter(person=person_id, kind=kind, issued_on__lte=by).order_by("-issued_on").first()


def vote_on(admission: Admission, question: str) -> Vote | None:
    """The newest vote on that question."""
    return admission.votes.filter(question=question).order_by("-on", "-pk").first()


VOTED = ("cell_voted", "committee_voted", "reviewed")
"""The states in which the next step is counted from a vote."""


def due(units: Sequence[int], on: date) -> list[Due]:
    """What these units must do for their admissions, each by its last working day (domain.md 2.7)."""
    calendar, limits, found = WorkingDays(), limits_on(on), []
    terms = {
        key: int(known.value)
        for key in ("admission.decision_wd", "admission.ceremony_wd", "official.cell_wd", "official.decision_wd")
        if (known := rule(key, on=on))
    }
    open_ones = Admission.objects.filter(unit__among=units).exclude(state__in=("official", "refused", "removed"))
    told = ("unit", "state", "decided_on", "received_on", "admitted_on", "person__name")
    waiting = list(open_ones.select_related("person").only(*told))
    newest_first = Vote.objects.order_by("-on", "-pk")
    prefetch_related_objects([one for one in waiting if one.state in VOTED], Prefetch("votes", queryset=newest_first))
    prefetch_related_objects(
        [one for one in waiting if one.state == "candidate"],
        Prefetch("person__certificates", queryset=Certificate.objects.order_by("-issued_on")),
    )

    def add(admission: Admission, sentence: str, by: date, act: str) -> None:
        url = reverse_lazy("desk:act_on", args=["admissions", admission.pk, act])
        found.append(Due(f"{sentence} {admission.person.name} trước {by:%d/%m/%Y}", by, url, admission.unit_id))

    for one in waiting:
        votes = {vote.question: vote for vote in reversed(one.votes.all())} if one.state in VOTED else {}
        match one.state:
            case "candidate" if limits.certificate_months:
                newest = next((item for item in one.person.certificates.all() if item.kind == "awareness"), None)
                if newest:
                    lapses = add_months(newest.issued_on, int(limits.certificate_months.value))
                    if lapses <= on + timedelta(days=180):
                        add(
                            one,
                            "Giấy chứng nhận bồi dưỡng nhận thức về Đảng sắp hết giá trị: chi bộ xét kết nạp",
                            lapses,
                            "vote_in_cell",
                        )
            case "cell_voted" | "committee_voted" if "admission.decision_wd" in terms and "cell_admission" in votes:
                by = calendar.after(votes["cell_admission"].on, terms["admission.decision_wd"])
                add(one, "Cấp có thẩm quyền phải quyết định kết nạp đối với", by, "decide")
            case "decided" if "admission.ceremony_wd" in terms and (start := one.received_on or one.decided_on):
                add(
                    one,
                    "Chi bộ phải tổ chức lễ kết nạp",
                    calendar.after(start, terms["admission.ceremony_wd"]),
                    "admit",
                )
            case "probationary" if "official.cell_wd" in terms and one.admitted_on:
                ends = probation_ends(one.admitted_on, limits)
                if ends <= on + timedelta(days=45):
                    add(
                        one,
                        "Chi bộ phải xét công nhận chính thức cho",
                        calendar.after(ends, terms["official.cell_wd"]),
                        "review",
                    )
            case "reviewed" if "official.decision_wd" in terms and "cell_official" in votes:
                by = calendar.after(votes["cell_official"].on, terms["official.decision_wd"])
                add(one, "Cấp có thẩm quyền phải quyết định công nhận chính thức đối với", by, "confirm")
    return found

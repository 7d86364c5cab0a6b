"""Admissions as evidence: who was admitted, who became official, what is due."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse_lazy

from giaoban.areas.admissions.models import Admission, Certificate, Vote
from giaoban.areas.admissions.rules import AdmissionLimits, probation_ends
from giaoban.core.limits import Limit
from giaoban.core.spans import add_months
from giaoban.ground.certified import certifies, newest
from giaoban.ground.people.models import Person
from giaoban.ground.regulations.calendar import WorkingDays
from giaoban.ground.regulations.queries import rules_on
from giaoban.kit.register import Due

LIMITS = (
    "admission.age", "admission.sponsor_months", "awareness.valid_months", "admission.cell_vote", "probation.months",
)  # fmt: skip
TERMS = ("admission.decision_wd", "admission.ceremony_wd", "official.cell_wd", "official.decision_wd")


def admitted() -> QuerySet[Admission]:
    """Admissions whose ceremony was held: dated by the ceremony, the day of entry into the Party."""
    return Admission.objects.filter(admitted_on__isnull=False)


def confirmed() -> QuerySet[Admission]:
    """Admissions that led to official membership: dated by the day from which the member is official."""
    return Admission.objects.filter(official_on__isnull=False)


def limits_on(day: date) -> AdmissionLimits:
    """The limits of admission as in force on that day."""
    levels = rules_on(LIMITS, on=day)

    def whole(key: str, part: str = "") -> Limit[int] | None:
        if (limit := levels.get(key)) is None:
            return None
        return replace(limit, value=int(limit.value[part] if part else limit.value))

    vote = levels.get("admission.cell_vote")
    return AdmissionLimits(
        age_from=whole("admission.age", "from"),
        age_to=whole("admission.age", "to"),
        sponsor_months=whole("admission.sponsor_months"),
        certificate_months=whole("awareness.valid_months"),
        cell_vote=replace(vote, value=Fraction(vote.value)) if vote else None,
        probation_months=whole("probation.months"),
    )


@certifies
def _written_down(people: Collection[int], kind: str, by: date) -> Mapping[int, date]:
    """The certificates that were written down with a dossier, as those issued elsewhere are."""
    certificates = Certificate.objects.filter(person__among=people, kind=kind, issued_on__lte=by)
    return dict(certificates.order_by("issued_on").values_list("person", "issued_on"))


def certified_on(person_id: int, kind: str, *, by: date) -> date | None:
    """The day of the person's newest certificate of that kind issued by that day, whichever area holds it; None without one."""
    return newest([person_id], kind, by=by).get(person_id)


def vote_on(admission: Admission, question: str) -> Vote | None:
    """The newest vote on that question."""
    return admission.votes.filter(question=question).order_by("-on", "-pk").first()


VOTED = ("cell_voted", "committee_voted", "reviewed")
"""The states in which the next step is counted from a vote."""


def due(units: Collection[int], on: date) -> list[Due]:
    """What these units must do for their admissions, each by its last working day (domain.md 2.7)."""
    calendar, limits, deadlines = WorkingDays(), limits_on(on), []
    terms = {key: int(level.value) for key, level in rules_on(TERMS, on=on).items()}
    told = ("pk", "person_id", "unit_id", "state", "decided_on", "received_on", "admitted_on")
    open_ones = Admission.objects.filter(unit__among=units).exclude(state__in=("official", "refused", "removed"))
    waiting = list(open_ones.order_by("pk").values_list(*told, named=True))
    names = dict(Person.objects.filter(pk__among={row.person_id for row in waiting}).values_list("pk", "name"))
    votes = _last_votes([row.pk for row in waiting if row.state in VOTED])
    candidates = [row.person_id for row in waiting if row.state == "candidate"]
    certified = newest(candidates, Certificate.Kind.AWARENESS, by=on)

    @cache  # many were admitted on the same day
    def review_by(admitted_on: date) -> date | None:
        ends = probation_ends(admitted_on, limits)
        near = "official.cell_wd" in terms and ends <= on + timedelta(days=45)
        return calendar.after(ends, terms["official.cell_wd"]) if near else None

    @cache
    def written(by: date) -> str:
        return f"{by:%d/%m/%Y}"

    def add(row: Any, sentence: str, by: date, act: str) -> None:
        url = reverse_lazy("desk:act_on", args=["admissions", row.pk, act])
        said = f"{sentence} {names[row.person_id]} trước {written(by)}"
        deadlines.append(Due(said, by, url, row.unit_id, people=(row.person_id,)))

    for row in waiting:
        if row.person_id not in names:  # whoever looks may not see the person
            continue
        match row.state:
            case "candidate" if limits.certificate_months and row.person_id in certified:
                lapses = add_months(certified[row.person_id], int(limits.certificate_months.value))
                if lapses <= on + timedelta(days=180):
                    add(
                        row,
                        "Giấy chứng nhận bồi dưỡng nhận thức về Đảng sắp hết giá trị: chi bộ xét kết nạp",
                        lapses,
                        "vote_in_cell",
                    )
            case "cell_voted" | "committee_voted" if "admission.decision_wd" in terms and (
                voted := votes.get((row.pk, "cell_admission"))
            ):
                by = calendar.after(voted, terms["admission.decision_wd"])
                add(row, "Cấp có thẩm quyền phải quyết định kết nạp đối với", by, "decide")
            case "decided" if "admission.ceremony_wd" in terms and (start := row.received_on or row.decided_on):
                add(
                    row,
                    "Chi bộ phải tổ chức lễ kết nạp",
                    calendar.after(start, terms["admission.ceremony_wd"]),
                    "admit",
                )
            case "probationary" if row.admitted_on and (last := review_by(row.admitted_on)):
                add(row, "Chi bộ phải xét công nhận chính thức cho", last, "review")
            case "reviewed" if "official.decision_wd" in terms and (voted := votes.get((row.pk, "cell_official"))):
                by = calendar.after(voted, terms["official.decision_wd"])
                add(row, "Cấp có thẩm quyền phải quyết định công nhận chính thức đối với", by, "confirm")
    return deadlines


def _last_votes(admissions: Collection[int]) -> dict[tuple[int, str], date]:
    """By admission and question, the day of the newest vote."""
    votes = Vote.objects.filter(admission__among=admissions).order_by("on", "pk")
    return {(admission, question): day for admission, question, day in votes.values_list("admission", "question", "on")}

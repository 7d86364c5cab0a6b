"""What is asked of the records of personal data: terms in force, what is due, what has been kept long enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import DateField, F, Func, Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from giaoban.areas.privacy import rules
from giaoban.areas.privacy.models import Breach, Consent, DataPurpose, DataRequest, Retention
from giaoban.core.spans import add_months
from giaoban.ground.access.models import Grant
from giaoban.ground.access.roles import roles
from giaoban.ground.access.second_lock import whole_tree
from giaoban.ground.journal.clock import now
from giaoban.ground.people.models import Membership, Person
from giaoban.ground.regulations.queries import rules_on
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import ids_above, ids_under
from giaoban.kit.area import areas
from giaoban.kit.register import Due

# -- terms ------------------------------------------------------------------------------------------------------------


def terms_on(day: date, *, kind: str, by_others: bool = False) -> rules.Terms:
    """The terms for a request of that kind that came in on that day; a term that nobody recorded is None.

    A key that ends in ``_wd`` counts working days, one that ends in ``_days`` every day; the first is asked first.
    """
    names = {
        "acknowledge": "privacy.acknowledge",
        "answer": rules.answer_key(kind, by_others=by_others),
        "extension": "privacy.extension",
    }
    levels = rules_on([f"{name}_{unit}" for name in names.values() for unit in ("wd", "days")], on=day)

    def term(name: str) -> rules.Term | None:
        for unit in ("wd", "days"):
            if level := levels.get(f"{name}_{unit}"):
                return rules.Term(int(level.value), unit == "wd", level.source)
        return None

    return rules.Terms(**{word: term(name) for word, name in names.items()})


def breach_hours_on(day: date) -> int | None:
    """Within how many hours a breach found out on that day is reported; None where no rule is recorded."""
    found = rules_on(["privacy.breach_hours"], on=day).get("privacy.breach_hours")
    return int(found.value) if found else None


# -- purposes and consents --------------------------------------------------------------------------------------------


def purposes_for(unit: Unit | int, *, on: date) -> QuerySet[DataPurpose]:
    """The purposes in force on that day of the unit and of all above it."""
    key = unit if isinstance(unit, int) else unit.pk
    return DataPurpose.objects.filter(unit__in=[*ids_above(key, on=on), key], valid__contains=on).order_by(
        "ground", "name"
    )


def standing(person: Person | int, purpose: DataPurpose | int) -> Consent | None:
    """The person's consent to that purpose that has not been withdrawn, or None."""
    return Consent.objects.filter(person=person, purpose=purpose, withdrawn_on=None).first()


def requests_of(person: Person | int) -> QuerySet[DataRequest]:
    """Everything that the person asked of their data, newest first."""
    return DataRequest.objects.filter(person=person).order_by("-received_on", "-pk")


def consents_of(person: Person | int) -> QuerySet[Consent]:
    """Every consent of the person, withdrawn ones included, newest first."""
    return Consent.objects.filter(person=person).select_related("purpose").order_by("-given_on", "-pk")


# -- retention --------------------------------------------------------------------------------------------------------

COLUMNS: dict[str, tuple[str, ...]] = {
    "phone": ("phone",),
    "identity": ("identity_number",),
    "origin": ("native_place", "ethnicity"),
}
"""The columns of a person that each kind of data is."""


def people_kept_too_long(rule: Retention, *, on: date) -> QuerySet[Person]:
    """Whoever is no member any more for as long as the rule says, and still has that data; each with ``left_on``."""
    has = Q()
    for column in COLUMNS[rule.subject]:
        has |= ~Q(**{column: ""})
    last = Max(Func(F("memberships__valid"), function="upper", output_field=DateField()))
    lasting = Membership.objects.filter(Q(valid__endswith__gt=on) | Q(valid__endswith__isnull=True)).values("person")
    return (
        Person.objects.filter(has, unit__in=ids_under(rule.unit_id, on=on) | {rule.unit_id}, memberships__isnull=False)
        .exclude(pk__in=lasting)
        .annotate(left_on=last)
        .filter(left_on__lte=add_months(on, -rule.keep_months))
        .order_by("left_on", "pk")
    )


def requests_kept_too_long(rule: Retention, *, on: date) -> QuerySet[DataRequest]:
    """The requests that were answered as long ago as the rule says and still have their words."""
    return (
        DataRequest.objects.filter(
            unit__in=ids_under(rule.unit_id, on=on) | {rule.unit_id}, answered_on__lte=add_months(on, -rule.keep_months)
        )
        .exclude(what="", answer="", refusal_reason="")
        .order_by("answered_on", "pk")
    )


def kept_too_long(rule: Retention, *, on: date) -> QuerySet[Person] | QuerySet[DataRequest]:
    """What is due for deletion under the rule on that day."""
    return requests_kept_too_long(rule, on=on) if rule.subject == "requests" else people_kept_too_long(rule, on=on)


# -- what is due ------------------------------------------------------------------------------------------------------


def due_requests(units: Collection[int], on: date) -> list[Due]:
    """The requests that wait for an acknowledgement or an answer, each by its last day."""
    deadlines = []
    waiting = DataRequest.objects.filter(unit__among=units, answered_on=None).select_related("person")
    for data_request in waiting:
        what, name = data_request.get_kind_display().lower(), data_request.person.name
        if data_request.acknowledged_on is None and data_request.acknowledge_by:
            url = reverse("desk:act_on", args=["data_requests", data_request.pk, "acknowledge"])
            sentence = f"Báo tiếp nhận yêu cầu “{what}” của {name} trước {data_request.acknowledge_by:%d/%m/%Y}"
            deadlines.append(
                Due(sentence, data_request.acknowledge_by, url, data_request.unit_id, people=(data_request.person_id,))
            )
        by = data_request.extended_to or data_request.answer_by
        if by:
            url = reverse("desk:page", args=["data_requests", data_request.pk])
            sentence = f"Trả lời yêu cầu “{what}” của {name} trước {by:%d/%m/%Y}"
            deadlines.append(Due(sentence, by, url, data_request.unit_id, people=(data_request.person_id,)))
    return deadlines


def due_breaches(units: Collection[int], on: date) -> list[Due]:
    """The breaches that are still to be reported, with the hour."""
    deadlines = []
    for breach in Breach.objects.filter(unit__among=units, notified_at=None, closed_on=None, notify_by__isnull=False):
        assert breach.notify_by is not None
        by = timezone.localtime(breach.notify_by)
        deadlines.append(
            Due(
                f"Thông báo vi phạm bảo vệ dữ liệu cá nhân trước {by:%H:%M ngày %d/%m/%Y}: {breach}",
                by.date(), reverse("desk:page", args=["breaches", breach.pk]), breach.unit_id,
            )
        )  # fmt: skip
    return deadlines


def due_deletions(units: Collection[int], on: date) -> list[Due]:
    """The rules of retention under which something has been kept long enough."""
    deadlines = []
    for rule in Retention.objects.filter(unit__among=units, valid__contains=on):
        rows = kept_too_long(rule, on=on)
        if count := rows.count():
            first = rows[0]
            ended = first.answered_on if isinstance(first, DataRequest) else first.left_on  # type: ignore[attr-defined]
            by = rules.due_since(ended, rule.keep_months)
            url = reverse("desk:act_on", args=["retention", rule.pk, "erase"])
            deadlines.append(Due(f"Xóa dữ liệu hết thời hạn lưu ({count}): {rule}", by, url, rule.unit_id))
    return deadlines


# -- the inventory ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Inventory:
    """What is processed in a unit and below, why, by whom, how long: the processing inventory as of a day."""

    unit: Unit
    on: date
    purposes: list[DataPurpose]
    retention: list[Retention]
    tables: list[tuple[str, int]]  # what is held of persons, and of how many
    readers: list[tuple[str, str]]  # role, what it is for
    consents: tuple[int, int]  # standing, withdrawn
    requests: list[tuple[str, int, int]]  # kind, received, still open
    breaches: tuple[int, int]  # all, reported


def inventory_of(unit: Unit, *, on: date) -> Inventory:
    """The inventory of the unit and all below it."""
    units = ids_under(unit.pk, on=on) | {unit.pk}
    received = Counter(DataRequest.objects.filter(unit__in=units).values_list("kind", flat=True))
    still = Counter(DataRequest.objects.filter(unit__in=units, answered_on=None).values_list("kind", flat=True))
    consents, breaches = Consent.objects.filter(unit__in=units), Breach.objects.filter(unit__in=units)
    people = Person.objects.filter(unit__in=units)
    fields = [
        ("Họ và tên, ngày sinh, giới tính, quá trình sinh hoạt đảng", people.count()),
        *(
            (label, people.exclude(**{column: ""}).count())
            for column, label in (
                ("identity_number", "Số định danh cá nhân (hiển thị che bớt)"),
                ("phone", "Số điện thoại"),
                ("native_place", "Quê quán"),
                ("ethnicity", "Dân tộc (dữ liệu nhạy cảm)"),
                ("qualification", "Trình độ chuyên môn"),
                ("political_theory", "Trình độ lý luận chính trị"),
            )
        ),
        *_kept_of_people(units),
    ]
    return Inventory(
        unit,
        on,
        list(purposes_for(unit, on=on)),
        list(
            Retention.objects.filter(unit__in=[*ids_above(unit.pk, on=on), unit.pk], valid__contains=on).order_by("pk")
        ),
        fields,
        [
            (role.label, role.purpose)
            for role in roles().values()
            if role.code != "program" and role.gives("members.read")
        ],
        (consents.filter(withdrawn_on=None).count(), consents.exclude(withdrawn_on=None).count()),
        [(str(label), received[kind], still[kind]) for kind, label in DataRequest.Kind.choices],
        (breaches.count(), breaches.exclude(notified_at=None).count()),
    )


def _kept_of_people(units: Collection[int]) -> list[tuple[str, int]]:
    """What each area says that it keeps of persons, with the number of its records in these units."""
    return [
        (str(kept.label), kept.record._default_manager.filter(**{f"{kept.unit}__in": units}).count())
        for area in areas()
        for kept in area.kept_of_people
    ]


def at(day: date, hour: object) -> datetime:
    """That hour of that day in Vietnam."""
    return timezone.make_aware(datetime.combine(day, hour))  # type: ignore[arg-type]


def hours_left(breach: Breach) -> int | None:
    """Full hours until the report of the breach is due now; negative when it is late, None when none waits."""
    if breach.notify_by is None or breach.notified_at or breach.closed_on:
        return None
    return int((breach.notify_by - now()).total_seconds() // 3600)


# -- who looked at how many ---------------------------------------------------------------------------------------------

LATELY = 7
"""Days."""
ROWS = 100


@dataclass(frozen=True)
class Looked:
    """One account on one day: how many people's data it has seen, on how many pages of lists, in how many exports."""

    on: date
    account: int
    name: str
    people: int
    lists: int
    exports: int


def seen_lately(units: set[int] | None, *, on: date) -> list[Looked]:
    """The accounts with a role in these units (None: any), by day of the last `LATELY`, who saw most people first."""
    holders = Grant.objects.in_force(on) if units is None else Grant.objects.in_force(on).filter(unit__among=units)
    parameters = [sorted(set(holders.values_list("account", flat=True))), on - timedelta(LATELY), ROWS]
    with whole_tree(), connection.cursor() as cursor:
        cursor.execute(
            """SELECT e."on", e.actor_id, max(e.actor_name), count(DISTINCT person),
                count(DISTINCT e.id) FILTER (WHERE e.kind = 'list'), count(DISTINCT e.id) FILTER (WHERE e.kind = 'export')
            FROM journal_entry e, unnest(e.people) AS person
            WHERE e.actor_id = ANY (%s) AND e.people IS NOT NULL AND e."on" > %s
            GROUP BY 1, 2 ORDER BY 4 DESC, 1 DESC LIMIT %s""",
            parameters,
        )
        return [Looked(*row) for row in cursor.fetchall()]

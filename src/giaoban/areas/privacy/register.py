"""Personal data at a glance: open this file first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from giaoban.areas.privacy import operations, queries
from giaoban.areas.privacy.models import Breach, Consent, DataPurpose, DataRequest, Mark, Retention
from giaoban.ground.access.policy import reach
from giaoban.ground.journal.clock import today
from giaoban.ground.people.queries import found_by
from giaoban.ground.units.queries import ids_above
from giaoban.kit.register import DAY, REASON, Act, Ask, Column, Filter, RecordPart, Register

_REASON = REASON
_BY_TWO = _("It is done when a second person has confirmed it, and cannot be taken back.")


def _span(record: Any) -> str:
    lower, upper = record.valid.lower, record.valid.upper
    said = f"từ {lower:%d/%m/%Y}" if lower else ""
    return f"{said} đến hết {date.fromordinal(upper.toordinal() - 1):%d/%m/%Y}".strip() if upper else said


def _cited(record: Any) -> str:
    """The text as it may be shown: what nobody compared says so."""
    said = record.basis if isinstance(record, DataPurpose) else record.source
    return said if record.mark == Mark.CONFIRMED else f"{said} (chưa đối chiếu văn bản)"


def _moment(name: str) -> Any:
    def show(record: Any) -> str | None:
        value = getattr(record, name)
        return f"{timezone.localtime(value):%d/%m/%Y %H:%M}" if value else None

    return show


def _in_force(rows: Any, value: str, on: date) -> Any:
    return rows.filter(valid__contains=on) if value == "yes" else rows.exclude(valid__contains=on)


_STANDS = Filter(
    "in_force", _("in force"), (("yes", _("now")), ("no", _("no longer or not yet"))), _in_force, initial="yes"
)

PURPOSES = Register(
    name="purposes",
    label=_("Purposes of processing"),
    record=DataPurpose,
    area="privacy",
    icon="scale",
    order="name",
    columns=(
        Column("name"),
        Column("ground"),
        Column("basis", _("Text that it rests on"), show=_cited),
        Column("unit", _("Answers for it")),
        Column("valid", _("In force"), show=_span),
        Column("data"),
        Column("recipients", listed=False),
        Column("source", listed=False),
    ),
    acts=(
        Act("state_purpose", operations.state_purpose, _("Enter a purpose"), icon="plus", asks=(
            Ask("name", _("Purpose")),
            Ask("ground", _("Ground"), "choice", choices=DataPurpose.Ground.choices),
            Ask("basis", _("Text that it rests on"), help=_("Number, article and issuer of the text.")),
            Ask("data", _("Data processed"), "long"),
            Ask("recipients", _("Who receives it"), "long", required=False),
            Ask("from_on", _("From"), "day", initial="today"),
        )),
        Act("inventory", operations.inventory, _("Processing inventory"), page="desk:inventory", icon="file-text"),
        Act("confirm_ground", operations.confirm_ground, _("Text compared"), (
            Ask("source", _("Compared with"), help=_("Text, article and where it was read.")),
        ), on_record=True, open_for=lambda record: record.mark != Mark.CONFIRMED),
        Act("end_purpose", operations.end_purpose, _("End the purpose"), (DAY, _REASON), on_record=True,
            open_for=lambda record: record.valid.upper is None),
    ),
    filters=(_STANDS, Filter("ground", _("ground"), tuple(DataPurpose.Ground.choices),
                             lambda rows, value, on: rows.filter(ground=value))),
)  # fmt: skip


def _consent_purposes(actor: Any, record: Any) -> Sequence[tuple[DataPurpose, str]]:
    """The purposes that rest on consent, of the units for which one records consents and of those above them."""
    purposes = DataPurpose.objects.filter(ground=DataPurpose.Ground.CONSENT, valid__contains=today()).order_by("name")
    units = reach(actor, "consents.record_consent", on=today())
    if units is not None:
        purposes = purposes.filter(
            unit__in=units | {above for unit_id in list(units)[:1] for above in ids_above(unit_id, on=today())}
        )
    return [(purpose, purpose.name) for purpose in purposes]


CONSENTS = Register(
    name="consents",
    label=_("Consents"),
    record=Consent,
    area="privacy",
    icon="user-check",
    order="-given_on",
    columns=(
        Column("person__name", _("Name"), sort="person__name_key"),
        Column("unit"),
        Column("purpose__name", _("Purpose")),
        Column("given_on"),
        Column("form"),
        Column("withdrawn_on"),
        Column("withdrawn_form", listed=False),
        Column("text", listed=False),
    ),
    acts=(
        Act("record_consent", operations.record_consent, _("Record a consent"), icon="plus", asks=(
            Ask("person", _("Who agreed"), "person"),
            Ask("purpose", _("Purpose"), "record", choices=_consent_purposes),
            Ask("given_on", _("Given"), "day", initial="today"),
            Ask("form", _("Form"), "choice", choices=Consent.Form.choices),
            Ask("text", _("Text agreed to"), "long", help=_("As the person read it.")),
        ), event=True),
        Act("withdraw_consent", operations.withdraw_consent, _("Withdraw"), (
            DAY, Ask("form", _("Form"), "choice", choices=Consent.Form.choices),
        ), on_record=True, open_for=lambda record: record.withdrawn_on is None, event=True),
    ),
    search=lambda text: found_by(text, prefix="person__"),
    filters=(Filter("standing", _("consent"), (("yes", _("stands")), ("no", _("withdrawn"))),
                    lambda rows, value, on: rows.filter(withdrawn_on__isnull=value == "yes")),),
)  # fmt: skip


def _state(record: DataRequest) -> Any:
    if record.answered_on:
        return record.get_outcome_display()
    return _("waits for the answer") if record.acknowledged_on else _("waits for the acknowledgement")


def _by(record: DataRequest) -> date | None:
    return record.extended_to or record.answer_by


def _not_answered(record: DataRequest) -> bool:
    return record.answered_on is None


def _stage(rows: Any, value: str, on: date) -> Any:
    match value:
        case "open":
            return rows.filter(answered_on=None)
        case "late":
            late = rows.filter(answered_on=None)
            return late.filter(extended_to__lt=on) | late.filter(extended_to=None, answer_by__lt=on)
        case _:
            return rows.exclude(answered_on=None)


DATA_REQUESTS = Register(
    name="data_requests",
    label=_("Requests about personal data"),
    record=DataRequest,
    area="privacy",
    icon="mail",
    order="-received_on",
    columns=(
        Column("person__name", _("Name"), sort="person__name_key"),
        Column("unit"),
        Column("kind"),
        Column("received_on"),
        Column("answer_by", _("Answer by"), show=_by, sort="answer_by"),
        Column("answered_on"),
        Column("outcome", _("State"), show=_state, sort="outcome"),
        Column("what", listed=False),
        Column("form", listed=False),
        Column("acknowledge_by", listed=False),
        Column("acknowledged_on", listed=False),
        Column("extension_reason", listed=False),
        Column("answer", listed=False),
        Column("refusal_reason", listed=False),
    ),
    acts=(
        Act("receive", operations.receive, _("Enter a request"), icon="plus", asks=(
            Ask("person", _("Who asks"), "person"),
            Ask("kind", _("Asks to"), "choice", choices=DataRequest.Kind.choices),
            Ask("what", _("What is asked"), "long"),
            Ask("received_on", _("Received"), "day", initial="today"),
            Ask("form", _("Form"), "choice", choices=DataRequest.Form.choices[1:]),
            Ask("by_others", _("A processor holds the data too"), "yes", required=False),
        ), event=True),
        Act("acknowledge", operations.acknowledge, _("Acknowledge"), (DAY,), on_record=True,
            open_for=lambda record: record.acknowledged_on is None and _not_answered(record), event=True),
        Act("answer", operations.answer, _("Answer"), (
            DAY,
            Ask("outcome", _("Outcome"), "choice", choices=DataRequest.Outcome.choices),
            Ask("answer", _("Answer to the person"), "long"),
            Ask("refusal_reason", _("Reason and ground, where something is refused"), "long", required=False),
        ), on_record=True, open_for=_not_answered, icon="send", event=True),
        Act("extend", operations.extend, _("Extend once"), (
            Ask("until_on", _("Until"), "day"), _REASON, DAY,
        ), on_record=True, open_for=lambda record: _not_answered(record) and record.extended_to is None, event=True),
        Act("erase", operations.erase_on_request, _("Erase"), (
            Ask("what", _("What goes"), "choice", choices=(
                ("phone", _("Phone number")),
                ("identity", _("Identity number")),
                ("origin", _("Native place and ethnicity")),
                ("all", _("All that the roll does not need")),
                ("person", _("Everything, of somebody who never was a member")),
            )), _REASON, DAY,
        ), on_record=True, open_for=lambda record: _not_answered(record) and record.kind in {"erase", "withdraw", "object"},
            icon="trash-2", event=True, danger=True, proved=True, about=_BY_TWO),
    ),
    search=lambda text: found_by(text, prefix="person__"),
    due=queries.due_requests,
    filters=(
        Filter("stage", _("which"), (("open", _("are open")), ("late", _("are late")), ("done", _("are answered"))), _stage),
        Filter("kind", _("asks to"), tuple(DataRequest.Kind.choices), lambda rows, value, on: rows.filter(kind=value)),
    ),
)  # fmt: skip


def _breach_sections(actor: Any, record: Breach) -> list[RecordPart]:
    return [
        RecordPart(
            _("Report within the term"), "privacy/breach.html", {"breach": record, "hours": queries.hours_left(record)}
        )
    ]


_HOUR_HELP = _("Such as 14:30 or 14h30.")

BREACHES = Register(
    name="breaches",
    label=_("Breaches of personal data"),
    record=Breach,
    area="privacy",
    icon="triangle-alert",
    order="-detected_at",
    columns=(
        Column("what"),
        Column("unit"),
        Column("detected_at", _("Found out"), show=_moment("detected_at"), sort="detected_at"),
        Column("notify_by", _("Report by"), show=_moment("notify_by"), sort="notify_by"),
        Column("notified_at", _("Reported"), show=_moment("notified_at"), sort="notified_at"),
        Column("people_count", summed=True),
        Column("closed_on"),
        Column("data", listed=False),
        Column("happened_at", _("Happened"), show=_moment("happened_at"), listed=False),
        Column("consequences", listed=False),
        Column("measures", listed=False),
        Column("notified_to", listed=False),
        Column("notice_number", listed=False),
        Column("told_on", listed=False),
        Column("no_notice_reason", listed=False),
    ),
    acts=(
        Act("record_breach", operations.record_breach, _("Record a breach"), icon="plus", asks=(
            Ask("what", _("What happened"), "long"),
            Ask("data", _("Data concerned"), "long"),
            Ask("detected_on", _("Found out on"), "day", initial="today"),
            Ask("detected_at", _("At"), help=_HOUR_HELP),
            Ask("happened_on", _("Happened on"), "day", required=False),
            Ask("happened_at", _("Happened at"), required=False, help=_HOUR_HELP),
            Ask("people_count", _("People concerned"), "number", required=False),
            Ask("measures", _("Measures taken"), "long", required=False),
        ), event=True),
        Act("notify", operations.notify, _("Reported to the authority"), (
            Ask("notified_on", _("Day"), "day", initial="today"),
            Ask("notified_at", _("At"), help=_HOUR_HELP),
            Ask("notified_to", _("To"), help=_("The authority as the notice names it.")),
            Ask("notice_number", _("Number of the report"), required=False),
        ), on_record=True, open_for=lambda record: record.notified_at is None and record.closed_on is None, icon="send", event=True),
        Act("describe_breach", operations.describe_breach, _("Write down what is known"), (
            Ask("consequences", _("Consequences"), "long", initial=lambda actor, record: record.consequences),
            Ask("measures", _("Measures taken"), "long", initial=lambda actor, record: record.measures),
            Ask("people_count", _("People concerned"), "number", required=False,
                initial="own"),
            DAY,
        ), on_record=True, open_for=lambda record: record.closed_on is None, event=True),
        Act("tell_people", operations.tell_people, _("People told"), (DAY,), on_record=True,
            open_for=lambda record: record.told_on is None and record.closed_on is None, event=True),
        Act("close_breach", operations.close_breach, _("Close"), (
            Ask("no_notice_reason", _("Why no report was due"), "long", required=False), DAY,
        ), on_record=True, open_for=lambda record: record.closed_on is None, event=True),
    ),
    sections=_breach_sections,
    due=queries.due_breaches,
    filters=(Filter("stage", _("which"), (("open", _("are open")), ("closed", _("are closed"))),
                    lambda rows, value, on: rows.filter(closed_on__isnull=value == "open")),),
)  # fmt: skip


def _retention_sections(actor: Any, record: Retention) -> list[RecordPart]:
    rows = queries.kept_too_long(record, on=today())
    return [RecordPart(_("Due for deletion today"), "privacy/due.html", {"count": rows.count()})]


def _what_goes(*, actor: Any, record: Retention) -> list[str]:
    count = queries.kept_too_long(record, on=today()).count()
    return [
        f"{count} hồ sơ hết thời hạn lưu {record.keep_months} tháng; mục “{record}” của các hồ sơ này bị xóa, cả trong nhật ký.",
        "Nhật ký chỉ giữ việc đã xóa, ai đề nghị, ai xác nhận, ngày nào.",
    ]


RETENTION = Register(
    name="retention",
    label=_("Retention"),
    record=Retention,
    area="privacy",
    icon="history",
    order="subject",
    columns=(
        Column("subject"),
        Column("keep_months"),
        Column("source", _("Text"), show=_cited),
        Column("unit"),
        Column("valid", _("In force"), show=_span),
    ),
    acts=(
        Act("set_retention", operations.set_retention, _("Set a term"), icon="plus", asks=(
            Ask("subject", _("Data"), "choice", choices=Retention.Subject.choices),
            Ask("keep_months", _("Months kept"), "number"),
            Ask("source", _("Text that sets it")),
            Ask("from_on", _("From"), "day", initial="today"),
        )),
        Act("erase", operations.erase_kept_too_long, _("Erase what is due"), (DAY,), on_record=True, preview=_what_goes,
            open_for=lambda record: record.valid.upper is None, icon="trash-2", event=True, danger=True, proved=True,
            about=_BY_TWO),
        Act("end_retention", operations.end_retention, _("End the rule"), (DAY, _REASON), on_record=True,
            open_for=lambda record: record.valid.upper is None),
    ),
    sections=_retention_sections,
    due=queries.due_deletions,
    filters=(_STANDS,),
)  # fmt: skip

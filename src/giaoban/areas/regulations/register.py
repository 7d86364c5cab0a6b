"""Regulations, and the levels and terms that they set, at a glance: open this file first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from giaoban.areas.regulations import operations, queries, rules
from giaoban.ground.access.models import Proposal
from giaoban.ground.regulations.models import Parameter, Regulation
from giaoban.ground.regulations.start import label_of, sources_of
from giaoban.kit.register import Act, Ask, Column, Filter, RecordPart, Register


def _in_force(rows: QuerySet[Any], value: str, on: date) -> QuerySet[Any]:
    return rows.filter(valid__contains=on) if value == "now" else rows.filter(valid__endswith__lte=on)


def _sources(record: Any) -> str:
    return "; ".join(sources_of(record.source))


def _confirmed(record: Any) -> str:
    return "đã đối chiếu văn bản" if record.mark == "C" else "chưa đối chiếu văn bản"


def _from(record: Any) -> date | None:
    return record.valid.lower


def _last(record: Any) -> date | None:
    return date.fromordinal(record.valid.upper.toordinal() - 1) if record.valid.upper else None


def _texts(actor: Any, record: Any) -> Sequence[tuple[str, str]]:
    return [("", "–"), *((str(one.pk), queries.cited(one)) for one in Regulation.objects.order_by("-valid"))]


def _texts_in_force(actor: Any, record: Any) -> Sequence[tuple[str, str]]:
    return [("", "–"), *((str(one.pk), queries.cited(one)) for one in Regulation.objects.filter(valid__upper_inf=True))]


def _record(*, actor: Any, replaces: str = "", **answers: Any) -> Regulation:
    old = Regulation.objects.get(pk=replaces) if replaces else None
    return operations.record(actor=actor, replaces=old, **answers)


def _set_parameter(
    *, actor: Any, record: Parameter, value: str, regulation: str, **answers: Any
) -> Parameter | Proposal:
    text = Regulation.objects.get(pk=regulation) if regulation else None
    understood = rules.value_like(value, record.value, words=queries.WORDS)
    return operations.set_parameter(
        actor=actor, key=record.key, value=understood, regulation=text, record=record, **answers
    )


def _set_by(actor: Any, record: Regulation) -> list[RecordPart]:
    rows = Parameter.objects.filter(regulation=record).order_by("key", "-valid")
    return [
        RecordPart(
            _("Levels and terms that it sets"),
            "regulations/levels.html",
            {"rows": [_row(level) for level in rows], "unseen": record.mark != "C"},
        )
    ]


def _over_time(actor: Any, record: Parameter) -> list[RecordPart]:
    rows = Parameter.objects.select_related("regulation").filter(key=record.key).order_by("-valid")
    return [
        RecordPart(
            _("This level over time"),
            "regulations/levels.html",
            {"rows": [_row(level, dated=True) for level in rows], "unseen": record.mark != "C" and record.regulation},
        )
    ]


def _row(level: Parameter, *, dated: bool = False) -> dict[str, Any]:
    return {
        "pk": level.pk,
        "label": queries.span_in_words(level.valid) if dated else label_of(level.key),
        "text": queries.in_words(level.value),
        "by": queries.by(level),
        "confirmed": level.mark == "C",
    }


_states = Filter("state", _("State"), (("now", _("in force")), ("ended", _("ended"))), _in_force, "now")
_marks = Filter(
    "mark", _("Checked"), (("C", _("compared with the text")), ("M", _("not yet compared"))),
    lambda rows, value, on: rows.filter(mark="C") if value == "C" else rows.exclude(mark="C"),
)  # fmt: skip
_dated = (
    Column("from_on", _("From"), show=_from, sort="valid"),
    Column("until_on", _("Until"), show=_last),
    Column("mark", _("Checked"), show=_confirmed, sort="mark"),
    Column("source", _("Where it was seen"), listed=False, show=_sources),
)

REGULATIONS = Register(
    name="regulations",
    label=_("Regulations"),
    record=Regulation,
    icon="scale",
    unit="",
    order="topic,-valid",
    columns=(
        Column("number", _("Number")),
        Column("issued_on", _("Day of issue")),
        Column("issuer", _("Issuing body")),
        Column("topic", _("Topic"), show=lambda record: queries.TOPICS.get(record.topic, record.topic), sort="topic"),
        Column("title", _("Subject of the text")),
        *_dated,
    ),
    acts=(
        Act("record", _record, _("Record a new text"), icon="plus", asks=(
            Ask("issuer", _("Issuing body")),
            Ask("number", _("Number")),
            Ask("issued_on", _("Day of issue"), "day"),
            Ask("title", _("Subject of the text"), required=False),
            Ask("topic", _("Topic"), "choice", choices=tuple(queries.TOPICS.items())),
            Ask("from_on", _("In force from"), "day"),
            Ask("replaces", _("Replaces"), "choice", required=False, choices=_texts_in_force),
            Ask("source", _("Where it was seen"), help=_("Address or place of the text that you compared it with.")),
        )),
        Act("record_day_off", operations.record_day_off, _("Record a day off"), icon="calendar-days", asks=(
            Ask("on", _("Day"), "day"),
            Ask("works", _("Offices work on that day"), "yes", required=False),
            Ask("reason", _("Decision")),
        )),
    ),
    search=lambda text: Q(number__icontains=text) | Q(title__icontains=text) | Q(issuer__icontains=text),
    sections=_set_by,
    filters=(_states, _marks),
)  # fmt: skip

PARAMETERS = Register(
    name="parameters",
    label=_("Levels and terms"),
    record=Parameter,
    area="regulations",
    icon="target",
    unit="",
    order="key,-valid",
    columns=(
        Column("key", _("What is set"), show=lambda record: label_of(record.key), sort="key"),
        Column("value", _("Level set"), show=lambda record: queries.in_words(record.value)),
        Column("regulation__number", _("By which text")),
        Column("article", _("Article of the text")),
        *_dated,
    ),
    acts=(
        Act("set_parameter", _set_parameter, _("Set a new level from a day"), on_record=True, icon="plus", asks=(
            Ask("value", _("New level"), initial=lambda actor, record: queries.in_words(record.value),
                help=_("Change the figures only; the words beside them say which is which.")),
            Ask("from_on", _("In force from"), "day", initial="today"),
            Ask("regulation", _("By which text"), "choice", required=False, choices=_texts),
            Ask("article", _("Article of the text"), required=False),
            Ask("source", _("Where it was seen"), required=False),
            Ask("reason", _("Ground"), "long"),
        ), open_for=lambda record: record.valid.upper is None),
    ),
    search=lambda text: Q(key__in=queries.keys_called(text)) | Q(regulation__number__icontains=text),
    sections=_over_time,
    filters=(_states, _marks),
)  # fmt: skip

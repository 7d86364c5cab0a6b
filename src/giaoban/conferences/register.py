"""Conferences at a glance: the conference, the delegations, their delegates, the points that are followed."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.conferences import browsers, delegations, folding, following_up, operations, points, queries, taking_over
from giaoban.conferences.archive_register import OF_CONFERENCE as ON_ARCHIVE
from giaoban.conferences.archive_register import moment, unless_frozen
from giaoban.conferences.ballots_register import OF_CONFERENCE as ON_VOTES
from giaoban.conferences.feedback_register import OF_CONFERENCE as AFTERWARDS
from giaoban.conferences.follow_register import OF_CONFERENCE as ON_FOLLOWING
from giaoban.conferences.follow_register import ON_POINT, of_point
from giaoban.conferences.letters_register import OF_CONFERENCE as ON_LETTERS
from giaoban.conferences.models import Conference, ConferencePoint, Delegate, Delegation
from giaoban.conferences.papers_register import OF_CONFERENCE as ON_PAPERS
from giaoban.conferences.programme_register import OF_CONFERENCE as ON_PROGRAMME
from giaoban.conferences.publishing_register import OF_CONFERENCE as ON_PORTAL
from giaoban.conferences.reading_register import OF_CONFERENCE as ON_READING
from giaoban.conferences.scores_register import OF_CONFERENCE as ON_SCORES
from giaoban.conferences.worksheet import of_conference
from giaoban.ground.access.policy import may
from giaoban.ground.journal.clock import today
from giaoban.kit.register import DAY, REASON, Act, Ask, Column, Filter, RecordPart, Register, by_state


def _in(*states: str) -> Any:
    return lambda record: record.state in states


def answers_open(record: Delegation) -> bool:
    """Whether the delegation's answer can still be changed."""
    return record.conference.state in {"claimed", "preparing"} and record.state != "withdrawn"


def _agreed_by(record: Conference) -> int:
    return record.cluster_id or record.unit_id


def _of_delegation(actor: Any, record: Delegation) -> list[RecordPart]:
    sections: list[RecordPart] = [
        RecordPart(_("Delegates"), "conferences/delegates.html", {"delegates": record.delegates.order_by("rank")}),
    ]
    if answers_open(record) and may(actor, "invitations.renew_link", record.unit_id, on=today()):
        sections.append(RecordPart(_("Its own link"), "conferences/link.html", {
            "readings": queries.link_readings(record),
            "forgotten": queries.browsers_forgotten(record),
            "invitation": reverse("conferences:invitation", args=[record.pk]),
        }))  # fmt: skip
    return sections


def _delegations(actor: Any, record: Conference) -> list[tuple[Any, str]]:
    return [
        (delegation, delegation.name) for delegation in record.delegations.exclude(state="withdrawn").order_by("name")
    ]


def _others(actor: Any, record: ConferencePoint) -> list[tuple[Any, str]]:
    """The proposals into which this one can be folded, those that say nearly the same first."""
    standing = record.conference.points.filter(kind="proposal").exclude(state="folded").exclude(pk=record.pk)
    others = {point.pk: point for point in standing.order_by("pk")}
    alike = _alike(record)
    order = [*alike, *(key for key in others if key not in alike)]
    return [(others[key], f"{others[key]} ({others[key].voiced_by})") for key in order]


def _alike(record: ConferencePoint) -> list[int]:
    standing = record.conference.points.filter(kind="proposal").exclude(state="folded").exclude(pk=record.pk)
    return folding.alike(record.text, dict(standing.values_list("pk", "text")))


def _most_alike(actor: Any, record: ConferencePoint) -> int | None:
    return next(iter(_alike(record)), None)


CONFERENCES = Register(
    name="conferences",
    label=_("Conferences"),
    record=Conference,
    icon="handshake",
    order="-held_on",
    columns=(
        Column("half", show=lambda record: str(record)),
        Column("unit"),
        Column("cluster", listed=False),
        Column("held_on"),
        Column("place"),
        Column("state"),
        Column("theme", listed=False),
        Column("begins", listed=False, show=lambda one: f"{one.begins:%H:%M}", sort="begins"),
        Column("minutes", listed=False),
        Column("chair", listed=False),
        Column("clerk", listed=False),
        Column("next_host", listed=False),
        Column("handed_on", listed=False),
        Column("frozen_at", listed=False, show=lambda record: moment(record.frozen_at), sort="frozen_at"),
    ),
    acts=unless_frozen(
        Act("claim", operations.claim, _("Hold a conference"), icon="plus", asks=(
            Ask("half", _("A month of the half-year"), "month", help=_("For example 06/2026 for the first half of 2026.")),
            Ask("held_on", _("Day of the conference"), "day"),
            Ask("place", pgettext_lazy("conference", "Place"), required=False),
            Ask("theme", _("Theme"), required=False, help=_("May be left open.")),
            Ask("begins", _("Sitting begins at"), initial=lambda actor, record: "08:00", most=20),
            Ask("minutes", _("Minutes for the sitting"), "number", initial=210, most=2880),
        ), about=_("In a cluster the claim waits until the cluster has agreed; a body's own conference is prepared at once.")),
        Act("agree", operations.agree, _("Agree on this host"), (
            Ask("decision", _("Number and day of the cluster's decision"), most=200),
        ), on_record=True, open_for=_in("claimed"), at=_agreed_by, icon="check"),
        Act("plan", operations.plan, _("Change day, place or theme"), (
            Ask("held_on", _("Day of the conference"), "day", initial="own"),
            Ask("place", pgettext_lazy("conference", "Place"), required=False, initial="own"),
            Ask("theme", _("Theme"), required=False, initial="own"),
            Ask("begins", _("Sitting begins at"), most=20, initial=lambda actor, record: f"{record.begins:%H:%M}"),
            Ask("minutes", _("Minutes for the sitting"), "number", initial="own", most=2880),
            Ask("chair", _("Chair"), required=False, initial="own"),
            Ask("reason", _("Reason"), "long", required=False),
        ), on_record=True, open_for=_in("claimed", "preparing"), icon="calendar-days"),
        Act("take_over", taking_over.take_over, _("Take over from the last conference"), on_record=True, icon="copy",
            open_for=lambda record: record.state in {"claimed", "preparing"} and queries.before(record) is not None
            and not (queries.items_of(record).exists() and record.delegations.exists()),
            about=_("What is still empty here is filled: items of the programme, who is invited, what is scored. Nothing of the old day comes along.")),
        Act("invite_cluster", delegations.invite_cluster, _("Invite the whole cluster"), (
            Ask("quota", _("Places for each"), "number", initial=5, most=500),
        ), on_record=True, open_for=lambda record: record.state in {"claimed", "preparing"} and record.cluster_id),
        Act("invite", delegations.invite, _("Invite a delegation"), (
            Ask("body", _("Body invited"), "unit", required=False),
            Ask("name", _("Or a name, where it is none of the tree"), required=False, most=200),
            Ask("category", _("Category"), "choice", choices=Delegation.Category.choices),
            Ask("quota", _("Places"), "number", initial=5, most=500),
        ), on_record=True, open_for=_in("claimed", "preparing"), icon="send"),
        *ON_LETTERS,
        *ON_PAPERS,
        *ON_PROGRAMME,
        *ON_VOTES,
        *ON_SCORES,
        *ON_READING,
        Act("hold", operations.hold, _("Note that it was held"), (
            DAY, Ask("chair", _("Chair"), initial="own"),
            Ask("clerk", _("Secretary of the conference"), required=False, initial="own"),
        ), on_record=True, open_for=_in("preparing"), icon="check", event=True),
        Act("raise_point", points.raise_point, _("Note a proposal or a point of the conclusion"), (
            Ask("kind", pgettext_lazy("point", "Kind"), "choice", choices=ConferencePoint.Kind.choices),
            Ask("text", _("Content"), "long"),
            Ask("delegation", _("Delegation that voiced it"), "record", required=False, choices=_delegations),
            Ask("voiced_by", _("Voiced by"), required=False, most=300,
                help=_("Name and post of who spoke; left empty: the delegation.")),
        ), on_record=True, open_for=_in("preparing", "held"), icon="notebook-pen"),
        Act("hand_flag", operations.hand_flag, _("Hand the flag on"), (
            Ask("next_host", _("To the body that hosts next"), "unit"), DAY,
        ), on_record=True, icon="award", event=True,
            open_for=lambda record: record.state in {"held", "concluded"} and record.handed_on is None),
        Act("conclude", operations.conclude, _("Conclude"), (DAY,), on_record=True, open_for=_in("held"), event=True,
            about=_("Every proposal has its fate and every point of the conclusion its owner and day.")),
        *AFTERWARDS,
        *ON_FOLLOWING,
        *ON_PORTAL,
        *ON_ARCHIVE,
        Act("cancel", operations.cancel, pgettext_lazy("conference", "Cancel"), (REASON,), on_record=True, open_for=_in("claimed", "preparing"),
            danger=True),
    ),
    search=lambda text: Q(theme__icontains=text) | Q(place__icontains=text),
    sections=of_conference,
    filters=(by_state(Conference.State.choices),),
)  # fmt: skip

DELEGATIONS = Register(
    name="invitations",
    area="conferences",
    label=_("Delegations"),
    record=Delegation,
    icon="users",
    order="name",
    rows=lambda day: Delegation.objects.select_related("conference"),
    columns=(
        Column("name"),
        Column("conference"),
        Column("unit", listed=False),
        Column("body", listed=False),
        Column("category"),
        Column("quota", summed=True),
        Column("state"),
        Column("answered_on"),
        Column("answered_by", listed=False),
        Column("phone", listed=False),
        Column("arrives", listed=False),
        Column("meals", summed=True),
        Column("rooms", summed=True),
        Column("others", listed=False),
        Column("note", listed=False),
    ),
    acts=(
        Act("answer", delegations.answer, _("Answer for the delegation"), (
            Ask("comes", _("The delegation"), "choice", choices=(("yes", _("comes")), ("no", _("does not come")))),
            Ask("delegates", _("Delegates"), "long", required=False, initial=lambda actor, record: lines_of(record),
                help=_("One a line, the head first: name, post as it is to be spoken.")),
            Ask("phone", _("Telephone for the day"), required=False, initial="own"),
            Ask("arrives", _("Arrival and vehicle"), required=False, initial="own"),
            Ask("meals", _("Meals"), "number", required=False, initial="own", most=500),
            Ask("rooms", _("Rooms"), "number", required=False, initial="own", most=500),
            Ask("others", _("Drivers and staff, without names"), "number", required=False, initial="own", most=500),
            Ask("note", pgettext_lazy("delegation", "Note"), required=False, initial="own"),
            Ask("answered_by", _("Who said so, and how"), help=_("For example: office of the committee, by telephone.")),
        ), on_record=True, open_for=answers_open, icon="pencil"),
        Act("give_places", delegations.give_places, _("Change the number of places"), (
            Ask("quota", _("Places"), "number", initial="own", most=500),
        ), on_record=True, open_for=answers_open),
        Act("renew_link", delegations.renew_link, _("Make a new link"), on_record=True, open_for=answers_open,
            about=_("The old link opens nothing any more.")),
        Act("forget_browser", browsers.forget_browser, _("Let another browser vote"), (REASON,), on_record=True,
            open_for=lambda record: answers_open(record) and browsers.has_one(record), danger=True,
            about=_("Whoever next answers or votes by the link votes for the delegation. The delegation reads that you did this, and why.")),
        Act("arrive_unannounced", delegations.arrive_unannounced, _("Somebody came unannounced"), (
            Ask("name", pgettext_lazy("delegate", "Name"), most=120), Ask("post", _("Post as it is to be spoken"), most=200),
        ), on_record=True, open_for=answers_open, icon="user-plus"),
        Act("withdraw", delegations.withdraw, _("Withdraw the delegation"), (REASON,), on_record=True, open_for=answers_open,
            danger=True, preview=delegations.falls_with),
    ),
    search=lambda text: Q(name__icontains=text),
    sections=_of_delegation,
    filters=(
        by_state(Delegation.State.choices),
        Filter("category", _("Category"), tuple(Delegation.Category.choices),
               lambda rows, value, on: rows.filter(category=value)),
    ),
)  # fmt: skip


def lines_of(record: Delegation) -> str:
    """The delegation's list as it is typed: a line each, the head first."""
    return "\n".join(f"{delegate.name}, {delegate.post}" for delegate in record.delegates.order_by("rank"))


DELEGATES = Register(
    name="delegates",
    area="conferences",
    label=_("Delegates"),
    record=Delegate,
    icon="user-check",
    order="delegation__name",
    rows=lambda day: Delegate.objects.select_related("delegation"),
    columns=(
        Column("name"),
        Column("post"),
        Column("delegation"),
        Column("unit", listed=False),
        Column("rank", listed=False),
        Column("head", listed=False),
        Column("state"),
        Column("arrived_at", listed=False, show=lambda record: moment(record.arrived_at), sort="arrived_at"),
        Column("unannounced", listed=False),
        Column("absence", listed=False),
    ),
    acts=(
        Act("arrive", delegations.arrive, _("Note the arrival"), on_record=True, in_bulk=True,
            open_for=_in("announced", "absent"), icon="check"),
        Act("be_absent", delegations.be_absent, _("Does not come"), (
            Ask("absence", _("Reason of the absence"), required=False),
        ), on_record=True, in_bulk=True, open_for=_in("announced")),
        Act("take_back_arrival", delegations.take_back_arrival, _("Take the arrival back"), on_record=True,
            open_for=_in("arrived", "absent"), icon="undo-2"),
    ),
    search=lambda text: Q(name__icontains=text) | Q(delegation__name__icontains=text),
    filters=(by_state(Delegate.State.choices),),
)  # fmt: skip

POINTS = Register(
    name="points",
    area="conferences",
    label=_("Proposals and conclusions"),
    record=ConferencePoint,
    icon="list-checks",
    order="due_on",
    rows=lambda day: ConferencePoint.objects.select_related("conference", "delegation", "folded_into"),
    columns=(
        Column("text"),
        Column("kind"),
        Column("conference", listed=False),
        Column("unit", listed=False),
        Column("delegation", listed=False),
        Column("voiced_by", listed=False),
        Column("folded_into", listed=False),
        Column("owner"),
        Column("addressee"),
        Column("product", listed=False),
        Column("due_on"),
        Column("state"),
        Column("answer", listed=False),
        Column("answered_on", listed=False),
    ),
    acts=(
        Act("assign", points.assign, _("Give it to somebody"), (
            Ask("owner", _("In charge"), "unit", required=False),
            Ask("addressee", _("Or addressed to"), required=False, initial="own"),
            Ask("product", _("Product"), required=False, initial="own"),
            Ask("due_on", _("By"), "day", initial="own"),
        ), on_record=True, open_for=_in("raised", "assigned"), icon="user-check"),
        Act("answer", points.answer, _("Note the answer"), (
            Ask("answer", _("Answer"), "long", initial="own"), Ask("answered_on", _("Answered on"), "day", initial="today"),
        ), on_record=True, open_for=_in("raised", "assigned", "answered"), icon="notebook-pen", event=True),
        *ON_POINT,
        Act("refuse", points.refuse, _("Do not take it up"), (Ask("answer", _("Reason"), "long"),), on_record=True,
            open_for=_in("raised", "assigned"), danger=True),
        Act("fold", points.fold, _("Fold into another proposal"), (
            Ask("into", _("The proposal that says the same"), "record", choices=_others, initial=_most_alike),
        ), on_record=True, icon="copy", open_for=lambda record: record.kind == "proposal" and _in("raised", "assigned")(record),
            about=_("Both keep their words and who said them; they are answered together.")),
        Act("unfold", points.unfold, _("Take it out again"), on_record=True, icon="undo-2",
            open_for=lambda record: record.state == "folded" and record.conference.state != "concluded"),
        Act("close", points.close, pgettext_lazy("point", "Close"), on_record=True, in_bulk=True,
            open_for=_in("answered"), icon="check"),
        Act("reopen", points.reopen, _("Open it again"), (REASON,), on_record=True,
            open_for=_in("answered", "refused", "closed"), icon="undo-2"),
    ),
    search=lambda text: Q(text__icontains=text) | Q(voiced_by__icontains=text),
    due=following_up.due,
    sections=of_point,
    filters=(
        by_state(ConferencePoint.State.choices),
        Filter("kind", pgettext_lazy("point", "Kind"), tuple(ConferencePoint.Kind.choices),
               lambda rows, value, on: rows.filter(kind=value)),
    ),
)  # fmt: skip

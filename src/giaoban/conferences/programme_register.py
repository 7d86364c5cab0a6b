"""The programme at a glance: its items, which are shown and changed on the page of their conference."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from giaoban.conferences import hall, items, notes, wall
from giaoban.conferences.hands_register import ON_ITEM, coming
from giaoban.conferences.models import Conference, ProgrammeItem
from giaoban.ground.journal.clock import today
from giaoban.kit.register import REASON, Act, Ask, Column, Filter, Register, by_state


def being_prepared(conference: Conference) -> bool:
    """Whether the programme of the conference can still be written."""
    return conference.state in items.OPEN


def _stands(record: ProgrammeItem) -> bool:
    return being_prepared(record.conference) and record.state == ProgrammeItem.State.PLANNED


def sits_today(conference: Conference) -> bool:
    """Whether the room of the conference can be run now."""
    return conference.state == Conference.State.PREPARING and conference.held_on == today()


def _in_the_hall(*states: str) -> Any:
    return lambda record: record.state in states and sits_today(record.conference)


def _minuted(record: ProgrammeItem) -> bool:
    return record.conference.state in {"preparing", "held"} and record.state != ProgrammeItem.State.STRUCK


def _noted(record: ProgrammeItem) -> bool:
    return _minuted(record) and record.notes.exists()


def _who_speaks(actor: Any, record: ProgrammeItem) -> str:
    """Who has the floor because they asked, else who performs the item."""
    hand = record.hands.filter(state="called").select_related("delegation").first()
    return f"{hand.speaker}, {hand.delegation}"[:300] if hand else record.speaker


def _whose(actor: Any, record: ProgrammeItem) -> int | None:
    """The delegation of who has the floor, by its request or by its paper."""
    hand = record.hands.filter(state="called").first()
    return hand.delegation_id if hand else record.paper.delegation_id if record.paper else None


def _notes(actor: Any, record: ProgrammeItem) -> list[tuple[Any, str]]:
    return [(note, str(note)) for note in record.notes.all()]


def _asks(initial: Any) -> tuple[Ask, ...]:
    return (
        Ask("kind", pgettext_lazy("programme", "Kind"), "choice", choices=ProgrammeItem.Kind.choices, initial=initial),
        Ask("title", pgettext_lazy("programme", "Content"), initial=initial, most=300),
        Ask("speaker", _("Performed by"), required=False, initial=initial, most=300,
            help=_("Name and post, or the body, as they are to be spoken.")),
        Ask("minutes", pgettext_lazy("programme", "Minutes"), "number", initial=initial or 10, most=600),
        Ask("not_before", _("Not before"), required=False, most=20, initial=_hour if initial else None,
            help=_("Only where the hour is fixed, such as a guest's: 10:35.")),
        Ask("note", _("Inner note"), required=False, initial=initial, most=400,
            help=_("For the host only; it stands on nothing that is given out.")),
    )  # fmt: skip


def _hour(actor: Any, record: ProgrammeItem) -> str:
    return f"{record.not_before:%H:%M}" if record.not_before else ""


OF_CONFERENCE = (
    Act("draw_up", items.draw_up, _("Draw up the usual programme"), on_record=True, icon="list-checks",
        open_for=lambda record: being_prepared(record) and not record.items.exclude(state="struck").exists(),
        about=_("The usual items in their usual order, with minutes that you then change.")),
    Act("add_item", items.add_item, _("Add to the programme"), (
        *_asks(None),
        Ask("place", _("At which place"), "number", required=False, most=200, help=_("Left empty: at the end.")),
    ), on_record=True, open_for=being_prepared),
    Act("release_programme", items.release_programme, _("Release the programme"), (
        Ask("note", pgettext_lazy("programme", "Note"), required=False, most=400,
            help=_("Needed where the programme is longer than the sitting.")),
    ), on_record=True, open_for=lambda record: record.state in {"claimed", "preparing"},
        about=_("Delegations find it on their pages with what changed; nobody is sent anything.")),
    Act("hand_chair", hall.hand_chair, _("The chair changes"), (
        Ask("chair", _("Who chairs from now on: name and post"), most=160),
    ), on_record=True, open_for=sits_today),
    Act("show_figure", wall.show_figure, _("Show a figure on the screen"), (
        Ask("figure", _("Released figure"), "choice", choices=lambda actor, record: wall.choices(record)),
    ), on_record=True, icon="chart-bar-decreasing", open_for=lambda record: sits_today(record) and bool(wall.choices(record)),
        about=_("With its chart, its report and the address at which anybody opens it; a vote that is shown comes before it.")),
    Act("hide_figure", wall.hide_figure, _("Take the figure off the screen"), on_record=True,
        open_for=lambda record: sits_today(record) and bool(record.wall_figure)),
)  # fmt: skip
"""The acts by which a conference gets its programme, and the hall what it sees."""

PROGRAMME = Register(
    name="programme",
    area="conferences",
    label=_("Programme"),
    record=ProgrammeItem,
    icon="calendar-days",
    order="order",
    rows=lambda day: ProgrammeItem.objects.select_related("conference"),
    columns=(
        Column("order"),
        Column("title"),
        Column("conference"),
        Column("kind"),
        Column("speaker"),
        Column("minutes", summed=True),
        Column("not_before", listed=False, show=lambda one: f"{one.not_before:%H:%M}" if one.not_before else "", sort="not_before"),
        Column("state"),
        Column("note", listed=False),
        Column("unit", listed=False),
    ),
    acts=(
        Act("change_item", items.change_item, _("Change the item"), _asks("own"), on_record=True, open_for=_stands, icon="pencil"),
        Act("move_item", items.move_item, _("Move to another place"), (
            Ask("place", _("To which place"), "number", most=200, initial=lambda actor, record: record.order),
        ), on_record=True, open_for=_stands),
        Act("strike_item", items.strike_item, _("Strike off the programme"), (REASON,), on_record=True, open_for=_stands,
            danger=True),
        Act("start_item", hall.start_item, pgettext_lazy("hall", "Begin"), on_record=True, open_for=_in_the_hall("planned")),
        Act("finish_item", hall.finish_item, pgettext_lazy("hall", "End"), on_record=True, open_for=_in_the_hall("running")),
        Act("give_minutes", hall.give_minutes, _("Give more minutes"), (
            Ask("extra", pgettext_lazy("programme", "Minutes"), "number", initial=2, most=60),
        ), on_record=True, open_for=_in_the_hall("running")),
        Act("take_back_item", hall.take_back_item, pgettext_lazy("hall", "Undo"), on_record=True, icon="undo-2",
            open_for=_in_the_hall("running", "done")),
        Act("take_down", notes.take_down, _("Take down what was said"), (
            Ask("speaker", pgettext_lazy("minutes", "Speaker"), initial=_who_speaks, most=300),
            Ask("delegation", _("Delegation"), "record", required=False, choices=coming, initial=_whose),
            Ask("text", pgettext_lazy("conference", "Points made"), "long"),
            Ask("proposal", _("Proposal, where one was made"), "long", required=False,
                help=_("It joins the conference's proposals, with this speaker.")),
            Ask("addressee", _("Addressed to"), required=False, most=200),
        ), on_record=True, open_for=_minuted, icon="notebook-pen"),
        Act("correct_note", notes.correct_note, _("Correct a note"), (
            Ask("note", _("Which note"), "record", choices=_notes),
            Ask("speaker", pgettext_lazy("minutes", "Speaker"), most=300),
            Ask("text", pgettext_lazy("conference", "Points made"), "long"),
        ), on_record=True, open_for=_noted),
        Act("drop_note", notes.drop_note, _("Take a note out"), (
            Ask("note", _("Which note"), "record", choices=_notes), REASON,
        ), on_record=True, open_for=_noted, danger=True),
        *ON_ITEM,
        Act("put_back_item", items.put_back_item, _("Put back on the programme"), on_record=True, icon="undo-2",
            open_for=lambda record: being_prepared(record.conference) and record.state == ProgrammeItem.State.STRUCK),
    ),
    search=lambda text: Q(title__icontains=text) | Q(speaker__icontains=text),
    filters=(
        by_state(ProgrammeItem.State.choices),
        Filter("kind", pgettext_lazy("programme", "Kind"), tuple(ProgrammeItem.Kind.choices),
               lambda rows, value, on: rows.filter(kind=value)),
    ),
)  # fmt: skip

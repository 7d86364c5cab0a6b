"""What the hall sees and what its page of control can do, as the records say at this moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from giaoban.conferences import ballot_room, hands_room, programme, queries, running, wall
from giaoban.conferences.models import Conference, ProgrammeItem
from giaoban.conferences.worksheet import register_named
from giaoban.ground.journal.clock import now, today
from giaoban.kit.acts import acts_on


def turns_of(conference: Conference, items: dict[int, ProgrammeItem]) -> list[running.Turn]:
    """The programme with what has happened, in minutes of the hall's day."""
    return [
        running.Turn(
            key=part.key,
            kind=part.kind,
            title=part.title,
            planned=start,
            minutes=part.minutes + items[part.key].extra,
            not_before=None if part.not_before is None else programme.minute_of(part.not_before),
            began=_minute(items[part.key].started_at),
            ended=_minute(items[part.key].finished_at),
        )
        for part, start, _end, _late in queries.placed_of(conference, items.values())
    ]


def hall_of(conference: Conference) -> dict[str, Any]:
    """Now, next and the hours to be expected, for everybody in the hall: nothing inner."""
    items = {item.pk: item for item in queries.items_of(conference)}
    begins = programme.minute_of(conference.begins)
    at = _minute(now()) or 0
    sitting = conference.held_on == today()
    hours = running.expected(turns_of(conference, items), now=at if sitting else 0, begins=begins)
    rows = [
        {
            "item": items[item.turn.key],
            "planned": programme.clock(item.turn.planned),
            "start": programme.clock(item.start),
            "moved": item.start != item.turn.planned,
            "state": item.state,
        }
        for item in hours
    ]
    current = next((items[item.turn.key] for item in hours if item.state == "now"), None)
    return {
        "conference": conference,
        "sitting": sitting,
        "rows": rows,
        "now": current,
        "ends": _ends(current),
        "next": next((row for row in rows if row["state"] == "next"), None),
        "then": next((row for row in rows if row["state"] == "later"), None),
        "delay": running.delay_in_words(hours) if sitting else "",
        "late": sitting and running.delay(hours) > 0,
        "recovered": running.recovered(hours) if sitting else [],
        "kept_hours": running.kept_hours(hours) if sitting else [],
        "served": int(now().timestamp() * 1000),
        **hands_room.voices_of(conference),
        **ballot_room.vote_of(conference),
        "figure": wall.figure_of(conference),
    }


def controls_of(actor: Any, conference: Conference) -> dict[str, Any]:
    """The same with the acts that the person may do now; the first of them is the large button."""
    seen = hall_of(conference)
    programme_register, conferences = register_named("programme"), register_named("conferences")

    def acts(item: ProgrammeItem | None, *names: str) -> list[dict[str, Any]]:
        return acts_on(actor, programme_register, item, on=today(), names=names) if item is not None else []

    following = seen["next"]["item"] if seen["next"] else None
    last = next((row["item"] for row in reversed(seen["rows"]) if row["state"] == "done"), None)
    return seen | {
        "start": acts(following, "start_item"),
        "following": following,
        "finish": acts(seen["now"], "finish_item"),
        "more": acts(seen["now"], "give_minutes"),
        "undo": acts(seen["now"] or last, "take_back_item"),
        "taken": acts(seen["now"] or last, "take_down"),
        "chair_acts": acts_on(
            actor, conferences, conference, on=today(), names=("hand_chair", "show_figure", "hide_figure")
        ),
        **hands_room.hands_of(actor, conference),
        **ballot_room.ballots_of(actor, conference),
        "presence": _("%(came)s of %(named)s delegates are here.") % _present(conference),
    }


def _present(conference: Conference) -> dict[str, int]:
    counts = queries.counted(conference)
    return {"came": counts.arrived, "named": counts.delegates}


def _ends(item: ProgrammeItem | None) -> int:
    """When the item's minutes are over, in milliseconds; 0 where nothing has the floor."""
    if item is None or item.started_at is None:
        return 0
    return int(item.started_at.timestamp() * 1000) + (item.minutes + item.extra) * 60_000


def _minute(moment: datetime | None) -> int | None:
    return None if moment is None else programme.minute_of(localtime(moment).time())

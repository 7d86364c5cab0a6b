"""What the hall and its page of control show of those who ask to speak."""

from __future__ import annotations

from typing import Any

from giaoban.conferences import floor, hands, queries
from giaoban.conferences.models import Conference, Hand
from giaoban.conferences.worksheet import register_named
from giaoban.ground.journal.clock import today
from giaoban.kit.acts import acts_on


def voices_of(conference: Conference) -> dict[str, Any]:
    """Who speaks because they asked, and how many wait: for everybody in the hall."""
    standing = hands.standing(conference)
    voices = [hand for hand in standing if hand.state == Hand.State.CALLED]
    return {"voices": voices, "waiting": floor.waiting_in_words(len(standing) - len(voices))}


def hands_of(actor: Any, conference: Conference) -> dict[str, Any]:
    """The list as the chair sees it, each with what can be done now; those passed over last, so that it can be taken back."""
    waiting = hands.waiting(conference)
    places = hands.places_of(waiting)
    spoke = hands.spoke(conference)
    passed = list(
        conference.hands.filter(state=Hand.State.PASSED).select_related("delegation", "item").order_by("-ended_at")[:3]
    )

    def row(hand: Hand, *names: str) -> dict[str, Any]:
        return {
            "hand": hand,
            "place": places.get(hand.pk),
            "spoke": spoke.get(hand.delegation_id, 0),
            "acts": acts_on(actor, register_named("hands"), hand, on=today(), names=names),
        }

    lists = [
        {
            "item": item,
            "closed_at": item.hands_closed_at,
            "acts": acts_on(actor, register_named("programme"), item, on=today(), names=("close_hands", "open_hands")),
        }
        for item in queries.items_of(conference)
        if hands.takes_hands(item) and (item.state == "running" or item.kind == "discussion" or item.hands_closed_at)
    ]
    return {
        "lists": lists,
        "speaking": [row(hand, "end_speech", "put_back") for hand in hands.speaking(conference)],
        "asking": [row(hand, "give_floor", "pass_over") for hand in waiting],
        "passed_over": [row(hand, "put_back") for hand in passed],
    }

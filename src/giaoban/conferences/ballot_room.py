"""What the hall and its page of control show of votes: how many have voted while one is open, its result afterwards."""

from __future__ import annotations

from typing import Any

from giaoban.conferences.models import Ballot, Conference
from giaoban.conferences.worksheet import register_named
from giaoban.ground.journal.clock import today
from giaoban.kit.acts import acts_on

NAMES = ("open_ballot", "close_ballot", "cast_for", "show", "hide", "repeat", "break_off")


def vote_of(conference: Conference) -> dict[str, Any]:
    """The vote that stands on the screen, for everybody in the hall; no count before it is closed."""
    ballot = conference.ballots.filter(shown=True).first()
    return {"ballot": progress_of(ballot) if ballot else None}


def ballots_of(actor: Any, conference: Conference) -> dict[str, Any]:
    """All votes of the conference, each with what can be done now."""
    register = register_named("ballots")
    rows = [
        progress_of(ballot) | {"acts": acts_on(actor, register, ballot, on=today(), names=NAMES)}
        for ballot in conference.ballots.exclude(state=Ballot.State.VOID).order_by("-pk")
    ]
    prepare = acts_on(actor, register_named("conferences"), conference, on=today(), names=("prepare_ballot",))
    return {"ballots": rows, "prepare_acts": prepare}


def progress_of(ballot: Ballot) -> dict[str, Any]:
    """The vote with how many of how many have voted."""
    voters = list(ballot.voters.values_list("voted", flat=True))
    return {"vote": ballot, "voted": sum(voters), "entitled": len(voters)}

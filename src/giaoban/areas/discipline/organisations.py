"""The acts on a case of an organisation. Who proposes does not decide, as with cases of members."""

from __future__ import annotations

from datetime import date

from giaoban.areas.discipline import rules
from giaoban.areas.discipline.models import Case, OrganisationCase
from giaoban.core.refusal import refuse_if
from giaoban.core.text import squeeze
from giaoban.ground.access.hands import distinct
from giaoban.ground.access.policy import Actor
from giaoban.ground.units.models import Unit
from giaoban.ground.units.queries import exists
from giaoban.ground.writing import writing


def open_case(
    *, actor: Actor, unit: Unit, grounds: str, violated_on: date, opened_on: date, conclusion: str = ""
) -> OrganisationCase:
    """A case about the organisation is under consideration; ``conclusion`` is the number of the one that it follows from."""
    with writing(actor, "organisation_discipline.open_case", unit=unit, on=opened_on):
        refuse_if(
            rules.why_not_open_of_organisation(
                stands=exists(unit, on=opened_on), grounds=grounds, violated_on=violated_on, opened_on=opened_on
            )
        )
        return OrganisationCase.objects.create(
            unit=unit,
            grounds=grounds.strip(),
            violated_on=violated_on,
            opened_on=opened_on,
            conclusion=squeeze(conclusion),
        )


def propose(*, actor: Actor, record: OrganisationCase, measure: str, proposed_on: date) -> OrganisationCase:
    """That measure is proposed; proposing again before the decision replaces it."""
    with writing(actor, "organisation_discipline.propose", unit=record.unit, on=proposed_on, record=record):
        refuse_if(
            rules.why_not_propose_of_organisation(
                state=record.state, opened_on=record.opened_on, proposed_on=proposed_on
            )
        )
        record.state, record.measure, record.proposed_on, record.proposed_by = (
            Case.State.PROPOSED,
            measure,
            proposed_on,
            actor,
        )
        record.save()
        return record


def decide(
    *, actor: Actor, record: OrganisationCase, decided_measure: str, decision: str, decided_on: date, roll: int, in_favour: int
) -> OrganisationCase:  # fmt: skip
    """The measure is decided, entered by another person than the proposal's; the organisation stands as before."""
    with writing(actor, "organisation_discipline.decide", unit=record.unit, on=decided_on, record=record):
        refuse_if(
            rules.why_not_decide_of_organisation(
                state=record.state, same_account=_same(actor, record), proposed_on=record.proposed_on,
                decided_on=decided_on, votes=rules.Votes(roll, in_favour),
            )
        )  # fmt: skip
        record.state, record.decided_measure, record.decision = Case.State.DECIDED, decided_measure, squeeze(decision)
        record.decided_on, record.ended_on, record.decided_by = decided_on, decided_on, actor
        record.decision_roll, record.decision_in_favour = roll, in_favour
        record.save()
        return record


def close(*, actor: Actor, record: OrganisationCase, on: date, reason: str) -> OrganisationCase:
    """The case ends without discipline, with the reason; where a measure was proposed, by another person than the proposal's."""
    with writing(actor, "organisation_discipline.close", unit=record.unit, on=on, record=record):
        refuse_if(
            rules.why_not_close(
                state=record.state, same_account=_same(actor, record), opened_on=record.opened_on, on=on, reason=reason
            )
        )
        record.state, record.ended_on, record.end_reason = Case.State.CLOSED, on, reason.strip()
        record.save()
        return record


def void(*, actor: Actor, record: OrganisationCase, on: date, reason: str) -> None:
    """The case, opened by mistake and without a proposal yet, is struck out; the journal keeps it with the reason."""
    with writing(actor, "organisation_discipline.void", unit=record.unit, on=on, reason=reason, record=record):
        refuse_if(rules.why_not_now("void", record.state))
        record.delete()


def _same(actor: Actor, record: OrganisationCase) -> bool:
    return record.proposed_by is not None and not distinct(actor, record.proposed_by)

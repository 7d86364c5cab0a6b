"""The acts on returns: asked for, filled, submitted, accepted or sent back, opened again; each one entry in the journal."""

from giaoban.reporting.returns.answering import accept, excuse, reopen, send_back, submit
from giaoban.reporting.returns.asking import cancel_campaign, open_campaign
from giaoban.reporting.returns.compiling import compile, recorded_values
from giaoban.reporting.returns.declaring import declare
from giaoban.reporting.returns.explaining import explain, take_back
from giaoban.reporting.returns.filling import Row, Typed, fill, row_of
from giaoban.reporting.returns.finalising import finalise
from giaoban.reporting.returns.narrating import mark_of, narrate
from giaoban.reporting.returns.reminding import remind
from giaoban.reporting.returns.taking_in import take_in, whose_text, why_or_return

__all__ = [
    "Row",
    "Typed",
    "accept",
    "cancel_campaign",
    "compile",
    "declare",
    "excuse",
    "explain",
    "fill",
    "finalise",
    "mark_of",
    "narrate",
    "open_campaign",
    "recorded_values",
    "remind",
    "reopen",
    "row_of",
    "send_back",
    "submit",
    "take_back",
    "take_in",
    "whose_text",
    "why_or_return",
]

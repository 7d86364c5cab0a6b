"""Acts on forms: a draft is begun or taken in from a file, changed, tried, put into force from a day, set aside."""

from giaoban.reporting.form_drafts.beginning import begin, take_in
from giaoban.reporting.form_drafts.changing import describe, drop_check, drop_line, set_check, set_line
from giaoban.reporting.form_drafts.holding import load_start_forms, put_in_force, set_aside, withdraw

__all__ = [
    "begin",
    "describe",
    "drop_check",
    "drop_line",
    "load_start_forms",
    "put_in_force",
    "set_aside",
    "set_check",
    "set_line",
    "take_in",
    "withdraw",
]

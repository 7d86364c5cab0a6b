"""What does not add up in a report and its returns, said before anyone reads it: one sentence for one fault.

The checks are data of the form (``forms/*.toml``); here is what each kind of check asks. A limit that rests on
experience is called so in the sentence. What holds for a cause is not said again of its effects: a fault of the sum is
not repeated for every unit, and a total that differs because an organisation is listed twice is that one finding.
"""

from giaoban.reporting.checks.adding_up import KINDS, findings
from giaoban.reporting.checks.examined import Examined

__all__ = [
    "KINDS",
    "Examined",
    "findings",
]

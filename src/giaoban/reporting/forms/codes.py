"""What others call a form and its lines: names that follow from the form alone, the same wherever it is used."""

from __future__ import annotations

from giaoban.core.text import slug
from giaoban.reporting.forms import Form


def stem(form: Form) -> str:
    """The form in one of its versions: its code and its first day; a data set's name, and what files of its taxonomy begin with."""
    return f"{slug(form.code)}-{form.valid_from.isoformat()}"


def concept(code: str, *, quoted: bool = False) -> str:
    """The concept of a line; or of what a report quotes of it from the year before, beside its own figure.

    What is quoted is another thing than what that year's own report says: it may have been counted anew, and nobody
    claims that its parts add up.
    """
    return f"L{code}.quoted" if quoted else f"L{code}"

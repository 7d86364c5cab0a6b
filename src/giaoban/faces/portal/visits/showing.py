"""The numbers as the footer shows them."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.translation import override

from giaoban.faces.portal.visits.counting import VisitNumbers


def written(numbers: VisitNumbers, language: str) -> str:
    """A list of the numbers with the time of their counting."""
    with override(language):
        return render_to_string("portal/visits.html", {"numbers": numbers})

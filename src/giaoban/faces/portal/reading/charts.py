"""The organisation chart of a day, from the tree itself; the public learns of cells only how many there are."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from giaoban.core.text import fold
from giaoban.faces.portal import clock, figures
from giaoban.faces.portal.models import Furniture
from giaoban.faces.portal.reading.around import day_asked, shown


def chart_page(request: HttpRequest) -> HttpResponse:
    """The body of the site on the asked day, with the organisations below it by kind."""
    day = day_asked(request.GET.get("ngay"))
    furniture = Furniture.on(day) or Furniture.objects.order_by("valid_from").first()
    chart = figures.organisation(furniture.body, on=day) if furniture else None
    tops = [{"unit": top, "kinds": _by_kind(top)} for top in chart.tops] if chart else []
    return shown(
        request,
        "portal/chart.html",
        {
            "day_shown": day,
            "is_today": day == clock.today(),
            "chart": chart,
            "tops": tops,
            "body_then": furniture.body if furniture else "",
            "organisations": sum(len(top.below) for top in chart.tops) if chart else 0,
        },
    )


def _by_kind(top: Any) -> list[tuple[str, list[Any]]]:
    """What stands directly below, the kinds in the order in which they first stand there, each by name."""
    kinds: dict[str, list[Any]] = {}
    for unit in top.below:
        kinds.setdefault(unit.kind, []).append(unit)
    return sorted(
        ((kind, sorted(units, key=lambda unit: fold(unit.name))) for kind, units in kinds.items()),
        key=lambda pair: pair[0] == "Chi bộ cơ sở",
    )

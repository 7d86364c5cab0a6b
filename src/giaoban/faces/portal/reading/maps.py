"""The online map: provinces of a day, coloured by a released figure, with places; the table says the same in words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from giaoban.faces.portal import clock, conferences, figures
from giaoban.faces.portal.models import Place
from giaoban.faces.portal.reading import geography
from giaoban.faces.portal.reading.around import day_asked, shown

WIDTH = 900
HOSTS = "hoi-nghi"
"""What the address says for the map of who hosted."""
STEPS = 5


class Colouring(NamedTuple):
    """By what the provinces are coloured: what it is called, what it counts, by unit, and where it comes from."""

    label: str
    unit_of_count: str
    by_unit: Mapping[str, Decimal | None]
    source: str


def map_page(request: HttpRequest) -> HttpResponse:
    """The map of a day as drawing and as table."""
    day = day_asked(request.GET.get("ngay"))
    reports = figures.reports()
    choices = [(f"{r.slug}:{f.code}", f"{f.label} ({r.title})") for r in reports for f in r.figures if f.by_unit]
    choices.append((HOSTS, _("how often each has hosted the conference")))
    choice = request.GET.get("so", "")
    colouring = _hosting() if choice == HOSTS else _released(choice)
    amounts = _amounts(colouring.by_unit if colouring else {}, day)
    most = max((amount for amount in amounts.values() if amount), default=Decimal(0))
    places = _places(day)
    rows = []
    for province in geography.provinces(day):
        amount = amounts.get(province.key)
        step = min(STEPS, int(amount / most * STEPS) + 1) if amount and most else 0
        rows.append(
            {
                "province": province,
                "amount": amount,
                "step": step,
                "path": _path(province.key, day),
                "made_of": [name for name in geography.merged().get(province.name, []) if name != province.name]
                if day >= geography.LAST_CHANGE
                else [],
            }
        )
    points = [
        {"place": place, "x": xy[0], "y": xy[1]}
        for place in places
        if (xy := geography.place(float(place.longitude), float(place.latitude), WIDTH))
    ]
    names = [
        {"text": label.text, "x": round(xy[0]), "y": round(xy[1])}
        for label in geography.labels()
        if (xy := geography.place(label.longitude, label.latitude, WIDTH))
    ]
    return shown(
        request,
        "portal/map.html",
        {
            "day_shown": day,
            "after_merger": day >= geography.LAST_CHANGE,
            "choices": choices,
            "asked": choice,
            "colouring": colouring,
            "rows": rows,
            "points": points,
            "labels": names,
            "width": WIDTH,
            "height": round(geography.height_of(WIDTH)),
            "attribution": geography.ATTRIBUTION,
        },
    )


def country_picture(request: HttpRequest) -> HttpResponse:
    """The country of today as a small drawing, with both archipelagos and their names."""
    response = HttpResponse(_drawn(clock.today()), content_type="image/svg+xml")
    response["Cache-Control"] = "public, max-age=86400"
    return response


def layer(request: HttpRequest, layer: str) -> HttpResponse:
    """The data of a map layer as GeoJSON: the provinces of a day (``tinh-2023``), finer outlines where there are, labels, places."""
    match layer:
        case "chi-tiet":
            text = _finer()
        case "quan-dao":
            text = (geography.FOLDER / "vn-archipelagos-labels.geojson").read_text()
        case "tinh-2023" | "tinh-2025":
            text = _collection(date(int(layer[-4:]), 7, 1))
        case _:
            raise Http404
    response = HttpResponse(text, content_type="application/geo+json")
    response["Cache-Control"] = "public, max-age=86400"
    return response


@lru_cache(1)
def _finer() -> str:
    """The outlines that are at hand in more detail than those of the whole country, as one collection."""
    files = [json.loads(path.read_text()) for path in sorted(geography.FOLDER.glob("*-detail.geojson"))]
    features = [feature for file in files for feature in file["features"]]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))


@lru_cache(4)
def _collection(day: date) -> str:
    features = [province.feature for province in geography.provinces(day)]
    return json.dumps(
        {"type": "FeatureCollection", "attribution": geography.ATTRIBUTION, "features": features},
        ensure_ascii=False,
        separators=(",", ":"),
    )


@lru_cache(256)
def _path(key: str, day: date) -> str:
    return geography.path_of(next(each for each in geography.provinces(day) if each.key == key), WIDTH, finest=1)


@lru_cache(2)
def _drawn(day: date) -> str:
    width = 480.0
    height = geography.height_of(width)
    paths = "".join(f'<path d="{geography.path_of(province, width)}"/>' for province in geography.provinces(day))
    names = []
    for label in geography.labels():
        x, y = geography.place(label.longitude, label.latitude, width)
        first, _bracket, rest = label.text.partition(" (")
        names.append(f'<text x="{x - 62:.0f}" y="{y + 22:.0f}">{first}</text>')
        names.append(f'<text x="{x - 62:.0f}" y="{y + 36:.0f}">({rest}</text>' if rest else "")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img">'
        '<rect width="100%" height="100%" fill="#e8eef2"/>'
        f'<g fill="#9b1c1c" fill-opacity=".82" stroke="#fff" stroke-width=".6">{paths}</g>'
        f'<g font-family="sans-serif" font-size="12" fill="#1f2328">{"".join(names)}</g></svg>'
    )


def _released(choice: str) -> Colouring | None:
    """The released figure that the address names; None where it names none."""
    slug, _colon, code = choice.partition(":")
    report = figures.report(slug)
    figure = figures.figure_in(report, code)
    if report is None or figure is None:
        return None
    source = _("%(source)s Released on %(day)s.") % {"source": report.source, "day": f"{report.released_on:%d/%m/%Y}"}
    return Colouring(figure.label, figure.unit_of_count, figure.by_unit, source)


def _hosting() -> Colouring:
    """How often each has hosted a conference that the public may read of."""
    held = [conference for conference in conferences.conferences() if conference.state != "preparing"]
    times = Counter(conference.host for conference in held)
    when = ", ".join(f"{conference.host} {conference.held_on:%m/%Y}" for conference in reversed(held))
    return Colouring(_("Conferences hosted"), _("conferences"), {host: Decimal(n) for host, n in times.items()}, when)


def _amounts(by_unit: Mapping[str, Decimal | None], day: date) -> dict[str, Decimal | None]:
    result: dict[str, Decimal | None] = {}
    for unit, amount in by_unit.items():
        if province := geography.province_in(unit, day):
            result[province.key] = amount
    return result


def _places(day: date) -> list[Place]:
    return list(Place.objects.filter(Q(valid_until=None) | Q(valid_until__gt=day), valid_from__lte=day))

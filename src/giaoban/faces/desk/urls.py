"""The desk's addresses: registers under ``so/`` (sổ), each area's own pages under its name."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView

from giaoban.catalogue import areas
from giaoban.faces.desk import first_day, inventory, papers, permissions, search, views, waiting

_registers = [
    path("so/<slug:register>/", views.browse, name="list"),
    path("so/<slug:register>/bulk/", views.bulk, name="bulk"),
    path("so/<slug:register>/view/", views.keep_view, name="keep_view"),
    path("so/<slug:register>/export.<slug:kind>", views.export, name="export"),
    path("so/<slug:register>/act/<slug:act>/", views.perform, name="act"),
    path("so/<slug:register>/<int:pk>/", views.page, name="page"),
    path("so/<slug:register>/<int:pk>/<slug:act>/", views.perform, name="act_on"),
]
_own = [
    path("", waiting.home, name="home"),
    path("search/", search.search, name="search"),
    path("scope/", views.switch_scope, name="scope"),
    path("prefer/", views.prefer, name="prefer"),
]
_areas = [path(f"{area.name}/", include(area.urls)) for area in areas() if area.urls]

urlpatterns = [
    *_areas,
    path("notices/", include("giaoban.faces.jobs.urls")),
    path("handbook/", RedirectView.as_view(pattern_name="pocket:home")),
    path("periods/", include("giaoban.faces.desk.reports.periods_urls")),
    path("reports/", include("giaoban.faces.desk.reports.urls")),
    path("board/", include("giaoban.faces.desk.reports.board_urls")),
    path("indicators/", include("giaoban.faces.desk.reports.indicators_urls")),
    path("forms/", include("giaoban.faces.desk.reports.forms_urls")),
    path("word-templates/", include("giaoban.faces.desk.reports.word_templates_urls")),
    path("compare/", include("giaoban.faces.desk.reports.trace_urls")),
    path(
        "",
        include(
            (
                [
                    *_own,
                    *first_day.urlpatterns,
                    *_registers,
                    *permissions.urlpatterns,
                    *inventory.urlpatterns,
                    *papers.urlpatterns,
                ],
                "desk",
            )
        ),
    ),
]

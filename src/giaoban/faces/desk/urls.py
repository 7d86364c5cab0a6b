"""The desk's addresses: registers under ``so/`` (sổ), each area's own pages under its name."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import include, path

from giaoban.faces.desk import inventory, permissions, views

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
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("scope/", views.switch_scope, name="scope"),
    path("prefer/", views.prefer, name="prefer"),
]
_papers = import_module("giaoban.faces.desk.papers").urlpatterns if find_spec("giaoban.faces.desk.papers") else []

AREAS = ("units", "members", "admissions", "transfers", "meetings", "study", "regulations", "accounts", "privacy")

urlpatterns = [
    # a case is opened with a reason: its page stands before that of the registers
    path("so/discipline/", include("giaoban.areas.discipline.urls")),
    path("notices/", include("giaoban.faces.jobs.urls")),
    path("handbook/", include("giaoban.faces.pocket.urls")),
    path("", include(([*_own, *_registers, *permissions.urlpatterns, *inventory.urlpatterns, *_papers], "desk"))),
    *[
        path(f"{area}/", include(f"giaoban.areas.{area}.urls"))
        for area in AREAS
        if find_spec(f"giaoban.areas.{area}") and find_spec(f"giaoban.areas.{area}.urls")
    ],
]
if find_spec("giaoban.faces.desk.reports") and find_spec("giaoban.faces.desk.reports.urls"):
    urlpatterns.append(path("reports/", include("giaoban.faces.desk.reports.urls")))

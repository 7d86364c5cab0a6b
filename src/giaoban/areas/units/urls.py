"""Pages of units: the tree on any day, a unit, its acts, what became of those below it."""

from __future__ import annotations

from django.urls import path

from giaoban.areas.units import views

app_name = "units"
urlpatterns = [
    path("", views.tree, name="tree"),
    path("undo/<int:entry>/", views.take_back, name="undo"),
    path("<slug:slug>/", views.page, name="page"),
    path("<slug:slug>/below/", views.below, name="below"),
    path("<slug:slug>/flow/", views.flow, name="flow"),
    path("<slug:slug>/<slug:act>/", views.act, name="act"),
]

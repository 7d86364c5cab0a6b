"""Pages of units: the tree on any day, a unit, what became of those below it."""

from __future__ import annotations

from django.urls import path

from giaoban.areas.units import list_pages, views

app_name = "units"
urlpatterns = [
    path("", views.tree, name="tree"),
    path("list/", list_pages.take_in, name="list"),
    path("list/<int:entry>/", list_pages.taken_in, name="listed"),
    path("undo/<int:entry>/", views.take_back, name="undo"),
    path("<slug:slug>/", views.page, name="page"),
    path("<slug:slug>/below/", views.below, name="below"),
    path("<slug:slug>/flow/", views.flow, name="flow"),
]

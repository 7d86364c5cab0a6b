"""The halves of all ways in that a person hands out, and the slips of a cell's members, to be printed."""

from __future__ import annotations

from django.urls import path

from giaoban.areas.accounts import slip_views, views

app_name = "accounts"
urlpatterns = [
    path("slips/", views.slips, name="slips"),
    path("slips/members/<int:unit>/", slip_views.sheet, name="sheet"),
]

"""The halves of all ways in that a person hands out, on one page to be printed."""

from __future__ import annotations

from django.urls import path

from giaoban.areas.accounts import views

app_name = "accounts"
urlpatterns = [path("slips/", views.slips, name="slips")]

"""Pages of emulation beside the registers' own."""

from __future__ import annotations

from django.urls import path

from giaoban.areas.emulation import rating_views, views

app_name = "emulation"
urlpatterns = [
    path("<int:pk>/score/", views.score, name="score"),
    path("<int:pk>/check/", views.check, name="check"),
    path("<int:pk>/rate/", rating_views.rate, name="rate"),
]

"""Pages of dues beside the registers' own."""

from __future__ import annotations

from django.urls import path

from giaoban.areas.dues import views

app_name = "dues"
urlpatterns = [
    path("<int:pk>/collect/", views.collect, name="collect"),
    path("quarter/", views.quarter, name="quarter"),
]

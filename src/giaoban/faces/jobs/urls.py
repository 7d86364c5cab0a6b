"""What one is told."""

from __future__ import annotations

from django.urls import path

from giaoban.faces.jobs import views

app_name = "notices"
urlpatterns = [
    path("", views.told, name="list"),
    path("<int:pk>/", views.open_notice, name="open"),
    path("all/", views.all_seen, name="all_seen"),
]

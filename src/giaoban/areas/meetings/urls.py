"""Pages of meetings beside the register's own."""

from __future__ import annotations

from django.urls import path

from giaoban.areas.meetings import views

app_name = "meetings"
urlpatterns = [
    path("<int:pk>/roll/", views.roll, name="roll"),
    path("paper/<int:pk>/", views.paper, name="paper"),
    path("month/", views.month, name="month"),
]

"""Pages of classes beside the registers' own."""

from __future__ import annotations

from django.urls import path

from giaoban.areas.classes import views

app_name = "classes"
urlpatterns = [
    path("<int:pk>/marks/", views.marks, name="marks"),
    path("verify/", views.verify, name="verify"),
]

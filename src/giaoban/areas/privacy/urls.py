"""Pages of personal data beside the registers' own."""

from __future__ import annotations

from django.urls import path

from giaoban.areas.privacy import views

app_name = "privacy"
urlpatterns = [path("seen/", views.seen, name="seen")]

"""Pages of accounts beside the register's own: where an address that is good once is shown."""

from __future__ import annotations

from django.urls import path

from giaoban.areas.accounts import views

app_name = "accounts"
urlpatterns = [
    path("invite/", views.invite, name="invite"),
    path("<int:pk>/reset/", views.reset, name="reset"),
]

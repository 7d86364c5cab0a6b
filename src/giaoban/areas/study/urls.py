"""Pages of study beside the registers' own."""

from __future__ import annotations

from django.urls import path

from giaoban.areas.study import views

app_name = "study"
urlpatterns = [
    path("", views.home, name="home"),
    path("plan/<int:pk>/", views.plan, name="plan"),
    path("plan/<int:pk>/hold/", views.hold, name="hold"),
    path("session/<int:pk>/", views.roll, name="roll"),
    path("session/<int:pk>/cancel/", views.cancel, name="cancel"),
]

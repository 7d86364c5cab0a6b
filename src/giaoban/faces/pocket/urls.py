"""The handbook's addresses, all of one's own: nobody else's number can be asked for."""

from __future__ import annotations

from django.urls import path

from giaoban.faces.pocket import views

app_name = "pocket"
urlpatterns = [
    path("", views.home, name="home"),
    path("meetings/<int:pk>/", views.meeting, name="meeting"),
    path("papers/<int:pk>/", views.paper, name="paper"),
    path("ask/", views.ask, name="ask"),
    path("data.<slug:kind>", views.take_out, name="data"),
]

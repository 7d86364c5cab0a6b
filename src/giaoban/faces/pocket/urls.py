"""The handbook's addresses, all of one's own: nobody else's number can be asked for."""

from __future__ import annotations

from django.urls import path

from giaoban.faces.pocket import beginning, views

app_name = "pocket"
urlpatterns = [
    path("", views.home, name="home"),
    path("phieu/", beginning.slip, name="slip"),
    path("chao-mung/", views.welcome, name="welcome"),
    path("sinh-hoat/", views.meetings, name="meetings"),
    path("sinh-hoat/<int:pk>/", views.meeting, name="meeting"),
    path("hoc-tap/", views.study, name="study"),
    path("tai-lieu/", views.library, name="library"),
    path("tai-lieu/<int:pk>/", views.paper, name="paper"),
    path("ho-so/", views.record, name="record"),
    path("yeu-cau/", views.ask, name="ask"),
    path("du-lieu.<slug:kind>", views.take_out, name="data"),
]

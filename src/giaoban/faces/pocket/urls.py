"""The handbook's addresses, all of one's own: nobody else's number can be asked for."""

from __future__ import annotations

from django.urls import path

from giaoban.faces.pocket import beginning, exchange, meeting_views, views

app_name = "pocket"
urlpatterns = [
    path("", views.home, name="home"),
    path("chao", exchange.hello, name="hello"),
    path("gui", exchange.take, name="take"),
    path("worker.js", exchange.worker, name="worker"),
    path("ung-dung.webmanifest", exchange.manifest, name="manifest"),
    path("mat-mang/", exchange.offline, name="offline"),
    path("thoat/", exchange.leave, name="leave"),
    path("phieu/", beginning.slip, name="slip"),
    path("chao-mung/", views.welcome, name="welcome"),
    path("sinh-hoat/", views.meetings, name="meetings"),
    path("sinh-hoat/<int:pk>/", meeting_views.meeting, name="meeting"),
    path("sinh-hoat/<int:pk>/du/", meeting_views.come, name="come"),
    path("sinh-hoat/<int:pk>/xin-vang/", meeting_views.excuse, name="excuse"),
    path("sinh-hoat/<int:pk>/phat-bieu/", meeting_views.speak, name="speak"),
    path("phat-bieu/<int:pk>/rut/", meeting_views.withdraw, name="withdraw"),
    path("viec/<int:pk>/", meeting_views.report, name="report"),
    path("hoc-tap/", views.study, name="study"),
    path("tai-lieu/", views.library, name="library"),
    path("tai-lieu/<int:pk>/", meeting_views.paper, name="paper"),
    path("tai-lieu/<int:pk>/doc/", meeting_views.reading, name="reading"),
    path("tai-lieu/<int:pk>/da-doc/", meeting_views.confirm, name="confirm"),
    path("ho-so/", views.record, name="record"),
    path("yeu-cau/", views.ask, name="ask"),
    path("du-lieu.<slug:kind>", views.take_out, name="data"),
]

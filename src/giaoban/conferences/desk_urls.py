"""Pages of conferences beside the registers' own."""

from __future__ import annotations

from django.urls import path

from giaoban.conferences import (
    account_views,
    door_views,
    letter_views,
    paper_views,
    programme_views,
    reading_views,
    room_views,
    rota_views,
    views,
    volume_views,
    vote_views,
)

app_name = "conferences"
urlpatterns = [
    path("invitation/<int:pk>/", views.invitation, name="invitation"),
    path("minutes/<int:pk>/", reading_views.minutes, name="minutes"),
    path("rota/<int:pk>/", rota_views.rota_page, name="rota"),
    path("letter/<int:pk>.<slug:kind>", letter_views.letter, name="letter"),
    path("programme/<int:pk>/", programme_views.shown, name="programme"),
    path("programme/<int:pk>/calendar.ics", programme_views.calendar, name="calendar"),
    path("paper/<int:pk>/", paper_views.version, name="paper"),
    path("file/<int:pk>/<slug:what>.<slug:kind>", paper_views.document, name="document"),
    path("volume/<int:pk>/", volume_views.released, name="volume"),
    path("volume/<int:pk>/draft.<slug:kind>", volume_views.draft, name="volume_draft"),
    path("package/<int:pk>/", volume_views.package, name="package"),
    path("ask/<int:pk>/", account_views.ask_by_account, name="ask_by_account"),
    path("answer/<int:pk>/", account_views.answer_by_account, name="answer_by_account"),
    path("ballot/<int:pk>.<slug:kind>", vote_views.paper, name="ballot_paper"),
    path("door/<int:pk>/", door_views.door, name="door"),
    path("door/<int:pk>/arrivals/", door_views.arrivals, name="arrivals"),
    path("door/<int:pk>/<slug:sheet>/", door_views.printed, name="door_printed"),
    path("badge/<str:code>/", door_views.by_badge, name="badge"),
    path("room/<int:pk>/", room_views.run, name="room"),
    path("room/<int:pk>/later/", room_views.later, name="room_later"),
    path("room/<int:pk>/state/", room_views.run_state, name="room_state"),
    path("screen/<int:pk>/", room_views.screen, name="screen"),
    path("screen/<int:pk>/state/", room_views.screen_state, name="screen_state"),
]

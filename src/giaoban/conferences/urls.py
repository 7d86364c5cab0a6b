"""The addresses of delegations, who have no account: the secret link alone opens them."""

from __future__ import annotations

from django.urls import path

from giaoban.conferences import (
    after_views,
    hand_views,
    letter_views,
    paper_views,
    programme_views,
    reading_views,
    room_views,
    score_views,
    views,
    volume_views,
    vote_views,
)

app_name = "invitations"
urlpatterns = [
    path("<str:link>/", views.answer, name="answer"),
    path("<str:link>/calendar.ics", programme_views.calendar_by_link, name="calendar"),
    path("<str:link>/letter/<int:pk>/", letter_views.letter_by_link, name="letter"),
    path("<str:link>/paper/<int:pk>/", paper_views.send, name="paper"),
    path("<str:link>/file/<int:pk>/", paper_views.version_by_link, name="file"),
    path("<str:link>/volume/<int:pk>/", volume_views.released_by_link, name="volume"),
    path("<str:link>/hands/", hand_views.asked, name="hands"),
    path("<str:link>/hands/state/", hand_views.asked_state, name="hands_state"),
    path("<str:link>/hands/ask/<int:pk>/", hand_views.ask, name="ask"),
    path("<str:link>/hands/withdraw/<int:pk>/", hand_views.withdraw, name="withdraw_hand"),
    path("<str:link>/votes/", vote_views.votes, name="votes"),
    path("<str:link>/votes/<int:pk>/", vote_views.cast, name="cast"),
    path("<str:link>/scores/", score_views.own_scores, name="scores"),
    path("<str:link>/minutes/", reading_views.minutes_by_link, name="minutes"),
    path("<str:link>/after/", after_views.after, name="after"),
    path("<str:link>/after/feedback/", after_views.give, name="give_feedback"),
    path("<str:link>/after/point/<int:pk>/", after_views.answer_point, name="answer_point"),
    path("<str:link>/hall/", room_views.hall, name="hall"),
    path("<str:link>/hall/state/", room_views.hall_state, name="hall_state"),
]

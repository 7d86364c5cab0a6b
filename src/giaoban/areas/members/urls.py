"""Pages of members beside the register's own."""

from __future__ import annotations

from django.urls import path

from giaoban.areas.members import slip_views, views

app_name = "members"
urlpatterns = [
    path("<int:pk>/identity/", views.identity, name="identity"),
    path("slips/<int:unit>/", slip_views.sheet, name="slips"),
    path("import/", views.start, name="import"),
    path("import/<int:pk>/", views.draft, name="draft"),
    path("import/<int:pk>/change/", views.change, name="change"),
    path("import/<int:pk>/commit/", views.commit, name="commit"),
    path("import/<int:pk>/progress/", views.progress, name="progress"),
    path("import/<int:pk>/undo/", views.take_back, name="undo"),
]

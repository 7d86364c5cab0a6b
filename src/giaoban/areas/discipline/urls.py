"""The page of a case stands where the kit's page of a record would."""

from __future__ import annotations

from django.urls import path

from giaoban.areas.discipline import views

app_name = "discipline"
urlpatterns = [path("<int:pk>/", views.case, name="case")]

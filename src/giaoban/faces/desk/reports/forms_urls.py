from django.urls import path

from giaoban.faces.desk.reports import report_forms

app_name = "forms"
urlpatterns = [
    path("<int:pk>.toml", report_forms.version_file, name="file"),
    path("draft/<int:pk>.toml", report_forms.draft_file, name="draft_file"),
    path("draft/<int:pk>/trial/", report_forms.trial, name="trial"),
]

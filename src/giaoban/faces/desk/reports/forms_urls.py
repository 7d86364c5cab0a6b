from django.urls import path

from giaoban.faces.desk.reports import form_trial, report_forms

app_name = "forms"
urlpatterns = [
    path("<int:pk>.toml", report_forms.version_file, name="file"),
    path("draft/<int:pk>.toml", report_forms.draft_file, name="draft_file"),
    path("draft/<int:pk>/trial/", form_trial.trial, name="trial"),
    path("draft/<int:pk>/trial/<int:campaign>/<str:part>/", form_trial.behind_trial, name="behind_trial"),
]

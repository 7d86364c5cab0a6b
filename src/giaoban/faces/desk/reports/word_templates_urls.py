from django.urls import path

from giaoban.faces.desk.reports import word_templates

app_name = "templates"
urlpatterns = [
    path("names/", word_templates.names, name="names"),
    path("built-in/<slug:document>.docx", word_templates.built_in, name="built_in"),
    path("<int:pk>.docx", word_templates.file, name="file"),
    path("<int:pk>/trial.docx", word_templates.trial, name="trial"),
]

from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "giaoban.conferences"
    label = "conferences"

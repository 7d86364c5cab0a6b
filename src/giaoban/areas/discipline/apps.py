from django.apps import AppConfig


class DisciplineConfig(AppConfig):
    name = "giaoban.areas.discipline"
    label = "discipline"

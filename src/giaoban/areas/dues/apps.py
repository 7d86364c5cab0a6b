from django.apps import AppConfig


class DuesConfig(AppConfig):
    name = "giaoban.areas.dues"
    label = "dues"

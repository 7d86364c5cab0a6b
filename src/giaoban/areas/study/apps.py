from django.apps import AppConfig


class StudyConfig(AppConfig):
    name = "giaoban.areas.study"
    label = "study"

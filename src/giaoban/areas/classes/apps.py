from django.apps import AppConfig


class ClassesConfig(AppConfig):
    name = "giaoban.areas.classes"
    label = "classes"

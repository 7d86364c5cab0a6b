from django.apps import AppConfig


class LocksConfig(AppConfig):
    name = "giaoban.ground.locks"
    label = "locks"

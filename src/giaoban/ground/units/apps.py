from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "giaoban.ground.units"
    label = "units"

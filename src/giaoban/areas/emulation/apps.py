from django.apps import AppConfig


class EmulationConfig(AppConfig):
    name = "giaoban.areas.emulation"
    label = "emulation"

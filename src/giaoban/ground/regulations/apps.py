from django.apps import AppConfig


class RegulationsConfig(AppConfig):
    name = "giaoban.ground.regulations"
    label = "regulations"

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "giaoban.ground.access"
    label = "access"

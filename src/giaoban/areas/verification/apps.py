from django.apps import AppConfig


class VerificationsConfig(AppConfig):
    name = "giaoban.areas.verification"
    label = "verification"

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "giaoban.areas.privacy"
    label = "privacy"

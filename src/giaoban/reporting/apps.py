from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "giaoban.reporting"
    label = "reporting"

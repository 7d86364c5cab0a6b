from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "giaoban.ground.journal"
    label = "journal"

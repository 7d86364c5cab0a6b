from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "giaoban.ground.journal"
    label = "journal"

    def ready(self) -> None:
        from giaoban.ground.one_form import keep

        keep()

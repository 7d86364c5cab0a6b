from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "giaoban.faces.jobs"
    label = "jobs"

    def ready(self) -> None:
        from giaoban.faces.jobs import telling

        telling.listen()

from django.apps import AppConfig


class FacesConfig(AppConfig):
    name = "giaoban.faces"
    label = "faces"

    def ready(self) -> None:
        from giaoban.faces.desk.permissions import words_of_acts
        from giaoban.ground.access.words import learn

        learn(words_of_acts)

from django.apps import AppConfig


class FacesConfig(AppConfig):
    name = "giaoban.faces"
    label = "faces"

    def ready(self) -> None:
        from giaoban.faces.desk.permissions import words_of_acts
        from giaoban.faces.models import forget
        from giaoban.ground.access.words import learn
        from giaoban.ground.people.forgetting import forgets

        learn(words_of_acts)
        forgets(forget)

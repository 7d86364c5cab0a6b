from django.apps import AppConfig


class FacesConfig(AppConfig):
    name = "giaoban.faces"
    label = "faces"

    def ready(self) -> None:
        from giaoban import catalogue
        from giaoban.faces.desk.permissions import words_of_acts
        from giaoban.faces.models import forget
        from giaoban.ground.access.parts import found_by
        from giaoban.ground.access.words import learn
        from giaoban.ground.people.forgetting import forgets
        from giaoban.ground.writing import events_are
        from giaoban.kit.area import listed_by

        found_by(catalogue.parts)
        events_are(catalogue.events)
        listed_by(catalogue.areas)
        learn(words_of_acts)
        forgets(forget)

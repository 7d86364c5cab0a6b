from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "giaoban.ground.people"
    label = "people"

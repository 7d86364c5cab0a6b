from django.apps import AppConfig


class FacesConfig(AppConfig):
    name = "giaoban.faces"
    label = "faces"

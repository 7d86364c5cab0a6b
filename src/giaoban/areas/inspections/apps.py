from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "giaoban.areas.inspections"
    label = "inspections"

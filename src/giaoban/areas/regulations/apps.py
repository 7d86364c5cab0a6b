from django.apps import AppConfig


class RegulationsPagesConfig(AppConfig):
    name = "giaoban.areas.regulations"
    label = "regulations_pages"  # the tables are the ground's app of that name

from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    name = "giaoban.areas.committees"
    label = "committees"

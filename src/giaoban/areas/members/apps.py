from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "giaoban.areas.members"
    label = "members"

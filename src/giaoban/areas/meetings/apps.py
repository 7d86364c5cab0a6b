from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "giaoban.areas.meetings"
    label = "meetings"

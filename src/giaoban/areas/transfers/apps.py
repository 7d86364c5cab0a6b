from django.apps import AppConfig


class TransfersConfig(AppConfig):
    name = "giaoban.areas.transfers"
    label = "transfers"

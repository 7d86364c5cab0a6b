from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "giaoban.areas.accounts"
    label = "accounts"

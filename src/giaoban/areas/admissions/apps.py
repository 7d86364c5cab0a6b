from django.apps import AppConfig


class AdmissionsConfig(AppConfig):
    name = "giaoban.areas.admissions"
    label = "admissions"

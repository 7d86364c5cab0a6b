from django.apps import AppConfig


class UnitActsConfig(AppConfig):
    name = "giaoban.areas.units"
    label = "unit_acts"  # "units" is the ground's: this area holds acts and pages, and no tables

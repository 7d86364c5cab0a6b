from django.urls import path

from giaoban.faces.desk.reports import periods

app_name = "periods"
urlpatterns = [path("", periods.periods, name="list")]

from django.urls import path

from giaoban.faces.desk.reports import indicators

app_name = "indicators"
urlpatterns = [
    path("", indicators.browse, name="list"),
    path("<slug:indicator>/", indicators.page, name="page"),
    path("<slug:indicator>/records/", indicators.records, name="records"),
]

from django.urls import path

from giaoban.faces.desk.reports import trace

app_name = "texts"
urlpatterns = [path("", trace.trace, name="compare")]

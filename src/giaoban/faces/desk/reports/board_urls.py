from django.urls import path

from giaoban.faces.desk.reports import board

app_name = "board"
urlpatterns = [path("", board.board, name="page")]

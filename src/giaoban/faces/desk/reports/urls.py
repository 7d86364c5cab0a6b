from django.urls import path

from giaoban.faces.desk.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.home, name="home"),
    path("open/", views.open_campaign, name="open"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/returns/", views.who_returned, name="returns"),
    path("<int:pk>/narrative/", views.narrative, name="narrative"),
    path("<int:pk>/narrative/new/", views.narrate, name="narrate_new"),
    path("<int:pk>/narrative/<int:paragraph>/", views.narrate, name="narrate"),
    path("<int:pk>/charts/", views.charts, name="charts"),
    path("<int:pk>/restated/", views.restated, name="restated"),
    path("<int:pk>/versions/", views.versions, name="versions"),
    path("<int:pk>/versions/<int:number>/", views.version, name="version"),
    path("<int:pk>/release/", views.release, name="release"),
    path("<int:pk>/release/<int:release>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/document.<slug:kind>", views.document, name="document"),
    path("<int:pk>/workbook/", views.workbook, name="workbook"),
    path("<int:pk>/line/<str:code>/", views.line, name="line"),
    path("<int:pk>/line/<str:code>/records/", views.records, name="records"),
    path("<int:pk>/line/<str:code>/declare/", views.declare, name="declare"),
    path("organisation/<int:pk>/<str:code>/", views.organisation, name="organisation"),
    path("<int:pk>/explain/", views.explain, name="explain"),
    path("<int:pk>/act/<slug:act>/", views.perform, name="act"),
    path("<int:pk>/intake/", views.intake, name="intake"),
    path("<int:pk>/intake/<str:token>/", views.intake_preview, name="intake_preview"),
    path("<int:pk>/intake/done/<int:entry>/", views.intake_done, name="intake_done"),
    path("<int:pk>/undo/<int:entry>/", views.undo_entry, name="undo"),
]

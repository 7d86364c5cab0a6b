from django.urls import include, path

urlpatterns = [
    path("desk/", include("giaoban.faces.desk.urls")),
    path("account/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]

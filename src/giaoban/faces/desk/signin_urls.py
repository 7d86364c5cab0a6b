"""The addresses of sign-in: those that are open, and the names of allauth that lead nowhere here."""

from __future__ import annotations

from allauth.account import views
from allauth.account.decorators import reauthentication_required
from allauth.usersessions.views import list_usersessions
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.urls import include, path, re_path

from giaoban.areas.accounts.views import begin
from giaoban.faces.desk.signin import closed

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    re_path(r"^password/reset/begin/(?P<way>[0-9A-Za-z]+-[0-9a-z]+-[0-9a-f]+)/$", begin, name="account_begin"),
    path("password/reset/key/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("2fa/", include("allauth.mfa.urls")),
    path(
        "sessions/",
        login_required(reauthentication_required(list_usersessions, allow_get=True, app="giaoban")),
        name="usersessions_list",
    ),
    path("signup/", closed, name="account_signup"),
    path("email/", closed, name="account_email"),
    path("confirm-email/", closed, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", closed, name="account_confirm_email"),
    path("password/reset/", closed, name="account_reset_password"),
    path("password/reset/done/", closed, name="account_reset_password_done"),
    path("login/code/confirm/", closed, name="account_confirm_login_code"),
]
if settings.OIDC:
    from giaoban.faces.desk import providers

    urlpatterns += [
        path("3rdparty/", include("allauth.socialaccount.urls")),
        path("oidc/oidc/<str:provider_id>/login/", providers.login, name="openid_connect_login"),
        path("oidc/oidc/<str:provider_id>/login/callback/", providers.callback, name="openid_connect_callback"),
    ]

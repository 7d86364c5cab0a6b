"""Settings: one file; what differs between installations comes from the environment (docs/settings.md lists it)."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from giaoban.catalogue import AREAS
from giaoban.site import database
from giaoban.site.places import LOOPBACK, PACKAGE, secret, state_directory


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "yes", "true", "on"}


DEBUG = _flag("GIAOBAN_DEBUG", False)
SECURE = _flag("GIAOBAN_HTTPS", False)  # behind a proxy that speaks HTTPS: cookies and headers ask for it
SECRET_KEY = os.environ.get("GIAOBAN_SECRET_KEY") or secret("django")
RELEASE_KEY = secret("release-key")  # signs the digests of what the portal hands on
ALLOWED_HOSTS = os.environ.get("GIAOBAN_HOSTS", "localhost 127.0.0.1 [::1]").split()
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if SECURE else []
SITE_ADDRESS = os.environ.get("GIAOBAN_ADDRESS", "http://127.0.0.1:8000")
DESK_ADDRESS = os.environ.get("GIAOBAN_DESK_ADDRESS") or SITE_ADDRESS  # where the desk has a name of its own
DESK_HOST = (urlsplit(DESK_ADDRESS).hostname or "") if DESK_ADDRESS != SITE_ADDRESS else ""

INSTALLED_APPS = [
    "giaoban.ground.journal",
    "giaoban.ground.units",
    "giaoban.ground.people",
    "giaoban.ground.regulations",
    "giaoban.ground.access",
    "giaoban.ground.locks",
    *AREAS,
    "giaoban.faces.jobs",
    "giaoban.faces.portal",
    "pgtrigger",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "giaoban.faces.desk.middleware.FilesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "giaoban.faces.desk.middleware.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "giaoban.site.hosts.HostsMiddleware",
    "giaoban.faces.desk.middleware.MethodsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "giaoban.faces.desk.plain_text.PlainTextMiddleware",
    "giaoban.faces.desk.scanning.ScanningMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "giaoban.faces.desk.middleware.SignedInMiddleware",
    "giaoban.faces.desk.middleware.SecondLockMiddleware",
    "giaoban.faces.portal.editing.seating.SeatingMiddleware",
    "giaoban.faces.desk.middleware.RefusalMiddleware",
    "giaoban.faces.portal.editing.refusing.EditingRefusalMiddleware",
    "giaoban.faces.portal.editing.archiving.ArchiveMiddleware",
    "giaoban.faces.portal.reading.readers.ReaderMiddleware",
    "giaoban.faces.portal.editing.saving.OneAfterAnotherMiddleware",
]

ROOT_URLCONF = "giaoban.site.urls"
ASGI_APPLICATION = "giaoban.site.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "faces" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "giaoban.faces.desk.shell.shell",
            ],
            "builtins": ["giaoban.kit.templatetags.kit"],
        },
    }
]

_app = database.role("app")
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get("GIAOBAN_DATABASE_NAME") or _app.name,
        "HOST": _app.host,
        "PORT": _app.port,
        "USER": _app.user,
        "PASSWORD": _app.password,
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 0,  # each request has a thread of its own: what it left open nobody would use again
        "OPTIONS": dict(_app.tls),
    },
}
_public = database.role("public")
DATABASES["portal"] = DATABASES[
    "default"
] | {  # what serves readers without an account: see faces/portal/reading/readers.py
    "USER": _public.user,
    "PASSWORD": _public.password,
    "CONN_MAX_AGE": 0,
    "OPTIONS": {
        **dict(_public.tls),
        "options": "-c search_path=readers,public",  # what is public, before the tables
        "pool": {"min_size": 1, "max_size": 8, "timeout": 2, "max_idle": 300},
    },
    "TEST": {"MIRROR": "default"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "giaoban.site.counting.Counters",
        "LOCATION": "site_counters",
    },
    "readers": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "readers"},
    "renditions": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "renditions"},
}

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["giaoban.ground.access.hashing.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "giaoban.faces.desk.signin.PlainPasswords"},
]
if OIDC := os.environ.get("GIAOBAN_OIDC_SERVER"):  # a province's or the nation's identity provider, beside passwords
    INSTALLED_APPS += ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]
    SOCIALACCOUNT_LOGIN_ON_GET = True  # a link leads there: a form may be sent to this site only
    SOCIALACCOUNT_ADAPTER = "giaoban.faces.desk.providers.ProviderAdapter"
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "dinh-danh",
                    "name": os.environ.get("GIAOBAN_OIDC_NAME", "Định danh điện tử"),
                    "client_id": os.environ.get("GIAOBAN_OIDC_CLIENT", ""),
                    "secret": os.environ.get("GIAOBAN_OIDC_SECRET", ""),
                    "settings": {"server_url": OIDC},
                }
            ],
        }
    }
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "giaoban.faces.desk.signin.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "giaoban.faces.desk.signin.NamedForm",
    "reauthenticate": "giaoban.faces.desk.signin.AgainForm",
}
ACCOUNT_RATE_LIMITS = {
    "login": None,  # counted where a password is looked at: see AccountAdapter.pre_authenticate
    "login_failed": "10/15m/key",  # for an account; a passkey is not counted: its owner is never locked out by others
    "login_from_address": "20/m/ip,120/h/ip",  # wrong ones under whatever names, in browsers that nobody knows
    "slip_from_address": "20/m/ip,120/h/ip",  # wrong codes of whatever slips: a cell of thirty opens theirs in one room
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "reset_password_from_key": "20/m/ip",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # this session goes on, all others end: see SignedInMiddleware
ACCOUNT_SESSION_REMEMBER = False
PASSWORD_RESET_TIMEOUT = 24 * 3600
MFA_ADAPTER = "giaoban.faces.desk.signin.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "giaoban.faces.desk.signin.CodeForm",
    "reauthenticate": "giaoban.faces.desk.signin.CodeAgainForm",
    "activate_totp": "giaoban.faces.desk.signin.SetUpForm",
}
MFA_RECOVERY_CODES_SHOW_ONCE = True  # kept hashed from then on: faces/desk/recovery.py
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE  # http://localhost, where browsers allow passkeys too
SECOND_FACTOR = os.environ.get("GIAOBAN_SECOND_FACTOR", "asked")
"""``asked``; ``shown`` in the demonstration, where the page fills in the code; ``off`` in tests of other things. The
last two are served on the loopback only."""
IDLE_SECONDS = int(os.environ.get("GIAOBAN_IDLE_MINUTES", "120")) * 60
PROVED_FOR = 300

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-sessionid" if SECURE else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if SECURE else "csrftoken"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked by this machine itself, in plain
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSP_REPORTS = "/csp-report"  # where browsers tell what the policy kept them from
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/bientap/"],  # Wagtail's editing side writes scripts into its pages; HeadersMiddleware
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "media-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "frame-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "report-uri": [CSP_REPORTS],
        "report-to": ["csp"],
    },
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # figures are written by the kit's own filters; ids and years never grouped

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "faces" / "static"]
STATIC_ROOT = state_directory() / "static"
MEDIA_ROOT = Path(os.environ.get("GIAOBAN_MEDIA") or state_directory() / "media")
MEDIA_URL = "/media/"
SCANNER = os.environ.get(
    "GIAOBAN_CLAMAV", ""
)  # the socket of ClamAV's daemon, or host:port; none: files are not scanned
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "giaoban.site.static_files.StaticFiles"},
}
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").exists()
WHITENOISE_MANIFEST_STRICT = False

MAIL = os.environ.get("GIAOBAN_MAIL", "")  # smtp://user:password@host:587 (STARTTLS) or smtps://…:465; none: no mail
_mail = urlsplit(MAIL)
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or {"smtps": 465}.get(_mail.scheme, 587)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.scheme == "smtps", _mail.scheme == "smtp" and "plain" not in _mail.query
EMAIL_TIMEOUT = 20
MAIL_DOMAIN = urlsplit(SITE_ADDRESS).hostname or "localhost"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("GIAOBAN_MAIL_FROM") or f"giaoban@{MAIL_DOMAIN}"

PORTAL_STATE = state_directory() / "portal"  # the salts of today's visitor keys
PORTAL_PROXIES = os.environ.get("GIAOBAN_PROXIES", LOOPBACK if SECURE else "").split()
"""Whose word on the reader's address is taken: behind HTTPS that of a proxy on this machine, as deploy/ sets it up."""
PORTAL_DATACENTRES = os.environ.get("GIAOBAN_DATACENTRES", "").split()  # address ranges that few people read from
WAGTAIL_SITE_NAME = "Giao Ban"
WAGTAILADMIN_BASE_URL = DESK_ADDRESS
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "giaoban.faces.portal.editing.finishing.publish_approved"
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_USER_TIME_ZONES = ["Asia/Ho_Chi_Minh"]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "giaoban.faces.portal.editing.running_text.RunningText"}}
WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}  # private is for who signs in
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []  # nothing is fetched from other sites
WAGTAILIMAGES_IMAGE_MODEL = "portal.Picture"
WAGTAILDOCS_DOCUMENT_MODEL = "portal.Attachment"
WAGTAILIMAGES_IMAGE_FORM_BASE = "giaoban.faces.desk.editors_files.CountedPictureForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "giaoban.faces.desk.editors_files.CountedAttachmentForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000  # a picture bomb is refused before it is unpacked
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = [
    "csv", "docx", "epub", "ics", "mp3", "mp4", "ods", "odt", "pdf", "pptx", "txt", "vtt", "webm", "xlsx",
]  # fmt: skip
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # an article of many parts
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024  # a page pasted whole
SILENCED_SYSTEM_CHECKS = (
    ["security.W004", "security.W008", "security.W012", "security.W016"] if not SECURE else ["security.W021"]
)
"""Behind HTTPS the browsers' preload list alone is left to whoever owns the name."""

TRACES_TO = os.environ.get("GIAOBAN_TRACES_TO", "")  # the collector that is told of requests and jobs; none: no spans
if TRACES_TO:
    from giaoban.site.tracing import job_span

    MIDDLEWARE.insert(0, "giaoban.site.tracing.RequestSpans")
    PROCRASTINATE_WORKER_DEFAULTS = {"task_middleware": [job_span]}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "giaoban.site.logs.PlainLines"}, "json": {"()": "giaoban.site.logs.JsonLines"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if os.environ.get("GIAOBAN_LOG_FORMAT") == "json" else "line",
        }
    },
    "root": {"handlers": ["console"], "level": os.environ.get("GIAOBAN_LOG", "WARNING")},
}

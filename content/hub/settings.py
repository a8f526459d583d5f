"""Django's settings, computed from hub.toml: there is no second place to configure the hub.

``setup`` is called once in a process, before any model is imported.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import django
from django.conf import settings as django_settings

from config.settings import HubSettings

HERE = Path(__file__).parent
DATABASE_FILE = "hub.sqlite"
SECRET_KEY_FILE = "secret-key"
SECRET_KEY_BYTES = 50
MIN_PASSWORD_LENGTH = 12
DAY_S = 86_400
LOCK_WAIT_S = 20  # how long a writer waits for another one

APPS = (
    "content.hub",
    "content.hub.accounts",
    "content.hub.units",
    "content.hub.disclosures",
    "content.hub.catalogue",
    "content.hub.checking",
    "content.hub.review",
    "content.hub.files",
    "content.hub.release",
    "content.hub.terminals",
    "content.hub.feedback",
    "content.hub.erasures",
    "content.hub.timeliness",
    "content.hub.search",
    "wagtail.contrib.typed_table_block",
    "content.hub.accounts.users_app.UsersConfig",  # wagtail.users
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "content.hub.admin",
)

MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "content.hub.nul.NulDoor",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "content.hub.accounts.middleware.AccountDoor",
    "content.hub.admin.subtree_door.SubtreeDoor",
    "content.hub.admin.middleware.SayWhyNot",
)

PASSWORD_RULES = "django.contrib.auth.password_validation."


def setup(hub: HubSettings) -> None:
    """Configure Django for this hub, in this process. A second call for the same hub changes nothing.

    Makes data_dir and the secret key if they are missing. Raises RuntimeError if Django already serves
    another hub.
    """
    if django_settings.configured:
        if hub != django_settings.HUB:
            raise RuntimeError(f"this process already serves the hub in {django_settings.HUB.data_dir}")
        return
    hub.data_dir.mkdir(parents=True, exist_ok=True)
    django_settings.configure(**settings_for(hub))
    django.setup(set_prefix=False)


def settings_for(hub: HubSettings) -> dict[str, Any]:
    """Every Django and Wagtail setting of this hub."""
    is_https = hub.tls is not None or urlsplit(hub.public_url).scheme == "https"
    return {
        "HUB": hub,
        "DEBUG": False,
        "SECRET_KEY": kept_secret(hub.data_dir / SECRET_KEY_FILE),
        "ALLOWED_HOSTS": [*hub.allowed_hosts],
        "CSRF_TRUSTED_ORIGINS": [hub.public_url.rstrip("/")],
        "INSTALLED_APPS": [*APPS],
        "MIDDLEWARE": [*MIDDLEWARE],
        "ROOT_URLCONF": "content.hub.urls",
        "TEMPLATES": [_templates()],
        "DATABASES": {"default": database(hub)},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "LOGGING_CONFIG": None,
        **_language(hub),
        **_accounts(is_secure=is_https or not is_this_machine(hub.public_url)),
        **_transport(hub, is_https=is_https),
        # TLS ends at a proxy in front, which says so in each request.
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if is_https and hub.tls is None else None,
        **_files(hub),
        **_wagtail(hub),
    }


def database(hub: HubSettings) -> dict[str, Any]:
    """SQLite in data_dir, or what database_url names."""
    if hub.database_url:
        return {**dj_database_url.parse(hub.database_url, conn_max_age=0)}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(hub.data_dir / DATABASE_FILE),
        "OPTIONS": {
            # IMMEDIATE: a writer that starts as a reader would fail instead of waiting for its turn.
            "transaction_mode": "IMMEDIATE",
            "timeout": LOCK_WAIT_S,
            "init_command": "pragma journal_mode = wal; pragma synchronous = full;",
        },
    }


def sealing_keys_dir(hub: HubSettings) -> Path:
    """Where the private keys for what citizens tell the county alone lie."""
    return hub.sealing_keys_dir or hub.data_dir / "sealing-keys"


def public_dir(hub: HubSettings) -> Path:
    """Where the pages for everybody lie."""
    return hub.public_dir or hub.data_dir / "public"


def is_this_machine(url: str) -> bool:
    """Whether an address leads nowhere but to the machine that asks for it."""
    return urlsplit(url).hostname in {"127.0.0.1", "::1", "localhost"}


def kept_secret(path: Path) -> str:
    """A key of the hub's own, made when it is first asked for and readable by its user alone."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = secrets.token_urlsafe(SECRET_KEY_BYTES)
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key


def _templates() -> dict[str, Any]:
    processors = ("request", "debug")
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                *(f"django.template.context_processors.{name}" for name in processors),
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }


def _language(hub: HubSettings) -> dict[str, Any]:
    chinese = [("zh-hans", "简体中文")]
    return {
        "LANGUAGE_CODE": "zh-hans",
        "LANGUAGES": chinese,
        "TIME_ZONE": hub.time_zone,
        "USE_TZ": True,
        "USE_I18N": True,
        "LOCALE_PATHS": [str(HERE / "locale")],
        "WAGTAILADMIN_PERMITTED_LANGUAGES": chinese,
        "WAGTAIL_CONTENT_LANGUAGES": chinese,
        "WAGTAIL_I18N_ENABLED": False,
    }


def _accounts(*, is_secure: bool) -> dict[str, Any]:
    """is_secure: cookies travel over TLS alone. Without TLS nobody but this machine itself can sign in."""
    return {
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": PASSWORD_RULES + "UserAttributeSimilarityValidator"},
            {
                "NAME": PASSWORD_RULES + "MinimumLengthValidator",
                "OPTIONS": {"min_length": MIN_PASSWORD_LENGTH},
            },
            {"NAME": PASSWORD_RULES + "CommonPasswordValidator"},
            {"NAME": PASSWORD_RULES + "NumericPasswordValidator"},
            {"NAME": "content.hub.accounts.passphrase.PassphraseValidator"},
        ],
        "LOGIN_URL": "wagtailadmin_login",
        "SESSION_COOKIE_AGE": 12 * 3600,  # as session_rules.LONGEST, which is what holds
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        # The browser itself refuses such a cookie from a neighbouring host name, or over HTTP.
        "SESSION_COOKIE_NAME": "__Host-mingbai" if is_secure else "sessionid",
        "CSRF_COOKIE_NAME": "__Host-mingbai-form" if is_secure else "csrftoken",
        "SESSION_COOKIE_SECURE": is_secure,
        "CSRF_COOKIE_SECURE": is_secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SAMESITE": "Lax",
        # An e-mail that waits for a mail server would hold up an approval; the task list shows the same.
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
    }


def _transport(hub: HubSettings, *, is_https: bool) -> dict[str, Any]:
    """Over HTTPS a browser is told not to come without it any more (RFC 6797); localhost is never told so.

    The host name alone is bound: names below it, and its neighbours, are other people's.
    """
    binds = is_https and not is_this_machine(hub.public_url)
    return {
        "SECURE_HSTS_SECONDS": hub.hsts_days * DAY_S if binds else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": False,
        "SECURE_HSTS_PRELOAD": False,
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "X_FRAME_OPTIONS": "DENY",
    }


def _files(hub: HubSettings) -> dict[str, Any]:
    return {
        "STATIC_URL": "/static/",
        "STATIC_ROOT": None,
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_AUTOREFRESH": False,
        "WHITENOISE_ALLOW_ALL_ORIGINS": False,
        "MEDIA_URL": "/media/",
        "MEDIA_ROOT": str(hub.data_dir / "media"),
        "FILE_UPLOAD_MAX_MEMORY_SIZE": 2_500_000,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 10_000_000,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 20_000,  # a list of 2,000 rows is edited cell by cell
    }


def _wagtail(hub: HubSettings) -> dict[str, Any]:
    return {
        "WAGTAIL_SITE_NAME": "明白 · 县级公开平台",
        "WAGTAILADMIN_BASE_URL": hub.public_url.rstrip("/"),
        # Substring search: the full-text index of SQLite finds no Chinese word but the whole title.
        "WAGTAILSEARCH_BACKENDS": {
            "default": {"BACKEND": "wagtail.search.backends.database.fallback", "AUTO_UPDATE": False}
        },
        "WAGTAIL_FINISH_WORKFLOW_ACTION": "content.hub.review.on_finish.release_reviewed_revision",
        "WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT": True,
        # A reviewer who only opens a page must not become one of its authors.
        "WAGTAIL_AUTOSAVE_INTERVAL": 0,
        "WAGTAILADMIN_COMMENTS_ENABLED": False,
        "WAGTAIL_PASSWORD_RESET_ENABLED": False,
        "WAGTAIL_PASSWORD_MANAGEMENT_ENABLED": False,  # content.hub.accounts.password_page counts tries
        "WAGTAIL_EMAIL_MANAGEMENT_ENABLED": False,
        "WAGTAIL_GRAVATAR_PROVIDER_URL": None,
        "WAGTAIL_USER_TIME_ZONES": [hub.time_zone],  # one: nobody is asked
        "WAGTAIL_ENABLE_UPDATE_CHECK": False,
        "WAGTAIL_ENABLE_WHATS_NEW_BANNER": False,
        "WAGTAIL_USAGE_COUNT_ENABLED": False,
        "WAGTAILADMIN_RECENT_EDITS_LIMIT": 10,
        "WAGTAILIMAGES_EXTENSIONS": ["png", "jpg", "jpeg"],
        "WAGTAILIMAGES_MAX_UPLOAD_SIZE": 20_000_000,
        "WAGTAILDOCS_EXTENSIONS": ["pdf", "png", "jpg", "jpeg"],
        "WAGTAILDOCS_SERVE_METHOD": "serve_view",
    }

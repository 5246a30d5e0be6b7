"""Django's settings, one for every site; what differs from site to site comes from the environment.

Each variable is told in docs/reference/settings.md. No rule of a call is here: those are data (kallipolis/calls).
"""

import contextlib
from importlib.util import find_spec
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import SimpleLazyObject

from config import environment
from config.secret import record_key, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent

# --- Which site -------------------------------------------------------------------------------------------------------

PRODUCTION = environment.one_of("KALLIPOLIS_MODE", "development", "production") == "production"
DEBUG = environment.yes("KALLIPOLIS_DEBUG") and not PRODUCTION

# Everything that the site writes: database, stored files, the collected static files. Installed from a package there is
# no checkout to keep it in: then it is a folder of the place where the site is started.
IN_A_CHECKOUT = (BASE_DIR / "pyproject.toml").is_file()
VAR = environment.path("KALLIPOLIS_VAR", (BASE_DIR if IN_A_CHECKOUT else Path.cwd()) / "var")
if IN_A_CHECKOUT and VAR == BASE_DIR / "var":
    # Whoever may not write here can still screen a dossier; what needs the folder will say so.
    with contextlib.suppress(OSError):
        VAR.mkdir(exist_ok=True)

SECRET_KEY = SimpleLazyObject(
    lambda: secret_key(
        written=environment.text("KALLIPOLIS_SECRET_KEY"),
        file=environment.path("KALLIPOLIS_SECRET_KEY_FILE", VAR / "secret_key"),
        make=not PRODUCTION,
    )
)

# The seed of the key that signs the heads of the record, and where those are put (`kallipolis heads export`).
KALLIPOLIS_RECORD_KEY = SimpleLazyObject(
    lambda: record_key(file=environment.path("KALLIPOLIS_RECORD_KEY_FILE", VAR / "record_key"), make=not PRODUCTION)
)
KALLIPOLIS_HEADS = VAR / "heads"

# Keys that were in use before: sessions and second factors made with one of them still hold.
SECRET_KEY_FALLBACKS = environment.listed("KALLIPOLIS_SECRET_KEYS_BEFORE")

# The call that is on: the id of an edition in kallipolis/calls, or any folder that holds one.
KALLIPOLIS_CALL = environment.text("KALLIPOLIS_CALL", "uccn-2021")
# Where an edition is laid out again from its archive, once its folder was changed after the call was opened.
KALLIPOLIS_EDITIONS = VAR / "editions"
# Where the Secretariat is reached; what is empty here is as the edition says (a reserved example domain).
KALLIPOLIS_SECRETARIAT = {
    "applications_address": environment.text("KALLIPOLIS_APPLICATIONS_ADDRESS"),
    "questions_address": environment.text("KALLIPOLIS_QUESTIONS_ADDRESS"),
    "website": environment.text("KALLIPOLIS_WEBSITE"),
}
# The ClamAV daemon that every document is shown to before it is opened; empty where the site has none.
KALLIPOLIS_CLAMD = environment.socket_address("KALLIPOLIS_CLAMD")
# The names under which our own mail servers sign the Received header that tells our time of arrival (S9).
KALLIPOLIS_MAIL_HOSTS = environment.listed("KALLIPOLIS_MAIL_HOSTS") or ["mx.network.example"]

# The post room. The ceiling of a message is what the server bears, well above what the call allows (S7): what is too large
# for the call is kept and screened.
KALLIPOLIS_MAIL_BYTES = environment.whole_number("KALLIPOLIS_MAIL_MEBIBYTES", 64) * 1024 * 1024
KALLIPOLIS_MAIL_AT_ONCE = environment.whole_number("KALLIPOLIS_MAIL_AT_ONCE", 40)
# The addresses that the listener takes mail for; empty, those of the Secretariat.
KALLIPOLIS_MAIL_FOR = environment.listed("KALLIPOLIS_MAIL_FOR")
KALLIPOLIS_SPOOL = VAR / "spool"
KALLIPOLIS_IMAP = environment.mail_servers("KALLIPOLIS_IMAP", imaps=993, imap=143)
KALLIPOLIS_SMTP = environment.mail_servers("KALLIPOLIS_SMTP", smtps=465, smtp=587)
# Until an operator says so, letters go to reserved example domains only, and into files.
KALLIPOLIS_SENDING = environment.yes("KALLIPOLIS_SENDING")
KALLIPOLIS_LETTERS_FROM = environment.text("KALLIPOLIS_LETTERS_FROM")
KALLIPOLIS_OUTBOX = VAR / "outbox"
KALLIPOLIS_PROVE_ORIGIN = environment.yes("KALLIPOLIS_PROVE_ORIGIN")

# Without names a site answers this machine only: a development site that was put on the net by mistake answers nobody.
ALLOWED_HOSTS = environment.listed("KALLIPOLIS_HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
# What links in letters begin with: never what a request says of its host.
KALLIPOLIS_ADDRESS = environment.web_address(
    "KALLIPOLIS_ADDRESS",
    f"https://{ALLOWED_HOSTS[0].lstrip('.')}" if PRODUCTION else environment.own_address("KALLIPOLIS_LISTEN"),
)

# --- What it is made of -----------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "kallipolis",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    # Its libraries take a sixth of the start; a site without an issuer does not need them there.
    *(["allauth.socialaccount.providers.openid_connect"] if environment.text("KALLIPOLIS_OIDC_ISSUER") else []),
]

# --- Who signs in (django-allauth, docs/decisions/0011) ---------------------------------------------------------------

AUTH_USER_MODEL = "kallipolis.Person"
AUTHENTICATION_BACKENDS = ["kallipolis.web.sign_in.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
# A shared computer forgets with its browser; elsewhere two weeks are the end.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SIGN_IN_LINK_MINUTES = environment.whole_number("KALLIPOLIS_SIGN_IN_LINK_MINUTES", 15)
INVITATION_DAYS = environment.whole_number("KALLIPOLIS_INVITATION_DAYS", 14)

ACCOUNT_ADAPTER = "kallipolis.web.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SESSION_REMEMBER = False
# Codes typed into the page that asked for them: no scanner of mail uses them up, no forged host gets into a link.
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
# The letters that tell of a change belong to its deed (kallipolis.actions.people).
ACCOUNT_EMAIL_NOTIFICATIONS = False

USERSESSIONS_ADAPTER = "kallipolis.web.sign_in.SessionsAdapter"

MFA_ADAPTER = "kallipolis.web.sign_in.FactorsAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Creative Cities Network"
MFA_TOTP_PERIOD = 30
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = True
# A passkey counts as two factors, because the device asks who holds it.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

SOCIALACCOUNT_ADAPTER = "kallipolis.web.sign_in.ConnectionsAdapter"
SOCIALACCOUNT_PROVIDERS = environment.openid_connect(
    "KALLIPOLIS_OIDC_ISSUER",
    client=environment.text("KALLIPOLIS_OIDC_CLIENT_ID"),
    secret=environment.text("KALLIPOLIS_OIDC_CLIENT_SECRET"),
    label=environment.text("KALLIPOLIS_OIDC_NAME"),
)
# Who is known by an address that the issuer vouches for is let in; nobody gets an account by it.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True

MIDDLEWARE = [
    # Outermost, so that even what Django itself refuses carries the policy.
    "kallipolis.web.policy.PolicyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages only; it pads each answer at random, so that the sizes tell nothing of the form's token (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Our own, kallipolis.web.…, innermost: they see a request that the ones above have let through.
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["kallipolis.web.tags"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
# Form fields are drawn by the templates of the house, where it has one, else by Django's.
FORM_RENDERER = "kallipolis.web.forms.HouseRenderer"

# --- What it keeps ----------------------------------------------------------------------------------------------------

DATABASES = {"default": environment.database("DATABASE_URL", VAR / "kallipolis.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# In the database, because a limit on attempts must be one limit, whichever process counts.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kallipolis_cache",
        # Each check that was counted is an entry for two hours; Django would drop a third of them beyond 300.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

# Stored files: a folder of this machine, or a bucket that speaks S3 where several machines serve the site.
STORED_FILES: dict[str, object] = {
    "BACKEND": "kallipolis.models.files.LocalShelf",
    "OPTIONS": {"location": VAR / "files"},
}
if BUCKET := environment.text("KALLIPOLIS_S3_BUCKET"):
    if find_spec("storages") is None:
        raise ImproperlyConfigured(
            "KALLIPOLIS_S3_BUCKET is set, but what speaks to a bucket is not installed: install Kallipolis with the extra s3."
        )
    # The keys are found by boto3 in its own places, a role of the machine among them.
    STORED_FILES = environment.bucket(
        BUCKET,
        endpoint=environment.text("KALLIPOLIS_S3_ENDPOINT"),
        region=environment.text("KALLIPOLIS_S3_REGION", "us-east-1"),
    )

# --- Background work --------------------------------------------------------------------------------------------------

# A task is a row written in the transaction of the deed that asks for it; `kallipolis work` does it.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# A task whose worker gave no sign of life for so long is another's.
WORK_LEASE_SECONDS = environment.whole_number("KALLIPOLIS_LEASE_SECONDS", 60)

# --- Languages and time -----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
# Each by its own name: a reader looks for her language, not for the English word for it.
LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("es", "Español"),
    ("ru", "Русский"),
    ("ar", "العربية"),
    ("zh-hans", "简体中文"),
]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Uploads: what the server bears, not what the call allows ---------------------------------------------------------

# Well above any call's limit, so that a dossier that is too large is kept and screened rather than cut off.
UPLOAD_CEILING_BYTES = environment.whole_number("KALLIPOLIS_UPLOAD_MEBIBYTES", 64) * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 40
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# --- Static files -----------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
# In development the files are served where they lie; production collects them first (`kallipolis collectstatic`).
STATIC_ROOT = VAR / "static" if PRODUCTION else None
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "files": STORED_FILES,
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Security ---------------------------------------------------------------------------------------------------------

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    # The promise of HTTPS is made for this host alone: for its neighbours it is not ours to give.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_SECURE = True

if environment.yes("KALLIPOLIS_BEHIND_PROXY"):
    # Only where the proxy itself sets this header and drops the visitor's: else anybody could claim to come by HTTPS.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# The networks of the site's own proxies: only what they wrote into X-Forwarded-For tells where a visitor comes from.
TRUSTED_PROXIES = environment.listed("KALLIPOLIS_TRUSTED_PROXIES")

# --- Log --------------------------------------------------------------------------------------------------------------

# To standard error, in every mode: with DEBUG off Django would write no error anywhere.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": environment.text("KALLIPOLIS_LOG_LEVEL", "WARNING").upper()},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # At `debug` it writes out all that a page was given: what a visitor checks stands in no log, at any level.
        "django.template": {"level": "INFO"},
        # Django answers HEAD with a body and leaves it to the server to drop it; gunicorn warns of each one.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}

"""What the environment says of this site, read in one place; every name is told in docs/reference/settings.md."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES, NO = {"yes", "true", "on", "1"}, {"no", "false", "off", "0"}


def text(name: str, default: str = "") -> str:
    """The variable without the blanks around it; an empty one counts as not set."""
    return os.environ.get(name, "").strip() or default


def yes(name: str) -> bool:
    """Whether the variable says yes; not set means no, and a third word stops the start."""
    word = text(name, "no").lower()
    if word not in YES | NO:
        raise ImproperlyConfigured(f"{name} is {word!r}; write yes or no.")
    return word in YES


def one_of(name: str, *words: str) -> str:
    """One of the words, the first where the variable is not set."""
    word = text(name, words[0]).lower()
    if word not in words:
        raise ImproperlyConfigured(f"{name} is {word!r}; write {' or '.join(words)}.")
    return word


def whole_number(name: str, default: int) -> int:
    """A whole number above nought."""
    written = text(name, str(default))
    if not written.isascii() or not written.isdigit() or int(written) == 0:
        raise ImproperlyConfigured(f"{name} is {written!r}; write a whole number above 0.")
    return int(written)


def listed(name: str) -> list[str]:
    """The words between commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def socket_address(name: str) -> str:
    """Where a daemon listens: the path of its socket, or host:port; "" where the variable is not set."""
    written = text(name)
    host, _, port = written.rpartition(":")
    if written and not written.removeprefix("unix:").startswith("/") and not (host and port.isdecimal()):
        raise ImproperlyConfigured(f"{name} is {written!r}; write the path of a socket, or host:port.")
    return written


def web_address(name: str, default: str) -> str:
    """The address of a site, without a path and without a slash at its end."""
    written = text(name, default).rstrip("/")
    parts = urlsplit(written)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query or parts.username:
        raise ImproperlyConfigured(f"{name} is {written!r}; write https:// and the name of the site.")
    return written


def own_address(name: str) -> str:
    """Where a site that listens as the variable says is reached on this machine, by the name that passkeys want."""
    port = text(name, "127.0.0.1:8000").rpartition(":")[2]
    return f"http://localhost:{port if port.isdecimal() else 8000}"


def openid_connect(name: str, *, client: str, secret: str, label: str) -> dict[str, object]:
    """The sign-in library's description of the issuer that the variable names; nothing where it is not set."""
    issuer = text(name)
    if not issuer:
        return {}
    if not issuer.startswith("https://") or not client or not secret:
        raise ImproperlyConfigured(
            f"{name} is {issuer!r}; write its https:// address, and with it KALLIPOLIS_OIDC_CLIENT_ID and "
            "KALLIPOLIS_OIDC_CLIENT_SECRET."
        )
    app = {
        "provider_id": "house",
        "name": label or urlsplit(issuer).hostname or issuer,
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}


def mail_servers(name: str, **ports: int) -> list[dict[str, str | int]]:
    """Mail servers, with commas between them, as SCHEME://USER:PASSWORD@HOST:PORT/FOLDER; `ports` are those of the schemes."""
    servers: list[dict[str, str | int]] = []
    for number, written in enumerate(listed(name), start=1):
        address = urlsplit(written)
        try:
            port = address.port
        except ValueError:
            port = 0
        if address.scheme not in ports or not address.hostname or port == 0:
            schemes = " or ".join(f"{scheme}://USER:PASSWORD@HOST:PORT" for scheme in ports)
            # It may carry a password, so the message does not repeat it.
            raise ImproperlyConfigured(f"{name} cannot be read at its address {number}; write {schemes}.")
        servers.append(
            {
                "scheme": address.scheme,
                "host": address.hostname,
                "port": port or ports[address.scheme],
                "user": unquote(address.username or ""),
                "password": unquote(address.password or ""),
                "folder": unquote(address.path.strip("/")),
            }
        )
    return servers


def path(name: str, default: Path) -> Path:
    """A file or folder, made absolute at once: commands are called from anywhere."""
    return Path(text(name, str(default))).expanduser().resolve()


def database(name: str, default: Path) -> dict[str, object]:
    """Django's description of the database that the address names; without one, SQLite in the default file."""
    written = text(name)
    if not written:
        return sqlite(default)
    address = urlsplit(written)
    if address.scheme == "sqlite" and not address.netloc and len(address.path) > 1:
        return sqlite(Path(unquote(address.path.removeprefix("/"))).resolve())
    if address.scheme in {"postgres", "postgresql"} and len(address.path) > 1:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(address.path.removeprefix("/")),
            "USER": unquote(address.username or ""),
            "PASSWORD": unquote(address.password or ""),
            "HOST": unquote(address.hostname or ""),
            "PORT": str(address.port or ""),
            "OPTIONS": dict(parse_qsl(address.query)),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    # The address may carry a password, so the message does not repeat it.
    raise ImproperlyConfigured(
        f"{name} cannot be read; write sqlite:////absolute/path or postgresql://USER:PASSWORD@HOST:PORT/NAME."
    )


def sqlite(path: Path) -> dict[str, object]:
    """SQLite as a server needs it: readers beside one writer, and nothing lost that was once committed."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            # The write lock is taken at the beginning: a transaction that reads first and then writes cannot be
            # refused half-way ("database is locked"), it waits its turn.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: a dossier that was acknowledged survives the power cut a moment later.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


def bucket(name: str, *, endpoint: str, region: str) -> dict[str, object]:
    """A bucket that stored files lie in, of Amazon or of another service that speaks S3 at `endpoint`."""
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": name,
            "endpoint_url": endpoint or None,
            "region_name": region,
            # The library's own default is the signature that newer buckets refuse.
            "signature_version": "s3v4",
            "addressing_style": "path" if endpoint else "auto",
            "location": "files",
            # A file is named by its digest: to write it again writes the same bytes.
            "file_overwrite": True,
            # As the bucket says, which must be private; never a right of everybody's.
            "default_acl": None,
            # What is fetched goes to a temporary file beyond this.
            "max_memory_size": 2 * 1024 * 1024,
        },
    }

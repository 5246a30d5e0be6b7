"""How gunicorn serves the site: one process with threads, enough for a programme on one machine; nothing of Django."""

from gunicorn.arbiter import Arbiter

from config import environment

wsgi_app = "config.wsgi"
bind = environment.text("KALLIPOLIS_LISTEN", "127.0.0.1:8000")
worker_class = "gthread"
workers = environment.whole_number("KALLIPOLIS_WORKERS", 1)
threads = environment.whole_number("KALLIPOLIS_THREADS", 8)
# Loaded before the fork: what the site lacks stops the server with one sentence, instead of one worker after another.
preload_app = True
# A dossier of tens of megabytes over a slow line takes minutes; the heartbeat of gthread goes on meanwhile.
timeout = 120
graceful_timeout = 30
loglevel = "warning"


def when_ready(server: Arbiter) -> None:
    """Say where the site is; gunicorn itself would say much more."""
    listeners = " ".join(str(listener) for listener in server.LISTENERS)
    server.log.warning("Kallipolis is at %s (Ctrl-C stops it)", listeners)

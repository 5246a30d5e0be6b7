"""Where a web server finds the site (gunicorn --config config/server.py); what the site lacks is said at the start."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

try:
    # The key is made or missed at its first use: that is now, not when the first visitor sends a form.
    bool(settings.SECRET_KEY)
    if settings.STATIC_ROOT and not settings.STATIC_ROOT.is_dir():
        raise ImproperlyConfigured(
            "The static files are not collected: run `kallipolis collectstatic --no-input`, then start again."
        )
    application = get_wsgi_application()
except ImproperlyConfigured as lack:
    sys.exit(f"kallipolis: {lack}")

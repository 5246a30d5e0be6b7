"""Every migration goes back as it came: from nothing to today, back to nothing, and to today again, in a database of its own."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

PROGRAM = """
import django, os
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

def applied():
    return sorted(name for app, name in MigrationRecorder(connection).applied_migrations() if app == "kallipolis")

def tables():
    return sorted(name for name in connection.introspection.table_names() if name.startswith("kallipolis_"))

connection.settings_dict["TEST"]["NAME"] = os.environ["SCRATCH"]
before = connection.settings_dict["NAME"]
connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
try:
    forth, made = applied(), tables()
    call_command("migrate", "kallipolis", "zero", verbosity=0)
    left = [name for name in tables() if name != "kallipolis_cache"]
    call_command("migrate", verbosity=0)
    print("same" if (applied(), tables()) == (forth, made) and forth and not left else f"{forth} {left} {applied()}")
finally:
    connection.creation.destroy_test_db(before, verbosity=0)
"""


@pytest.mark.slow
def test_every_migration_reverses(tmp_path):
    scratch = f"kallipolis_scratch_{os.getpid()}" if connection.vendor == "postgresql" else str(tmp_path / "scratch")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SCRATCH": scratch,
            "KALLIPOLIS_VAR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.strip(), done.returncode) == ("same", 0), done.stderr[-3000:]

"""The database itself refuses to change or to delete an event, whoever asks: the code, a console, a shell.

Whoever owns the database can still take the guard away; then the digests tell (kallipolis verify). A later migration that
makes SQLite draw the table anew loses the guard, and a test says so (tests/models/test_record.py).
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

GUARD = {
    "sqlite": (
        "CREATE TRIGGER kallipolis_event_is_not_changed BEFORE UPDATE ON kallipolis_event "
        "BEGIN SELECT RAISE(ABORT, 'Events are never changed.'); END",
        "CREATE TRIGGER kallipolis_event_is_not_deleted BEFORE DELETE ON kallipolis_event "
        "BEGIN SELECT RAISE(ABORT, 'Events are never deleted.'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION kallipolis_event_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'Events are never changed or deleted.' USING ERRCODE = 'restrict_violation'; END $$",
        "CREATE TRIGGER kallipolis_event_is_kept BEFORE UPDATE OR DELETE ON kallipolis_event "
        "FOR EACH ROW EXECUTE FUNCTION kallipolis_event_is_kept()",
        "CREATE TRIGGER kallipolis_event_is_not_emptied BEFORE TRUNCATE ON kallipolis_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION kallipolis_event_is_kept()",
    ),
}
LIFT = {
    "sqlite": (
        "DROP TRIGGER kallipolis_event_is_not_changed",
        "DROP TRIGGER kallipolis_event_is_not_deleted",
    ),
    "postgresql": (
        "DROP TRIGGER kallipolis_event_is_kept ON kallipolis_event",
        "DROP TRIGGER kallipolis_event_is_not_emptied ON kallipolis_event",
        "DROP FUNCTION kallipolis_event_is_kept()",
    ),
}


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in GUARD[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def lift(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in LIFT[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [("kallipolis", "0002_register_lists")]

    operations = [migrations.RunPython(guard, lift)]

#!/usr/bin/env bash
# Runs a command on PostgreSQL: setup/postgresql.sh COMMAND ...
# DATABASE_URL will name the server that TEST_DATABASE_URL or DATABASE_URL names; without either, one that is made for this
# command in a temporary folder, listens on a socket there and nowhere else, and is gone afterwards.
set -euo pipefail

stop() {
    echo "kallipolis: $*" >&2
    exit 1
}

given=${TEST_DATABASE_URL:-${DATABASE_URL:-}}
if [[ $given == postgres* ]]; then
    DATABASE_URL=$given exec "$@"
fi

# Debian keeps these programs out of the PATH, one folder a version.
bin=$(find /usr/lib/postgresql /usr/local/bin /usr/bin -maxdepth 3 -name initdb -printf '%h\n' 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] && [ -x "$bin/pg_ctl" ] ||
    stop "no PostgreSQL is given and none is installed: set TEST_DATABASE_URL, or ask root to run: apt-get install postgresql"

# PostgreSQL refuses to run as root.
as=()
if [ "$(id -u)" = 0 ]; then
    id postgres >/dev/null 2>&1 || stop "PostgreSQL does not run as root, and there is no user postgres."
    as=(runuser -u postgres --)
fi

folder=$("${as[@]}" mktemp -d "${TMPDIR:-/tmp}/kallipolis-pg.XXXXXX")
trap '"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$folder"' EXIT
cd "$folder"
"${as[@]}" "$bin/initdb" -D "$folder/data" -U kallipolis -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$folder/initdb.log" 2>&1 ||
    stop "PostgreSQL could not be set up: $(tail -n 3 "$folder/initdb.log")"
# What a test wrote need not survive a power cut.
"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w \
    -o "-k $folder -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start \
    >/dev/null 2>&1 || stop "PostgreSQL did not start: $(tail -n 3 "$folder/log")"
cd "$OLDPWD"

# Not `exec`: the server ends with the command.
DATABASE_URL="postgresql://kallipolis@/postgres?host=$folder" "$@"

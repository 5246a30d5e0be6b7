#!/usr/bin/env bash
# Makes .venv and fills it with exactly what a lock names: setup/environment.sh requirements.lock
# Nothing here touches the system, except that root on Debian gets python3-venv when it is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

lock=${1:?"usage: setup/environment.sh LOCK"}
python=${PYTHON:-python3}
venv=.venv

# Never let uv fetch an interpreter of its own: the one that made .venv is the one that runs.
export UV_PYTHON_PREFERENCE=only-system
export PIP_DISABLE_PIP_VERSION_CHECK=1

stop() {
    echo "kallipolis: $*" >&2
    exit 1
}

# The lines of the lock that belong to uv ("is") or to all the others ("is not"), hashes included.
lines_where_it() {
    awk -v wanted="$1" '/^[^ #]/ { which = /^uv==/ ? "is" : "is not" } which == wanted' "$lock"
}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
    stop "Python 3.11 or later is needed and '$python' is not one; name another with PYTHON=/path/to/python3 make ..."

if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing python3-venv (Debian keeps it apart from Python)."
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
    else
        stop "Python's venv module is missing; ask root to run: apt-get install python3-venv"
    fi
fi

"$venv/bin/python" -c '' 2>/dev/null || "$python" -m venv --clear "$venv"

if ! "$venv/bin/uv" --version >/dev/null 2>&1; then
    lines_where_it "is" >"$venv/uv.lock"
    "$venv/bin/python" -m pip install --quiet --require-hashes --no-deps -r "$venv/uv.lock" ||
        echo "uv is not to be had here; pip takes its place, more slowly." >&2
fi

if ! "$venv/bin/uv" pip sync --quiet --python "$venv/bin/python" --require-hashes "$lock"; then
    lines_where_it "is not" >"$venv/all-but-uv.lock"
    "$venv/bin/python" -m pip install --quiet --require-hashes --no-deps -r "$venv/all-but-uv.lock"
fi

# Editable, from what is installed already (no network). "compat" is a plain .pth line: nothing to import at start-up.
"$venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation --no-index \
    --config-settings editable_mode=compat --editable .

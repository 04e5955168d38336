#!/bin/sh
# Creates .venv from the hashed lock files: with uv, or with plain pip where uv cannot be had.
set -eu
venv=.venv

usable() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 python; do
        if usable "$name"; then
            echo "$name"
            return
        fi
    done
    echo "Selaras needs Python 3.11 or newer and found none. Install it (Debian 12, Ubuntu 24.04:" >&2
    echo "  sudo apt install python3 python3-venv" >&2
    echo "), or name one: make setup PYTHON=/path/to/python3" >&2
    exit 1
}

if ! usable "$venv/bin/python"; then
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        echo "$python cannot make virtual environments. On Debian and Ubuntu:" >&2
        echo "  sudo apt install python3-venv" >&2
        exit 1
    fi
    echo "Creating $venv with $("$python" --version) ..."
    "$python" -m venv --clear "$venv"
fi

with_pip() {
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
}

# uv does not read pip's configuration: an office's own package index has to be handed on.
index=$("$venv/bin/python" -m pip config get global.index-url 2>/dev/null || true)
if [ -n "$index" ] && [ -z "${UV_DEFAULT_INDEX:-}" ]; then
    export UV_DEFAULT_INDEX="$index"
fi

with_uv() {
    "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" "$@"
}

echo "Installing packages ..."
if with_pip --require-hashes -r requirements/uv.lock 2>/dev/null &&
    with_uv --require-hashes -r requirements/dev.lock; then
    with_uv --no-deps --no-build-isolation --editable .
else
    echo "uv is not available here; installing with pip, which takes longer ..."
    with_pip --require-hashes -r requirements/dev.lock
    with_pip --no-deps --no-build-isolation --editable .
fi
touch "$venv/.ready"

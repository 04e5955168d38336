#!/bin/sh
# Resolves the lock files for every supported Python, with hashes.
set -eu
compile() {
    out=$1
    shift
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --output-file "$out" "$@"
}
compile requirements/run.lock pyproject.toml
compile requirements/dev.lock pyproject.toml --group dev
echo uv | compile requirements/uv.lock -

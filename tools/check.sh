#!/bin/sh
# Every gate that needs no test: runs them all and says at the end which ones failed.
set -u
bin=.venv/bin
failed=""

gate() {
    name=$1
    shift
    printf '== %s\n' "$name"
    "$@" || failed="$failed $name;"
}

export DJANGO_SETTINGS_MODULE=selaras.config.settings
SELARAS_HOME=$(mktemp -d)
export SELARAS_HOME SELARAS_DATABASE=""
trap 'rm -rf "$SELARAS_HOME"' EXIT

gate "format" $bin/ruff format --check --quiet .
gate "lint" $bin/ruff check --quiet .
gate "types" $bin/mypy
gate "import contracts" $bin/lint-imports --no-cache
gate "migrations" $bin/python manage.py makemigrations --check --dry-run
gate "settings" $bin/python manage.py check --fail-level WARNING
gate "templates" $bin/djlint --lint --quiet src/selaras/web/templates
gate "translations" $bin/python tools/translations.py

if [ -n "$failed" ]; then
    printf 'Failed:%s\n' "$failed" >&2
    exit 1
fi
echo "All checks passed."

#!/bin/sh
# Makes sure that the browser tests find a Chromium; where it cannot be had they say so and skip.
set -eu
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
[ -n "${SELARAS_CHROMIUM:-}" ] && exit 0
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    as_root="none"
fi
if [ "$as_root" != none ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests ..."
    if $as_root apt-get update -qq >/dev/null &&
        DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends chromium >/dev/null; then
        exit 0
    fi
fi
echo "No Chromium here and none could be installed: browser tests will be skipped." >&2
echo "Install the package chromium, or name a browser: SELARAS_CHROMIUM=/path/to/chromium" >&2

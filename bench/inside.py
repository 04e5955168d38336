"""``python -m bench.inside MODULE FUNCTION [WORD...]``: run one measurement with Django awake.

Runs in the installation the environment names and prints what the function returns as JSON, on a
line of its own. Also useful by hand: ``SELARAS_HOME=DIR python -m bench.inside bench.nation fill``.
"""

from __future__ import annotations

import importlib
import json
import os
import sys

import django


def main() -> int:
    """Import, call, print."""
    module, function, *words = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "selaras.config.settings")
    django.setup()
    call = getattr(importlib.import_module(module), function)
    told = call(*(int(word) if word.isdigit() else word for word in words))
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())

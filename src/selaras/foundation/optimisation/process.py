"""The process that solves: a model a line on standard input, an answer a line on standard output.

Run by ``workshop`` with ``python -m``. It ends when its input does.
"""

from __future__ import annotations

import json
import sys

from selaras.foundation.optimisation.highs import solve
from selaras.foundation.optimisation.wire import model_from, reply


def main() -> int:
    """Solve whatever is asked until nobody asks any more."""
    for line in sys.stdin:
        asked = json.loads(line)
        answer = solve(model_from(asked), seconds=asked["seconds"], gap=asked["gap"])
        sys.stdout.write(reply(answer))
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())

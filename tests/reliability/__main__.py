"""Runs all that `tests.reliability` tries, or one part of it."""

import sys
from importlib import import_module
from typing import Final

PARTS: Final = ("hostile", "growth", "faults", "storm", "fuzz")


def main(arguments: list[str]) -> int:
    """Run one part with its own arguments, or all of them; 1 where something did not hold."""
    wanted = [(arguments[0], arguments[1:])] if arguments else [(part, []) for part in PARTS]
    return max(int(import_module(f"tests.reliability.{part}").main(more)) for part, more in wanted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

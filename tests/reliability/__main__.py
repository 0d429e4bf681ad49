"""What the program withstands: runs all that `tests.reliability` tries, for a night, or one part of it."""

import sys
from importlib import import_module
from typing import Final

from tests.reliability import Unreadable

PARTS: Final = {
    "hostile": ("", "hostile projects: no traceback, nothing private or alive in the site"),
    "growth": ("[readers | patterns]", "processor seconds of each reader and each pattern, from a text to its double"),
    "faults": (
        "[POINTS]",
        "build, verify, check and serve with each call failing or killed, in turn; all points, or some",
    ),
    "storm": ("[SAVES SECONDS]", "saves faster than `serve` can follow"),
    "sizes": ("[SIZE …]", "memory and processor seconds of a large note, source, PDF, lock and project"),
    "fuzz": ("[SECONDS [TARGET …]]", "texts made by chance, for 600 seconds a target; `fuzz targets` lists them"),
}
"""The parts in their order, with their arguments and what each tries."""


def usage() -> str:
    """How this is called."""
    rows = (f"  {f'{part} {arguments}':32} {what}\n" for part, (arguments, what) in PARTS.items())
    lines = ("Usage: python -m tests.reliability [PART [ARGUMENT …]]", "".join(rows))
    return "\n\n".join((str(__doc__), *lines)) + "\nIt exits with 1 where something did not hold."


def main(arguments: list[str]) -> int:
    """Run one part with its own arguments, or all of them; 1 where something did not hold, 2 for what is no part."""
    asked_for_help = {"-h", "--help", "help"} & set(arguments)
    if asked_for_help or (arguments and arguments[0] not in PARTS):
        print(usage(), file=sys.stdout if asked_for_help else sys.stderr)
        return 0 if asked_for_help else 2
    wanted = [(arguments[0], arguments[1:])] if arguments else [(part, []) for part in PARTS]
    return max(_run(part, more) for part, more in wanted)


def _run(part: str, arguments: list[str]) -> int:
    try:
        return int(import_module(f"tests.reliability.{part}").main(arguments))
    except Unreadable as error:
        print(f"{part}: {error}\n\n{usage()}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

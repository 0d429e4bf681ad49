"""Leaving the program: the system takes its memory back at once.

To take millions of records apart one by one takes longer than many a build.
"""

import os
import sys
from contextlib import suppress
from typing import NoReturn


def leave(code: int) -> NoReturn:
    """End this process, when everything that it printed is on its way."""
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)

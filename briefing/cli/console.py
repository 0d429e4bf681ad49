"""Printing, failing and exiting, for every command.

The process ends by `os._exit`, which lets the system free the memory at once:
to free millions of records one by one takes longer than many builds.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click


def say(text: str, *, err: bool = False, nl: bool = True, is_data: bool = False) -> None:
    """Print a text; a failure to, as on a full disk, names the stream.

    What is data is UTF-8 whatever the console's encoding: it goes into a file or another program, where a stand-in
    for a character would be a loss.
    """
    try:
        click.echo(text.encode("utf-8", "replace") if is_data else text, err=err, nl=nl)
    except OSError as error:
        raise OSError(error.errno, error.strerror, "standard error" if err else "standard output") from error


@contextmanager
def os_errors() -> Iterator[None]:
    """The world failing is a sentence, not a traceback."""
    try:
        yield
    except BrokenPipeError:  # the reader closed the pipe
        sys.exit(1)
    except OSError as error:
        raise click.ClickException(os_error_message(error)) from error
    except MemoryError as error:
        raise click.ClickException("there is not enough memory; try --jobs 1, and smaller files") from error


def os_error_message(error: OSError) -> str:
    """The message of a system error, with its path."""
    path = error.filename2 or error.filename
    place = f"{path}: " if path else ""
    return f"{place}{error.strerror or error}"


def exit_process(code: int) -> NoReturn:
    """End this process, when everything that it printed is on its way; what cannot be printed is a failure."""
    try:
        for stream in (sys.stdout, sys.stderr):
            # The language server has closed its own when an editor ends it.
            if not stream.closed:
                stream.flush()
    except OSError:
        code = code or 1
    os._exit(code)

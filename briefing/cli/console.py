"""Printing, failing and exiting, for every command.

The process ends by `os._exit`, so that the system frees its memory at once: freeing
millions of records one by one takes longer than many builds.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click


def say(text: str, *, err: bool = False, nl: bool = True, is_data: bool = False) -> None:
    """Print a text. Raises `OSError` with the name of the stream if that fails, for example on a full disk.

    With `is_data`, the encoding is UTF-8 regardless of the console's: the text goes into a file or another program,
    so that no character may be replaced.
    """
    try:
        click.echo(text.encode("utf-8", "replace") if is_data else text, err=err, nl=nl)
    except OSError as error:
        raise OSError(error.errno, error.strerror, "standard error" if err else "standard output") from error


@contextmanager
def os_errors() -> Iterator[None]:
    """Turn an `OSError` into a message and an exit code, instead of a traceback."""
    try:
        yield
    except BrokenPipeError:  # the reader closed the pipe
        sys.exit(1)
    except OSError as error:
        raise click.ClickException(os_error_message(error)) from error
    except MemoryError as error:
        raise click.ClickException("there is not enough memory; try --jobs 1, and smaller files") from error


def os_error_message(error: OSError) -> str:
    """The message for an `OSError`, with its path."""
    path = error.filename2 or error.filename
    place = f"{path}: " if path else ""
    return f"{place}{error.strerror or error}"


def exit_process(code: int) -> NoReturn:
    """Flush the output and end this process; output that cannot be written makes a `code` of 0 into 1."""
    try:
        for stream in (sys.stdout, sys.stderr):
            # The language server has already closed its streams when the editor ends it; a Windows service has none.
            if stream is not None and not stream.closed:
                stream.flush()
    except OSError:
        code = code or 1
    os._exit(code)

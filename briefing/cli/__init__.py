"""The command line: arguments in, exit code out. The only package that prints and exits.

The module of a command is imported only when the command is called, since most of
them need more modules than `--help` should have to load.
"""

import gc
import importlib
import sys
from io import TextIOWrapper
from typing import Any, Final

import click

from briefing import limits
from briefing.cli.console import exit_process, os_error_message, os_errors, say

COMMANDS: Final = {
    "archive": "Put copies of sources into the private archive, and report its state.",
    "build": "Check the notes, then write the site.",
    "changes": "Report figure by figure what changed since a revision of git: added, corrected, re-sourced and so on.",
    "check": "Report all findings; write nothing except what --fix changes.",
    "completion": "Print a completion script for SHELL: commands, options, rules and keys of sources.",
    "explain": "Explain a RULE, with a wrong and a right example; without RULE, list them.",
    "guide": "Print the page of the guide about TOPIC; without TOPIC, list them.",
    "impact": "List what depends on SOURCE, or on a PLACE in it: figures, notes, derived figures and charts.",
    "init": "Start a small project in FOLDER: two notes, their source and its text.",
    "import": "Create a project from a FOLDER of Quarto, MyST, Obsidian or Jekyll notes.",
    "lsp": "Run a language server for editors: findings, fixes, completions, hovers, renames.",
    "new": "Create a note, or add a source to the bibliography.",
    "pdf": "Print NOTE, or the whole briefing, as a PDF: tagged, with an outline, checks and references.",
    "schema": "Print the JSON Schema of front matter, site.yaml or sources.yaml, or of a command's JSON output.",
    "serve": "Show the site while you write: each save shows on the open page at once, with the findings of `check`.",
    "figures": "Print the ledger: every figure with its source and its state.",
    "sources": "Print the bibliography: each source with what depends on it, its text and its caveats.",
    "verify": "Look up every figure in the archived text of its source, and record the outcome.",
}
"""The commands, each with its line in `--help`; it is the object `command` in the module of the same name."""


class _LazyGroup(click.Group):
    """A group of placeholders, each replaced by the real command when it is called."""

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, stand_in, rest = super().resolve_command(context, arguments)
        return name, load(name) if name and stand_in else None, rest

    def invoke(self, context: click.Context) -> Any:
        with os_errors():
            try:
                return super().invoke(context)
            except click.UsageError as error:
                if advice := _advice(error):
                    raise click.UsageError(f"{error.message}. {advice}", error.ctx) from error
                raise


def _advice(error: click.UsageError) -> str:
    """What to write instead of a note or a folder that a command for the whole project was given."""
    if not error.ctx or not error.message.startswith("Got unexpected extra argument"):
        return ""
    options = {name for parameter in error.ctx.command.params for name in parameter.opts}
    if "--project" not in options:
        return ""
    archive = " The archive is named as --archive DIR." if "--archive" in options else ""
    return f"{error.ctx.info_name} works on all notes; --project DIR names another folder.{archive}"


def load(name: str) -> click.Command:
    """Import a command."""
    found: click.Command = importlib.import_module(f"briefing.cli.{name}").command
    return found


_EPILOG: Final = """\b
Example, from nothing to a site:
  briefing init ferries
  cd ferries
  briefing build

First steps and the whole syntax: briefing guide. What a finding means: briefing explain RULE."""


@click.group(
    cls=_LazyGroup,
    commands=[click.Command(name, short_help=summary) for name, summary in COMMANDS.items()],
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="briefing-notes")
def main() -> None:
    """Publish notes as a site whose figures can be traced to their sources."""
    clean_up_late()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A character that the console's encoding lacks must not stop a build.
            stream.reconfigure(errors="replace")


def clean_up_late() -> None:
    """Turn the garbage collector off until many notes are parsed, and let it run rarely then.

    Records never form reference cycles, and scanning millions of them is slow.
    """
    gc.set_threshold(200_000, 50, 50)
    gc.disable()


def run() -> None:
    """Run `main`, and end the process."""
    if "--restricted" in sys.argv and (code := limits.enter_child()) is not None:
        if code < 0:
            reason = "a template ran too long, or used too much memory"
            say(f"Error: the system stopped the command with signal {-code}: {reason}", err=True)
        exit_process(code if code >= 0 else 1)
    try:
        main()
    except SystemExit as ended:
        exit_process(ended.code if isinstance(ended.code, int) else 1)
    except OSError as error:  # the help could not be printed
        say(f"Error: {os_error_message(error)}", err=True)
        exit_process(1)

"""Arguments in, exit code out; the only room that prints and exits.

A command is loaded when it is called, since what most of them need takes
longer to load than `--help` should take.
"""

import gc
import importlib
import sys
from io import TextIOWrapper
from typing import Any, Final

import click

from briefing import limits
from briefing.cli.console import exit_process, os_errors, say

COMMANDS: Final = {
    "archive": "Put copies of sources into the private archive, and report its state.",
    "build": "Check the notes, then write the site.",
    "changes": "Tell figure by figure what changed since a revision of git: added, corrected, re-sourced and so on.",
    "check": "Report all findings, and write nothing but what --fix mends.",
    "completion": "Print the script by which SHELL completes commands, options, rules and keys of sources.",
    "explain": "Explain a RULE, with a wrong and a right example; without RULE, list them.",
    "guide": "Print the page of the guide about TOPIC; without TOPIC, list them.",
    "impact": "List what rests on SOURCE, or on a PLACE of it: figures, notes, derived figures and charts.",
    "init": "Start a project in FOLDER: two notes, their source and its text, all small and ready to be changed.",
    "import": "Make a project of a FOLDER of notes of Quarto, MyST, Obsidian or Jekyll.",
    "lsp": "Serve an editor by the Language Server Protocol: findings, fixes, completions, hovers, renames.",
    "new": "Begin a note, or put a source into the bibliography.",
    "pdf": "Print NOTE, or the whole briefing, as a PDF: tagged, with an outline, checks and references.",
    "schema": "Print the JSON Schema of front matter, site.yaml or sources.yaml, or of what is printed as JSON.",
    "serve": "Show the site while you write: each save is on the open page at once, with what `check` finds in it.",
    "figures": "Print the ledger: every figure with its source and its state.",
    "sources": "Print the bibliography: each source with what rests on it, its text and its caveats.",
    "verify": "Look up every figure in the archived text of its source, and record the outcome.",
}
"""Each command, with its line in `--help`; it is `command` of the module of its name."""


class _Lazily(click.Group):
    """A group of placeholders: a command itself is imported when it is called."""

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, stand_in, rest = super().resolve_command(context, arguments)
        return name, load(name) if name and stand_in else None, rest

    def invoke(self, context: click.Context) -> Any:
        with os_errors():
            return super().invoke(context)


def load(name: str) -> click.Command:
    """A command with all that it needs."""
    found: click.Command = importlib.import_module(f"briefing.cli.{name}").command
    return found


_EPILOG: Final = """\b
Example, from nothing to a site:
  briefing init ferries
  cd ferries
  briefing build

First steps and the whole syntax: briefing guide. What a finding means: briefing explain RULE."""


@click.group(
    cls=_Lazily,
    commands=[click.Command(name, short_help=summary) for name, summary in COMMANDS.items()],
    epilog=_EPILOG,
)
@click.version_option(package_name="briefing-notes")
def main() -> None:
    """Publish notes as a site whose figures can be traced to their sources."""
    clean_up_late()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A console that lacks a character shows a stand-in; it never stops a build.
            stream.reconfigure(errors="replace")


def clean_up_late() -> None:
    """Tune the collector: circular garbage is collected only when many notes are parsed, and then seldom.

    Records never form circles, and collecting among millions of them is slow.
    """
    gc.set_threshold(200_000, 50, 50)
    gc.disable()


def run() -> None:
    """The program: `main`, and gone."""
    if "--restricted" in sys.argv and (code := limits.enter_child()) is not None:
        if code < 0:
            say(f"Error: the system ended the command by signal {-code}: a template ran on, or took too much", err=True)
        exit_process(code if code >= 0 else 1)
    try:
        main()
    except SystemExit as ended:
        exit_process(ended.code if isinstance(ended.code, int) else 1)

"""`briefing impact`."""

from pathlib import Path
from typing import Final

import click

from briefing.citations import CitationError, read_locators
from briefing.cli.console import say
from briefing.cli.options import project_option
from briefing.cli.projects import keys, with_view, words_of
from briefing.exports.impact import Impact, as_text, impact
from briefing.exports.tabular import json_text
from briefing.model import Locator
from briefing.model.suggestions import suggestion
from briefing.site import View

_EXAMPLE: Final = """\b
Example, of a source and of one paragraph of it:
  briefing impact northlight-2025
  briefing impact northlight-2025 "para. 4" --as json"""


@click.command(epilog=_EXAMPLE)
@click.argument("source", shell_complete=keys)
@click.argument("place", default="")
@project_option
@click.option("--as", "form", type=click.Choice(["text", "json"]), default="text", help="Output format [text].")
def command(source: str, place: str, root: Path, form: str) -> None:
    """List what depends on SOURCE, or on a PLACE in it: figures, notes, derived figures and charts.

    PLACE is written as in a citation: "p. 12", "para. 4", "sec. 2". A figure that
    cites the whole source rests on each of its places.
    """
    locators = _locators(place)
    key = source.removeprefix("@")
    found, words = with_view(root, lambda view: (_impact(view, key, locators), words_of(view)))
    say(json_text(found) if form == "json" else as_text(found, words), nl=False, is_data=form == "json")


def _locators(place: str) -> tuple[Locator, ...]:
    try:
        found, rest = read_locators(place)
    except CitationError as error:
        raise click.UsageError(f"{error.message}: {error.hint}") from error
    if rest or (place and not found):
        hint = "Write it as in a citation: 'p. 12', '¶4', 'sec. 2'."
        raise click.UsageError(f"{place!r} is not a place in a source. {hint}")
    return found


def _impact(view: View, key: str, locators: tuple[Locator, ...]) -> Impact:
    if view.source(key) is None:
        hint = suggestion(key, view.sources()) or " 'briefing sources' lists them."
        raise click.UsageError(f"No source is called {key!r}.{hint}")
    return impact(view, key, locators)

"""`briefing schema`."""

import json

import click

from briefing.cli.leaving import say
from briefing.notes.schemas import SCHEMAS

_EXAMPLE = """\b
Example, for editors with the YAML language server:
  briefing schema site > .schema/site.json
and in the first line of notes/site.yaml:
  # yaml-language-server: $schema=../.schema/site.json"""


@click.command(epilog=_EXAMPLE)
@click.argument("kind", type=click.Choice(tuple(SCHEMAS)))
def command(kind: str) -> None:
    """Print the JSON Schema of the front matter of notes, of site.yaml or of sources.yaml."""
    say(json.dumps(SCHEMAS[kind](), indent=2, ensure_ascii=False))

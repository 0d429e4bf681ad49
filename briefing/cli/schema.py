"""`briefing schema`."""

import json
from typing import Final

import click

from briefing.changes import changes_schema
from briefing.cli.console import say
from briefing.notes.schemas import SCHEMAS
from briefing.report import findings_schema

_SCHEMAS: Final = {**SCHEMAS, "findings": findings_schema, "changes": changes_schema}

_EXAMPLE = """\b
Example, for editors with the YAML language server:
  briefing schema site > .schema/site.json
and in the first line of notes/site.yaml:
  # yaml-language-server: $schema=../.schema/site.json"""


@click.command(epilog=_EXAMPLE)
@click.argument("kind", type=click.Choice(tuple(_SCHEMAS)))
def command(kind: str) -> None:
    """Print the JSON Schema of front matter, site.yaml or sources.yaml, or of what --format json prints."""
    say(json.dumps(_SCHEMAS[kind](), indent=2, ensure_ascii=False), is_data=True)

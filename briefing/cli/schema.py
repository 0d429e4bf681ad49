"""`briefing schema`."""

import json
from typing import Final

import click

from briefing.build.changes import changes_schema
from briefing.build.report import findings_schema
from briefing.cli.console import say
from briefing.exports.figures import figures_schema
from briefing.exports.impact import impact_schema
from briefing.exports.sources import sources_schema
from briefing.exports.statements import statements_schema
from briefing.notes.schemas import SCHEMAS

_SCHEMAS: Final = {
    **SCHEMAS,
    "findings": findings_schema,
    "changes": changes_schema,
    "impact": impact_schema,
    "figures": figures_schema,
    "figures-all": statements_schema,
    "bibliography": sources_schema,
}

_EXAMPLE = """\b
Example, for editors with the YAML language server:
  briefing schema site > .schema/site.json
and in the first line of notes/site.yaml:
  # yaml-language-server: $schema=../.schema/site.json
For a program that reads 'briefing impact KEY --as json':
  briefing schema impact"""


@click.command(epilog=_EXAMPLE)
@click.argument("kind", type=click.Choice(tuple(_SCHEMAS)))
def command(kind: str) -> None:
    """Print the JSON Schema of front matter, site.yaml or sources.yaml, or of a command's JSON output.

    What authors write: note, site, sources. What is printed: findings (with
    --format json), changes, impact, figures, figures-all (figures --all), and
    bibliography (sources --as json). Fields are only ever added to these.
    """
    say(json.dumps(_SCHEMAS[kind](), indent=2, ensure_ascii=False), is_data=True)

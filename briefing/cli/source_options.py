"""Options that describe a source, validated before they are written into the bibliography."""

from typing import Final

import click

from briefing.model.diagnostics import Span
from briefing.model.suggestions import suggestion
from briefing.notes.bibliography.csl import TYPES, source_type
from briefing.notes.bibliography.partial_dates import read_partial_date
from briefing.notes.records import DecodeError, Leaf


def _source_date(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """Validate a date by the bibliography's grammar."""
    try:
        found = read_partial_date(Leaf(value, Span("")))
    except DecodeError as error:
        raise click.BadParameter(f"{error.message}; {error.hint}.") from error
    is_plain = not (found.text or found.end or found.season or found.circa)
    return found.iso if value and is_plain else value


def _source_type(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """Validate a CSL type."""
    if value and not source_type(value):
        raise click.BadParameter(
            f"{value} is not a CSL type, such as report, webpage or dataset.{suggestion(value, TYPES)}"
        )
    return source_type(value)


issued_option: Final = click.option(
    "--issued",
    default="",
    metavar="DATE",
    callback=_source_date,
    help="When it was published: 2026, 2026-02 or 2026-02-03.",
)
type_option: Final = click.option(
    "--type",
    "kind",
    default="",
    metavar="TYPE",
    callback=_source_type,
    help="Its type in CSL: report, webpage, dataset …",
)

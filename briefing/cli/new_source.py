"""`briefing new source`."""

from datetime import date
from pathlib import Path
from typing import Any, Final

import click
from msgspec import structs

from briefing import disk, lazy_re
from briefing.build.report import as_text, printable
from briefing.cli.console import say
from briefing.cli.options import project_option, require_project
from briefing.cli.projects import with_view
from briefing.cli.source_options import issued_option, type_option
from briefing.exports.citations import as_csl
from briefing.model import Source, Text
from briefing.model.suggestions import suggestion
from briefing.notes import parse_bibliography
from briefing.site import View
from briefing.verification.archiving import csl_lines, fresh_entry, suggest_key, with_item

_MAX_BYTES: Final = 100_000_000
"""The maximal size of a bibliography in bytes."""
_KEY: Final = lazy_re.compile(r"[^\s{}@]+")
_EXAMPLE: Final = """\b
Example, by its title, by its URL, and from a bibliography:
  briefing new source "Annual report 2025" --author "Northlight Ferries" --issued 2026-02 --type report
  briefing new source https://example.org/ports --title "Ports under strain"
  briefing new source lund2026 --from library.bib"""


@click.command(epilog=_EXAMPLE)
@click.argument("what", metavar="[TITLE|DOI|URL|KEY]", required=False)
@project_option
@click.option(
    "--from",
    "library",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Take the entry KEY of FILE: .bib, .json (CSL-JSON) or .yaml.",
)
@click.option("--as", "key", default="", metavar="KEY", help="The key by which notes cite it [author and year].")
@click.option("--title", default="", help="Its title, where a DOI or URL is given.")
@click.option("--author", "authors", multiple=True, help="An author as printed; may be given several times.")
@issued_option
@type_option
def command(what: str | None, root: Path, library: Path | None, key: str, **given: Any) -> None:
    """Put a source into notes/sources.yaml: by its TITLE, DOI or URL, or from another bibliography.

    The network is not used: `briefing archive add URL` fetches a text.
    """
    require_project(root)
    _require_valid_source(what, library, key)
    taken = with_view(root, _known)
    if library:
        source = _entry_of(library, what or "")
        key, title = key or source.id, source.title
        lines = csl_lines(key, as_csl(source))
    else:
        entry = fresh_entry(what or "", {**given, "type": given["kind"]}, date.today().isoformat())
        key = key or suggest_key(entry.authors, entry.title, entry.issued, taken)
        title, lines = entry.title, structs.replace(entry, id=key).lines
    if key in taken:
        raise click.UsageError(f"The bibliography has {key!r} already. Give another key by --as.")
    say(_added(root, lines, f"notes/sources.yaml has `{key}`: {printable(title)}\nNotes cite it as [@{key}, p. 1]."))


def _require_valid_source(what: str | None, library: Path | None, key: str) -> None:
    """Raise `UsageError` for an empty argument or an invalid key."""
    if not ((what or "").strip() or library):
        raise click.UsageError("Give a title, a DOI or a URL; or --from FILE, and the key of an entry there.")
    if key and not _KEY.fullmatch(key):
        raise click.UsageError(f"{key!r} cannot be a key: keys contain no spaces, braces or @.")


def _known(view: View) -> frozenset[str]:
    """The keys of all entries of the bibliography, including those that cannot be parsed."""
    return frozenset((*view.sources(), *view.bibliography_read().spans))


def _added(root: Path, lines: tuple[str, ...], done: str) -> str:
    """Append an entry; returns the message about it."""
    added = with_item(disk.sources(root), lines)
    if added is None:
        listed = "\n".join(f"    {line}" for line in lines)
        return f"notes/sources.yaml has no list of `references:` that can be added to; put this there:\n{listed}"
    disk.save_sources(root, added)
    return done


def _entry_of(library: Path, key: str) -> Source:
    """The entry with this key in a bibliography, or without a key its only entry."""
    content = disk.read_file(library, _MAX_BYTES)
    if content is None:
        raise click.ClickException(f"{library} is larger than {_MAX_BYTES // 1_000_000} MB.")
    text = Text(library.name, content.decode("utf-8", "surrogateescape").replace("\r\n", "\n"))
    read = parse_bibliography(text)
    key = key or (next(iter(read.sources)) if len(read.sources) == 1 else "")
    if key in read.sources:
        return read.sources[key]
    if read.problems and not read.sources:
        raise click.ClickException(f"{library} cannot be read:\n{as_text(read.problems[:3], {text.path: text})}")
    if not key:
        counted = ", ".join([*list(read.sources)[:8], *(["…"] if len(read.sources) > 8 else [])])
        raise click.UsageError(f"{library} has {len(read.sources)} entries. Give the key of one: {counted}.")
    raise click.UsageError(f"{library} has no entry {key!r}.{suggestion(key, read.sources)}")

"""`briefing archive`: put copies of sources into the private archive, and report its state."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import click
from msgspec import Struct

from briefing import disk, lazy_re
from briefing.build.file_states import load
from briefing.build.report import printable
from briefing.build.session import compose
from briefing.cli.console import say
from briefing.cli.options import archive_option, project_option, require_project, target
from briefing.cli.output import plural
from briefing.cli.projects import archive_of
from briefing.cli.source_options import issued_option, type_option
from briefing.incremental import Store
from briefing.model import Name, PartialDate
from briefing.site import View
from briefing.verification.archive import UnreadableFile
from briefing.verification.archive.html_metadata import read_head
from briefing.verification.archive_texts import names_of, reader
from briefing.verification.archiving import (
    INDEX,
    ArchiveFile,
    BibliographyEntry,
    Holding,
    Record,
    TextStatus,
    UnsupportedFile,
    entry_of,
    holdings,
    parse_records,
    readable,
    with_entry,
    with_record,
)
from briefing.verification.fetching import Fetched, FetchError, fetch

_MEGABYTE: Final = 1_000_000
_KEY: Final = lazy_re.compile(r"[^\s{}@]+")

_EXAMPLE_ADD: Final = """\b
Example, for a local file:
  briefing archive add report.pdf --as northlight-2025 --archive archive --issued 2026-02"""
_EXAMPLE_STATUS: Final = """\b
Example:
  briefing archive status --archive archive"""


@click.group(epilog=_EXAMPLE_STATUS)
def command() -> None:
    """Put copies of sources into the private archive, and report its state."""


class Origin(Struct, frozen=True):
    """The origin of a copy, and its content."""

    came: Fetched
    name: str
    """The file name, or the last part of the URL."""
    url: str = ""


# --- add -----------------------------------------------------------------------------------------


@command.command(epilog=_EXAMPLE_ADD)
@click.argument("what", metavar="URL|FILE")
@click.option("--as", "key", required=True, metavar="KEY", help="The key by which notes cite it.")
@archive_option
@project_option
@click.option("--title", default="", help="Its title, instead of the file's own.")
@click.option("--author", "authors", multiple=True, help="An author as printed; may be given several times.")
@issued_option
@type_option
@click.option("--replace", is_flag=True, help="Replace the text in the archive.")
@click.option("--most", type=click.IntRange(1), default=100, metavar="MB", help="Maximum size [100].")
@click.option("--timeout", type=click.FloatRange(0.1), default=60, metavar="SECONDS", help="Timeout [60].")
def add(what: str, archive: Path | None, root: Path, **given: Any) -> None:
    """Copy a URL or a FILE into the archive, and put its entry into sources.yaml.

    The copy is listed with its date, address, media type and hash in
    index.jsonl of the archive. Of all commands only this one uses the network,
    and only for a URL.
    """
    key, max_bytes, timeout = given["key"], given["most"], given["timeout"]
    require_project(root)
    archive = _require_archive(archive, root)
    _require_private_archive(root, archive)
    if not _KEY.fullmatch(key):
        raise click.UsageError(f"{key!r} cannot be a key: keys contain no spaces, braces or @.")
    origin = _origin(what, max_bytes * _MEGABYTE, timeout)
    try:
        kept = readable(origin.came.content, origin.came.media_type, origin.came.charset, origin.name)
    except UnsupportedFile as error:
        raise click.ClickException(f"{what}: {error}.") from error
    say(_store_copy(disk.Archive(archive), key, origin, kept, given["replace"]))
    say(_add_entry(root, key, origin, kept, given))


def _require_archive(given: Path | None, root: Path) -> Path:
    if (archive := archive_of(given, root)) is None:
        raise click.UsageError("There is no archive/ beside notes/: give --archive DIR, or set BRIEFING_ARCHIVE.")
    return archive


def _require_private_archive(root: Path, archive: Path) -> None:
    """Raise `UsageError` for a folder whose files would be published."""
    for public in (root / "notes", target(root, None)):
        if archive.resolve().is_relative_to(public.resolve()):
            raise click.UsageError(f"{archive} lies in {public}, which is published. Keep the archive elsewhere.")


def _origin(what: str, max_bytes: int, timeout: float) -> Origin:
    if re.match("https?://", what, re.I):
        say(f"fetching {what} over the network", err=True)
        try:
            came = fetch(what, max_bytes, timeout)
        except FetchError as error:
            raise click.ClickException(f"{what}: {error}.") from error
        return Origin(came, unquote(urlsplit(came.url).path.rpartition("/")[2]), what)
    if scheme := re.match("[a-z][a-z0-9+.-]+(?=://)", what, re.I):
        raise click.UsageError(f"{scheme[0]}: a text comes by http or https, or is a file on this machine.")
    content = disk.read_file(Path(what), max_bytes)
    if content is None:
        raise click.ClickException(f"{what}: it is larger than {max_bytes // _MEGABYTE} MB.")
    return Origin(Fetched(content, "", "", ""), Path(what).name)


def _store_copy(archive: disk.Archive, key: str, origin: Origin, kept: ArchiveFile, replace: bool) -> str:
    """Put a copy into the archive; returns a message about it."""
    names = names_of(key)
    file, there = f"{names[0]}{kept.suffix}", archive.texts_of(names)
    if there == [file] and archive.read(file) == kept.content:
        return f"{file} is already in the archive"
    if there and not replace:
        raise click.UsageError(f"the archive already has a different text, {there[0]}. Give --replace, or another key.")
    archive.put(file, kept.content)
    for other in there:
        if other != file:
            archive.remove(other)
    record = Record(
        key=key,
        file=file,
        added=date.today().isoformat(),
        sha256=hashlib.sha256(kept.content).hexdigest(),
        bytes=len(kept.content),
        url=origin.url,
        came_from=origin.name if not origin.url else origin.came.url if origin.came.url != origin.url else "",
        media_type=origin.came.media_type,
    )
    archive.put(INDEX, with_record(parse_records(archive.text(INDEX)), record).encode())
    return f"{file} was put into the archive: {len(kept.content):,} bytes"


def _add_entry(root: Path, key: str, origin: Origin, kept: ArchiveFile, given: Mapping[str, Any]) -> str:
    """Put an entry into sources.yaml, unless there is one for the key; returns a message about it."""
    if key in _known(root):
        return f"the bibliography has `{key}`, which was left unchanged"
    entry = _entry(key, origin, kept, given)
    content = disk.sources(root)
    added = with_entry(content, entry)
    if added is None:
        lines = "\n".join(f"    {line}" for line in entry.lines)
        return f"notes/sources.yaml has no list of `references:` that can be added to; put this there:\n{lines}"
    disk.save_sources(root, added)
    return f"notes/sources.yaml has `{key}`: {printable(entry.title)}"


def _entry(key: str, origin: Origin, kept: ArchiveFile, given: Mapping[str, Any]) -> BibliographyEntry:
    found: dict[str, str | tuple[Name, ...]] = {"title": origin.name.rpartition(".")[0]}
    if kept.suffix == ".html":
        found.update({name: value for name, value in read_head(kept.content.decode()).items() if value})
    authors = tuple(Name(literal=name) for name in given["authors"])
    own = {"title": given["title"], "authors": authors, "issued": given["issued"], "type": given["kind"]}
    today = date.today()
    return entry_of(
        key, kept.suffix, {**found, "url": origin.url}, own, PartialDate(today.year, today.month, today.day)
    )


def _known(root: Path) -> frozenset[str]:
    return disk.with_store(target(root, None), lambda store: frozenset(_project_of(root, store).sources()))


def _project_of(root: Path, store: Store) -> View:
    """The view of the project; parsed files are cached in the store."""
    session = compose(load(root, store, {}), store)
    session.database.commit()
    return session.view


def _claims(view: View) -> dict[str, Sequence[str]]:
    """The notes of the figures that cite a source, by its key, once for each figure."""
    claims: dict[str, list[str]] = {}
    for note in view.notes:
        for figure in view.claims(note):
            for key in {citation.key for citation in figure.citations}:
                claims.setdefault(key, []).append(f"notes/{note.path}")
    return dict(claims)


# --- status --------------------------------------------------------------------------------------


@command.command(epilog=_EXAMPLE_STATUS)
@archive_option
@project_option
def status(archive: Path | None, root: Path) -> None:
    """List sources whose text is missing or differs from the verified one, and the claims that depend on them."""
    require_project(root)
    archive = _require_archive(archive, root)
    if not archive.is_dir():
        raise click.UsageError(f"{archive} is not a folder: give --archive DIR, or set BRIEFING_ARCHIVE.")
    held, strays = disk.with_store(target(root, None), lambda store: _held(root, store, archive))
    say("".join(f"{printable(line)}\n" for line in _listed(held, strays)), nl=False)


def _held(root: Path, store: Store, archive: Path) -> tuple[tuple[Holding, ...], list[str]]:
    view = _project_of(root, store)
    bibliography, lock = view.bibliography_read(), view.lock_read()[0]
    found: dict[str, tuple[str, str] | str] = {}
    keys, read = sorted(bibliography.sources), reader(bibliography, disk.archive_files(archive), store)
    for key in keys:
        try:
            if text := read(key):
                found[key] = (text[0], text[1].sha256)
        except UnreadableFile as error:
            found[key] = str(error)
    store.commit()
    mine = {name for key in keys for name in names_of(key)}
    strays = [name for name in disk.Archive(archive).names() if name != INDEX and name.rpartition(".")[0] not in mine]
    return holdings(keys, found, lock.sources if lock else {}, _claims(view)), strays


def _listed(held: Sequence[Holding], strays: Sequence[str]) -> Iterator[str]:
    """A line for each source, beginning with those that lack something, and a summary."""
    order = list(TextStatus)
    wide = max((len(item.key) for item in held), default=0)
    for item in sorted(held, key=lambda item: (order.index(item.text), item.key)):
        notes = ", ".join(dict.fromkeys(item.notes))
        rests = f"{plural(len(item.notes), 'figure')} in {notes}" if notes else "no figure"
        yield f"{item.key.ljust(wide)}  {item.text.value.ljust(16)}  {item.file or item.why or '-'}  ({rests})"
    yield from (f"{name}: no source has this key" for name in strays)
    counted = [(text, sum(item.text is text for item in held)) for text in order]
    tally = ", ".join(f"{count} {text.value}" for text, count in counted if count)
    yield f"{plural(len(held), 'source')}: {tally or 'none'}"

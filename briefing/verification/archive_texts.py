"""The archive of a site's sources: parses its files, and verifies all figures of the site against them.

Files are read through a function, so that nothing here depends on where they are. A parsed text is cached in the store
under the hash of its file, since parsing a PDF takes long.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from msgspec.msgpack import Decoder, encode

from briefing.disk import TooLarge
from briefing.incremental import Store
from briefing.model import Bibliography, Paragraphs
from briefing.site import View
from briefing.site.urls import file_name
from briefing.verification.archive import SUFFIXES, ArchivedSource, UnreadableFile, kind_of, read_archived
from briefing.verification.results import VerificationRun
from briefing.verification.verified_notes import VerifiedNotes
from briefing.verification.verify import verify

ReadFile = Callable[[str], tuple[bytes, str] | None]
"""Returns the content and suffix of a file of the archive, by its name without the suffix; None if there is none."""

_ARCHIVED: Final = Decoder(ArchivedSource)


def verify_site(view: View, read: ReadFile, today: date, store: Store | None = None) -> VerificationRun:
    """Verify every figure of a site against the archive, whose files `read` returns by name.

    Parsed texts and results are cached in `store` until their inputs, or the program itself, change.
    """
    store, files = store or Store(), dict[str, str]()
    archive = reader(view.bibliography_read(), read, store)

    def text(key: str) -> ArchivedSource | None:
        found = archive(key)
        if found:
            files[key] = found[0]
        return found[1] if found else None

    return verify(view, view.notes, text, today, reuse=VerifiedNotes(view, store, files))


def reader(
    bibliography: Bibliography, read: ReadFile, store: Store
) -> Callable[[str], tuple[str, ArchivedSource] | None]:
    """A function from a source's key to the name of its file and its text; it returns None if the archive has no file.

    The function raises `UnreadableFile` if the file cannot be parsed.
    """

    def archive(key: str) -> tuple[str, ArchivedSource] | None:
        found = _find(read, key)
        if found is None:
            return None
        name, content, suffix = found
        custom = bibliography.sources[key].custom
        try:
            text = _parsed(store, key, content, kind_of(suffix), custom.paragraphs is Paragraphs.BLOCKS)
        except UnreadableFile as error:
            raise type(error)(f"{name}{suffix}: {error}") from error
        return f"{name}{suffix}", text.numbered_from(custom.pages.offset) if custom.pages else text

    return archive


def _find(read: ReadFile, key: str) -> tuple[str, bytes, str] | None:
    """The name, content and suffix of a source's file; None if there is none."""
    try:
        found = next(((name, file) for name in names_of(key) if (file := read(name))), None)
    except TooLarge as error:
        raise UnreadableFile(str(error)) from error
    if found is None:
        return None
    name, (content, suffix) = found
    if kind_of(suffix) not in SUFFIXES:
        raise UnreadableFile(f"{name}{suffix}: this kind of file is not read")
    return name, content, suffix


def _parsed(store: Store, key: str, content: bytes, suffix: str, by_blocks: bool) -> ArchivedSource:
    """The text of a source, parsed again only if the hash of its file has changed."""
    hashed = hashlib.sha256(content + f"{suffix} {by_blocks}".encode()).digest()
    stored = store.get("records", f"archive/{key}")
    if stored and stored.startswith(hashed):
        return _ARCHIVED.decode(stored[len(hashed) :])
    text = read_archived(content, suffix, by_blocks)
    store.put("records", [(f"archive/{key}", hashed + encode(text))])
    return text


def renamed_files(files: Iterable[str], old: str, new: str) -> dict[str, str]:
    """Maps the names of a source's files in the archive to their names under another key."""
    parts = ((file, *file.rpartition(".")) for file in files)
    return {file: f"{file_name(new)}.{suffix}" for file, stem, _, suffix in parts if stem in names_of(old)}


def names_of(key: str) -> tuple[str, ...]:
    """The possible file names of a key: as in its page's URL, or as written, in NFC or (on a Mac) NFD."""
    names = [file_name(key)]
    if not key.isascii() and key.isprintable() and not set(key) & set('/\\:*?"<>|') and key[0] != ".":
        names += [unicodedata.normalize("NFC", key), unicodedata.normalize("NFD", key)]
    return tuple(names)

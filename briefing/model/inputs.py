"""The inputs and outputs of a build."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Final, Protocol

from msgspec import Struct, field

UTF_16: Final = "\udcff\udcfe"
"""The beginning of a text in UTF-16, as some editors on Windows write it: its byte order mark, decoded by PEP 383."""


class Readable(Protocol):
    """A text file, read on first use."""

    @property
    def path(self) -> str:
        """Where it is: relative to the project, `/` between folders."""

    @property
    def content(self) -> str:
        """The content."""

    @property
    def key(self) -> str:
        """A hash of the content."""


class Text(Struct, frozen=True):
    """A text file that was read."""

    path: str
    content: str

    @property
    def key(self) -> str:
        """A hash of the content."""
        return text_key(self.content)


def text_key(content: str) -> str:
    """A hash of a text, including bytes that are not UTF-8."""
    return hashlib.blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class Inputs(Struct, frozen=True):
    """All inputs of a build: texts, the names of other files, and options."""

    settings: Readable | None = None
    sources: tuple[Readable, ...] = ()
    """The files of the bibliography, in the order in which they count."""
    notes: tuple[Readable, ...] = ()
    lock: Readable | None = None
    styles: Mapping[str, Readable] = field(default_factory=dict)
    """Styles of CSL under `notes/`, by their path there."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Every other file under `notes/`: its path there, and where to copy it from."""
    refused: tuple[str, ...] = ()
    """Paths of symbolic links that are not followed: to a folder, or out of `notes/` or `templates/`."""
    oversized: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Paths of texts that are too large to be read: bytes that they have, and bytes that they may have."""
    drawings: Mapping[str, Readable] = field(default_factory=dict)
    """The SVGs under `notes/`, read on first use: some have active content."""
    templates: Mapping[str, Text] = field(default_factory=dict)
    """Template name to text; the packaged ones also under `default/`."""
    static: Mapping[str, str] = field(default_factory=dict)
    """Path under `templates/static/`, and where to copy it from."""
    base_url: str = ""
    """The base URL, if the command line gives one."""
    drafts: bool = False
    restricted: bool = False
    """Whether the project is a stranger's, whose templates run in a sandbox."""
    as_of: date | None = None
    """The day for what depends on one, where the command line gives it."""

    @property
    def texts(self) -> Mapping[str, Readable]:
        """Each text by its path, for showing the line that a finding is about."""
        own = [text for text in (self.settings, *self.sources, self.lock, *self.styles.values()) if text]
        return {text.path: text for text in (*own, *self.notes, *self.templates.values())}


class File(Struct, frozen=True):
    """A file of the site with its content."""

    path: str
    content: bytes

    @property
    def key(self) -> bytes:
        """A hash of its content."""
        return file_key(self.content)


def file_key(content: bytes) -> bytes:
    """A hash of bytes."""
    return hashlib.blake2b(content, digest_size=16).digest()


class Copy(Struct, frozen=True):
    """A file of the site that is copied unchanged."""

    path: str
    origin: str

"""The parts of a site, of which each answer depends on few."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct


class Part(StrEnum):
    """A part of a site on which answers may depend: while it is the same, so are they."""

    NOTE = "note"
    """The note that the question names, before a NUL if there is one."""
    ORDER = "order"
    """Which notes there are, and their order."""
    FRONTS = "fronts"
    """What notes say of themselves, and their order."""
    WEIGHTS = "weights"
    """What their texts weigh in the search, and all of `FRONTS`."""
    LEDGERS = "ledgers"
    """Their ledgers, and all of `FRONTS`."""
    USES = "uses"
    """Where they rest on which source, and their order."""
    ADDRESSES = "addresses"
    """Their aliases and the files to which they link, with places, and their order."""
    SOURCES = "sources"
    LOCK = "lock"
    FILES = "files"
    """What lies beside the notes."""


class Parts(Struct, frozen=True, array_like=True):
    """Names for what the parts of a site are like."""

    names: Mapping[Part, bytes] = {}
    """Of each part but `NOTE`."""
    texts: Mapping[str, str] = {}
    """Of each note, by its path: a hash of all that it was read from."""

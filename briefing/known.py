"""What a site needs to know of its notes: read once, remembered until a text changes, compared part by part."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, TypeVar

import msgspec
from msgspec import Struct, structs
from msgspec.msgpack import Decoder

from briefing import workers
from briefing.drawers import Drawers
from briefing.memory import Memory
from briefing.model import Head, Inputs, Readable, Site, Text
from briefing.parse import parse_note
from briefing.progress import SILENT, Progress
from briefing.search import tell, weight
from briefing.view import Part, Parts, digest

Thing = TypeVar("Thing")

_BATCH: Final = 256
"""Notes that are held at once before they are put away."""


class Known(Struct, frozen=True, array_like=True):
    """What a site needs to know of a note, and names for parts of it."""

    head: Head
    context: bytes
    """A name for all else that it was read with."""
    front: bytes
    ledger: bytes
    uses: bytes


_KNOWN: Final = Decoder(Known)


class _Read(Struct, frozen=True):
    """A note that was read, as it is remembered: what is known of it, its details, what the search says, all of it."""

    path: str
    key: bytes
    known: bytes
    beside: Mapping[str, bytes]
    """By shelf: what is had one by one."""


def read_notes(
    texts: Sequence[Readable], names: Sequence[str], memory: Memory, processes: int = 1, progress: Progress = SILENT
) -> tuple[Known, ...]:
    """What a site needs to know of each note; those that are not remembered are read."""
    heads = Drawers[Known](memory, "heads", Known)
    known, context = heads.all(), digest(names)
    as_read = {path: each.head.key for path, each in known.items() if each.context == context}
    stale = [text for text in texts if as_read.get(text.path) != text.key]
    progress.begin("read notes", len(stale))
    for note in _read(stale, names, memory, processes):
        known[note.path] = _KNOWN.decode(note.known)
        heads.put(note.path, known[note.path])
        progress.step()
    for path in known.keys() - {text.path for text in texts}:
        heads.drop(path)
        for shelf in _BESIDE:
            memory.drop(shelf, [_name(path)])
    heads.settle()
    memory.settle()
    return tuple(known[text.path] for text in texts)


def _read(texts: Sequence[Readable], names: Sequence[str], memory: Memory, processes: int) -> Iterator[_Read]:
    """Read notes; all but what a site needs to know of them is put away, some dozen at a time."""
    for batch in batched(workers.run(_reader, names, texts, processes), _BATCH):
        for shelf in _BESIDE:
            memory.put(shelf, [(_name(note.path), note.key, note.beside[shelf]) for note in batch])
        yield from batch


_BESIDE: Final = ("details", "told", "notes")


def _name(path: str) -> str:
    """What a note is called on shelves of its own."""
    return path.removeprefix("notes/")


def _reader(names: Sequence[str]) -> Callable[[Readable], _Read]:
    encode, context = msgspec.msgpack.encode, digest(names)

    def read(text: Readable) -> _Read:
        note = parse_note(Text(text.path, text.content), names)
        front = digest(structs.replace(note.front, figures={}))
        known = Known(note.head, context, front, digest(note.ledger), digest(note.uses))
        beside = {"details": encode(note.details), "told": encode(tell(note)), "notes": encode(note)}
        return _Read(text.path, note.key.encode(), encode(known), beside)

    return read


def batched(things: Iterable[Thing], most: int) -> Iterator[tuple[Thing, ...]]:
    """Things in groups of at most so many; `itertools` has this from Python 3.12 on."""
    left = iter(things)
    while batch := tuple(islice(left, most)):
        yield batch


def parts_of(inputs: Inputs, site: Site, known: Iterable[Known]) -> Parts:
    """Names for what the parts of a site are like."""
    by_path = {each.head.path: each for each in known}
    notes = [by_path[note.path] for note in site.notes]
    order = digest([list(site.by_path), sorted(site.unpublished)])
    # Names in a row stay apart.
    fronts = digest([order, b"".join([note.front for note in notes])])
    names = {
        Part.ORDER: order,
        Part.FRONTS: fronts,
        Part.WEIGHTS: digest([fronts, [weight(note.size) for note in site.notes]]),
        Part.LEDGERS: digest([fronts, b"".join([note.ledger for note in notes])]),
        Part.USES: digest([order, b"".join([note.uses for note in notes])]),
        Part.SOURCES: digest(inputs.sources.key if inputs.sources else None),
        Part.LOCK: digest(inputs.lock.key if inputs.lock else None),
        Part.FILES: digest(sorted(site.files)),
    }
    return Parts(names, {note.path: note.key for note in site.notes})

"""What a site needs to know of its notes: read once, remembered until a text changes, compared part by part."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
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
    addresses: bytes


_KNOWN: Final = Decoder(Known)


class _Read(Struct, frozen=True):
    """A note that was read, as it is remembered: what is known of it, its details, what the search says, all of it."""

    path: str
    key: bytes
    known: bytes
    beside: Mapping[str, bytes]
    """By shelf: what is had one by one."""


Ahead = Callable[[], bytes]
"""Gives notes that were read ahead, once they are."""


def read_few(texts: Sequence[Readable], names: Sequence[str]) -> bytes:
    """Some notes, as they are handed on by who reads them ahead."""
    return msgspec.msgpack.encode(list(map(_reader(names), texts)))


def read_notes(
    texts: Sequence[Readable],
    names: Sequence[str],
    memory: Memory,
    processes: int = 1,
    progress: Progress = SILENT,
    *,
    ahead: Ahead | None = None,
) -> tuple[Known, ...]:
    """What a site needs to know of each note; those that are not remembered are read, if they were not `ahead`."""
    heads = Drawers[Known](memory, "heads", Known)
    known, context = heads.all(), digest(names)
    stale = _stale(texts, known, context)
    progress.begin("read notes", len(stale))
    read = _in_time(ahead, stale, context)
    left = [text for text in stale if text.path not in read]
    for note in _put_away(chain(read.values(), workers.run(_reader, names, left, processes)), memory):
        known[note.path] = _KNOWN.decode(note.known)
        heads.put(note.path, known[note.path])
        progress.step()
    _forget(known.keys() - {text.path for text in texts}, heads, memory)
    heads.settle()
    memory.settle()
    return tuple(known[text.path] for text in texts)


def _stale(texts: Sequence[Readable], known: Mapping[str, Known], context: bytes) -> list[Readable]:
    """The texts that are not known as they are now."""
    found = ((text, known.get(text.path)) for text in texts)
    return [text for text, each in found if not each or each.head.key != text.key or each.context != context]


def _forget(paths: Iterable[str], heads: Drawers[Known], memory: Memory) -> None:
    """Forget notes that are gone."""
    for path in paths:
        heads.drop(path)
        for shelf in _BESIDE:
            memory.drop(shelf, [_name(path)])


def _in_time(ahead: Ahead | None, stale: Sequence[Readable], context: bytes) -> dict[str, _Read]:
    """Those notes that were read ahead as they are now."""
    if not ahead or not stale:
        return {}
    keys = {text.path: text.key.encode() for text in stale}
    found = (note for note in _FEW.decode(ahead()) if keys.get(note.path) == note.key)
    return {note.path: note for note in found if _KNOWN.decode(note.known).context == context}


_FEW: Final = Decoder(list[_Read])


def _put_away(notes: Iterable[_Read], memory: Memory) -> Iterator[_Read]:
    """Put away all but what a site needs to know of notes, some dozen at a time."""
    for batch in batched(notes, _BATCH):
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
        addresses = digest([note.front.aliases, note.aliased, note.files])
        known = Known(note.head, context, front, digest(note.ledger), digest(note.uses), addresses)
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
    notes = [by_path[path] for path in site.by_path]
    order = digest([list(site.by_path), sorted(site.unpublished)])
    # Names in a row stay apart.
    fronts = digest([order, b"".join([note.front for note in notes])])
    names = {
        Part.ORDER: order,
        Part.FRONTS: fronts,
        Part.WEIGHTS: digest([fronts, [weight(note.size) for note in site.notes]]),
        Part.LEDGERS: digest([fronts, b"".join([note.ledger for note in notes])]),
        Part.USES: digest([order, b"".join([note.uses for note in notes])]),
        Part.ADDRESSES: digest([order, b"".join([note.addresses for note in notes])]),
        Part.SOURCES: digest([[text.path, text.key] for text in (*inputs.sources, *inputs.styles.values())]),
        Part.LOCK: digest(inputs.lock.key if inputs.lock else None),
        Part.FILES: digest(sorted(site.files)),
    }
    return Parts(names, {note.path: note.key for note in site.notes})

"""What a site needs to know of its notes: read once, remembered until a text changes, compared part by part."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, TypeVar

import msgspec
from msgspec import Struct, structs
from msgspec.msgpack import Decoder

from briefing import workers
from briefing.memory import Memory
from briefing.model import Head, Inputs, Readable, Site, Text
from briefing.parse import parse_note
from briefing.progress import SILENT, Progress
from briefing.search import tell
from briefing.view import Part, Parts, digest

Thing = TypeVar("Thing")

_BATCH: Final = 256
"""Notes that are held at once before they are put away."""


class Known(Struct, frozen=True, array_like=True):
    """What a site needs to know of a note, and names for parts of it."""

    head: Head
    front: bytes
    ledger: bytes
    uses: bytes


_KNOWN: Final = Decoder(Known)


class _Read(Struct, frozen=True):
    """A note that was read, as it is remembered: what a site needs to know of it, the search, and all of it."""

    path: str
    key: str
    known: bytes
    told: bytes
    note: bytes


def read_notes(
    texts: Sequence[Readable], names: Sequence[str], memory: Memory, processes: int = 1, progress: Progress = SILENT
) -> tuple[Known, ...]:
    """What a site needs to know of each note; those that are not remembered are read."""
    heads = _brought_up_to_date(texts, names, memory, processes, progress)
    # What is decoded is let go, or all would be there twice.
    return tuple(_KNOWN.decode(heads.pop(text.path)) for text in texts)


def _brought_up_to_date(
    texts: Sequence[Readable], names: Sequence[str], memory: Memory, processes: int, progress: Progress
) -> dict[str, bytes]:
    """What is remembered of each note, by its path, after those were read that changed."""
    known = memory.all("heads")
    context = digest(names)

    def is_known(text: Readable) -> bool:
        found = known.get(text.path)
        return found is not None and found.key == text.key.encode() + context

    stale = [text for text in texts if not is_known(text)]
    heads = {text.path: known[text.path].value for text in texts if text.path in known}
    progress.begin("read notes", len(stale))
    for batch in batched(workers.run(_reader, names, stale, processes), _BATCH):
        memory.put("heads", ((note.path, note.key.encode() + context, note.known) for note in batch))
        memory.put("told", ((note.path.removeprefix("notes/"), note.key.encode(), note.told) for note in batch))
        memory.put("notes", ((note.path.removeprefix("notes/"), note.key.encode(), note.note) for note in batch))
        for note in batch:
            heads[note.path] = note.known
            progress.step()
    gone = known.keys() - heads.keys()
    memory.drop("heads", gone)
    for shelf in ("told", "notes"):
        memory.drop(shelf, (path.removeprefix("notes/") for path in gone))
    memory.settle()
    return heads


def _reader(names: Sequence[str]) -> Callable[[Readable], _Read]:
    encode = msgspec.msgpack.encode

    def read(text: Readable) -> _Read:
        note = parse_note(Text(text.path, text.content), names)
        front = digest(structs.replace(note.front, figures={}))
        known = Known(note.head, front, digest(note.ledger), digest(note.uses))
        return _Read(text.path, note.key, encode(known), encode(tell(note)), encode(note))

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
    order = digest([[note.path for note in site.notes], sorted(site.unpublished)])
    fronts = digest([order, [note.front for note in notes]])
    names = {
        Part.ORDER: order,
        Part.FRONTS: fronts,
        Part.LEDGERS: digest([fronts, [note.ledger for note in notes]]),
        Part.USES: digest([order, [note.uses for note in notes]]),
        Part.SOURCES: digest(inputs.sources.key if inputs.sources else None),
        Part.LOCK: digest(inputs.lock.key if inputs.lock else None),
        Part.FILES: digest(sorted(site.files)),
    }
    return Parts(names, {note.path: note.key for note in site.notes})

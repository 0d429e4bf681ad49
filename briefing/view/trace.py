"""What was asked of a site in earlier builds, and how it was answered.

What was made stands as long as all that was asked for it would be answered
the same. So that not every answer has to be worked out to know that, it is
remembered what the parts of the site were like: where they are as they were,
so are the answers that depend on nothing else.
"""

from array import array
from collections.abc import Iterator, Mapping, Set
from functools import cache
from typing import Final

import msgspec
from msgspec import Struct

from briefing.memory import Memory
from briefing.view.asking import READS, Answers, Part

_SHELF: Final = "questions"
_PARTS: Final = ""
"""Where on the shelf the parts stand; each kind of question has a place of its own."""


class Parts(Struct, frozen=True, array_like=True):
    """Names for what the parts of a site are like."""

    names: Mapping[Part, bytes] = {}
    """Of each part but `NOTE`."""
    texts: Mapping[str, str] = {}
    """Of each note, by its path: a hash of all that it was read from."""


class Asked(Struct, frozen=True, array_like=True):
    """What was asked, and names of the answers."""

    questions: tuple[str, ...]
    answers: tuple[bytes, ...]


class _Answered(Struct, array_like=True):
    """A question by its number, and the name of its answer."""

    number: int
    answer: bytes


_Kind = dict[str, _Answered]
"""By name, which begins with the space that parts it from the kind; empty where a question has none."""

_DECODE_KIND: Final = msgspec.msgpack.Decoder(_Kind).decode
_DECODE_PARTS: Final = msgspec.msgpack.Decoder(Parts).decode


class Trace:
    """The questions of all builds since something changed on which everything depends."""

    def __init__(self, memory: Memory, shared: bytes) -> None:
        """`shared` is a name for what everything depends on; when it is another, nothing is known."""
        self.memory = memory
        self.shared = shared
        found = {kind: kept.value for kind, kept in memory.all(_SHELF).items() if kept.key == shared}
        self.is_new = not found
        self.parts = _DECODE_PARTS(found.pop(_PARTS, b"\x90"))
        self.kinds: dict[str, _Kind] = {kind: _DECODE_KIND(value) for kind, value in found.items()}
        self.count = sum(map(len, self.kinds.values()))
        self.touched: set[str] = set()

    def learn(self, asked: Asked) -> bytes:
        """Take note of what was asked and answered; gives the numbers of the questions."""
        return array("I", map(self.number, asked.questions, asked.answers)).tobytes()

    def number(self, question: str, answer: bytes) -> int:
        """The number of a question, whose answer now has this name."""
        kind = question.partition(" ")[0]
        name = question.removeprefix(kind)
        known = self.kinds.setdefault(kind, {})
        if name not in known:
            self.count += 1
            known[name] = _Answered(self.count, b"")
        if known[name].answer != answer:
            known[name].answer = answer
            self.touched.add(kind)
        return known[name].number

    def changed(self, answers: Answers, parts: Parts) -> frozenset[int]:
        """The numbers of the questions that are answered otherwise now."""
        same = {path for path, _ in parts.texts.items() & self.parts.texts.items()}
        found = (
            known.number
            for kind, names in self.kinds.items()
            for name, known in self.doubtful(kind, names, parts, same)
            if answers.digests[kind + name] != known.answer
        )
        return frozenset(found)

    def doubtful(self, kind: str, names: _Kind, parts: Parts, same: Set[str]) -> Iterator[tuple[str, _Answered]]:
        """The questions of a kind whose answers may have changed, where the texts of some notes are the `same`."""
        reads = READS[kind]
        if reads == (Part.NOTE,):
            noted = ((name, known, name[1:].partition("\0")[0]) for name, known in names.items())
            yield from ((name, known) for name, known, path in noted if path not in same)
        elif not reads or any(self.parts.names.get(part) != parts.names[part] for part in reads):
            yield from names.items()

    def settle(self, parts: Parts) -> None:
        """Remember all this."""
        encode = msgspec.msgpack.encode
        kinds = [(kind, self.shared, encode(self.kinds[kind])) for kind in self.touched]
        self.memory.put(_SHELF, [*kinds, (_PARTS, self.shared, encode(parts))])
        self.memory.drop(_SHELF, self.memory.names(_SHELF) - self.kinds.keys() - {_PARTS})


_FEW: Final = 16


def depends(numbers: bytes, changed: frozenset[int]) -> bool:
    """Whether any of the questions of these numbers is among those whose answers changed."""
    # To look for the bytes of a few numbers is quicker than to unpack hundreds, and mostly there are none.
    if len(changed) <= _FEW and not any(_packed(number) in numbers for number in changed):
        return False
    return not changed.isdisjoint(array("I", numbers))


@cache
def _packed(number: int) -> bytes:
    return array("I", (number,)).tobytes()

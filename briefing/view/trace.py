"""What was asked of a site in earlier builds, and how it was answered.

What was made stands as long as all that was asked for it would be answered
the same. So that not every answer has to be worked out to know that, it is
remembered what the parts of the site were like: where they are as they were,
so are the answers that depend on nothing else.
"""

from array import array
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
from msgspec import Struct

from briefing.memory import Memory
from briefing.view.asking import READS, Answers, Part

_SHELF: Final = "questions"
_PARTS: Final = ""
"""Where on the shelf the parts stand; each kind of question has a place of its own."""

Parts = Mapping[Part, bytes]


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
_DECODE_PARTS: Final = msgspec.msgpack.Decoder(dict[str, bytes]).decode


class Trace:
    """The questions of all builds since something changed on which everything depends."""

    def __init__(self, memory: Memory, shared: bytes) -> None:
        """`shared` is a name for what everything depends on; when it is another, nothing is known."""
        self.memory = memory
        self.shared = shared
        found = {kind: kept.value for kind, kept in memory.all(_SHELF).items() if kept.key == shared}
        self.is_new = not found
        self.parts = _DECODE_PARTS(found.pop(_PARTS, b"\x80"))
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
        stale = {name for name, known in self.kinds.get("text", {}).items() if _differs(answers, "text", name, known)}
        found = (
            known.number
            for kind, names in self.kinds.items()
            for name, known in self.doubtful(kind, names, parts, stale)
            if _differs(answers, kind, name, known)
        )
        return frozenset(found)

    def doubtful(self, kind: str, names: _Kind, parts: Parts, stale: set[str]) -> Iterator[tuple[str, _Answered]]:
        """The questions of a kind whose answers may have changed."""
        reads, texts = READS[kind], self.kinds.get("text", {})
        if reads == (Part.NOTE,):
            noted = ((name, known, name.partition("\0")[0]) for name, known in names.items())
            yield from ((name, known) for name, known, path in noted if path in stale or path not in texts)
        elif not reads or any(self.parts.get(part) != parts[part] for part in reads):
            yield from names.items()

    def settle(self, parts: Parts) -> None:
        """Remember all this."""
        encode = msgspec.msgpack.encode
        kinds = [(kind, self.shared, encode(self.kinds[kind])) for kind in self.touched]
        self.memory.put(_SHELF, [*kinds, (_PARTS, self.shared, encode(parts))])
        self.memory.drop(_SHELF, self.memory.names(_SHELF) - self.kinds.keys() - {_PARTS})


def _differs(answers: Answers, kind: str, name: str, known: _Answered) -> bool:
    return answers.digests[kind + name] != known.answer


def depends(numbers: bytes, changed: frozenset[int]) -> bool:
    """Whether any of the questions of these numbers is among those whose answers changed."""
    return bool(changed) and not changed.isdisjoint(array("I", numbers))

"""What was asked of a site in earlier builds, and how it was answered.

What was made stands as long as all that was asked for it would be answered
the same. So that not every answer has to be worked out to know that, it is
remembered what the parts of the site were like: where they are as they were,
so are the answers that depend on nothing else.
"""

from array import array
from collections.abc import Callable, Iterator
from typing import Final

import msgspec
from msgspec import Struct

from briefing.drawers import Drawers, drawer
from briefing.memory import Memory
from briefing.view.asking import READS, Answers
from briefing.view.parts import Part, Parts

_SHELF: Final = "questions"
_TOGETHER: Final = "questions"
"""Under this name it is remembered what is known of all of them."""
_DRAWERS: Final = 64
"""For each kind of question."""


class Asked(Struct, frozen=True, array_like=True):
    """What was asked, and names of the answers."""

    questions: tuple[str, ...]
    answers: tuple[bytes, ...]


class _Answered(Struct, frozen=True, array_like=True):
    """A question by its number, and the name of its answer."""

    number: int
    answer: bytes


class _Known(Struct, frozen=True, array_like=True):
    """What is known of all questions together."""

    count: int = 0
    parts: Parts = Parts()


_KNOWN: Final = msgspec.msgpack.Decoder(_Known)


def _where(question: str) -> str:
    """The drawer of a question: those of one kind about one note lie together."""
    kind, _, name = question.partition(" ")
    about = name.partition("\0")[0]
    return f"{kind} {drawer(about, _DRAWERS)}"


class Trace:
    """The questions of all builds since something changed on which everything depends."""

    def __init__(self, memory: Memory, shared: bytes) -> None:
        """`shared` is a name for what everything depends on; when it is another, nothing is known."""
        self.memory = memory
        self.shared = shared
        found = memory.read("things", _TOGETHER, _KNOWN, shared)
        self.is_new = found is None
        known = found or _Known()
        self.count, self.parts = known.count, known.parts
        self.questions = Drawers[_Answered](memory, _SHELF, _Answered, _where)
        if self.is_new:
            self.questions.clear()

    def learn(self, asked: Asked) -> bytes:
        """Take note of what was asked and answered; gives the numbers of the questions."""
        return array("I", map(self.number, asked.questions, asked.answers)).tobytes()

    def number(self, question: str, answer: bytes) -> int:
        """The number of a question, whose answer now has this name."""
        known = self.questions.get(question)
        if known is None:
            self.count += 1
        elif known.answer == answer:
            return known.number
        number = known.number if known else self.count
        self.questions.put(question, _Answered(number, answer))
        return number

    def changed(self, answers: Answers, parts: Parts) -> frozenset[int]:
        """The numbers of the questions that are answered otherwise now."""
        found = () if self.is_new else self.doubtful(parts)
        return frozenset(known.number for asked, known in found if answers.digests[asked] != known.answer)

    def doubtful(self, parts: Parts) -> Iterator[tuple[str, _Answered]]:
        """The questions whose answers may have changed."""
        notes = {path for path, _ in parts.texts.items() ^ self.parts.texts.items()}
        other = {part for part, name in parts.names.items() if self.parts.names.get(part) != name}
        places = self.memory.names(_SHELF)
        for kind, reads in READS.items():
            if reads == (Part.NOTE,):
                yield from (item for path in notes for item in self.about(kind, path))
            elif not reads or not other.isdisjoint(reads):
                of_kind = (place for place in places if place.startswith(f"{kind} "))
                yield from (item for place in of_kind for item in self.questions.inside(place).items())

    def about(self, kind: str, path: str) -> Iterator[tuple[str, _Answered]]:
        """The questions of a kind about a note."""
        asked = f"{kind} {path}"
        found = self.questions.inside(_where(asked)).items()
        yield from (item for item in found if item[0].partition("\0")[0] == asked)

    def settle(self, parts: Parts) -> None:
        """Remember all this."""
        self.questions.settle()
        self.memory.put("things", [(_TOGETHER, self.shared, msgspec.msgpack.encode(_Known(self.count, parts)))])


_FEW: Final = 16


def concerned(changed: frozenset[int]) -> Callable[[bytes], bool]:
    """Tells whether any of the questions of some numbers is among those whose answers changed."""
    if len(changed) > _FEW:
        return lambda numbers: not changed.isdisjoint(array("I", numbers))
    # To look for the bytes of a few numbers is quicker than to unpack hundreds, and mostly there are none.
    packed = [array("I", (number,)).tobytes() for number in changed]

    def is_concerned(numbers: bytes) -> bool:
        for each in packed:
            if each in numbers:
                return not changed.isdisjoint(array("I", numbers))
        return False

    return is_concerned

"""Questions, their answers, and short names for these."""

import hashlib
from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Concatenate, Final, ParamSpec, Protocol, TypeVar

import msgspec

from briefing.view.facts import Facts
from briefing.view.parts import Part

Answer = TypeVar("Answer")
Named = ParamSpec("Named")

SHORT: Final = 16
"""Bytes of a digest, and how long an answer may be to stand for itself."""

MOST_KNOWN: Final = 8192
"""Answers that are kept: those of ten thousand notes would take more memory than all else."""

_ENCODER: Final = msgspec.msgpack.Encoder(enc_hook=str, order="deterministic")
_ANSWERS: Final[dict[str, Callable[..., Any]]] = {}


READS: Final[dict[str, tuple[Part, ...]]] = {}
"""What the answer to each kind of question depends on; nothing is said of what is cheap to answer again."""


class Asking(Protocol):
    """Who asks: of what, and what was asked so far."""

    answers: "Answers"
    asked: dict[str, None]


Asker = TypeVar("Asker", bound=Asking)


class Answers:
    """The answers about one site, and their digests; some thousands are kept, since they may be wanted again."""

    def __init__(self, facts: Facts, view: Callable[["Answers"], Asking]) -> None:
        self.facts = facts
        self.known: dict[str, Any] = {}
        self.digests = _Digests(self)
        self.view = view(self)

    def find(self, asked: str) -> Any:
        """The answer to a question."""
        if asked not in self.known:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            kind, *name = asked.split(" ", 1)
            self.known[asked] = _ANSWERS[kind](self.view, *name)
        return self.known[asked]


class _Digests(dict[str, bytes]):
    """Short names for answers, made when they are wanted: two answers that differ have different ones."""

    def __init__(self, answers: Answers) -> None:
        super().__init__()
        self.answers = answers

    def __missing__(self, asked: str) -> bytes:
        try:
            found = digest(self.answers.find(asked))
        except KeyError:
            # Of a note that is gone.
            found = _NOTHING
        if len(self) >= MOST_KNOWN:
            self.clear()
        self[asked] = found
        return found


_NOTHING: Final = b"\xff"


def digest(value: object) -> bytes:
    """A short name for a value; its first byte tells how long it is, so that names in a row stay apart."""
    encoded = _ENCODER.encode(value)
    if len(encoded) > SHORT:
        return b"\xfe" + hashlib.blake2b(encoded, digest_size=SHORT).digest()
    return bytes((len(encoded),)) + encoded


def question(
    *reads: Part,
) -> Callable[[Callable[Concatenate[Asker, Named], Answer]], Callable[Concatenate[Asker, Named], Answer]]:
    """A method that may look at these parts of a site: its calls are remembered, and it asks no other question.

    Where no part is named, it may look at everything.
    """

    def questioning(
        answer: Callable[Concatenate[Asker, Named], Answer],
    ) -> Callable[Concatenate[Asker, Named], Answer]:
        kind = answer.__name__

        def ask(view: Asker, /, *name: Named.args, **_: Named.kwargs) -> Answer:
            asked = f"{kind} {name[0]}" if name else kind
            view.asked[asked] = None
            known = view.answers.known
            found: Answer = known[asked] if asked in known else view.answers.find(asked)
            return found

        _ANSWERS[kind], READS[kind] = answer, reads
        return update_wrapper(ask, answer)

    return questioning

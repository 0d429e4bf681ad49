"""Questions, their answers, and short names for these."""

import hashlib
from collections.abc import Callable, Sequence
from functools import update_wrapper
from typing import Any, Concatenate, Final, ParamSpec, Protocol, TypeVar

import msgspec

from briefing.view.facts import Facts

Answer = TypeVar("Answer")
Named = ParamSpec("Named")

SHORT: Final = 16
"""Bytes of a digest, and how long an answer may be to stand for itself."""

_ENCODER: Final = msgspec.msgpack.Encoder(enc_hook=str, order="deterministic")
_ANSWERS: Final[dict[str, Callable[..., Any]]] = {}


class Asking(Protocol):
    """Who asks: of what, and what was asked so far."""

    answers: "Answers"
    asked: dict[str, None]


Asker = TypeVar("Asker", bound=Asking)


class Answers:
    """The answers about one site, each worked out once, and their digests."""

    def __init__(self, facts: Facts, view: Callable[["Answers"], Asking]) -> None:
        self.facts = facts
        self.known: dict[str, Any] = {}
        self.digests = _Digests(self)
        self.view = view(self)

    def find(self, asked: str) -> Any:
        """The answer to a question."""
        if asked not in self.known:
            kind, *name = asked.split(" ", 1)
            self.known[asked] = _ANSWERS[kind](self.view, *name)
        return self.known[asked]

    def key(self, questions: Sequence[str], shared: bytes) -> bytes:
        """A name for what is made of these answers, and of what all pages share."""
        said = b"".join((shared, *map(self.digests.__getitem__, questions)))
        return hashlib.blake2b(said, digest_size=SHORT).digest()


class _Digests(dict[str, bytes]):
    """Short names for answers, made when they are wanted: two answers that differ have different ones."""

    def __init__(self, answers: Answers) -> None:
        super().__init__()
        self.answers = answers

    def __missing__(self, asked: str) -> bytes:
        try:
            self[asked] = digest(self.answers.find(asked))
        except KeyError:
            # Of a note that is gone.
            self[asked] = _NOTHING
        return self[asked]


_NOTHING: Final = b"\xff"


def digest(value: object) -> bytes:
    """A short name for a value; its first byte tells how long it is, so that names in a row stay apart."""
    encoded = _ENCODER.encode(value)
    if len(encoded) > SHORT:
        return b"\xfe" + hashlib.blake2b(encoded, digest_size=SHORT).digest()
    return bytes((len(encoded),)) + encoded


def question(
    answer: Callable[Concatenate[Asker, Named], Answer],
) -> Callable[Concatenate[Asker, Named], Answer]:
    """A method that may look at the whole site: its calls are remembered, and it asks no other question."""

    kind = answer.__name__

    def ask(view: Asker, /, *name: Named.args, **_: Named.kwargs) -> Answer:
        asked = f"{kind} {name[0]}" if name else kind
        view.asked[asked] = None
        known = view.answers.known
        found: Answer = known[asked] if asked in known else view.answers.find(asked)
        return found

    _ANSWERS[kind] = answer
    return update_wrapper(ask, answer)

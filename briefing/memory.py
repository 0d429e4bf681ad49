"""What is remembered between two builds, as bytes by name and key.

This one lives as long as the program does, for a library that builds again
and again; `disk.Memory` keeps the same in a file. Nothing here knows what is
remembered, and to forget is always safe.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from typing import Any, NamedTuple, TypeVar

from msgspec.msgpack import Decoder

Thing = TypeVar("Thing")


class Broken(OSError):
    """What was remembered is not what was written down: it has to be made again."""


class Remembered(NamedTuple):
    """Something, and a hash of all that it was made from."""

    key: bytes
    value: bytes


class Memory:
    """Remembers as long as it lives. Things are kept in shelves, so that a few can be had without the rest."""

    def __init__(self) -> None:
        self.shelves: dict[str, dict[str, Remembered]] = {}
        self.decoded: dict[tuple[str, str], tuple[bytes, Any]] = {}
        """What was read, and the bytes that it was decoded from."""
        self.held: dict[str, tuple[bytes, Any]] = {}
        """What was made, and the keys that it was made for."""

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "decoded": {}, "held": {}}

    def all(self, shelf: str) -> Mapping[str, Remembered]:
        """Everything on a shelf, by name."""
        return dict(self.shelves.get(shelf, {}))

    def names(self, shelf: str) -> Set[str]:
        """The names of everything on a shelf."""
        return self.shelves.get(shelf, {}).keys()

    def get(self, shelf: str, name: str) -> Remembered | None:
        """One thing, if it is remembered."""
        return self.shelves.get(shelf, {}).get(name)

    def demand(self, shelf: str, name: str) -> bytes:
        """The value of a thing that was put before; raises `Broken` where it is lost."""
        found = self.get(shelf, name)
        if found is None:
            raise Broken(f"of what was remembered, {shelf} of {name} are lost")
        return found.value

    def read(self, shelf: str, name: str, decoder: Decoder[Thing], key: bytes | None = None) -> Thing | None:
        """One thing, decoded, if it is remembered, with this key where one is given.

        It may be given out again, and is not to be changed.
        """
        found = self.get(shelf, name)
        if found is None or key not in (None, found.key):
            return None
        return self.decode(shelf, name, found.value, decoder)

    def read_all(self, shelf: str, decoder: Decoder[Thing]) -> Mapping[str, Thing]:
        """Everything on a shelf, decoded, by name."""
        return {name: self.decode(shelf, name, found.value, decoder) for name, found in self.all(shelf).items()}

    def decode(self, shelf: str, name: str, value: bytes, decoder: Decoder[Thing]) -> Thing:
        """What bytes say, which are of a name on a shelf: while they are the same, they are decoded once."""
        known = self.decoded.get((shelf, name))
        if known is None or known[0] is not value:
            known = self.decoded[shelf, name] = (value, decoder.decode(value))
        thing: Thing = known[1]
        return thing

    def hold(self, name: str, key: bytes, make: Callable[[], Thing]) -> Thing:
        """Something that is made anew when its key is another, and is not written down.

        It may be given out again, and is not to be changed.
        """
        known = self.held.get(name)
        if known is None or known[0] != key:
            known = self.held[name] = (key, make())
        thing: Thing = known[1]
        return thing

    def put(self, shelf: str, things: Iterable[tuple[str, bytes, bytes]]) -> None:
        """Remember things by name, each with its key and value, in place of what had these names."""
        kept = self.shelves.setdefault(shelf, {})
        kept.update((name, Remembered(key, value)) for name, key, value in things)

    def drop(self, shelf: str, names: Iterable[str]) -> None:
        """Forget things."""
        kept = self.shelves.setdefault(shelf, {})
        for name in names:
            kept.pop(name, None)

    def settle(self) -> None:
        """Make what was put so far seen by other processes."""

    def close(self) -> None:
        """Let go of what it is kept in; what was not settled is forgotten."""

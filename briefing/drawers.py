"""Many small things on a shelf of the memory, which lie in drawers.

To fetch ten thousand things one by one takes long, and so does writing all of
them because of one: here they come and go by the drawer, in which some dozen
lie together.
"""

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar
from zlib import crc32

from msgspec.msgpack import Decoder, encode

from briefing.memory import Memory

Thing = TypeVar("Thing")


def drawer(name: str, count: int = 256) -> str:
    """One of so many drawers, by a name."""
    return f"{crc32(name.encode('utf-8', 'surrogatepass')) % count:x}"


class Drawers(Generic[Thing]):
    """A shelf of things of one type by name; `where` says in which drawer one lies."""

    def __init__(self, memory: Memory, shelf: str, thing: Any, where: Callable[[str], str] = drawer) -> None:
        self.memory = memory
        self.shelf = shelf
        self.where = where
        self.decoder: Decoder[Mapping[str, Thing]] = Decoder(dict[str, thing])
        self.opened: dict[str, Mapping[str, Thing]] = {}
        self.touched: dict[str, dict[str, Thing]] = {}
        """Those in which something changed since they were written: what the memory gave out is left as it was."""
        self.is_whole = False
        """Whether all of them were opened."""

    def inside(self, place: str) -> Mapping[str, Thing]:
        """What lies in a drawer."""
        if place not in self.opened:
            self.opened[place] = self.memory.read(self.shelf, place, self.decoder) or {}
        return self.opened[place]

    def alter(self, place: str) -> dict[str, Thing]:
        """What lies in a drawer, to be changed."""
        if place not in self.touched:
            self.opened[place] = self.touched[place] = dict(self.inside(place))
        return self.touched[place]

    def get(self, name: str) -> Thing | None:
        """One thing, if it is there."""
        return self.inside(self.where(name)).get(name)

    def all(self) -> dict[str, Thing]:
        """Everything, by name."""
        left = {} if self.is_whole else self.memory.read_all(self.shelf, self.decoder)
        self.opened = {**left, **self.opened}
        self.is_whole = True
        return {name: thing for held in self.opened.values() for name, thing in held.items()}

    def put(self, name: str, thing: Thing) -> None:
        """Put something in its drawer, in place of what had this name."""
        self.alter(self.where(name))[name] = thing

    def drop(self, name: str) -> None:
        """Take something out."""
        self.alter(self.where(name)).pop(name, None)

    def clear(self) -> None:
        """Take everything out."""
        self.touched = {place: {} for place in {*self.memory.names(self.shelf), *self.opened}}
        self.opened = dict(self.touched)
        self.is_whole = True

    def settle(self) -> None:
        """Write the drawers in which something changed, and no other."""
        held = self.touched.items()
        self.memory.put(self.shelf, [(place, b"", encode(things)) for place, things in held if things])
        self.memory.drop(self.shelf, [place for place, things in held if not things])
        self.touched = {}

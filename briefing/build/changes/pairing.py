"""Pairs the figures of two editions."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from briefing import lazy_re
from briefing.build.changes.editions import Edition
from briefing.site.statements import Stated, StatedIn

MIN_LIKENESS: Final = 0.6
"""How similar two figures have to be to be taken for one: 1 for the same sentence."""

_NUMBER: Final = lazy_re.compile(r"\d[\d.,\u2009\u202f]*")
_WORD: Final = lazy_re.compile(r"[\u3400-\u9fff]|\w+|[%$€£¥]")


class Pair(Struct, frozen=True):
    """A figure before and after; one of the two is missing where it was added or withdrawn."""

    before: Stated | None
    after: Stated | None
    is_revision: bool = False
    """Whether a later note defines the figure again, and the earlier one keeps its own."""


def pairs(before: Edition, after: Edition) -> tuple[Pair, ...]:
    """Pair all figures of both editions, except those in texts whose span names a ledger figure."""
    return (*_in_ledgers(before, after), *_in_texts(before, after))


# --- the ledger ---------------------------------------------------------------------------------


def _in_ledgers(before: Edition, after: Edition) -> Iterator[Pair]:
    old, new = ([item for item in each.figures if item.where is not StatedIn.TEXT] for each in (before, after))
    found = _matched(old, new, lambda item: (item.id, item.where, item.note))
    old, new = _left(old, new, found)
    moved = _matched(old, new, lambda item: (item.id, item.where))
    old, new = _left(old, new, moved)
    yield from (Pair(one, other) for one, other in (*found, *moved))
    known = {(item.id, item.where): item for item in before.figures if before.newest.get(item.id) == item.note}
    for item in new:
        earlier = known.get((item.id, item.where))
        yield Pair(earlier, item, is_revision=earlier is not None)
    yield from (Pair(item, None) for item in old)


# --- texts ----------------------------------------------------------------------------------------


def _in_texts(before: Edition, after: Edition) -> Iterator[Pair]:
    old, new = (
        [item for item in each.figures if item.where is StatedIn.TEXT and not item.is_named] for each in (before, after)
    )
    # Among several with the same claim, the one whose sentence changed is the one that changed.
    same = _matched(old, new, lambda item: (item.note, item.figure.claim, item.sentence))
    old, new = _left(old, new, same)
    found = _matched(old, new, lambda item: (item.note, item.figure.claim))
    old, new = _left(old, new, found)
    moved = _matched(old, new, lambda item: item.figure.claim)
    old, new = _left(old, new, moved)
    renamed = _renamed((*same, *found, *moved), after)
    like = list(_alike(old, new, renamed))
    old, new = _left(old, new, like)
    yield from (Pair(one, other) for one, other in (*same, *found, *moved, *like))
    yield from (Pair(None, item) for item in new)
    yield from (Pair(item, None) for item in old)


def _renamed(found: Iterable[tuple[Stated, Stated]], after: Edition) -> Mapping[str, str]:
    """The notes that were renamed: most of their figures are in a new note."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for one, other in found:
        votes[one.note][other.note] += 1
    gone = (path for path in votes if path not in after.histories)
    return {path: votes[path].most_common(1)[0][0] for path in gone}


def _alike(old: Sequence[Stated], new: Sequence[Stated], renamed: Mapping[str, str]) -> Iterator[tuple[Stated, Stated]]:
    """Pair the remaining figures of each note, the most similar first."""
    by_note: dict[str, list[Stated]] = defaultdict(list)
    for item in new:
        by_note[item.note].append(item)
    words = {id(item): _words(item) for item in (*old, *new)}
    # Equally similar ones are paired in order.
    scored = [
        (-likeness(one, other, words[id(one)], words[id(other)]), at, place, one, other)
        for at, one in enumerate(old)
        for place, other in enumerate(by_note.get(renamed.get(one.note, one.note), ()))
    ]
    taken: set[int] = set()
    like = sorted((each for each in scored if -each[0] >= MIN_LIKENESS), key=lambda each: each[:3])
    for *_, one, other in like:
        if id(one) not in taken and id(other) not in taken:
            taken |= {id(one), id(other)}
            yield one, other


def likeness(one: Stated, other: Stated, mine: Counter[str], theirs: Counter[str]) -> float:
    """The similarity of two figures: by the words around them, then by value, unit and source."""
    common, total = (mine & theirs).total(), mine.total() + theirs.total()
    dice = 2 * common / total if total else 1.0
    same = one.figure.quantity.value == other.figure.quantity.value
    unit = one.figure.quantity.unit == other.figure.quantity.unit
    source = {item.key for item in one.citations} == {item.key for item in other.citations}
    return dice + 0.4 * same + 0.1 * unit + 0.05 * source - (0 if unit else 0.2)


def _words(item: Stated) -> Counter[str]:
    """The words of its sentence, every number as a zero."""
    return Counter(_WORD.findall(_NUMBER.sub("0", item.sentence.lower())))


# --- by a key -----------------------------------------------------------------------------------------


def _matched(
    old: Sequence[Stated], new: Sequence[Stated], key: Callable[[Stated], Hashable]
) -> list[tuple[Stated, Stated]]:
    """Pair figures with the same key, in order."""
    waiting: dict[Hashable, list[Stated]] = defaultdict(list)
    for item in reversed(new):
        waiting[key(item)].append(item)
    return [(item, waiting[key(item)].pop()) for item in old if waiting.get(key(item))]


def _left(
    old: Sequence[Stated], new: Sequence[Stated], found: Iterable[tuple[Stated, Stated]]
) -> tuple[list[Stated], list[Stated]]:
    taken = {id(item) for pair in found for item in pair}
    return [item for item in old if id(item) not in taken], [item for item in new if id(item) not in taken]

"""Orders the evidence of a page for its readers: doubts first, the rest by source and place, our own figures last.

A figure is listed under the first place that it cites; the card and the expanded entry name all.
"""

from collections.abc import Iterable, Iterator, Sequence

from briefing.model import State
from briefing.pages.evidence import Checks, EvidenceView, PlaceChecks, PlaceView, SourceChecks


def is_doubt(item: EvidenceView) -> bool:
    """Whether a figure needs more explanation than its place: a caveat, another value, a failed look-up."""
    return bool(item.caveats) or item.state.id == State.OTHERWISE or (_is_unchecked(item) and bool(item.state.detail))


def grouped(items: Sequence[EvidenceView]) -> Checks:
    """The evidence of a page, in groups."""
    plain = [item for item in items if not is_doubt(item)]
    return Checks(
        doubts=tuple(sorted(filter(is_doubt, items), key=lambda item: item.state.id != State.OTHERWISE)),
        sources=tuple(_sources(item for item in plain if item.places)),
        ours=tuple(item for item in plain if not item.places),
    )


def _is_unchecked(item: EvidenceView) -> bool:
    return item.state.id == State.UNCHECKED


def _sources(items: Iterable[EvidenceView]) -> Iterator[SourceChecks]:
    """The sources in order of first citation."""
    found: dict[str, dict[str, list[EvidenceView]]] = {}
    heads: dict[str, PlaceView] = {}
    for item in items:
        first = item.places[0]
        path = first.path.partition("#")[0]
        heads.setdefault(path, first)
        found.setdefault(path, {}).setdefault(first.locators, []).append(item)
    for path, places in found.items():
        head = heads[path]
        ordered = sorted(places.items(), key=lambda each: each[1][0].places[0].order)
        checks = tuple(PlaceChecks(locators, tuple(each)) for locators, each in ordered)
        yield SourceChecks(head.source, head.via, path, checks)

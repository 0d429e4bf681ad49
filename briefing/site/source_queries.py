"""Queries on sources: the bibliography, the notes that cite each source, and the lock."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Raw
from msgspec.msgpack import Decoder

from briefing.citations.references import suffixes
from briefing.evidence.states import meets
from briefing.incremental import query
from briefing.model import Caveat, Figure, LockIndex, Source, Verification
from briefing.model.suggestions import nearest
from briefing.site.note_queries import NoteQueries, Paths

PREFIX: Final = 3
"""The digits of a claim by which queries are grouped: one query a claim would be too many."""

_MIN_SIMILARITY: Final = 0.8
"""Of a key to the one that was probably meant."""
_PLACES: Final = Decoder(tuple[list[Raw], Raw])
_BY_KEY: Final[Decoder[Mapping[str, Paths]]] = Decoder(dict[str, Paths])
_PATHS: Final = Decoder(Paths)
_SOURCE: Final = Decoder(tuple[Source | None, str], dec_hook=lambda own, value: own(value))


class SourceQueries(NoteQueries):
    """Queries about sources and about the lock."""

    @query(is_opaque=True)
    def suffixes(self) -> Mapping[str, str]:
        """Suffixes that distinguish works by the same author from the same year."""
        return suffixes(self.bibliography_read().sources.values())

    @query(decoder=_SOURCE)
    def source_with_suffix(self, key: str) -> tuple[Source | None, str]:
        """A source, if there is one with this key, and its suffix."""
        return self.bibliography_read().sources.get(key), self.suffixes().get(key, "")

    @query()
    def is_defined(self, key: str) -> bool:
        """Whether the bibliography has an entry with this key, readable or not."""
        return key in self.bibliography_read().spans

    @query(decoder=Decoder(bool))
    def has_sources(self) -> bool:
        """Whether the bibliography could be read, even if it is empty."""
        read = self.bibliography_read()
        return bool(read.spans) or not read.problems

    @query(decoder=_PATHS)
    def sources(self) -> Paths:
        """The keys of all sources."""
        return tuple(self.bibliography_read().sources)

    @query(is_opaque=True)
    def bibliography(self) -> tuple[Source, ...]:
        """All sources, for the exports."""
        return tuple(self.bibliography_read().sources.values())

    @query()
    def nearest(self, key: str) -> str:
        """The key that was probably meant; empty if there is none."""
        return nearest(key, self.sources(), _MIN_SIMILARITY)

    @query()
    def longest(self, text: str) -> str:
        """The longest key that a text begins with; empty if there is none."""
        return max((key for key in self.sources() if text.startswith(key)), key=len, default="")

    # --- citations of sources --------------------------------------------------------------------

    @query(decoder=_PATHS, is_held=False, is_ordered=True)
    def cited(self, path: str) -> Paths:
        """The keys that a note names."""
        return tuple(self.source_uses(path))

    @query(decoder=_BY_KEY, is_ordered=True)
    def citing(self) -> Mapping[str, Paths]:
        """The notes that name each key."""
        found: dict[str, list[str]] = defaultdict(list)
        for path in self.order():
            for key in self.cited(path):
                found[key].append(path)
        return {key: tuple(paths) for key, paths in found.items()}

    @query()
    def citers(self, key: str) -> Paths:
        """The notes that name a key."""
        return self.citing().get(key, ())

    @query()
    def has_caveats(self, key: str) -> bool:
        """Whether a source has caveats."""
        source, _ = self.source_with_suffix(key)
        return source is not None and bool(source.custom.caveats)

    @query()
    def matching_caveats(self, path: str) -> Mapping[str, tuple[Caveat, ...]]:
        """The caveats about figures of a note, by the key of their source."""
        keys = [key for key in self.cited(path) if self.has_caveats(key)]
        if not keys:
            return {}
        figures = tuple(self.note(path).sourced)
        return {key: tuple(self._met(key, figures)) for key in keys}

    def _met(self, key: str, figures: Sequence[Figure]) -> Iterator[Caveat]:
        source, _ = self.source_with_suffix(key)
        for caveat in source.custom.caveats if source else ():
            if any(meets(caveat, figure, key) for figure in figures):
                yield caveat

    @query(is_held=False)
    def encoded_uses(self, key: str) -> tuple[tuple[str, bytes], ...]:
        """The notes that name a source, with the parts that may cite it, still encoded as `SourceUse`."""
        if self.source_with_suffix(key)[0] is None:
            return ()
        return tuple((path, self.source_uses(path)[key]) for path in self.citers(key))

    @query()
    def count(self, key: str) -> int:
        """How many places cite a source."""
        return sum(len(_PLACES.decode(uses)[0]) for _, uses in self.encoded_uses(key))

    # --- the lock -----------------------------------------------------------------------------

    @query(decoder=Decoder(bool))
    def has_lock(self) -> bool:
        """Whether anything was ever verified."""
        return self.lock_read()[0] is not None

    @query(decoder=Decoder(LockIndex))
    def verified_in(self, prefix: str) -> LockIndex:
        """The verified claims that begin with a prefix."""
        return (self.lock_read()[0] or LockIndex()).beginning_with(prefix)

    def verification_of(self, claim: str) -> Verification | None:
        """The verification of a claim."""
        return self.verified_in(claim[:PREFIX]).get(claim)

"""Suggestions for an unknown word: the known word with the most similar spelling.

Reference: Ratcliff and Metzener, Pattern Matching: The Gestalt Approach (1988), as in `difflib`.
"""

from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The known word most like `word`; empty if none has a similarity of at least `likeness` (0 to 1)."""
    return _spellings(tuple(known)).nearest(word, likeness)


class _Spellings:
    """Known words, each with its characters as bits: a bit for the first `a`, another for the second.

    Two words have no more in common than the bits of both, which are counted at once: of thousands of words, when
    as many are unknown, few are left to be compared.
    """

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words
        self.bits: dict[tuple[str, int], int] = {}
        for word in words:
            for char in _numbered(word):
                self.bits.setdefault(char, 1 << len(self.bits))
        self.known = [(self.mask(word), len(word), word) for word in words]

    def mask(self, word: str) -> int:
        """The characters of a word."""
        return sum(self.bits.get(char, 0) for char in _numbered(word))

    def nearest(self, word: str, likeness: float) -> str:
        """The word most like this one, the last in the alphabet of several; else one that differs in case only."""
        mask, length, found, highest = self.mask(word), len(word), "", likeness
        matcher = SequenceMatcher(b=word)
        most = ((2 * (mask & other).bit_count() / (length + size or 1), each) for other, size, each in self.known)
        for bound, each in sorted((item for item in most if item[0] >= likeness), reverse=True):
            if found and bound <= highest:
                break
            matcher.set_seq1(each)
            if (ratio := matcher.ratio()) > highest or (ratio == highest and not found):
                found, highest = each, ratio
        return found or next((each for each in self.words if each.casefold() == word.casefold()), "")


_spellings = lru_cache(8)(_Spellings)


def _numbered(word: str) -> Iterable[tuple[str, int]]:
    """The characters of a word, each with how often it came before."""
    seen = Counter[str]()
    for char in word:
        yield char, seen[char]
        seen[char] += 1


def did_you_mean(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The hint that names the nearest known word, or nothing if none is similar enough."""
    near = nearest(word, known, likeness)
    return f"did you mean `{near}`?" if near else ""


def suggestion(word: str, known: Iterable[str]) -> str:
    """The same as a sentence to append to another, with a leading space."""
    near = nearest(word, known)
    return f" Did you mean `{near}`?" if near else ""

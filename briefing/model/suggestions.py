"""Suggestions for an unknown word: the known one with the most similar spelling.

Reference: Ratcliff and Metzener, Pattern Matching: The Gestalt Approach (1988), as in `difflib`.
"""

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The known word most like `word`, or nothing if none has a similarity of `likeness` (0 to 1)."""
    words = list(known)
    near = difflib.get_close_matches(word, words, 1, cutoff=likeness)
    return near[0] if near else _in_other_case(word, words)


def _in_other_case(word: str, words: Iterable[str]) -> str:
    return next((each for each in words if each.casefold() == word.casefold()), "")


def did_you_mean(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The hint that names the nearest known word, or nothing if none is similar enough."""
    near = nearest(word, known, likeness)
    return f"did you mean `{near}`?" if near else ""


def suggestion(word: str, known: Iterable[str]) -> str:
    """The same as a sentence behind another, with the space between them."""
    near = nearest(word, known)
    return f" Did you mean `{near}`?" if near else ""

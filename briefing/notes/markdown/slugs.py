"""Makes the anchors of headings from their words."""

import re
import unicodedata
from typing import Final

from briefing import lazy_re

_GAP: Final = lazy_re.compile(r"[\W_]")


def slug(text: str, used: dict[str, int]) -> str:
    """An anchor for a heading: its words in lower case, in any script, joined by `-`, and not yet in `used`.

    `used` maps each anchor to the next number to try for another heading with the same words.
    An anchor never contains `.` or `_`, so that it differs from all ids that pages use themselves.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = _GAP.sub(_dash, plain.replace("'", "").replace("’", ""))
    base = re.sub("-+", "-", kept).strip("-") or "section"
    if base[0].isdigit():
        base = f"section-{base}"
    name, number = base, used.get(base, 2)
    while name in used:
        name, number = f"{base}-{number}", number + 1
    used[base] = number
    used.setdefault(name, 2)
    return name


def _dash(found: re.Match[str]) -> str:
    """A dash for a character that is not part of a word; combining marks are part of words in many scripts."""
    return found[0] if unicodedata.category(found[0]).startswith("M") else "-"

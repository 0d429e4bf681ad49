"""Anchors of headings, from their words."""

import re
import unicodedata


def slug(text: str, used: dict[str, int]) -> str:
    """An anchor for a heading: lower-case words and `-`, in any script, not yet in `used`.

    `used` maps each anchor to the next number to try for another heading of the same words.

    Holds no `.` and no `_`, so that it never meets an id of the page's own.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(char if _is_kept(char) else "-" for char in re.sub("['’]", "", plain))
    base = re.sub("-+", "-", kept).strip("-") or "section"
    if base[0].isdigit():
        base = f"section-{base}"
    name, number = base, used.get(base, 2)
    while name in used:
        name, number = f"{base}-{number}", number + 1
    used[base] = number
    used.setdefault(name, 2)
    return name


def _is_kept(char: str) -> bool:
    """Whether a character is part of a word; so are combining marks, which words of many scripts need."""
    return char.isalnum() or unicodedata.category(char).startswith("M")

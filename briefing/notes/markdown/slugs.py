"""Anchors of headings, from their words."""

import re
import unicodedata


def slug(text: str, used: dict[str, int]) -> str:
    """An anchor for a heading: lower-case words and `-`, in any script, not yet in `used`.

    `used` has of each anchor the number from which on a further one of its words is tried.

    Holds no `.` and no `_`, so that it never meets an id of the page's own.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(sign if _is_kept(sign) else "-" for sign in re.sub("['’]", "", plain))
    base = re.sub("-+", "-", kept).strip("-") or "section"
    if base[0].isdigit():
        base = f"section-{base}"
    name, number = base, used.get(base, 2)
    while name in used:
        name, number = f"{base}-{number}", number + 1
    used[base] = number
    used.setdefault(name, 2)
    return name


def _is_kept(sign: str) -> bool:
    """Whether a sign belongs to a word: marks do, without which a word of many scripts falls apart."""
    return sign.isalnum() or unicodedata.category(sign).startswith("M")

"""Anchors of headings, from their words."""

import re
import unicodedata


def slug(text: str, used: dict[str, int]) -> str:
    """An anchor for a heading: lower-case words and `-`, in any script, not yet in `used`.

    `used` has of each anchor the number from which on a further one of its words is tried.

    Holds no `.` and no `_`, so that it never meets an id of the page's own.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    base = re.sub(r"[\W_]+", "-", re.sub("['’]", "", plain)).strip("-") or "section"
    if base[0].isdigit():
        base = f"section-{base}"
    name, number = base, used.get(base, 2)
    while name in used:
        name, number = f"{base}-{number}", number + 1
    used[base] = number
    used.setdefault(name, 2)
    return name

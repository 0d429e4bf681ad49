"""Exemptions in the headings of tables: `in millions, except per share` and `Unless noted, in thousands`."""

import re
from typing import Final

from briefing import lazy_re

_EXCEPT: Final = lazy_re.compile(
    r"(?:[,;]\s*+|(?<!\s)\s*+)\b"
    r"(?:except(?:ing|ions?)?(?:\s+for)?|excluding|other\s+than|unless|save\s+for|apart\s+from)\b|,?除",
    re.I,
)


def without_exemption(text: str) -> str:
    """What a heading says of all numbers."""
    return _parted(text)[0]


def exceptions(text: str) -> str:
    """What a heading exempts, in lower case."""
    return _parted(text)[1].lower()


def _parted(text: str) -> tuple[str, str]:
    """What a heading says of all numbers, and what it exempts, which may come first, up to a comma."""
    before, *after = _EXCEPT.split(text, maxsplit=1)
    if after and not before.strip("(（["):
        exempted, _, rest = after[0].replace("，", ",").partition(",")
        return rest, exempted
    return before, "".join(after)

"""Exemptions in the headings of tables: `in millions, except per share` and `Unless noted, in thousands`."""

import re
from typing import Final

from briefing import lazy_re

_EXCEPT: Final = lazy_re.compile(
    r"(?:[,;]\s*+|(?<!\s)\s*+)\b"
    r"(?:except(?:ing|ions?)?(?:\s+for)?|excluding|other\s+than|unless|save\s+for|apart\s+from)\b|,?除",
    re.I,
)


def without_exemption(text: str) -> tuple[str, str]:
    """What a heading says of all numbers, before an exemption and after it."""
    before, _, after = _parted(text)
    return before, after


def exceptions(text: str) -> str:
    """What a heading exempts, in lower case."""
    return _parted(text)[1].lower()


def _parted(text: str) -> tuple[str, str, str]:
    """What is before an exemption, the exemption, and what is after it where it opens a phrase, up to a comma."""
    before, *rest = _EXCEPT.split(text, maxsplit=1)
    if not rest:
        return before, "", ""
    opens = not before.strip() or before.rstrip()[-1] in "(（["
    exempted, comma, after = rest[0].replace("，", ",").partition(",")
    return (before, exempted, after) if opens and comma else (before, rest[0], "")

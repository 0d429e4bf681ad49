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
    """The parts of a heading that apply to all numbers: those before and after an exemption."""
    before, _, after = _split_at_exemption(text)
    return before, after


def exceptions(text: str) -> str:
    """The rows that a heading exempts, in lower case: `per share` of `in millions, except per share`."""
    return _split_at_exemption(text)[1].lower()


def _split_at_exemption(text: str) -> tuple[str, str, str]:
    """A heading split into the text before an exemption, the exemption, and the text after it.

    Only an exemption that opens its phrase ends at a comma: `(Unless noted, in thousands)`.
    """
    before, *rest = _EXCEPT.split(text, maxsplit=1)
    if not rest:
        return before, "", ""
    opens = not before.strip() or before.rstrip()[-1] in "(（["
    exempted, comma, after = rest[0].replace("，", ",").partition(",")
    return (before, exempted, after) if opens and comma else (before, rest[0], "")

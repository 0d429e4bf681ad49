"""Classifies the URLs of links: within the notes, to another site, or with a scheme that is not allowed."""

import re
from typing import Final

from briefing import lazy_re

OUTWARD_SCHEMES: Final = ("http", "https", "ftp")

# A single letter is a drive of Windows, not a scheme.
_SCHEME: Final = lazy_re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
_ALLOWED: Final = lazy_re.compile(r"(?:https?|ftp)://[^/\\?#\s]|(?:mailto|tel):[^/\\]", re.IGNORECASE)
"""The allowed schemes of links out of the notes; others could start a program on a reader's machine."""


def leads_out(url: str) -> bool:
    """Whether a URL is absolute, rather than relative to the note."""
    return bool(_SCHEME.match(url))


def is_allowed(url: str) -> bool:
    """Whether a URL is allowed for a link out of the notes."""
    return bool(_ALLOWED.match(url))


def is_outward(url: str) -> bool:
    """Whether a URL leads to a page or file of another site."""
    return url.partition(":")[0].lower() in OUTWARD_SCHEMES


def scheme_fault(url: str) -> tuple[str, str] | None:
    """The message and hint for an absolute URL that is not allowed; None if it is."""
    if is_allowed(url):
        return None
    if url.startswith("//"):
        hint = f"write https:{url}, or a path relative to this file"
        return f"`{url}` names another site without a scheme", hint
    return f"a link cannot lead to `{url}`", "write https://…, http://…, mailto:…, tel:… or ftp://…"

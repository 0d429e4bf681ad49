"""Where a link leads: within the notes, to another site, or nowhere that readers should go."""

import re
from typing import Final

OUTWARD_SCHEMES: Final = ("http", "https", "ftp")

# One letter is a drive of Windows, and no scheme.
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
_ALLOWED: Final = re.compile(r"(?:https?|ftp)://[^/\\?#\s]|(?:mailto|tel):[^/\\]", re.IGNORECASE)
"""The schemes of links out of the notes; any other may start a program of the reader's."""


def leads_out(address: str) -> bool:
    """Whether a URL is not relative to the note."""
    return bool(_SCHEME.match(address))


def is_allowed(address: str) -> bool:
    """Whether a URL is allowed for a link out of the notes."""
    return bool(_ALLOWED.match(address))


def is_outward(address: str) -> bool:
    """Whether a URL is that of a page or file of another site."""
    return address.partition(":")[0].lower() in OUTWARD_SCHEMES


def scheme_fault(address: str) -> tuple[str, str] | None:
    """The problem of a URL out of the notes and a hint, if there is one."""
    if is_allowed(address):
        return None
    if address.startswith("//"):
        hint = f"write https:{address}, or a path relative to this file"
        return f"`{address}` names another site without a scheme", hint
    return f"a link cannot lead to `{address}`", "write https://…, http://…, mailto:…, tel:… or ftp://…"

"""Where a link leads: within the notes, to another site, or nowhere that readers should go."""

import re
from typing import Final

OUTWARD_SCHEMES: Final = ("http", "https", "ftp")

# One letter is a drive of Windows, and no address.
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
_ALLOWED: Final = re.compile(r"(?:https?|ftp)://[^/\\?#\s]|(?:mailto|tel):[^/\\]", re.IGNORECASE)
"""What a link out of the notes may begin with; any other scheme may start a program of the reader's."""


def leads_out(address: str) -> bool:
    """Whether an address is not relative to the note."""
    return bool(_SCHEME.match(address))


def is_allowed(address: str) -> bool:
    """Whether an address is one that a link out of the notes may have."""
    return bool(_ALLOWED.match(address))


def is_outward(address: str) -> bool:
    """Whether an address is that of a page or file of another site."""
    return address.partition(":")[0].lower() in OUTWARD_SCHEMES


def scheme_fault(address: str) -> tuple[str, str] | None:
    """What is wrong with an address out of the notes, and what to write instead, if anything is."""
    if is_allowed(address):
        return None
    if address.startswith("//"):
        hint = f"write https:{address}, or a path relative to this file"
        return f"`{address}` names another site without a scheme", hint
    return f"a link cannot lead to `{address}`", "write https://…, http://…, mailto:…, tel:… or ftp://…"

"""Finds link definitions, `[name]: note.md`, without effect: no link uses them, or an earlier one has the same name."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

from briefing import lazy_re

_NAME: Final = lazy_re.compile(r"\[((?:[^\[\]\\]|\\.)+)\]")
_COMMENT: Final = ("", "#")
"""Addresses of definitions that are used as comments: `[//]: # (to be continued)`."""


class LostDefinition(NamedTuple):
    """A link definition without effect."""

    line: int
    message: str
    hint: str


def lost_definitions(env: Mapping[str, Any], tokens: Sequence[Token]) -> Iterator[LostDefinition]:
    """The link definitions of a note that are unused or duplicates."""
    defined = env.get("references", {})
    if not defined:
        return
    texts = (token.content for token in tokens if token.type == "inline")
    used = {normalizeReference(name[1]) for text in texts for name in _NAME.finditer(text)}
    for name, found in defined.items():
        if name not in used and found["href"] not in _COMMENT:
            hint = "name it, as [text][name], or write `\\[` at its start to show it as text"
            yield LostDefinition(found["map"][0], "is the address of a link that nothing names, and is not shown", hint)
    for found in env.get("duplicate_refs", ()):
        if found["href"] not in _COMMENT:
            yield LostDefinition(found["map"][0], "gives a name that has an address already", "rename or delete one")

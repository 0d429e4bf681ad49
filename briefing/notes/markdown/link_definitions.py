"""Definitions of links, `[name]: note.md`, that readers never get: nothing names them, or another one came first."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

from briefing import lazy_re

_NAME: Final = lazy_re.compile(r"\[((?:[^\[\]\\]|\\.)+)\]")
_COMMENT: Final = ("", "#")
"""The addresses of definitions that are comments: `[//]: # (to be continued)`."""


class LostDefinition(NamedTuple):
    """A definition of a link that has no effect."""

    line: int
    message: str
    hint: str


def lost_definitions(env: Mapping[str, Any], tokens: Sequence[Token]) -> Iterator[LostDefinition]:
    """The definitions of a note that nothing names, and those of a name that has one."""
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

"""Captions: a paragraph `Table: …` after a table moves into it."""

import re
from collections.abc import Sequence
from typing import Final

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_CAPTION: Final = re.compile(r"Table:\s*")


def captions(state: StateCore) -> None:
    """Move a paragraph `Table: …` that follows a table into it."""
    tokens = state.tokens
    openings: list[int] = []
    at = 0
    while at < len(tokens):
        if tokens[at].type == "table_open":
            openings.append(at)
        elif tokens[at].type == "table_close" and _is_caption(tokens[at + 1 : at + 4]):
            caption = _caption(tokens[at + 1 : at + 4])
            del tokens[at + 1 : at + 4]
            tokens[openings[-1] + 1 : openings[-1] + 1] = caption
            at += 3
        at += 1


def _is_caption(tokens: Sequence[Token]) -> bool:
    return (
        len(tokens) == 3
        and tokens[0].type == "paragraph_open"
        and bool(_CAPTION.match(tokens[1].content))
        and bool(tokens[1].children and tokens[1].children[0].type == "text")
    )


def _caption(tokens: Sequence[Token]) -> list[Token]:
    opening, block, closing = tokens
    opening.type, opening.tag = "caption_open", "caption"
    closing.type, closing.tag = "caption_close", "caption"
    children = block.children or []
    children[0].content = _CAPTION.sub("", children[0].content, count=1)
    return [opening, block, closing]

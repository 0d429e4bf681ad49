"""Subscripts and superscripts: `H~2~O`, `m^3^`.

The rules are those of mdit-py-plugins, but limited to a few letters, digits and symbols
after a letter, a digit or a bracket: the tildes in "~40–~50%" and "5~10万，30~40%" are not
a pair. In flattened text the digits become `₂` and `³`, so that `10^2^` is not 102.
"""

from typing import Final

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.subscript import tokenize

from briefing import lazy_re
from briefing.model.raised_digits import LOWERED, RAISED

_SUB: Final = lazy_re.compile(r"~[0-9A-Za-z.+−-]{1,12}~(?![0-9~])")
_SUP: Final = lazy_re.compile(r"\^(?P<raised>[0-9A-Za-z.+−-]{1,12})\^(?![0-9^])")
_LAST_LATIN: Final = "\u052f"


def subscript(state: StateInline, silent: bool) -> bool:
    """An inline rule: `CO~2~`, after a letter or a closing bracket."""
    before = state.src[state.pos - 1 : state.pos]
    if not (before and (before in ")]^" or (before.isalpha() and before <= _LAST_LATIN))):
        return False
    match = _SUB.match(state.src, state.pos, state.posMax)
    if not match or not tokenize(state, silent):
        return False
    _mark(state.tokens[-2], "sub", state.pos - 1)
    return True


def superscript(state: StateInline, silent: bool) -> bool:
    """An inline rule: `m^3^`, after a letter, a digit or a closing bracket."""
    before = state.src[state.pos - 1 : state.pos]
    if not (before and (before.isalnum() or before in ")]~%")):
        return False
    match = _SUP.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        state.push("sup_open", "sup", 1)
        token = state.push("text", "", 0)
        token.content = match.group("raised")
        _mark(token, "sup", match.end() - 1)
        state.push("sup_close", "sup", -1)
    state.pos = match.end()
    return True


def _mark(token: Token, script: str, end: int) -> None:
    token.meta.update(script=script, end=end)


def as_text(token: Token) -> str:
    """The text of a token, with Unicode's superscript and subscript digits."""
    script = token.meta.get("script")
    return token.content.translate(RAISED if script == "sup" else LOWERED) if script else token.content

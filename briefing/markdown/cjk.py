"""Emphasis and line breaks that are right for Chinese, Japanese and Korean.

CommonMark's rule for `*` looks at punctuation and knows none of theirs: it
would make the wrong words bold in `**“强调”**的文字`.
"""

import re
from collections.abc import Sequence
from typing import Any, Final, Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token

_HAN: Final = (
    "\u2e80-\u2fdf\u3000-\u30ff\u3100-\u312f\u31c0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
)
_CJK: Final = re.compile(f"[{_HAN}\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]")
_HAN_ONLY: Final = re.compile(f"[{_HAN}]")
_JOINS: Final = re.compile(f"[{_HAN}“”‘’—…·]")


class _State(StateInline):
    """Emphasis beside CJK punctuation works as beside letters; CommonMark's cases stay as they are.

    Each token also remembers, as `meta["end"]`, where in the text it ends:
    of tokens that are joined later, the last one keeps its mark.
    """

    def pushPending(self) -> Token:  # noqa: N802 - the parser's name
        token = super().pushPending()
        token.meta["end"] = self.began + len(token.content)
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = super().push(ttype, tag, nesting)
        if ttype != "text":
            token.meta["end"] = self.pos + 1
        return token

    def append_pending(self, text: str) -> None:
        if not self.pending:
            self.began = self.pos
        super().append_pending(text)

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - the parser's names
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        last = self.src[start - 1] if start else " "
        following = self.src[end] if end < self.posMax else " "
        last_space, next_space = isWhiteSpace(ord(last)), isWhiteSpace(ord(following))
        last_cjk, next_cjk = bool(_CJK.match(last)), bool(_CJK.match(following))
        last_sign = _is_sign(last) and not last_cjk
        next_sign = _is_sign(following) and not next_cjk
        left = not next_space and (not next_sign or last_space or last_sign or last_cjk)
        right = not last_space and (not last_sign or next_space or next_sign or next_cjk)
        return Scanned(
            left and (canSplitWord or not right or last_sign or last_cjk),
            right and (canSplitWord or not left or next_sign or next_cjk),
            end - start,
        )


def keep_places(state: StateInline) -> None:
    """Texts that are about to be joined know where they end: a `*` knows only where its row of them begins."""
    end = None
    for token in state.tokens:
        if token.type != "text":
            end = None
        elif "end" in token.meta:
            end = token.meta["end"]
        elif end is not None:
            end = token.meta["end"] = end + len(token.content)


class Inline(ParserInline):
    """The only place where the parser makes a `StateInline`."""

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _is_sign(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def join_lines(state: StateCore) -> None:
    """No space at a line break between Han characters."""
    for block in state.tokens:
        children = block.children or []
        for i, token in enumerate(children):
            if token.type == "softbreak" and _joins(children[:i], children[i + 1 :]):
                token.type, token.content = "text", ""


def _joins(before: Sequence[Token], after: Sequence[Token]) -> bool:
    last = next((t.content for t in reversed(before) if t.content), "")[-1:]
    following = next((t.content for t in after if t.content), "")[:1]
    both = _JOINS.match(last) and _JOINS.match(following)
    return bool(both and (_HAN_ONLY.match(last) or _HAN_ONLY.match(following)))

"""Emphasis and line breaks for Chinese, Japanese and Korean text.

By CommonMark's rule, a `**` after punctuation can close emphasis only before a space or
punctuation. These scripts have no spaces: so the `**` after `”` in `**“强调”**的文字` would
not close, and the wrong words would be bold. Here, a CJK character next to a delimiter has
the effect of a space there. A line break between Han characters is removed, rather than
rendered as a space.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Final, Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token

# Not patterns: with so many characters, each would take milliseconds to compile.
_HAN: Final = (
    "\u2e80\u2fdf", "\u3000\u30ff", "\u3100\u312f", "\u31c0\u31ff", "\u3400\u4dbf", "\u4e00\u9fff",
    "\uf900\ufaff", "\ufe30\ufe4f", "\uff01\uff60", "\uffe0\uffe6", "\U00020000\U0003ffff",
)  # fmt: skip
_CJK: Final = ("\u1100\u11ff", *_HAN, "\u3130\u318f", "\ua960\ua97f", "\uac00\ud7ff")
"""The first and the last character of each range."""

_BETWEEN_HAN: Final = frozenset("“”‘’—…·")


def _is_within(char: str, ranges: Iterable[str]) -> bool:
    return char > "\u10ff" and any(ends[0] <= char <= ends[1] for ends in ranges)


class _CjkStateInline(StateInline):
    """Treats CJK punctuation next to emphasis like letters; all other cases are CommonMark's.

    Each text token also records the offset of its end in the source, as `meta["end"]`;
    if texts are joined later, that of the last one remains.
    """

    began: int | None = None
    """The offset where the pending text begins."""
    has_pairs = False
    """Whether there are delimiters such as `*`, which have to be paired, or joined with the adjacent text."""

    def pushPending(self) -> Token:  # noqa: N802 - the parser's name
        token = super().pushPending()
        token.meta["end"] = (self.began or 0) + len(token.content)
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = super().push(ttype, tag, nesting)
        self.began = None
        if ttype == "text_special":
            token.meta["end"] = self.pos + 1
        return token

    def append_pending(self, text: str) -> None:
        if self.began is None:
            self.began = self.pos
        super().append_pending(text)

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - the parser's names
        self.has_pairs = True
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        last = self.src[start - 1] if start else " "
        following = self.src[end] if end < self.posMax else " "
        last_space, next_space = isWhiteSpace(ord(last)), isWhiteSpace(ord(following))
        last_cjk, next_cjk = _is_within(last, _CJK), _is_within(following, _CJK)
        last_punctuation = _is_punctuation(last) and not last_cjk
        next_punctuation = _is_punctuation(following) and not next_cjk
        left = not next_space and (not next_punctuation or last_space or last_punctuation or last_cjk)
        right = not last_space and (not last_punctuation or next_space or next_punctuation or next_cjk)
        return Scanned(
            left and (canSplitWord or not right or last_punctuation or last_cjk),
            right and (canSplitWord or not left or next_punctuation or next_cjk),
            end - start,
        )


def source_offsets(state: StateInline) -> None:
    """Record the end of each text before they are joined: a single `*` has only that of its delimiter run."""
    end = None
    for token in state.tokens:
        if token.type != "text":
            end = None
        elif "end" in token.meta:
            end = token.meta["end"]
        elif end is not None:
            end = token.meta["end"] = end + len(token.content)


class Inline(ParserInline):
    """The inline parser with our `StateInline`, which only this method creates."""

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        markup = self.terminator_re.search(src)
        if not markup:
            tokens += [Token("text", "", 0, content=src, meta={"end": len(src)})] if src else []
            return tokens
        state = _CjkStateInline(src, md, env, tokens)
        if markup.start():
            state.append_pending(src[: markup.start()])
            state.pos = markup.start()
        self.tokenize(state)
        if state.has_pairs:
            for rule in self.ruler2.getRules(""):
                rule(state)
        return state.tokens


def _is_punctuation(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)


def join_lines(state: StateCore) -> None:
    """Remove line breaks between Han characters."""
    if not _may_have_han(state.src):
        return
    for block in state.tokens:
        children = (block.children if "\n" in block.content and _may_have_han(block.content) else None) or ()
        for i, token in enumerate(children):
            if token.type == "softbreak" and _joins(children, i):
                token.type, token.content = "text", ""


def _may_have_han(text: str) -> bool:
    """Whether a text may contain Han characters, also as entities, or percent-encoded in an address `<…>`."""
    return not text.isascii() or "&" in text or "<" in text


def _joins(tokens: Sequence[Token], at: int) -> bool:
    last = next((tokens[i].content[-1] for i in range(at - 1, -1, -1) if tokens[i].content), "")
    if not (_is_within(last, _HAN) or last in _BETWEEN_HAN):
        return False
    following = next((token.content[0] for token in islice(tokens, at + 1, None) if token.content), "")
    if following in _BETWEEN_HAN:
        return _is_within(last, _HAN)
    return _is_within(following, _HAN)

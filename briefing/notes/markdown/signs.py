"""Which rules of the parser are tried where.

The parser would ask each rule at each line and at each sign. Most begin with
a sign of their own and decline any other: here they are not asked at all.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

Attempt = Callable[..., bool]
"""A rule of the parser: whether it took what stands here."""

_BLOCKS: Final = {
    "attr": "{",
    "caption": "T",
    "comment": "<",
    "blockquote": ">",
    "fence": "`~",
    "footnote_def": "[",
    "heading": "#",
    "hr": "*-_",
    "list": "*+-0123456789",
    "reference": "[",
}
_INLINES: Final = {
    "attr": "{",
    "autolink": "<",
    "backticks": "`",
    "citation": "[",
    "comment": "<",
    "emphasis": "*_",
    "entity": "&",
    "escape": "\\",
    "footnote_inline": "^",
    "footnote_ref": "[",
    "image": "!",
    "link": "[",
    "lost_footnote": "[",
    "mention": "@-",
    "newline": "\n",
    "span": "[",
    "strikethrough": "~",
    "subscript": "~",
    "superscript": "^",
}
"""The signs that each rule may begin with; a rule that is not named may begin with any."""

_STOPS: Final = re.compile(r"[\n&*<@\[\\\]^_`{~]|!(?=\[)|-(?=@)")
"""Where plain text stops: at a sign that an inline rule may begin with, and at the end of a bracket."""


def try_by_sign(md: MarkdownIt) -> None:
    """Let a parser that has all its rules try only those that can begin where it stands."""
    md.block.ruler = _BySign(md.block.ruler, _BLOCKS, _at_line)
    md.inline.ruler = _BySign(md.inline.ruler, _INLINES, _at_place)
    md.inline.terminator_re = _STOPS


class _BySign(Ruler[Any]):
    """Rules of which each chain tries only those that its sign may begin."""

    def __init__(
        self,
        ruler: Ruler[Any],
        signs: Mapping[str, str],
        choice: Callable[[Mapping[str, Sequence[Attempt]], Sequence[Attempt]], Attempt],
    ) -> None:
        super().__init__()
        self.__rules__ = [rule for rule in ruler.__rules__ if rule.enabled]
        chains = {"", *(chain for rule in self.__rules__ for chain in rule.alt)}
        self.chains = {chain: [choice(*_sorted(self.named(chain), signs))] for chain in chains}

    def named(self, chain: str) -> list[tuple[str, Attempt]]:
        return [(rule.name, rule.fn) for rule in self.__rules__ if not chain or chain in rule.alt]

    def getRules(self, chainName: str = "") -> list[Attempt]:  # noqa: N802, N803 - the parser's names
        return self.chains.get(chainName, [])


def _sorted(
    rules: Iterable[tuple[str, Attempt]], signs: Mapping[str, str]
) -> tuple[dict[str, list[Attempt]], list[Attempt]]:
    """The rules to try at each sign, and at any other."""
    rules = list(rules)
    at_sign = {
        sign: [rule for name, rule in rules if sign in signs.get(name, sign)] for sign in {*"".join(signs.values())}
    }
    return at_sign, [rule for name, rule in rules if name not in signs]


def _at_line(rules: Mapping[str, Sequence[Attempt]], others: Sequence[Attempt]) -> Attempt:
    def attempt(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        at = state.bMarks[line] + state.tShift[line]
        for rule in rules.get(state.src[at : at + 1], others):  # noqa: SIM110 - `any` takes twice as long
            if rule(state, line, end, silent):
                return True
        return False

    return attempt


def _at_place(rules: Mapping[str, Sequence[Attempt]], others: Sequence[Attempt]) -> Attempt:
    def attempt(state: StateInline, silent: bool) -> bool:
        for rule in rules.get(state.src[state.pos], others):  # noqa: SIM110
            if rule(state, silent):
                return True
        return False

    return attempt

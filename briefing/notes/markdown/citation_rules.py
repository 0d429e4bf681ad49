"""Inline rules of the Markdown parser for citations: brackets, and keys in running text.

A rule pushes a `cite` token with the parsed items, or a `fault` token with the
error. The grammar itself is in the package `citations`.
"""

import re
from collections.abc import Sequence
from typing import Final

from markdown_it.common.utils import normalizeReference
from markdown_it.rules_inline import StateInline, link
from msgspec import structs

from briefing import lazy_re
from briefing.citations import (
    CitationError,
    Item,
    Mention,
    as_written,
    find_key,
    is_in_prose,
    locator_after,
    may_start_citation,
    mention_at,
    read_bracket,
    read_locators,
    without_key,
)
from briefing.model import Mode

_MAX_DISTANCE: Final = 60
"""The number of characters after a citation in which a misplaced locator is searched."""
_MAX_BRACKET: Final = 1000
"""The number of characters in which a bracket around a key is expected to close."""
_OPENED: Final = lazy_re.compile(r"(?<!\\)\[(?P<prefix>[^\[\]]{0,40})\Z")
_BRACKETS: Final = lazy_re.compile(r"\\.|[\[\]]", re.S)


def bracket(state: StateInline, silent: bool) -> bool:
    """Parse `[see @a, p. 3; -@b]`: a bracket that contains a key, and is neither a link nor a span."""
    src, start = state.src, state.pos
    if src[start] != "[" or "@" not in src:
        return False
    end = state.md.helpers.parseLinkLabel(state, start)
    inside = src[start + 1 : end] if end > 0 else ""
    if inside.startswith("^") or not _has_free_at(inside):
        return False
    within = _key_within(inside)
    is_link = src[end + 1 : end + 2] == "("
    if (within and not is_link) or (not within and _continues(state, start, end, inside)):
        return False
    if not silent and within:
        fault = CitationError("a citation is inside a link", "move it after the link", *within)
        _push_fault(state, fault, src[start : end + 1])
    elif not silent:
        _push_bracket(state, inside, src[start : end + 1])
        state.pos = end + 1
        _refuse_locator_after(state, "[{}, {}]")
        return True
    state.pos = end + 1
    return True


def _continues(state: StateInline, start: int, end: int, inside: str) -> bool:
    """Whether a bracket is the first part of a link or a span."""
    after = state.src[end + 1 : end + 2]
    if after == "(":
        return _is_link(state, start)
    if after == "{":
        return bool(re.compile(r"\{\s*(?:[.#][\w-]|[\w-]+=|%)[^{}]*\}").match(state.src, end + 1))
    if not (references := state.env.get("references")):
        return False
    label = re.compile(r"\[([^]]+)]").match(state.src, end + 1)
    return normalizeReference(label.group(1) if label else inside) in references


def _is_link(state: StateInline, start: int) -> bool:
    """Whether the parser would find a link at an offset."""
    here, state.pos = state.pos, start
    taken = link(state, True)
    state.pos = here
    return taken


def _key_within(inside: str) -> tuple[int, int] | None:
    """The offset and length of a key in a bracket nested in this one."""
    key = find_key(inside) if "[" in inside else None
    if not key or inside.count("[", 0, key.start) <= inside.count("]", 0, key.start):
        return None
    return key.start, key.end - key.start


def _has_free_at(inside: str) -> bool:
    """Whether a text has an `@` that is not escaped, nor part of an e-mail address or URL."""
    return any(may_start_citation(inside[max(at.start() - 1, 0) : at.start()]) for at in re.finditer("@", inside))


def _push_bracket(state: StateInline, inside: str, written: str) -> None:
    try:
        items = read_bracket(inside)
    except CitationError as fault:
        _push_fault(state, fault, written)
        return
    _push_cite(state, items, written, state.pos + 1, certain=True, narrative=False)


def _push_cite(
    state: StateInline, items: Sequence[Item], written: str, at: int, *, certain: bool, narrative: bool
) -> None:
    token = state.push("cite", "", 0)
    token.content = written
    token.meta.update(at=at, items=items, certain=certain, narrative=narrative)


def _push_fault(state: StateInline, fault: CitationError, written: str) -> None:
    token = state.push("fault", "", 0)
    token.content = written
    token.meta.update(at=state.pos + 1, fault=fault)


def narrative(state: StateInline, silent: bool) -> bool:
    """Parse `@key`, `@key [p. 3]` and `-@key` in running text."""
    src, start = state.src, state.pos
    if src[start] not in "@-" or state.linkLevel:
        return False
    found = _key_at(src, start, state.posMax, after_cite=_is_right_after_cite(state))
    if not found:
        return False
    inside, end = _following_bracket(state, found.end)
    if silent:
        state.pos = end
    elif fault := _never_closed(state, found):
        _push_fault(state, fault, src[found.start : found.end])
        state.pos = found.end
    else:
        _push_narrative(state, found, inside, end)
        state.pos = end
        _refuse_locator_after(state, "[{}, {}]" if src[start - 1 : start] in ("(", "（") else "{} [{}]")
    return True


def _never_closed(state: StateInline, found: Mention) -> CitationError | None:
    """The fault of a key in a bracket that is never closed: `It is 42% [see @a, p. 3.`"""
    src = state.src
    opened = _OPENED.search(src, max(0, found.start - 42), found.start)
    if not opened or _is_closed(src, found.end):
        return None
    place = _locator_after(src, found.end, len(src))
    words = f"{opened['prefix']}{as_written(found.key)}{f', {place[0]}' if place else ''}"
    message = f"the bracket of `{as_written(found.key)}` is never closed"
    # As in `_push_fault`, the offset is counted from after the first character of the citation.
    return CitationError(message, f"close it: `[{words}]`", -1, found.end - found.start)


def _is_closed(src: str, at: int) -> bool:
    """Whether a bracket that is open at an offset is closed; one that is very long is taken as closed."""
    depth = 1
    for bracket in _BRACKETS.finditer(src, at, at + _MAX_BRACKET):
        depth += {"[": 1, "]": -1}.get(bracket.group(), 0)
        if not depth:
            return True
    return len(src) > at + _MAX_BRACKET


def _refuse_locator_after(state: StateInline, form: str) -> None:
    """Reject a locator after a citation, where it would have no effect: `[@a] (p. 3)`, `@a, p. 3`."""
    last = state.tokens[-1].meta.get("items", ())[-1:]
    if not last or last[0].locators or last[0].suffix:
        return
    start = state.pos
    if place := _locator_after(state.src, start, state.posMax):
        words, end = place
        form = "[{}, {}]" if state.src.startswith("]", end) else form
        hint = f"write `{form.format(as_written(last[0].key), words)}`"
        message = f"`{words}` follows the citation, and is not part of it"
        fault = CitationError(message, hint, end - len(words) - start - 1, len(words), locator=True)
        _push_fault(state, fault, state.src[start:end])
        state.pos = end


def _locator_after(src: str, start: int, limit: int) -> tuple[str, int] | None:
    """A locator right after a citation that ends at an offset, and where it ends."""
    text = src[start : min(start + _MAX_DISTANCE, limit)]
    try:
        place = locator_after(text)
    except CitationError as unread:
        place = unread.at, unread.at + unread.length
    return (text[slice(*place)], start + place[1]) if place else None


def _is_right_after_cite(state: StateInline) -> bool:
    """Whether a key directly follows a citation: `@a/@b` and `@a&@b` are two citations, but `x/@a` is a path."""
    return state.pending in ("/", "&", ":", "+") and bool(state.tokens) and state.tokens[-1].type == "cite"


def _key_at(src: str, start: int, end: int, *, after_cite: bool = False) -> Mention | None:
    """The key that begins at an offset; in `_@key_`, the underscores are emphasis and not part of it."""
    before = src[:start].rstrip("_") if src[start - 1 : start] == "_" else src[:start].removesuffix("~~")
    may = after_cite or may_start_citation(before[-1:]) or is_in_prose(before)
    found = mention_at(src, start, end, in_prose=True) if may else None
    if found and found.glued.startswith("@"):
        return None  # `@user@example.social`
    if found and src[start - 1 : start] == "_" and src[found.end - 1] == "_":
        return mention_at(src, start, start + len(src[start : found.end].rstrip("_")), in_prose=True)
    return found


def _following_bracket(state: StateInline, at: int) -> tuple[str | None, int]:
    """The content and end of a bracket right after a key, unless it is a link, a span, a footnote or a citation."""
    gap = re.compile(r"[ \n]?\[").match(state.src, at)
    if not gap or gap.end() > state.posMax:
        return None, at
    here, state.pos = state.pos, gap.end() - 1
    end = state.md.helpers.parseLinkLabel(state, gap.end() - 1)
    state.pos = here
    inside = state.src[gap.end() : end] if end > 0 else ""
    if not inside or inside.startswith("^") or _continues(state, gap.end() - 1, end, inside):
        return None, at
    if find_key(inside) and not without_key(inside)[1]:
        return None, at
    return inside, end + 1


def _push_narrative(state: StateInline, found: Mention, inside: str | None, end: int) -> None:
    written = state.src[found.start : end]
    try:
        # As in `_push_fault`, the offset is counted from after the first character of the citation.
        at = end - 2 - len(inside or "") - found.start
        place, next_at = without_key(inside) if inside else ("", 0)
        locators, suffix = read_locators(place, at) if place else ((), "")
        others = _further_items(inside or "", next_at, at + 1)
    except CitationError as fault:
        _push_fault(state, fault, written)
        return
    item = Item(
        key=found.key,
        at=found.at - found.start,
        length=found.length,
        mode=Mode.SUPPRESSED if found.hides else Mode.NARRATIVE,
        locators=locators,
        suffix=suffix,
        glued=found.glued,
    )
    _push_cite(state, (item, *others), written, found.start, certain=inside is not None, narrative=True)


def _further_items(inside: str, at: int, offset: int) -> tuple[Item, ...]:
    """The items after the locator in `@a [p. 3; see @b]`, with offsets from after the citation's first character."""
    if not at:
        return ()
    try:
        items = read_bracket(inside[at:])
    except CitationError as fault:
        raise CitationError(
            fault.message, fault.hint, fault.at + offset - 1 + at, fault.length, fault.locator
        ) from None
    return tuple(structs.replace(item, at=item.at + offset + at) for item in items)

"""Reports and replaces invalid UTF-8, control characters and bidirectional controls in texts.

Control characters break XML and move a terminal's cursor. Bidirectional controls (UAX #9) can display digits in
another order than they are stored and parsed in ("Trojan Source", 2021). Each is an error at its place, also if it is
written as an HTML entity or as an escape in YAML. It is replaced by a single character, so that all offsets stay valid.
"""

import re
from collections.abc import Iterator

from briefing import lazy_re
from briefing.model import UTF_16, Readable, Text
from briefing.model.diagnostics import Diagnostic, Rule, Span

_BYTES = "\ud800-\udfff"
_BIDI = "\u202a-\u202e\u2066-\u2069"
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff"
_REFUSED = lazy_re.compile(f"[{_BYTES}{_BIDI}{_CONTROLS}]")
_ENTITY = lazy_re.compile("&#(?:0*(?P<decimal>[0-9]{1,5})|[xX]0*(?P<hex>[0-9A-Fa-f]{1,4}));")
_ESCAPE = lazy_re.compile(r"\\(?:u|U0000)(?P<code>[0-9A-Fa-f]{4})")
FRONT_MATTER = lazy_re.compile(r"\A---[ \t]*\n.*?^(?:---|\.\.\.)", re.S | re.M)


def clean(text: Readable) -> tuple[Text, tuple[Diagnostic, ...]]:
    """A text with refused characters replaced, and a diagnostic for the first of each kind in each line.

    Invalid UTF-8, which `disk` decodes as lone surrogates (PEP 383), is reported only once per file.
    """
    if text.content.startswith(UTF_16):
        cleaned, problems = clean(Text(text.path, text.content.removeprefix(UTF_16)))
        return cleaned, (_utf_16_error(text.path), *problems)
    refused = dict((*_literal(text.content), *_entities(text.content), *_escapes(text)))
    if not refused:
        return Text(text.path, text.content), ()
    problems = tuple(_problem(text.path, line, column, char) for (line, column), char in _first(text.content, refused))
    return Text(text.path, _REFUSED.sub("\ufffd", text.content)), problems


def _utf_16_error(path: str) -> Diagnostic:
    hint = "save it as UTF-8 in your editor (Notepad: Save as, Encoding)"
    return Diagnostic(Rule.INVALID_ENCODING, "the file is UTF-16, not UTF-8", Span(path, 1, 1), hint)


def _literal(content: str) -> Iterator[tuple[int, str]]:
    """The offsets of refused characters, each with the character."""
    # None of them is printable, and this test takes a third of the time.
    if content.replace("\n", "").isprintable():
        return iter(())
    return ((found.start(), found[0]) for found in _REFUSED.finditer(content))


def _entities(content: str) -> Iterator[tuple[int, str]]:
    """The offsets of HTML entities for refused characters, each with the character."""
    for entity in _ENTITY.finditer(content) if "&#" in content else ():
        code = int(entity["decimal"]) if entity["decimal"] else int(entity["hex"], 16)
        if _is_refused(code):
            yield entity.start(), chr(code)


def _escapes(text: Readable) -> Iterator[tuple[int, str]]:
    """The offsets of escapes for refused characters in quoted YAML scalars, each with the character."""
    content, place, is_quoted = text.content, 0, False
    for escape in _ESCAPE.finditer(content, 0, _end_of_yaml(text)) if "\\" in content else ():
        # Only the text since the previous escape is searched: a whole bibliography may be a single line.
        *ended, line = content[place : escape.start()].rsplit("\n", 1)
        place, is_quoted = escape.start(), '"' in line or (is_quoted and not ended)
        if is_quoted and _is_refused(int(escape["code"], 16)):
            yield escape.start(), chr(int(escape["code"], 16))


def _is_refused(code: int) -> bool:
    return code <= 0xFFFF and not 0xD800 <= code <= 0xDFFF and _REFUSED.fullmatch(chr(code)) is not None


def _end_of_yaml(text: Readable) -> int:
    """The offset of the end of the YAML in a text."""
    if not text.path.endswith(".md"):
        return len(text.content)
    front = FRONT_MATTER.match(text.content)
    return front.end() if front else 0


def _first(content: str, refused: dict[int, str]) -> Iterator[tuple[tuple[int, int], str]]:
    """The line, column and character of the first of each kind in each line; of invalid UTF-8, in the file."""
    seen: set[tuple[int, Rule]] = set()
    line, place = 1, 0
    for start in sorted(refused):
        line, place = line + content.count("\n", place, start), start
        rule = _rule(refused[start])
        # A wrong encoding concerns the whole file.
        once = (0 if rule is Rule.INVALID_ENCODING else line, rule)
        if once not in seen:
            seen.add(once)
            yield (line, start - content.rfind("\n", 0, start)), refused[start]


def _rule(char: str) -> Rule:
    if re.match(f"[{_BYTES}]", char):
        return Rule.INVALID_ENCODING
    return Rule.BIDI_CONTROL if re.match(f"[{_BIDI}]", char) else Rule.CONTROL_CHARACTER


def _problem(path: str, line: int, column: int, char: str) -> Diagnostic:
    span, code = Span(path, line, column), f"U+{ord(char):04X}"
    match rule := _rule(char):
        case Rule.INVALID_ENCODING:
            return Diagnostic(rule, "the file is not UTF-8", span, "save it as UTF-8 in your editor")
        case Rule.BIDI_CONTROL:
            problem = f"the invisible character `{code}` shows what follows in another order"
            return Diagnostic(rule, problem, span, "delete it, and write the text as it should be read")
        case _:
            return Diagnostic(rule, f"the control character `{code}` is not text", span, "delete it")

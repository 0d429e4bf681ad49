"""Every regular expression of the program, found and not listed by hand, and texts that each repetition in it takes.

A pattern is found where a module holds it, compiled or not yet, where the source calls `re` with a constant, in a
function too, and where it is compiled while the readers read. A call that composes its pattern and that no reader runs
through is named: `python -m tests.reliability.patterns` ends with 1 then.
"""

import ast
import re
import sys
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from itertools import islice, product
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, Final

from msgspec import Struct

import briefing
from briefing import lazy_re
from briefing.lazy_re import LazyPattern
from briefing.limits import processor_time
from tests.reliability.growth import MAX_SECONDS, Stuck

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import sre_constants
    import sre_parse

PACKAGE: Final = Path(briefing.__file__).parent
FLAGS_AT: Final = {
    "compile": 1, "match": 2, "fullmatch": 2, "search": 2, "findall": 2, "finditer": 2, "split": 3, "sub": 4, "subn": 4,
}  # fmt: skip
"""The functions of `re`, and where each takes its flags."""
_AT_START: Final = frozenset({"match", "fullmatch"})


class Found(Struct, frozen=True, order=True):
    """A pattern of the program, and how it is used: at the start of a text, or anywhere in it."""

    where: str
    text: str | bytes
    flags: int
    at_start: bool = False

    @property
    def pattern(self) -> re.Pattern[Any]:
        """The pattern itself."""
        return re.compile(self.text, self.flags)

    @property
    def run(self) -> Callable[[str], object]:
        """Use it on a text."""
        pattern = self.pattern
        if self.at_start:
            return lambda text: pattern.match(self.encoded(text))
        return lambda text: sum(1 for _ in pattern.finditer(self.encoded(text)))

    def encoded(self, text: str) -> Any:
        """A text as the pattern takes it."""
        return text if isinstance(self.text, str) else text.encode("utf-8", "replace")


class Call(Struct, frozen=True):
    """A call of `re` in the source."""

    path: str
    line: int
    function: str
    text: str | bytes | None
    """The pattern, if it is a constant."""
    flags: int
    is_inside: bool
    """Whether it is in a function, and not run when the module is loaded."""

    @property
    def place(self) -> tuple[str, int]:
        """The file and the line."""
        return self.path, self.line


def calls() -> Iterator[Call]:
    """Every call of `re` in the program."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield from _calls(ast.parse(path.read_text("utf-8")), str(path), is_inside=False)


def _calls(node: ast.AST, path: str, is_inside: bool) -> Iterator[Call]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call) and (name := _function(child.func)):
            yield Call(path, child.lineno, name, _constant(child.args[0], path), _flags(child, name), is_inside)
        inner = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield from _calls(child, path, is_inside or inner)


def _function(node: ast.expr) -> str:
    is_re = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("re", "lazy_re")
    return node.attr if is_re and isinstance(node, ast.Attribute) and node.attr in FLAGS_AT else ""


def _constant(node: ast.expr, path: str) -> str | bytes | None:
    """The value of a constant, or of a name of the module."""
    try:
        value = ast.literal_eval(node)
    except ValueError:
        module = import_module(_module(path)) if isinstance(node, ast.Name) else None
        value = getattr(module, node.id, None) if isinstance(node, ast.Name) else None
    return value if isinstance(value, str | bytes) else None


def _flags(call: ast.Call, name: str) -> int:
    given = [keyword.value for keyword in call.keywords if keyword.arg == "flags"] or call.args[FLAGS_AT[name] :][:1]
    names = [node.attr for each in given for node in ast.walk(each) if isinstance(node, ast.Attribute)]
    return sum({int(re.RegexFlag[name]) for name in names})


@cache
def everything() -> tuple[tuple[Found, ...], tuple[Call, ...]]:
    """All patterns, and the calls of `re` whose patterns are not among them."""
    found: dict[tuple[str | bytes, int, bool], Found] = {}
    reached: set[tuple[str, int]] = set()

    def add(where: str, text: str | bytes, flags: int, at_start: bool = False) -> None:
        base = re.compile(text, flags)
        found.setdefault((text, base.flags, at_start), Found(where, text, flags, at_start))

    made = _compiled()
    starting = only_at_start() | _matched()
    for where, pattern, function, place in made:
        reached.add(place)
        at_start = function in _AT_START or (pattern.pattern, pattern.flags) in starting
        add(where, pattern.pattern, pattern.flags & ~_IMPLIED[type(pattern.pattern)], at_start)
    known = tuple(calls())
    for call in known:
        if call.text is not None and (call.is_inside or call.function != "compile"):
            add(_module(call.path), call.text, call.flags, call.function in _AT_START)
    left = [call for call in known if call.text is None and call.is_inside and call.place not in reached]
    return tuple(sorted(found.values(), key=str)), tuple(left)


def only_at_start() -> set[tuple[str | bytes, int]]:
    """The patterns that have a name in a module, which is used for nothing but to match the start of a text."""
    found: dict[tuple[str | bytes, int], bool] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        attributes = [(node.attr, _bases(node.value)) for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
        uses = {(base.id, method) for method, bases in attributes for base in bases}
        applied = {id(base) for _, bases in attributes for base in bases} | set(_composed(tree))
        names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
        elsewhere = {node.id for node in names if id(node) not in applied}
        for name, key in _named_patterns(path):
            used = {method for base, method in uses if base == name}
            is_only = used <= {*_AT_START, "pattern"} and bool(used & _AT_START) and name not in elsewhere
            found[key] = is_only and found.get(key, True)
    return {key for key, is_only in found.items() if is_only}


def _composed(tree: ast.AST) -> Iterator[int]:
    """The names that a text takes in, as of a longer pattern: each is tried in that one too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue):
            yield from (id(name) for name in ast.walk(node.value) if isinstance(name, ast.Name))


def _matched() -> set[tuple[str | bytes, int]]:
    """The patterns without a name, as of a table, which the readers use for nothing but to match a start."""
    uses: dict[tuple[str | bytes, int], set[str]] = defaultdict(set)

    def note(_frame: object, event: str, function: Any) -> None:
        if event == "c_call" and isinstance(base := getattr(function, "__self__", None), re.Pattern):
            uses[base.pattern, base.flags].add(function.__name__)

    sys.setprofile(note)
    try:
        _run_readers(1)
    finally:
        sys.setprofile(None)
    named = {key for path in PACKAGE.rglob("*.py") for _, key in _named_patterns(path)}
    return {key for key, methods in uses.items() if methods <= _AT_START and key not in named}


def _run_readers(repeats: int) -> None:
    for _, read, units in import_module("tests.reliability.readers").READERS:
        for unit in units:
            read(unit * repeats)


def _named_patterns(path: Path) -> Iterator[tuple[str, tuple[str | bytes, int]]]:
    """The names of a module for patterns, or for their texts, with the text and the flags of each."""
    held = vars(import_module(_module(str(path)))) if path.name != "__main__.py" else {}
    for name, value in held.items():
        if isinstance(value, re.Pattern | LazyPattern):
            yield name, (value.pattern, value.flags)
        elif isinstance(value, str) and not name.startswith("__"):
            yield name, (value, int(re.UNICODE))


def _bases(node: ast.expr) -> list[ast.Name]:
    """The names of the patterns on which a method is called: `X`, `compiled(X)`, `(X if … else Y)`."""
    if isinstance(node, ast.IfExp):
        return [*_bases(node.body), *_bases(node.orelse)]
    if isinstance(node, ast.Call) and len(node.args) == 1 and isinstance(node.func, ast.Name):
        return _bases(node.args[0])
    return [node] if isinstance(node, ast.Name) else []


_IMPLIED: Final[Mapping[type, int]] = {str: int(re.UNICODE), bytes: 0}


def _module(path: str) -> str:
    return ".".join(("briefing", *Path(path).relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")


def _compiled() -> list[tuple[str, re.Pattern[Any], str, tuple[str, int]]]:
    """What modules hold, and what functions of `re` compile while modules are loaded and readers read, with places."""
    found = []
    compile_ = re._compile  # type: ignore[attr-defined]

    def note(pattern: Any, flags: int) -> Any:
        made, function, caller = compile_(pattern, flags), sys._getframe(1), sys._getframe(2)
        if caller.f_globals.get("__name__", "").startswith("briefing."):
            place = caller.f_code.co_filename, caller.f_lineno
            found.append((caller.f_globals["__name__"], made, function.f_code.co_name, place))
        return made

    compile_later = lazy_re.compile

    def note_later(pattern: str, flags: int = 0) -> re.Pattern[str]:
        caller = sys._getframe(1)
        place = caller.f_code.co_filename, caller.f_lineno
        found.append((caller.f_globals["__name__"], re.compile(pattern, flags), "compile", place))
        return compile_later(pattern, flags)

    re._compile, lazy_re.compile = note, note_later  # type: ignore[attr-defined]
    try:
        for module in walk_packages([str(PACKAGE)], "briefing."):
            if module.name != "briefing.__main__":
                held = _held(vars(import_module(module.name)))
                found += [(module.name, pattern, "", ("", 0)) for pattern in held]
        for repeats in (1, 3):
            _run_readers(repeats)
    finally:
        re._compile, lazy_re.compile = compile_, compile_later  # type: ignore[attr-defined]
    return found


def _held(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    """The patterns in the tables of a module."""
    if isinstance(value, re.Pattern | LazyPattern):
        yield value.compiled if isinstance(value, LazyPattern) else value
    elif depth < 5 and isinstance(value, dict | list | tuple | set | frozenset):
        for each in list(value.values() if isinstance(value, dict) else value):
            yield from _held(each, depth + 1)
    elif depth < 5 and isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _held(getattr(value, name), depth + 1)


# --- what their repetitions take --------------------------------------------------------------------------------------

_TAILS: Final = ("", "\0", "\n\0")


def tails(pattern: re.Pattern[Any]) -> tuple[str, ...]:
    """What a repetition may end at: the end, what no pattern takes, and what this one forbids."""
    forbidden = islice(_forbidden(sre_parse.parse(pattern.pattern, pattern.flags & ~re.DEBUG)), MAX_FORBIDDEN)
    return tuple(dict.fromkeys((*_TAILS, *forbidden)))


MAX_FORBIDDEN: Final = 4
"""How many of the texts that a pattern forbids are tried."""


def _forbidden(nodes: Any) -> Iterator[str]:
    """What stands in negative assertions."""
    for op, value in nodes:
        if op is sre_constants.ASSERT_NOT:
            yield from islice(_texts(value[-1]), 2)
        elif op in (*_REPEATS, sre_constants.SUBPATTERN, sre_constants.ASSERT):
            yield from _forbidden(list(value[-1]))
        elif op is _ATOMIC:
            yield from _forbidden(list(value))
        elif op is sre_constants.BRANCH:
            for branch in value[1]:
                yield from _forbidden(list(branch))


def pumps(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str]]:
    """For each repetition in a pattern: what leads to it, and what it takes once."""
    parsed = sre_parse.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    seen: set[tuple[str, str]] = set()
    for lead, unit in _pumps(parsed, ""):
        if unit and (lead[-40:], unit) not in seen:
            seen.add((lead[-40:], unit))
            yield lead[-40:], unit


def _pumps(nodes: Any, lead: str) -> Iterator[tuple[str, str]]:
    for op, value in nodes:
        if op in _REPEATS:
            _, most, inside = value
            for unit in islice(_texts(inside), 3):
                if most is sre_constants.MAXREPEAT or most > 30:
                    yield lead, unit
            yield from _pumps(list(inside), lead)
        elif op in (sre_constants.SUBPATTERN, sre_constants.ASSERT, sre_constants.ASSERT_NOT):
            yield from _pumps(list(value[-1]), lead)
        elif op is _ATOMIC:
            yield from _pumps(list(value), lead)
        elif op is sre_constants.BRANCH:
            for branch in value[1]:
                yield from _pumps(list(branch), lead)
        lead += next(_texts([(op, value)]), "")


_ATOMIC: Final = getattr(sre_constants, "ATOMIC_GROUP", None)
_REPEATS: Final = (
    sre_constants.MAX_REPEAT,
    sre_constants.MIN_REPEAT,
    getattr(sre_constants, "POSSESSIVE_REPEAT", None),
)
_KINDS: Final = {
    sre_constants.CATEGORY_DIGIT: "1",
    sre_constants.CATEGORY_SPACE: " ",
    sre_constants.CATEGORY_WORD: "a",
    sre_constants.CATEGORY_NOT_DIGIT: "a",
    sre_constants.CATEGORY_NOT_SPACE: "a",
    sre_constants.CATEGORY_NOT_WORD: "-",
}


def _texts(nodes: Any) -> Iterator[str]:
    """Some short texts that a part of a pattern takes; what looks around takes none."""
    choices = [list(islice(_of(op, value), 3)) or [""] for op, value in nodes]
    longest = max(map(len, choices), default=1)
    for at in range(longest):
        yield "".join(texts[min(at, len(texts) - 1)] for texts in choices)


def _of(op: Any, value: Any) -> Iterator[str]:
    if op is sre_constants.LITERAL:
        yield chr(value)
    elif op in (sre_constants.ANY, sre_constants.NOT_LITERAL):
        yield from ("a", " ", "1")
    elif op is sre_constants.IN:
        yield from _of_class(value)
    elif op is sre_constants.BRANCH:
        for branch in value[1]:
            yield from islice(_texts(branch), 1)
    elif op is sre_constants.SUBPATTERN:
        yield from _texts(value[-1])
    elif op in _REPEATS:
        least, _, inside = value
        yield from (text * max(least, 1) for text in _texts(inside))
    elif op is _ATOMIC:
        yield from _texts(value)


def _of_class(members: Any) -> Iterator[str]:
    if members[0][0] is sre_constants.NEGATE:
        taken = re.compile("[" + "".join(map(re.escape, _members(members[1:]))) + "]") if members[1:] else None
        yield from (sign for sign in "a1 -.,\n(" if not taken or not taken.match(sign))
    else:
        yield from _members(members)


def _members(members: Any) -> Iterator[str]:
    for op, value in members:
        if op is sre_constants.LITERAL:
            yield chr(value)
        elif op is sre_constants.RANGE:
            yield chr(value[0])
        elif op is sre_constants.CATEGORY:
            yield _KINDS.get(value, "a")


REPEATS: Final = 60
"""A pattern that takes the power of its text takes for ever with so many; one that takes its square does not."""


def endless(found: Found) -> Iterator[str]:
    """Texts that a pattern does not come to the end of."""
    run = found.run
    for (lead, unit), tail in product(pumps(found.pattern), tails(found.pattern)):
        try:
            with processor_time(MAX_SECONDS, Stuck):
                run(lead + unit * REPEATS + tail)
        except Stuck:
            yield f"{lead!r} {unit!r} {tail!r}"


def main() -> int:
    """Say how many patterns there are, where one is composed that no reader reaches, and which take for ever."""
    found, left = everything()
    for call in left:
        print(f"{Path(call.path).relative_to(PACKAGE.parent)}:{call.line}: no reader runs through this pattern")
    stuck = [f"{each.where}: {each.text!r} on {text}" for each in found for text in islice(endless(each), 1)]
    print("".join(f"{line}\n" for line in stuck), end="")
    print(f"patterns: {len(found)} found, {len(left)} calls of `re` not reached, {len(stuck)} that take for ever")
    return int(bool(left or stuck))


if __name__ == "__main__":
    sys.exit(main())

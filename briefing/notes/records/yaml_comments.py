"""Comments of YAML, which are for editors: a text without them."""

from bisect import bisect_right
from typing import Any, Final

import yaml

from briefing import lazy_re

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SIGN: Final = lazy_re.compile(r"(?<!\S)#")


def without_yaml_comments(text: str) -> str:
    """YAML without its comments; a `#` within a value stays. What is no YAML is left as it is."""
    try:
        values = _values(text)
    except yaml.YAMLError:
        return text
    kept, at = "", 0
    for sign in _SIGN.finditer(text):
        start = sign.start()
        before = bisect_right(values, (start, len(text))) - 1
        if start < at or (before >= 0 and start < values[before][1]):
            continue
        line = text.rfind("\n", 0, start) + 1
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        is_whole = not text[line:start].strip()
        kept += text[at:line] if is_whole else text[at:start].rstrip(" \t")
        at = min(end + 1, len(text)) if is_whole else end
    return kept + text[at:]


def _values(text: str) -> list[tuple[int, int]]:
    """Where each scalar begins and ends."""
    tokens = yaml.scan(text, Loader=_LOADER)
    return [(t.start_mark.index, t.end_mark.index) for t in tokens if isinstance(t, yaml.ScalarToken)]

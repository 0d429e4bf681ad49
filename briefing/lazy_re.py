"""Regular expressions that are compiled on first use.

Compiling one takes between a tenth of a millisecond and thirty, and a command that finds
its results in a store uses few of the hundreds that its modules define. After first use, the methods of
such an expression are those of the compiled one, at no extra cost.
"""

import re
from typing import Any, Final, cast

_NAMES: Final = (
    "search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split",
    "pattern", "flags", "groups", "groupindex",
)  # fmt: skip


class LazyPattern:
    """A regular expression with the interface of `re.Pattern`."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.source = pattern, flags

    @property
    def compiled(self) -> re.Pattern[Any]:
        """The expression itself."""
        return re.compile(*self.source)

    def __getattr__(self, name: str) -> Any:
        # Called only for missing attributes: the first time.
        if name not in _NAMES:
            raise AttributeError(name)
        compiled = self.compiled
        for each in _NAMES:
            setattr(self, each, getattr(compiled, each))
        return getattr(compiled, name)


def compile(pattern: str, flags: int = 0) -> re.Pattern[str]:  # noqa: A001 - named as in `re`
    """Do the same as `re.compile`, on first use; a faulty expression raises `re.error` then."""
    return cast(re.Pattern[str], LazyPattern(pattern, int(flags)))

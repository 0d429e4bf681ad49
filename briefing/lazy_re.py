"""Regular expressions that are compiled on first use.

To compile one takes from a tenth of a millisecond to thirty, and a command that finds its
results in a store uses few of the hundreds that its modules name. From its first use on, a method of such
an expression is that of the compiled one, and costs no more.
"""

import re
from typing import Any, Final, cast

_NAMES: Final = (
    "search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split",
    "pattern", "flags", "groups", "groupindex",
)  # fmt: skip


class LazyPattern:
    """A regular expression, with all that `re.Pattern` has."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.source = pattern, flags

    @property
    def compiled(self) -> re.Pattern[Any]:
        """The expression itself."""
        return re.compile(*self.source)

    def __getattr__(self, name: str) -> Any:
        # Called only for what is not there: the first time.
        if name not in _NAMES:
            raise AttributeError(name)
        compiled = self.compiled
        for each in _NAMES:
            setattr(self, each, getattr(compiled, each))
        return getattr(compiled, name)


def compile(pattern: str, flags: int = 0) -> re.Pattern[str]:  # noqa: A001 - named as in `re`
    """Do the same as `re.compile`, on first use; a faulty expression raises `re.error` then."""
    return cast(re.Pattern[str], LazyPattern(pattern, int(flags)))

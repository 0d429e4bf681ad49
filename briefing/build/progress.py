"""Progress reporting: an interface that does nothing unless a command shows it."""

from typing import Final


class Progress:
    """A listener that ignores all stages and steps."""

    def begin(self, stage: str, count: int = 0) -> None:
        """A stage begins, with `count` steps; 0 if that is unknown."""

    def step(self) -> None:
        """A step of the current stage is done."""


SILENT: Final = Progress()

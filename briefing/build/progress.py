"""Progress reporting: an interface that does nothing unless a command shows it."""

from typing import Final


class Progress:
    """Is called for each stage and each step, and does nothing."""

    def begin(self, stage: str, count: int = 0) -> None:
        """A stage begins, with so many things to do."""

    def step(self) -> None:
        """One of them is done."""


SILENT: Final = Progress()

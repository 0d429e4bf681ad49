"""Who is told how far a long piece of work is: nobody, unless a command shows it."""

from typing import Final


class Progress:
    """Is told of each stage that begins and of each thing that is done, and says nothing."""

    def begin(self, stage: str, count: int = 0) -> None:
        """A stage begins, with so many things to do."""

    def step(self) -> None:
        """One of them is done."""


SILENT: Final = Progress()

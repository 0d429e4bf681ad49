"""A note of one claim, in memory, looked up in one source."""

from conftest import note, project, verified

from briefing.verification.results import VerificationRun

_SUFFIXES = {"|": ".md", "<": ".html"}


def looked_up(source: str, claim: str, suffix: str = "", place: str = "") -> VerificationRun:
    """A note that claims something, against a source: by its first character a table, a page, or plain text."""
    inputs = project(note(f"{claim} [@iea-2024{place}].\n"))
    return verified(inputs, {f"iea-2024{suffix or _SUFFIXES.get(source[0], '.txt')}": source})


def outcomes(found: VerificationRun) -> str:
    """The outcomes of all figures."""
    return " ".join(item.result.outcome for item in found.figures)

"""Which optional packages are installed, found without importing them."""

from importlib.util import find_spec


def are_installed(*packages: str) -> bool:
    """Whether all of these can be imported."""
    return all(map(find_spec, packages))

"""The measured rates of the reader and of `uncited-figure`, on prose labelled by hand before it was read."""

import pytest
from prose import CASES, items, score

BEST_KEPT = 0.02
"""At most one in fifty is missed, and one in fifty a false alarm."""


@pytest.mark.parametrize("name", ["tune", "held-out"])
def test_misses_and_false_alarms_stay_within_two_per_cent(name: str) -> None:
    result = score(CASES / f"{name}.md")

    assert {what: rate for what, rate in result.rates.items() if rate > BEST_KEPT} == {}, result.mistakes


def test_the_prose_is_of_the_size_that_the_readme_names() -> None:
    counted = {name: len(list(items(CASES / f"{name}.md"))) for name in ("tune", "held-out")}

    assert counted == {"tune": 288, "held-out": 144}

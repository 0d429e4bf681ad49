"""Where sentences end; a bar stands for each end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.evidence.sentences import sentences

SENTENCES = [
    "Built were 4.2 GW.| Planned are 5.1 GW.",
    "One!| Two?| Three…| Four.",
    "It doubled?!| So it seems.",
    "“It doubled.”| So it seems.",
    "(It doubled.)| So it seems.",
    "A line\nbreak is a space.| A stop is a stop.",
    "No stop at the end",
    "A stop, and white space at the end.  ",
    # abbreviations, initials, decimals
    "In 2025, approx. 4.2 GW were built.| No more.",
    "See p. 3, sec. 2 and fig. 4 of it.| No more.",
    "The plants, e.g. Harbour, i.e. all, run.| No more.",
    "The U.S. plant runs.| The other rests.",
    "Dr. Osei and J. Lund wrote it.| No more.",
    "It cost RMB 4.2 billion.| No more.",
    "It stood at 12.| The other at 13.",
    "Built in Jan. 2025 and Dec. 2026.| No more.",
    "They said no.| Sales rose in Dec.| Then they fell.",
    "It is no. 3 in cells.| No more.",
    # abbreviations that often close a sentence: what follows decides
    "Tern Inc. built it.| Gull Co.| The rest is history.",
    "Batteries, cars etc. were built.| Phones etc.| Nothing else.",
    "It is called Tern. and goes on in lower case",
    # Chinese
    "出货量增长38.3%。|毛利率为18%。",
    "真的吗？|真的！|好。",
    "“增长很快。”|毛利率为18%。",
    "“增长很快。”他说，毛利率为18%。",
    "“增长很快！”公司表示。|毛利率为18%。",
    "混合 text 也可以.| 毛利率为18%。",
]


@pytest.mark.parametrize("marked", SENTENCES)
def test_a_text_is_cut_at_the_ends_of_its_sentences(marked: str) -> None:
    text = marked.replace("|", "")

    assert "|".join(text[start:end] for start, end in sentences(text)) == marked


@given(st.text() | st.text(alphabet=".!?。！？…”\"') \naAé约4"))
def test_no_character_is_lost(text: str) -> None:
    assert "".join(text[start:end] for start, end in sentences(text)) == text


@given(st.text(alphabet=".!?。！？…”\"') \naAé约4"))
def test_no_sentence_is_empty_but_that_of_an_empty_text(text: str) -> None:
    assert all(text[start:end].strip() for start, end in sentences(text)) or not text.strip()

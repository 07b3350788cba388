from __future__ import annotations

import pytest

from framing.text.cues import is_cue
from framing.text.tokens import tokens
from framing.text.wordclasses import has_verb


def cues(text: str) -> list[str]:
    words = tokens(text)
    return [words[i].form for i in range(len(words)) if is_cue(words, i)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The mayor said it and told the council", ["said", "told"]),
        ("Officials claim it, and the ministry claims it too", ["claim", "claims"]),
        ("The authorities of the town report nine dead", ["report"]),
        ("People claim it", ["claim"]),
        ("Condemned by the council, he left", ["condemned"]),
        # nouns
        ("The claim, a report and their demands", []),
        ("The paper report comes late", []),
        ("A warning came, the orders followed", []),
        ("Calls for a wall grew", []),
        # adjectives
        ("The alleged plot and the estimated cost", []),
        ("Wall falls as reported toll rises", []),
        # hedges
        ("They are believed to be alive", []),
        ("A man thought to be dead", []),
        ("It is said that the wall fell", []),
        ("Reports suggest rain", []),
        ("The report said so", ["said"]),
        # nobody who says it
        ("The so-called wall", []),
        ("He asked not to be named", []),
        ("The mayor was told to leave", []),
        ("A man accused of theft, a woman blamed for it", []),
        ("Minister slammed over remark", []),
        ("The dead have not been found", []),
        ("You might say so, but I could tell more", []),
        ("The storm claimed nine lives", []),
        ("Nobody claimed responsibility", []),
        ("", []),
    ],
)
def test_which_words_are_cues(text: str, found: list[str]) -> None:
    assert cues(text) == found


@pytest.mark.parametrize(
    ("phrase", "verb"),
    [
        ("the wall was safe", True),
        ("the wall collapsed", True),
        ("they met", True),
        ("the wall of the harbour", False),
        ("a red bed", False),
        ("", False),
    ],
)
def test_what_looks_like_a_finite_verb(phrase: str, verb: bool) -> None:
    assert has_verb(phrase.split()) is verb

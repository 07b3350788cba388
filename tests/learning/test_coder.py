"""From candidates to mentions, with a classifier made by hand: every probability is known."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest

from framing.coding.codebook import Codebook
from framing.learning.classifier import Linear
from framing.learning.coder import NEAR, Coder, Decision
from framing.learning.fitting import NEVER
from framing.learning.reading import Reading
from framing.learning.terms import TermReader
from framing.text.segments import sentence

TRIGGERS = {
    "tree-work": frozenset(["fell", "chop", "saw", "remov"]),
    "visitors": frozenset(["guest"]),
}
FELLED = {"[fell]": 2.0, "[chop]": 1.0, "[saw]": 3.0}


def coder(book: Codebook, *, removed: Mapping[str, float] | None = None, threshold: float = 0.5) -> Coder:
    """Log-odds −5 and, for a candidate of :data:`FELLED`, +5 and its number; others by *removed* for the other pole."""
    names = [h.name for h in book.heads]
    table = {"tree-work/felled": FELLED, "tree-work/removed": removed or {"[remov]": 1.0}}
    vocabulary = sorted({t for terms in table.values() for t in terms})
    weights = np.zeros((len(vocabulary), len(names)))
    for name, terms in table.items():
        for term, value in terms.items():
            weights[vocabulary.index(term), names.index(name)] = 5 + value
    n = len(names)
    linear = Linear(
        book.heads, vocabulary, weights, np.full(n, -5.0), np.full(n, threshold), np.ones(n), np.zeros(n)
    )
    return Coder(linear, TermReader(book), TRIGGERS)


def read(c: Coder, text: str) -> Reading:
    cut = sentence(text)
    return c.reader.read(cut, cut.units[0])


def decided(c: Coder, text: str) -> list[tuple[str, str, str]]:
    """The pole, the words of the mention and the word that decides."""
    reading = read(c, text)
    words = [t.form for t in reading.unit.tokens]

    def said(first: int, last: int) -> str:
        return " ".join(words[reading.symbols[first].first : reading.symbols[last].last + 1])

    return [
        (d.head.pole, said(d.first, d.last), said(d.candidate.at, d.candidate.at)) for d in c.decide(reading)
    ]


def one(c: Coder, text: str) -> Decision:
    (found,) = c.decide(read(c, text))
    return found


# ---------------------------------------------------------------- a single candidate


def test_value_and_probability_are_those_of_the_candidate(park_book: Codebook) -> None:
    c = coder(park_book)
    found = one(c, "They felled a lime.")
    assert (found.head.name, c.linear.heads[found.head_index]) == ("tree-work/felled", found.head)
    assert found.value == 2.0
    assert found.probability == pytest.approx(1 / (1 + math.exp(-2)))
    assert found.first == found.last == found.candidate.at == 1
    assert found.terms == tuple(c.reader.terms(read(c, "They felled a lime."), found.candidate))


def test_values_are_of_every_candidate_and_of_the_heads_of_its_axis(park_book: Codebook) -> None:
    c = coder(park_book)
    found = list(c.values(read(c, "Guests chopped a lime.")))
    axes = [h.axis for h in park_book.heads]
    assert [candidate.axis for candidate, _, _ in found] == ["tree-work", "visitors"]
    for candidate, _, heads in found:
        assert [axes[h] for h in heads] == [candidate.axis] * axes.count(candidate.axis)
    assert list(found[0][2].values()) == [1.0, -5.0]
    assert list(found[1][2].values()) == [-5.0, -5.0]


def test_the_threshold_itself_is_enough(park_book: Codebook) -> None:
    text = "They felled a lime."
    p = one(coder(park_book), text).probability
    assert decided(coder(park_book, threshold=p), text) == [("felled", "felled", "felled")]
    assert decided(coder(park_book, threshold=np.nextafter(p, 1)), text) == []
    assert decided(coder(park_book, threshold=NEVER), text) == []


def test_a_head_never_decides_about_a_candidate_of_another_axis(park_book: Codebook) -> None:
    c = coder(park_book, removed={"[guest]": 3.0})
    assert decided(c, "Guests filled the lawn.") == []


# ---------------------------------------------------------------- mentions


def test_neighbours_are_one_mention_and_the_most_probable_decides(park_book: Codebook) -> None:
    c = coder(park_book)
    assert decided(c, "They chopped felled limes.") == [("felled", "chopped felled", "felled")]
    assert decided(c, "They felled chopped limes.") == [("felled", "felled chopped", "felled")]
    assert decided(c, "They chopped felled saw limes.") == [("felled", "chopped felled saw", "saw")]


def test_of_equals_the_first_decides(park_book: Codebook) -> None:
    assert one(coder(park_book), "They felled and felled.").candidate.at == 1


@pytest.mark.parametrize("apart", range(1, NEAR + 3))
@pytest.mark.parametrize("words", [("chopped", "felled"), ("felled", "chopped")])
def test_near_candidates_are_one_mention(park_book: Codebook, apart: int, words: tuple[str, str]) -> None:
    """What lies between belongs to nobody: the span is that of the word that decides, unless the two touch."""
    a, b = words
    text = " ".join(["They", a, *["old"] * (apart - 1), b, "limes."])
    found = decided(coder(park_book), text)
    if apart == 1:
        assert found == [("felled", f"{a} {b}", "felled")]
    elif apart <= NEAR:
        assert found == [("felled", "felled", "felled")]
    else:
        assert found == [("felled", a, a), ("felled", b, b)]


@pytest.mark.parametrize(
    "words",
    [("felled", "chopped", "chopped"), ("chopped", "chopped", "felled"), ("chopped", "felled", "chopped")],
)
def test_a_chain_is_one_mention_whichever_of_its_words_decides(
    park_book: Codebook, words: tuple[str, str, str]
) -> None:
    """Each stands near the next: the first and the last need not."""
    text = "They " + " old old ".join(words) + " limes."
    assert decided(coder(park_book), text) == [("felled", "felled", "felled")]


def test_neighbours_at_the_end_of_a_chain_are_whole(park_book: Codebook) -> None:
    """A better word after "felled … chopped" takes the word that it touches with it."""
    text = "They felled old chopped saw limes."
    assert decided(coder(park_book), text) == [("felled", "chopped saw", "saw")]


def test_what_has_no_pole_joins_no_mention(park_book: Codebook) -> None:
    text = "They felled removed limes."
    assert decided(coder(park_book, removed={"[lime]": 1.0}), text) == [("felled", "felled", "felled")]


def test_two_poles_may_stand_in_one_place(park_book: Codebook) -> None:
    c = coder(park_book, removed={"[fell]": 1.0})
    assert decided(c, "They felled a lime.") == [
        ("felled", "felled", "felled"),
        ("removed", "felled", "felled"),
    ]


def test_different_poles_are_never_merged(park_book: Codebook) -> None:
    assert decided(coder(park_book), "They felled removed limes.") == [
        ("felled", "felled", "felled"),
        ("removed", "removed", "removed"),
    ]


def test_another_pole_between_does_not_part_a_mention(park_book: Codebook) -> None:
    assert decided(coder(park_book), "They felled removed chopped limes.") == [
        ("felled", "felled", "felled"),
        ("removed", "removed", "removed"),
    ]


def test_different_segments_are_never_merged(park_book: Codebook) -> None:
    """Even where the two words are neighbours."""
    c = coder(park_book)
    text = "The wardens “felled” chopped limes."
    reading = read(c, text)
    found = c.decide(reading)
    assert len(reading.unit.parts) > 1
    assert len({d.candidate.part for d in found}) == len(found) == 2
    assert [(d.first, d.last) for d in found] == [(d.candidate.at, d.candidate.at) for d in found]


def test_order_is_that_of_axes_and_text(park_book: Codebook) -> None:
    text = "They felled this and that and the other before they removed it and then chopped it."
    assert [pole for pole, _, _ in decided(coder(park_book), text)] == ["felled", "removed", "felled"]


# ---------------------------------------------------------------- what a model knows


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Guests came.", True),  # it proposes, though no term has a weight
        ("The lime fell.", True),
        ("Zyzzyva.", False),
        ("🦆", False),
        ("“…”, — ; :", False),
        ("The of to and.", False),
    ],
)
def test_a_model_knows_what_proposes(park_book: Codebook, text: str, known: bool) -> None:
    c = coder(park_book)
    assert c.knows(read(c, text)) == known


@pytest.mark.parametrize("term", ["+lawn", "~lawn"])
def test_a_model_knows_the_words_around_its_candidates(park_book: Codebook, term: str) -> None:
    c = coder(park_book, removed={term: 1.0})
    assert c.knows(read(c, "A lawn."))
    assert not c.knows(read(c, "A pavement."))


def test_surroundings_alone_are_no_known_words(park_book: Codebook) -> None:
    """Terms that are no words: the voice, the edge, any candidate."""
    c = coder(park_book, removed={"#own": 1.0, "| [·]": 1.0, "says nothing": 1.0})
    assert not c.knows(read(c, "A pavement."))

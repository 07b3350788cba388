"""The queue for a second look: what is planted comes first, what cannot be judged is counted, nothing is judged by what it taught."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from framing.coding.codebook import Codebook
from framing.coding.gold import GoldMention, GoldSentence
from framing.errors import LabelsError
from framing.learning.evaluation import cross_validate
from framing.learning.examples import examples
from framing.learning.fitting import Settings, matrix
from framing.learning.suspects import Suspect, Suspects, suspects
from framing.units import Voice

EVENTS = 20
PLANTED = "a2-1"


def sentence(
    name: str, text: str, pole: str, word: str, event: str, *, axis: str = "tree-work", evidence: bool = True
) -> GoldSentence:
    """A sentence of which every axis was looked at; without a pole nothing was found."""
    start = text.index(word) if evidence else -1
    end = start + len(word) if evidence else -1
    found = (GoldMention(axis, pole, "own", start, end),) if pole else ()
    looked_at = frozenset({"tree-work", "visitors", "pond"})
    return GoldSentence(name, text, "", name.split("-")[0], event, "", "", looked_at, found)


def corpus(planted: str = "removed") -> list[GoldSentence]:
    """Twenty events: "felled" is coded felled and "removed" removed, in each once or twice; *planted* is the code of one."""
    rows = []
    for k in range(EVENTS):
        for n, tree in enumerate(("lime", "oak")):
            name = f"a{k}-{2 * n + 1}"
            removed = planted if name == PLANTED else "removed"
            event = f"storm {k}"
            rows += [
                sentence(f"a{k}-{2 * n}", f"The council felled the {tree} of row {k}.", "felled", "felled", event),
                sentence(name, f"The council removed the {tree} of row {k}.", removed, "removed", event),
            ]  # fmt: skip
    return rows


def found(gold: list[GoldSentence], book: Codebook, seed: int = 0) -> Suspects:
    return suspects(gold, book, Settings(seed=seed), jobs=1)


def keys(queue: tuple[Suspect, ...]) -> list[tuple[str, str, bool]]:
    return [(s.sentence.id, s.pole, s.coded) for s in queue]


# ---------------------------------------------------------------- what is planted


def test_doubt_is_how_unlikely_the_label_is() -> None:
    s = sentence("a", "Wardens felled it.", "felled", "felled", "")
    assert Suspect(s, "tree-work", "felled", "own", "felled", True, 0.25).doubt == 0.75
    assert Suspect(s, "tree-work", "removed", None, "", False, 0.875).doubt == 0.875


def test_consistent_labels_cast_no_doubt(park_book: Codebook) -> None:
    """Every coding is in the queue once, and none is more likely wrong than right."""
    got = found(corpus(), park_book)
    assert got.unproposed == 0
    assert sorted(keys(got.queue)) == sorted((s.id, s.mentions[0].pole, True) for s in corpus())
    assert all(s.doubt < 0.5 for s in got.queue)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_planted_wrong_label_comes_first(park_book: Codebook, seed: int) -> None:
    queue = found(corpus(planted="felled"), park_book, seed).queue
    assert set(keys(queue[:2])) == {(PLANTED, "felled", True), (PLANTED, "removed", False)}
    assert min(s.doubt for s in queue[:2]) > 0.5 > max(s.doubt for s in queue[2:])
    wrong = next(s for s in queue if (s.sentence.id, s.coded) == (PLANTED, True))
    assert (wrong.axis, wrong.voice, wrong.evidence) == ("tree-work", "own", "removed")


def test_a_planted_missing_coding_is_found(park_book: Codebook) -> None:
    first, *rest = found(corpus(planted=""), park_book).queue
    assert (first.sentence.id, first.axis, first.pole, first.coded) == (
        PLANTED, "tree-work", "removed", False,
    )  # fmt: skip
    assert (first.voice, first.evidence) == (None, "")
    assert first.doubt == first.probability > 0.5
    assert all(s.coded and s.sentence.id != PLANTED for s in rest)


def test_nothing_is_missing_where_nobody_looked(park_book: Codebook) -> None:
    gold = [
        msgspec.structs.replace(s, looked_at=frozenset({"visitors"})) if s.id == PLANTED else s
        for s in corpus(planted="")
    ]
    assert PLANTED not in {s.sentence.id for s in found(gold, park_book).queue}


def held_out_decisions(gold: list[GoldSentence], book: Codebook) -> tuple[list[str], NDArray[np.float64]]:
    """The sentences of the candidates, and decision values of the cross-validation, shape (candidates, heads)."""
    cut = examples(gold, book)
    vectors = matrix([r.terms for r in cut.rows], Settings().min_df)
    _, held_out = cross_validate(cut, vectors, book.heads, Settings(), jobs=1)
    return [gold[r.sentence].id for r in cut.rows], held_out.decisions


def test_a_code_has_no_part_in_its_own_decision(park_book: Codebook) -> None:
    """Coded removed, felled or not at all: what judges it has not seen its article, so the decision is the same."""
    removed, felled, none = (
        dict(zip(*held_out_decisions(corpus(planted=code), park_book), strict=True))
        for code in ("removed", "felled", "")
    )
    assert removed[PLANTED].any()
    assert removed[PLANTED].tolist() == felled[PLANTED].tolist() == none[PLANTED].tolist()
    assert removed["a9-1"].tolist() != felled["a9-1"].tolist()  # other articles learn from it


def test_probabilities_are_those_of_the_cross_validation(park_book: Codebook) -> None:
    gold = corpus(planted="felled")
    cut = examples(gold, park_book)
    vectors = matrix([r.terms for r in cut.rows], Settings().min_df)
    _, held_out = cross_validate(cut, vectors, park_book.heads, Settings(), jobs=1)
    head = {(h.axis, h.pole): k for k, h in enumerate(park_book.heads)}
    row = {gold[r.sentence].id: n for n, r in enumerate(cut.rows)}
    assert len(row) == len(cut.rows) == len(gold)
    queue = found(gold, park_book).queue
    assert [s.probability for s in queue] == [
        held_out.probabilities[row[s.sentence.id], head[s.axis, s.pole]] for s in queue
    ]


def test_a_coding_of_several_words_has_the_probability_of_its_best_one(park_book: Codebook) -> None:
    """A coding without evidence belongs to both words of its sentence; one of them makes it likely."""
    both = "The council removed an ash and felled an elm."
    gold = [*corpus(), sentence("b", both, "removed", "", "storm 3", evidence=False)]
    (judged,) = (s for s in found(gold, park_book).queue if s.sentence.id == "b" and s.coded)
    cut = examples(gold, park_book)
    vectors = matrix([r.terms for r in cut.rows], Settings().min_df)
    _, held_out = cross_validate(cut, vectors, park_book.heads, Settings(), jobs=1)
    k = [h.name for h in park_book.heads].index("tree-work/removed")
    mine = held_out.probabilities[cut.row_sentences == len(gold) - 1, k]
    assert mine.shape == (2,)
    assert mine[0] != mine[1]
    assert judged.probability == np.max(mine)
    assert judged.evidence == ""


# ---------------------------------------------------------------- what cannot be judged, and the order


def test_a_coding_without_a_candidate_is_counted_and_not_judged(park_book: Codebook) -> None:
    """ "Toppled" is evidence once: too rare to propose a place to the classifier."""
    toppled = sentence("b", "Wardens toppled the elm.", "felled", "toppled", "storm 3")
    got = found([*corpus(), toppled], park_book)
    assert got.unproposed == 1
    assert len(got.queue) == 2 * 2 * EVENTS
    assert "b" not in {s.sentence.id for s in got.queue}


def test_judged_and_not_judged_are_all_codings(park_book: Codebook) -> None:
    gold = [
        *corpus(planted="felled"),
        *(
            sentence(f"b{k}", f"Wardens {word} an elm.", "felled", word, "late")
            for k, word in enumerate(("toppled", "axed"))
        ),
    ]
    got = found(gold, park_book)
    assert got.unproposed == 2
    assert sum(s.coded for s in got.queue) + got.unproposed == sum(len(s.mentions) for s in gold)


def test_the_most_doubtful_comes_first_and_equals_stand_by_name(park_book: Codebook) -> None:
    queue = found(corpus(planted="felled"), park_book).queue
    assert all(a.doubt >= b.doubt for a, b in pairwise(queue))
    equal = [(a, b) for a, b in pairwise(queue) if a.doubt == b.doubt]
    assert equal
    assert all((a.sentence.id, a.pole) < (b.sentence.id, b.pole) for a, b in equal)


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_queue_is_the_same_every_time(park_book: Codebook, jobs: int) -> None:
    gold = corpus(planted="felled")
    assert suspects(gold, park_book, jobs=jobs) == found(gold, park_book)


def test_words_in_scare_quotes_are_judged_like_others(park_book: Codebook) -> None:
    text = "The so-called “removed” lime stands in row 3."
    at = text.index("removed")
    voice: Voice = "scare"
    mention = GoldMention("tree-work", "removed", voice, at, at + len("removed"))
    gold = [
        *corpus(),
        msgspec.structs.replace(
            sentence("b", text, "removed", "removed", "storm 3"), mentions=(mention,)
        ),
    ]  # fmt: skip
    got = found(gold, park_book)
    assert got.unproposed == 0
    (judged,) = (s for s in got.queue if s.sentence.id == "b" and s.coded)
    assert (judged.voice, judged.evidence) == ("scare", "removed")


def test_a_pole_that_cannot_be_learned_is_not_doubted(park_book: Codebook) -> None:
    """The left-out models have no opinion of it, as of a coding that no word proposes."""
    wild = [
        sentence(f"b{k}", f"The wild pond of row {k}.", "wild", "wild", f"storm {k}", axis="pond")
        for k in (3, 4)
    ]
    got = found([*corpus(), *wild], park_book)
    assert [s.sentence.id for s in got.queue if s.doubt > 0.99] == []


@pytest.mark.parametrize("gold", [corpus()[:1], corpus(planted="")[9:10]], ids=["one coding", "no coding"])
def test_too_few_labels_are_an_error_that_says_so(park_book: Codebook, gold: list[GoldSentence]) -> None:
    with pytest.raises(LabelsError):
        suspects(gold, park_book, jobs=1)

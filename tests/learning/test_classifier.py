"""A decision is the sum of its evidence, exactly, and it is the decision of scikit-learn's own pipeline."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

import framing
from framing.coding import gold, labels
from framing.coding.codebook import Head
from framing.learning.classifier import Linear
from framing.learning.examples import Examples, examples
from framing.learning.model_folder import Model
from framing.learning.reading import Term
from framing.learning.training import FLOOR
from framing.scoring.codings import INTERCEPT, SentenceCodings

TEXTS = [
    "The council felled the old lime by the gate on Monday.",
    "“They felled the oldest beech in town,” said Ada Quill, who removed the stump for guests.",
    "Volunteers say the council felled a healthy oak and crowds cheered.",
    "A murky pond, a so-called “wild” corner, hordes of guests and the removal of two limes.",
    "Nothing here that anybody has ever seen: zyzzyva.",
]


@pytest.fixture(scope="module")
def talkative(park_model: Model) -> Model:
    """The park model with thresholds at zero: every head codes every candidate of its axis, so that every decision shows."""
    m = park_model.linear
    linear = Linear(
        m.heads, m.vocabulary, m.weights, m.intercepts, np.zeros(len(m.heads)), m.slopes, m.offsets
    )
    return Model(linear, park_model.codebook, park_model.manifest, None, frozenset(), "")


@pytest.fixture(scope="module")
def corpus(park: Path, park_model: Model) -> Examples:
    rows = labels.load([park], park_model.codebook)
    return examples(gold.gold(rows, park_model.codebook), park_model.codebook)


def codings(model: Model, texts: Sequence[str]) -> list[SentenceCodings]:
    return list(framing.classify(model, [(i, t, "") for i, t in enumerate(texts)]))


# ---------------------------------------------------------------- sums


def test_evidence_sums_to_the_decision(talkative: Model, park: Path) -> None:
    texts = TEXTS + [row.text for row in labels.load([park], talkative.codebook)]
    found = [c for record in codings(talkative, texts) for c in record.codings]
    assert {(c.axis, c.pole) for c in found} == {(h.axis, h.pole) for h in talkative.linear.heads}
    assert len(found) >= 100
    for coding in found:
        assert coding.evidence[0].term == INTERCEPT
        h = talkative.linear.heads.index(Head(coding.axis, coding.pole))
        assert coding.evidence[0].weight == talkative.linear.intercepts[h]
        assert sum(e.weight for e in coding.evidence) == pytest.approx(coding.decision, abs=1e-9, rel=0)


def test_probability_is_the_calibrated_decision(talkative: Model) -> None:
    m = talkative.linear
    for record in codings(talkative, TEXTS):
        for c in record.codings:
            h = m.heads.index(Head(c.axis, c.pole))
            assert c.probability == pytest.approx(
                1 / (1 + np.exp(-(m.slopes[h] * c.decision + m.offsets[h]))), abs=1e-12
            )


def test_evidence_stands_largest_first_and_each_term_once(talkative: Model) -> None:
    for record in codings(talkative, TEXTS):
        for c in record.codings:
            sizes = [abs(e.weight) for e in c.evidence[1:]]
            assert sizes == sorted(sizes, reverse=True)
            assert len({e.term for e in c.evidence}) == len(c.evidence)


def test_only_codings_at_or_above_the_threshold(park_model: Model, talkative: Model) -> None:
    m = park_model.linear
    thresholds = {(h.axis, h.pole): t for h, t in zip(m.heads, m.thresholds, strict=True)}
    dropped = 0
    for strict, all_of_them in zip(codings(park_model, TEXTS), codings(talkative, TEXTS), strict=True):
        assert set(strict.codings) == {
            c for c in all_of_them.codings if c.probability >= thresholds[c.axis, c.pole]
        }
        dropped += len(all_of_them.codings) - len(strict.codings)
    assert dropped > 0


# ---------------------------------------------------------------- an independent oracle


def test_decisions_are_those_of_a_scikit_learn_pipeline(corpus: Examples, park_model: Model) -> None:
    """The same terms through TfidfVectorizer and LogisticRegression, with another solver.

    Ours are stored in half precision and leave out what adds less than FLOOR to a decision: that bounds the distance.
    """
    m, settings = park_model.linear, park_model.manifest.settings
    terms = [r.terms for r in corpus.rows]
    small = np.array(
        [[len(set(t)) - (m.weights[m.rows(t), h] != 0).sum() for h in range(len(m.heads))] for t in terms]
    )
    large = np.array([np.abs(m.weights[m.rows(t)]).sum(axis=0) for t in terms])
    ours = np.array([m.decisions(m.rows(t)) for t in terms])
    learned = 0
    for h in range(len(m.heads)):
        known = corpus.targets[:, h] >= 0
        vectoriser = TfidfVectorizer(analyzer=tuple, binary=True, norm=None, min_df=settings.min_df).fit(
            terms
        )
        oracle = make_pipeline(
            vectoriser, LogisticRegression(C=settings.penalty, solver="lbfgs", tol=1e-12, max_iter=10_000)
        )
        oracle[-1].fit(
            oracle[:-1].transform([t for t, k in zip(terms, known, strict=True) if k]),
            corpus.targets[known, h] == 1,
        )
        theirs = oracle.decision_function(terms)
        assert (np.abs(ours[:, h] - theirs) <= FLOOR * small[:, h] + large[:, h] / 2**11 + 1e-4).all()
        assert np.ptp(theirs) > 0.01
        learned += 1
    assert learned == 6


# ---------------------------------------------------------------- offsets


SENTENCE = "“The café’s old lime was felled,” said Ada Quill; crowds and guests removed the stump."
WRITTEN = {
    "NFC": SENTENCE,
    "NFD": unicodedata.normalize("NFD", SENTENCE),
    "CRLF": SENTENCE.replace("Quill; ", "Quill;\r\n"),
    "no-break spaces": SENTENCE.replace(" ", "\u00a0"),
    "emoji": SENTENCE.replace("old", "old 🌳👩‍🌾 👍🏽").replace("; crowds", "; 🦆 crowds"),
    "soft hyphens": SENTENCE.replace("crowds", "cro\u00adwds").replace("felled", "fel\u00adled"),
    "ligature": SENTENCE.replace("stump", "ﬁne stump"),
    "mojibake": SENTENCE.replace("’", "â€™"),
}


@pytest.mark.parametrize("how", WRITTEN)
def test_offsets_point_at_the_words(talkative: Model, how: str) -> None:
    text = WRITTEN[how]
    (record,) = codings(talkative, [text])
    places = {
        e.term: text[e.start : e.end].replace("\u00ad", "")
        for c in record.codings
        for e in c.evidence
        if e.start >= 0
    }
    assert places["[fell]"] == "felled"
    assert places["[guest]"] == "guests"
    assert places["=visitors/crowds"] == places["[crowd]"] == "crowds"
    assert places["=tree-work/removed"] == places["[remov]"] == "removed"
    assert places["+lime"] == "lime"
    for term, words in places.items():
        word = re.sub(r"^\+|^\[(\w+)\]$", r"\1", term)
        if word.isalpha():  # a single word: its place begins with the stem's first letters
            assert words.lower().startswith(word[:3]), (term, words)
    mentions = {(c.axis, text[slice(*c.mention)].replace("\u00ad", "")) for c in record.codings}
    assert mentions == {
        ("tree-work", "felled"),
        ("tree-work", "removed"),
        ("visitors", "crowds"),
        ("visitors", "guests"),
    }
    segments = [text[a:b] for a, b in sorted({(c.start, c.end) for c in record.codings})]
    assert unicodedata.normalize("NFKC", segments[0]).startswith("“The café")
    assert segments[-1].endswith("stump.")


def test_how_a_text_is_written_changes_no_decision(talkative: Model) -> None:
    def decisions(text: str) -> list[tuple[str, str, str, float]]:
        (record,) = codings(talkative, [text])
        return [(c.axis, c.pole, c.voice, c.decision) for c in record.codings]

    plain = decisions(SENTENCE)
    assert [how for how, text in WRITTEN.items() if decisions(text) != plain] == []
    assert decisions(SENTENCE.replace("felled", "trimmed")) != plain


# ---------------------------------------------------------------- the record itself


LINEAR = Linear(
    [Head("a", "x"), Head("a", "y")], ["#own", "lime", "pond"], np.array([[0.5, 0.0], [1.0, -1.0], [2.0, 0.25]]),
    np.array([-1.0, 1.0]), np.full(2, 0.5), np.ones(2), np.zeros(2),
)  # fmt: skip


def test_decisions_by_hand() -> None:
    assert LINEAR.decisions(LINEAR.rows(["lime", "lime", "unknown", "#own"])).tolist() == [0.5, 0.0]
    assert LINEAR.decisions([]).tolist() == [-1.0, 1.0]
    assert LINEAR.intercepts.tolist() == [-1.0, 1.0]


def test_contributions_take_the_first_place_of_a_term() -> None:
    terms = [Term("lime", 4, 8), Term("unknown", 9, 12), Term("lime", 20, 24), Term("#own", -1, -1)]
    assert LINEAR.contributions(terms, 1) == [(Term("lime", 4, 8), -1.0), (Term("#own", -1, -1), 0.0)]

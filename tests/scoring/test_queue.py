"""What to code next: sentences of articles as items, and their order, against a slow and plain reading of the definition."""

from __future__ import annotations

import math
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.coding.codebook import Codebook
from framing.coding.project import InvalidItem, Item, Project
from framing.comparison import sampling
from framing.learning.model_folder import Model
from framing.scoring import queue
from framing.scoring.considered import considered
from framing.scoring.queue import order, sentences_of, uncertainty
from framing.text.segments import sentence
from framing.units import Article

Sentences = list[tuple[str, str, str]]

ARTICLE = Article(
    "eg9",
    "A fair in the park\r\n\r\n🌳 The council fel\u00adled the lime. “They removed the oak,” said Ada Quill.\r\n\r\n"
    "Crowds sat by the murky pond. A Cafe\u0301 opened.",
    outlet="Elm Gazette",
    event="storm week",
)

VERBS = ["felled", "removed", "cleared", "chopped down", "watered", "planted", "painted", "measured"]
WHO = ["The council", "Wardens", "Volunteers", "Ada Quill", "Guests", "Crowds", "Families"]
WHAT = ["the lime", "the oldest oak by the gate", "litter", "the wild pond", "a beech", "the bandstand"]


def pool(n: int, seed: int = 0) -> Sentences:
    rng = random.Random(seed)
    made = [
        f"{rng.choice(WHO)} {rng.choice(VERBS)} {rng.choice(WHAT)} on day {k} of the fair." for k in range(n)
    ]
    return [(f"p#{k}", text, rng.choice(["", "It rained."])) for k, text in enumerate(made)]


# ---------------------------------------------------------------- sentences of articles


def test_sentences_with_their_neighbours() -> None:
    items = list(sentences_of([ARTICLE, Article("eg10", "Rain fell.")]))
    assert [i.text for i in items] == [
        "A fair in the park",
        "🌳 The council fel\u00adled the lime.",
        "“They removed the oak,” said Ada Quill.",
        "Crowds sat by the murky pond.",
        "A Cafe\u0301 opened.",
        "Rain fell.",
    ]
    assert items[2] == Item(
        "eg9#3", items[2].text, items[1].text, items[3].text, "eg9", "storm week", "Elm Gazette"
    )
    assert (items[4].after, items[5].before, items[5].id) == ("", "", "eg10#1")


def test_the_same_sentences_as_a_sample_to_code_by_hand() -> None:
    drawn = sampling.sentences([sampling.Drawn(ARTICLE, 1, 1)])
    assert [(g.id, g.text, g.before, g.source, g.event, g.outlet) for g in drawn] == [
        (i.id, i.text, i.before, i.source, i.event, i.outlet) for i in sentences_of([ARTICLE])
    ]


def test_what_cannot_be_coded_is_left_out_and_named() -> None:
    article = Article("a", "Rain fell. It was " + "very " * 1200 + "long. Sun came.")
    with pytest.raises(InvalidItem, match='"a#2": the text has 6012 characters'):
        list(sentences_of([article]))
    defects: list[InvalidItem] = []
    items = list(sentences_of([article], defects=defects))
    assert [(i.id, i.text) for i in items] == [("a#1", "Rain fell."), ("a#3", "Sun came.")]
    assert [d.lines[0][:12] for d in defects] == ['"a#2": the t']
    assert len(items[1].before) == 6012, "its neighbour is still shown beside it"


def test_articles_to_a_queue(tmp_path: Path, park_book: Codebook, park_model: Model) -> None:
    with Project(tmp_path / "codings.sqlite", park_book) as p:
        assert p.add(sentences_of([ARTICLE])) == (5, 0)
        assert p.add(sentences_of([ARTICLE])) == (0, 5)
        ids = order(park_model, [(i.id, i.text, i.before) for i in p.items()], how="uncertain")
        p.reorder(ids)
        assert [i.id for i in p.items()] == ids


# ---------------------------------------------------------------- any order


@pytest.mark.parametrize("how", ["random", "uncertain"])
def test_every_sentence_once_however_they_are_given(park_model: Model, how: queue.How) -> None:
    sentences = pool(40)
    found = order(park_model, sentences, how=how)
    assert sorted(found) == sorted(name for name, _, _ in sentences)
    for seed in range(3):
        shuffled = random.Random(seed).sample(sentences, len(sentences))
        assert order(park_model, shuffled, how=how) == found
    assert order(park_model, [], how=how) == []


def test_a_random_order_depends_on_the_seed_alone(park_model: Model) -> None:
    sentences = pool(4)
    first = Counter(order(park_model, sentences, how="random", seed=s)[0] for s in range(400))
    assert set(first) == {f"p#{k}" for k in range(4)}
    assert max(first.values()) < 140, "each comes first about as often"
    few, many = (order(park_model, pool(n), how="random") for n in (20, 40))
    assert [n for n in many if n in few] == few, "sentences that are added later do not reorder those before"


# ---------------------------------------------------------------- uncertain


@given(st.floats(0, 1), st.floats(0.01, 0.99), st.floats(0, 1))
@settings(max_examples=200)
def test_uncertainty_falls_with_the_distance_from_the_threshold(p: float, t: float, q: float) -> None:
    assert 0 <= uncertainty(p, t) <= 1
    assert uncertainty(t, t) == 1
    if t <= p <= q or q <= p <= t:
        assert uncertainty(p, t) >= uncertainty(q, t)


def test_uncertainty_at_the_ends() -> None:
    assert uncertainty(0.0, 0.0) == uncertainty(1.0, 1.0) == 1
    assert uncertainty(0.0, 0.3) == uncertainty(1.0, 0.3) == 0
    assert uncertainty(0.2, 0.5) == 0.4
    assert uncertainty(0.8, 0.5) == pytest.approx(0.4)
    assert uncertainty(0.25, 2.0) == 0.5, "a pole that was not learned decides at one half"


def plain_doubts(model: Model, sentences: Sentences) -> dict[str, tuple[float, frozenset[str]]]:
    """Uncertainty and known terms of the most uncertain place, by way of what is considered (which takes no sentence before)."""
    threshold = {
        (h.axis, h.pole): t for h, t in zip(model.linear.heads, model.linear.thresholds, strict=True)
    }
    found = {}
    for name, text, _ in sentences:
        best = (0.0, frozenset[str]())
        for c in considered(model, sentence(text)):
            u = uncertainty(c.probability, float(threshold[c.axis, c.pole]))
            best = max(best, (u, frozenset(c.contributions)), key=lambda b: b[0])
        found[name] = best
    return found


def test_the_first_is_the_one_nearest_to_a_threshold(park_model: Model) -> None:
    sentences = [(n, t, "") for n, t, _ in pool(60)]
    doubts = plain_doubts(park_model, sentences)
    found = order(park_model, sentences, how="uncertain")
    assert doubts[found[0]][0] == max(u for u, _ in doubts.values())
    nothing = [n for n in found if doubts[n][0] == 0]
    assert 0 < len(nothing) < 60
    assert found[-len(nothing) :] == nothing, "where the model has no place, there is nothing to doubt"


def test_a_place_is_read_with_the_sentence_before(park_model: Model) -> None:
    text = "They felled the lime."
    _, alone = queue._doubt(park_model, text, "")
    _, behind = queue._doubt(park_model, text, "The council met.")
    assert set(behind) - set(alone) == {"^<council>", "^last <council>"}
    assert set(alone) <= set(behind)
    _, quoted = queue._doubt(park_model, text, "“We had no choice, the wardens wrote.")
    assert ("#own" in alone, "#quoted" in quoted) == (True, True)


def test_variety_by_its_definition(park_model: Model) -> None:
    """Each sentence has the largest uncertainty · variety of those that are left, worked out with dictionaries."""
    sentences = pool(50, seed=3)
    by_id = {name: (text, before) for name, text, before in sentences}
    doubts = {n: queue._doubt(park_model, text, before) for n, (text, before) in by_id.items()}
    df = Counter(t for _, terms in doubts.values() for t in set(terms))
    vectors = {}
    for n, (_, terms) in doubts.items():
        raw = {t: math.log((1 + len(doubts)) / (1 + df[t])) + 1 for t in terms}
        length = math.sqrt(sum(w * w for w in raw.values()))
        vectors[n] = {t: w / length for t, w in raw.items()}
    closest = dict.fromkeys(doubts, 0.0)
    left = set(doubts)
    for name in order(park_model, sentences, how="uncertain"):
        gain = {n: doubts[n][0] * (1 - closest[n]) for n in left}
        assert gain[name] >= max(gain.values()) - 1e-9
        left.remove(name)
        for n in left:
            cosine = sum(w * vectors[name].get(t, 0.0) for t, w in vectors[n].items())
            closest[n] = max(closest[n], cosine)
    assert left == set()


def test_the_same_sentence_again_comes_after_all_others_in_doubt(park_model: Model) -> None:
    sentences = pool(30)
    first = order(park_model, sentences, how="uncertain")[0]
    _, text, before = next(s for s in sentences if s[0] == first)
    found = order(park_model, [*sentences, ("twin", text, before)], how="uncertain")
    twins = sorted([found.index(first), found.index("twin")])
    assert twins[0] == 0
    assert twins[1] > 5
    by_id = {name: (text, before) for name, text, before in sentences}
    doubts = [queue._doubt(park_model, *by_id[n]) for n in found if n in by_id]
    for k in range(twins[1], len(doubts)):
        u, terms = doubts[k]
        assert u < 1e-6 or terms in [t for _, t in doubts[:k]], "only such as say the same again, too"


def test_behind_the_varied_part_doubt_alone_decides(
    park_model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentences = pool(40)
    whole = order(park_model, sentences, how="uncertain")
    monkeypatch.setattr(queue, "VARIED", 3)
    found = order(park_model, sentences, how="uncertain")
    assert found[:3] == whole[:3]
    by_id = {name: (text, before) for name, text, before in sentences}
    doubts = [queue._doubt(park_model, *by_id[n])[0] for n in found[3:]]
    assert doubts == sorted(doubts, reverse=True)
    assert sorted(found) == sorted(whole)


def test_what_the_model_was_trained_on_comes_last(park_model: Model) -> None:
    known = ("k", "The council felled the old lime by the gate on Monday.", "")
    folded = ("f", "the council FELLED the old  lime by the gate on monday.", "")
    found = order(park_model, [known, folded, *pool(10), ("r", "Rain fell.", "")], how="uncertain")
    assert set(found[-2:]) == {"k", "f"}
    assert len(found) == len(set(found)) == 13


def test_texts_without_anything_to_read(park_model: Model) -> None:
    sentences = [("a", " ", ""), ("b", "🌳", ""), ("c", "…", "It rained."), ("d", "Zyx qwv.", "")]
    assert order(park_model, sentences, how="uncertain") == order(park_model, sentences, how="random")

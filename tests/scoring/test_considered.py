"""What a model makes of the places that it considers: all of them, with the numbers that its codings have."""

from __future__ import annotations

import pytest

from framing.learning.model_folder import Model
from framing.scoring.codings import code_document
from framing.scoring.considered import considered
from framing.text.segments import document

ODD = (
    "A fair in the park\r\n\r\n🌳 The council fel\u00adled the lime. “They removed the oak,” said Ada Quill.\r\n\r\n"
    "Crowds sat by the murky pond, wild as it was. Volunteers removed litter, and a Cafe\u0301 opened."
)


def test_every_place_is_considered_for_both_poles(park_model: Model) -> None:
    """Also for a pole that could not be learned, and where the model decides against it."""
    found = considered(park_model, document("The council felled the lime by the wild pond."))
    assert [(p.sentence, p.axis, p.pole) for p in found] == [
        (0, "tree-work", "felled"),
        (0, "tree-work", "removed"),
        (0, "pond", "murky"),
        (0, "pond", "wild"),
    ]
    made = code_document(park_model, document("The council felled the lime by the wild pond.")).codings
    assert [(c.axis, c.pole) for c in made] == [("tree-work", "felled")]


def test_nothing_is_considered_where_no_word_proposes(park_model: Model) -> None:
    assert considered(park_model, document("The band played for three hours.")) == []
    assert considered(park_model, document("")) == []


def test_places_point_at_the_text_as_it_came(park_model: Model) -> None:
    words = [(p.axis, p.pole, ODD[p.start : p.end]) for p in considered(park_model, document(ODD))]
    assert words == [
        ("tree-work", "felled", "fel\u00adled"),
        ("tree-work", "removed", "fel\u00adled"),
        ("tree-work", "felled", "removed"),
        ("tree-work", "removed", "removed"),
        ("visitors", "guests", "Crowds"),
        ("visitors", "crowds", "Crowds"),
        ("pond", "murky", "murky"),
        ("pond", "wild", "murky"),
        ("pond", "murky", "wild"),
        ("pond", "wild", "wild"),
        ("tree-work", "felled", "removed"),
        ("tree-work", "removed", "removed"),
    ]


def test_a_coding_has_the_probability_and_the_terms_of_its_place(park_model: Model) -> None:
    places = considered(park_model, document(ODD))
    codings = code_document(park_model, document(ODD)).codings
    assert len(codings) >= 3
    for c in codings:
        inside = [
            p
            for p in places
            if (p.sentence, p.axis, p.pole) == (c.sentence, c.axis, c.pole)
            and c.mention[0] <= p.start < p.end <= c.mention[1]
        ]
        best = max(inside, key=lambda p: p.probability)
        assert best.probability == c.probability
        told = {e.term: e.weight for e in c.evidence[1:]}
        assert {t: w for t, w in best.contributions.items() if w} == told


def test_contributions_and_intercept_make_the_probability(park_model: Model) -> None:
    linear = park_model.linear
    head = {(h.axis, h.pole): k for k, h in enumerate(linear.heads)}
    places = considered(park_model, document(ODD))
    assert places
    for p in places:
        k = head[p.axis, p.pole]
        decision = linear.intercepts[k] + sum(p.contributions.values())
        logit = linear.slopes[k] * decision + linear.offsets[k]
        assert p.probability == pytest.approx(1 / (1 + 2.718281828459045**-logit), abs=1e-12)
        assert set(p.contributions) <= set(linear.vocabulary)

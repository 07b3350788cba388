"""Evaluation: never on training sentences, always beside what has to be beaten."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

import framing
from framing.coding import gold, labels
from framing.coding.codebook import Codebook
from framing.coding.contrasts import ContrastPair
from framing.errors import LabelsError
from framing.learning import evaluation, training
from framing.learning.evaluation import (
    GROUP_FOLDS,
    INDICATORS,
    MAJORITY,
    MODEL,
    OUTLET,
    OUTLETS_OUT,
    UNSEEN,
    Evaluation,
)
from framing.learning.examples import examples
from framing.learning.fitting import Settings, matrix
from framing.learning.folds import group_folds
from framing.learning.model_folder import Model

FOUR = [MODEL, INDICATORS, OUTLET, MAJORITY]
UNSEEN_ROWS = [
    ("The council felled the willow on Sunday.", "tree-work", "felled"),
    ("Wardens removed the willow on Sunday.", "tree-work", "removed"),
    ("Crowds came on Sunday.", "visitors", "crowds"),
    ("Nobody came on Sunday.", "*", "none"),
]


def write(rows: Sequence[tuple[str, str, str]], path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows([("text", "axis", "pole"), *rows])
    return path


def seen(park: Path, n: int) -> list[tuple[str, str, str]]:
    with (park / "labels.csv").open(encoding="utf-8", newline="") as f:
        return [
            (r["text"], r["axis"], r["pole"])
            for r in csv.DictReader(f)
            if r["coder"] == "ada" and r["axis"] != "*"
        ][:n]


# ---------------------------------------------------------------- which sentences


def test_training_sentences_are_left_out_and_counted(park: Path, park_model: Model, tmp_path: Path) -> None:
    mixed = write([*seen(park, 6), *UNSEEN_ROWS], tmp_path / "mixed.csv")
    found = framing.evaluate(park_model, [mixed])
    assert [(s.name, s.n_sentences) for s in found.schemes] == [(UNSEEN, 4)]
    assert found.notes == ("6 of 10 sentences were in the training labels and are left out",)


def test_what_is_left_out_changes_no_figure(park: Path, park_model: Model, tmp_path: Path) -> None:
    """Not even training sentences whose labels were turned into the opposite."""
    wrong = [
        (t, a, "removed" if p == "felled" else "felled") for t, a, p in seen(park, 6) if a == "tree-work"
    ]
    assert wrong
    alone = framing.evaluate(park_model, [write(UNSEEN_ROWS, tmp_path / "a.csv")])
    mixed = framing.evaluate(park_model, [write([*wrong, *UNSEEN_ROWS], tmp_path / "b.csv")])
    assert alone.notes == ()
    assert mixed.schemes == alone.schemes


def test_a_training_sentence_is_known_again_in_other_case_and_spacing(
    park: Path, park_model: Model, tmp_path: Path
) -> None:
    disguised = [("  " + t.upper().replace(" ", "\u00a0 "), a, p) for t, a, p in seen(park, 3)]
    found = framing.evaluate(park_model, [write([*disguised, *UNSEEN_ROWS], tmp_path / "l.csv")])
    assert found.notes == ("3 of 7 sentences were in the training labels and are left out",)


def test_its_own_labels_are_cross_validated(park: Path, park_model: Model) -> None:
    found = framing.evaluate(park_model, [park])
    assert found.notes == (
        "all 60 sentences were in the training labels: cross-validated, each scored by models that did not see its group",
    )
    assert park_model.evaluation is not None
    assert found.schemes == park_model.evaluation.schemes
    assert found.contrasts == park_model.evaluation.contrasts


def test_too_few_of_its_own_labels_are_an_error(park: Path, park_model: Model, tmp_path: Path) -> None:
    with pytest.raises(LabelsError, match="no pole has 8 codings to learn from"):
        framing.evaluate(park_model, [write(seen(park, 2), tmp_path / "two.csv")])


# ---------------------------------------------------------------- what is said of them


def test_four_rows_and_every_pole_in_every_scheme(park_model: Model) -> None:
    assert park_model.evaluation is not None
    assert [s.name for s in park_model.evaluation.schemes] == [GROUP_FOLDS, OUTLETS_OUT]
    for scheme in park_model.evaluation.schemes:
        assert [r.name for r in scheme.rows] == FOUR
        assert [(p.axis, p.pole) for p in scheme.poles] == [
            (h.axis, h.pole) for h in park_model.codebook.heads
        ]
        for row in scheme.rows:
            for rule, value in row.macro_f1.items():
                low, high = row.interval[rule]
                assert 0 <= low <= value + 1e-12
                assert value <= high + 1e-12 <= 1 + 1e-9
        assert 0 <= scheme.ece <= 1
        assert sum(b.n for b in scheme.reliability) > 0
    by_event, by_outlet = park_model.evaluation.schemes
    assert by_event.n_groups == by_outlet.n_groups == 4
    assert by_event.row(MAJORITY).macro_f1["any"] == 0


def test_figures_on_unseen_sentences_by_hand(park_model: Model, tmp_path: Path) -> None:
    """The park model finds all three wordings; ``felled`` is also given where it does not stand."""
    rows = [*UNSEEN_ROWS, ("A concert was held on Sunday.", "tree-work", "felled")]
    (scheme,) = framing.evaluate(park_model, [write(rows, tmp_path / "l.csv")]).schemes
    poles = {p.pole: p for p in scheme.poles}
    assert (poles["felled"].n_gold, poles["felled"].precision, poles["felled"].recall) == (2, 1.0, 0.5)
    assert poles["felled"].f1 == poles["felled"].indicator_f1 == pytest.approx(2 / 3)
    assert poles["crowds"].f1 == 1.0
    assert poles["murky"].average_precision is None
    assert scheme.row(MODEL).macro_f1["any"] == pytest.approx((2 / 3 + 1 + 1) / 3)


def test_a_mention_that_nothing_proposes_is_missed(park_model: Model, tmp_path: Path) -> None:
    """It counts in every figure, though no candidate stands for it."""
    toppled = ("Wardens toppled the willow on Sunday.", "tree-work", "felled")
    (scheme,) = framing.evaluate(park_model, [write([*UNSEEN_ROWS, toppled], tmp_path / "l.csv")]).schemes
    felled = next(p for p in scheme.poles if p.pole == "felled")
    assert (felled.n_gold, felled.precision, felled.recall) == (2, 1.0, 0.5)


def test_labels_in_which_nothing_is_proposed_can_be_evaluated(park_model: Model, tmp_path: Path) -> None:
    rows = [
        ("Wardens toppled the willow on Sunday.", "tree-work", "felled"),
        ("A band played on Sunday.", "*", "none"),
    ]
    (scheme,) = framing.evaluate(park_model, [write(rows, tmp_path / "l.csv")]).schemes
    assert scheme.n_sentences == 2
    assert scheme.row(MODEL).macro_f1["any"] == 0
    assert next(p for p in scheme.poles if p.pole == "felled").average_precision is None
    assert scheme.reliability == ()


def test_candidates_of_unseen_labels_are_those_of_the_model(park_model: Model, tmp_path: Path) -> None:
    """Its list is not learned anew from the labels that it is measured by."""
    rows = [(f"Wardens toppled the willow on {day}.", "tree-work", "felled") for day in ("Monday", "Sunday")]
    (scheme,) = framing.evaluate(park_model, [write(rows, tmp_path / "l.csv")]).schemes
    assert sum(b.n for b in scheme.reliability) == 0


def test_folds_of_the_evaluation_split_no_event_and_no_outlet(park: Path, park_book: Codebook) -> None:
    corpus = examples(gold.gold(labels.load([park], park_book), park_book), park_book)
    for groups in (corpus.groups, corpus.outlets):
        folds = group_folds(groups, 5)
        assert len(set(zip(groups, folds.tolist(), strict=True))) == len(set(groups)) == 4
        by_row = set(zip(corpus.row_sentences.tolist(), folds[corpus.row_sentences].tolist(), strict=True))
        assert len(by_row) == len(set(corpus.row_sentences.tolist()))


def test_cross_validation_gives_what_it_was_scored_by(park: Path, park_book: Codebook) -> None:
    """Decisions, probabilities and verdicts of every candidate; the figures of a pole are those of its verdicts."""
    corpus = examples(gold.gold(labels.load([park], park_book), park_book), park_book)
    vectors = matrix([r.terms for r in corpus.rows], 3)
    scheme, held_out = evaluation.cross_validate(corpus, vectors, park_book.heads, Settings(), jobs=1)
    assert scheme.name == GROUP_FOLDS
    for part in (held_out.decisions, held_out.probabilities, held_out.verdicts):
        assert part.shape == corpus.targets.shape
    assert ((held_out.probabilities >= 0) & (held_out.probabilities <= 1)).all()
    assert held_out.verdicts.any()
    for k, pole in enumerate(scheme.poles):
        said = held_out.verdicts[:, k] & corpus.own_axis[:, k]
        assert (pole.precision is None) == (not said.any())
        sentences = {n for n, yes in zip(corpus.row_sentences.tolist(), said.tolist(), strict=True) if yes}
        gold_ = {n for n, s in enumerate(corpus.sentences) if pole.pole in s.poles(pole.axis)}
        if said.any():
            assert pole.precision == pytest.approx(len(sentences & gold_) / len(sentences))


def test_outlets_are_left_out_only_where_every_row_names_one(park: Path, park_book: Codebook) -> None:
    sentences = gold.gold(labels.load([park], park_book), park_book)
    for missing in (False, True):
        if missing:
            sentences[0] = msgspec.structs.replace(sentences[0], outlet="")
        corpus = examples(sentences, park_book)
        found = evaluation.outlets_out(
            corpus, matrix([r.terms for r in corpus.rows], 3), park_book.heads, Settings(), jobs=1
        )
        assert (found is None) == missing


def test_two_outlets_are_too_few_to_leave_one_out(park: Path, park_book: Codebook) -> None:
    sentences = [
        msgspec.structs.replace(s, outlet="Elm Gazette" if n % 2 else "The Acorn")
        for n, s in enumerate(gold.gold(labels.load([park], park_book), park_book))
    ]
    corpus = examples(sentences, park_book)
    vectors = matrix([r.terms for r in corpus.rows], 3)
    assert evaluation.outlets_out(corpus, vectors, park_book.heads, Settings(), jobs=1) is None


def test_a_single_group_is_never_scored_by_a_model_that_saw_it(park: Path, park_book: Codebook) -> None:
    """Then no model is left, and nothing is found: better than a figure from training sentences."""
    sentences = [
        msgspec.structs.replace(s, event="one") for s in gold.gold(labels.load([park], park_book), park_book)
    ]
    corpus = examples(sentences, park_book)
    scheme, held_out = evaluation.cross_validate(
        corpus, matrix([r.terms for r in corpus.rows], 3), park_book.heads, Settings(), jobs=1
    )
    assert (held_out.decisions[corpus.targets >= 0] == -20).all()
    assert not held_out.verdicts.any()
    assert scheme.row(MODEL).macro_f1["any"] == 0


# ---------------------------------------------------------------- contrast pairs


def pair(axis: str, a: str, b: str) -> ContrastPair:
    sides = tuple(frozenset({tuple(side.split())} if side else ()) for side in (a, b))
    return ContrastPair("1", axis, "term-swap", ("", ""), sides)  # type: ignore[arg-type]


FELLED, REMOVED = "tree-work felled own", "tree-work removed own"


@pytest.mark.parametrize(
    ("found", "right"),
    [
        ((FELLED, REMOVED), 1),
        ((FELLED, FELLED), 0),
        ((FELLED, ""), 0),
        (("tree-work felled quoted", REMOVED), 0),
    ],
)
def test_a_pair_counts_when_both_sides_are_right(found: tuple[str, str], right: int) -> None:
    (score,) = evaluation.contrast_scores(
        [pair("tree-work", FELLED, REMOVED)], [pair("tree-work", *found).expected]
    )
    assert (score.axis, score.n_pairs, score.both_right, score.share) == ("tree-work", 1, right, float(right))


def test_other_axes_do_not_spoil_a_pair() -> None:
    other = tuple(
        side | {("visitors", "crowds", "own")} for side in pair("tree-work", FELLED, REMOVED).expected
    )
    (score,) = evaluation.contrast_scores([pair("tree-work", FELLED, REMOVED)], [(other[0], other[1])])
    assert score.both_right == 1


def test_contrast_pairs_of_the_label_folder_are_scored(park_model: Model) -> None:
    assert park_model.evaluation is not None
    assert [(c.axis, c.n_pairs, c.both_right) for c in park_model.evaluation.contrasts] == [
        ("tree-work", 2, 2),
        ("visitors", 1, 1),
    ]


def test_no_pairs_is_no_share() -> None:
    assert evaluation.ContrastScore("tree-work", 0, 0).share is None
    assert Evaluation(()).scheme(UNSEEN) is None
    assert training.evaluate.__doc__

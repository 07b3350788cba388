"""What another model changes: exactly what the two models, each by itself, do otherwise – no more, no less."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import framing
from framing.comparison.model_changes import TERMS_KEPT, CodingChange, ModelChanges, model_changes
from framing.learning.coder import Coder
from framing.learning.evaluation import GROUP_FOLDS, MODEL
from framing.learning.model_folder import Model
from framing.scoring.articles import ScoredArticle, score_article
from framing.text.segments import document
from framing.units import Article, Coding

AXES = ("tree-work", "visitors", "pond")
SENTENCES = (
    "The council felled the old lime by the gate on Monday.",
    "Wardens toppled the elm beside the pond.",
    "“They toppled the oak,” said Ada Quill, who lives opposite.",
    "Two oaks were removed after the storm and a third was toppled.",
    "Crowds filled the lawn at the spring fair.",
    "Hordes queued at the gate from dawn, and guests sat by the murky pond.",
    "The council said crowds had trampled the lawn.",
    "A so-called “horde” of visitors came, the mayor said.",
    "The wild pond is home to newts.",
    "The band played for three hours.",
)
ARTICLES = (
    Article("a1", " ".join(SENTENCES[:5]), "Elm Gazette"),
    Article("a2", " ".join(SENTENCES[5:]), "Elm Gazette"),
    Article("a3", "Wardens toppled an oak. Hordes came. They toppled it again.", "Park Herald"),
    Article("a4", "Crowds came to see how the council toppled the lime."),
    Article("a5", "The band played.", "Riverside Post"),
)


class Pair(NamedTuple):
    old: Model
    new: Model

    @property
    def turned(self) -> Pair:
        return Pair(self.new, self.old)


def rows(park: Path) -> list[dict[str, str]]:
    with (park / "labels.csv").open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def trained(labels: Sequence[dict[str, str]], codebook: Path | str, folder: Path, name: str) -> Model:
    """A model of these rows, as it is loaded from its folder."""
    file = folder / f"{name}.csv"
    with file.open("w", encoding="utf-8", newline="") as f:
        out = csv.DictWriter(f, labels[0])
        out.writeheader()
        out.writerows(labels)
    framing.save_model(framing.train([file], codebook, name=name, outlets_out=False), folder / name)
    return framing.load_model(folder / name)


@pytest.fixture(scope="session")
def models(park: Path, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """The park's labels, and the same with more (toppled is felling) and other ones (crowds are no longer coded)."""
    folder = tmp_path_factory.mktemp("models")
    known = rows(park)
    more = [
        known[0] | {
            "id": f"n{k}-1", "text": f"Wardens toppled the {tree} in row {k}.", "evidence": "toppled", "source": f"n{k}",
            "event": f"gale {k}", "outlet": "New Leaf",
        }
        for k, tree in enumerate(("elm", "oak", "lime", "ash") * 3)
    ]  # fmt: skip
    other = [r | {"pole": "none", "voice": "", "evidence": ""} if r["pole"] == "crowds" else r for r in known]
    codebook = park / "codebook.toml"
    return Pair(trained(known, codebook, folder, "old"), trained(other + more, codebook, folder, "new"))


@pytest.fixture(scope="session")
def without_pond(park: Path, tmp_path_factory: pytest.TempPathFactory) -> Model:
    """A model whose codebook lacks the axis of the pond."""
    folder = tmp_path_factory.mktemp("narrow")
    text = (park / "codebook.toml").read_text(encoding="utf-8")
    (folder / "codebook.toml").write_text("[[axis]]".join(text.split("[[axis]]")[:3]), encoding="utf-8")
    kept = [r for r in rows(park) if r["axis"] != "pond"]
    return trained(kept, folder / "codebook.toml", folder, "narrow")


def scores(model: Model, articles: Sequence[Article]) -> list[ScoredArticle]:
    return [score_article(model, a) for a in articles]


def said(scored: ScoredArticle) -> list[tuple[str, str, str, str, str, Coding]]:
    """The codings of an article by sentence, words, axis, pole and voice."""
    return [
        (
            scored.sentences[c.sentence].text,
            scored.article.text[slice(*c.mention)],
            c.axis,
            c.pole,
            c.voice,
            c,
        )
        for c in scored.score.codings
    ]


def place(c: CodingChange) -> tuple[str, str, str, str, str]:
    return c.sentence, c.words, c.axis, c.pole, c.voice


# ---------------------------------------------------------------- nothing changes


def test_a_model_against_itself_changes_nothing(models: Pair) -> None:
    found = model_changes(models.old, models.old, ARTICLES)
    assert (found.old, found.new, found.n_articles) == ("old", "old", 5)
    assert (found.added_axes, found.removed_axes) == ((), ())
    assert (found.outlets, found.articles, found.codings) == ((), (), ())
    n = sum(len(s.score.codings) for s in scores(models.old, ARTICLES))
    assert found.n_codings == (n, n)
    assert n > 5
    assert found.figures
    assert all(f.old == f.new for f in found.figures)


def test_the_same_labels_trained_again_change_nothing(models: Pair, park: Path) -> None:
    again = framing.train([park], park / "codebook.toml", name="again", outlets_out=False)
    found = model_changes(models.old, again, ARTICLES)
    assert (found.outlets, found.articles, found.codings) == ((), (), ())


def test_without_articles_only_figures_are_compared(models: Pair) -> None:
    found = model_changes(*models)
    assert (found.n_articles, found.n_codings) == (0, (0, 0))
    assert (found.outlets, found.articles, found.codings) == ((), (), ())
    assert found.figures


# ---------------------------------------------------------------- codings


def check_codings(found: ModelChanges, pair: Pair, articles: Sequence[Article]) -> None:
    """Every listed coding is made by exactly one of the models, and every coding that only one makes is listed."""
    for article in articles:
        old, new = (said(score_article(m, article)) for m in pair)
        listed = [c for c in found.codings if c.article == article.id]
        for c in listed:
            mine, yours = (new, old) if c.appeared else (old, new)
            (coding,) = (x[-1] for x in mine if x[:-1] == place(c))
            assert c.outlet == article.outlet
            assert (c.new if c.appeared else c.old) == coding.probability
            start, end = coding.mention
            assert not [
                x
                for *_, x in yours
                if (x.sentence, x.axis, x.pole, x.voice)
                == (coding.sentence, coding.axis, coding.pole, coding.voice)
                and x.mention[0] < end
                and start < x.mention[1]
            ]
        difference = Counter(x[:-1] for x in new)
        difference.subtract(Counter(x[:-1] for x in old))
        assert {k: n for k, n in difference.items() if n} == dict(
            Counter({place(c): 1 if c.appeared else -1 for c in listed})
        )


def test_a_listed_coding_is_made_by_exactly_one_model(models: Pair) -> None:
    found = model_changes(*models, ARTICLES)
    check_codings(found, models, ARTICLES)
    assert {(c.words, c.axis, c.pole, c.appeared) for c in found.codings} >= {
        ("toppled", "tree-work", "felled", True),
        ("Crowds", "visitors", "crowds", False),
        ("Hordes", "visitors", "crowds", False),
    }
    assert {"own", "quoted", "reported"} <= {c.voice for c in found.codings}


@settings(deadline=None, max_examples=25)
@given(texts=st.lists(st.lists(st.sampled_from(SENTENCES), unique=True, max_size=6), max_size=4))
def test_whatever_the_articles_the_list_is_what_differs(models: Pair, texts: list[list[str]]) -> None:
    articles = [
        Article(str(n), " ".join(t), ("Elm Gazette", "", "The Acorn")[n % 3]) for n, t in enumerate(texts)
    ]
    found = model_changes(*models, iter(articles))
    check_codings(found, models, articles)
    old, new = (sum(len(s.score.codings) for s in scores(m, articles)) for m in models)
    assert found.n_codings == (old, new)
    appeared = sum(c.appeared for c in found.codings)
    assert new - old == appeared - (len(found.codings) - appeared)


def test_turned_round_what_appeared_is_gone(models: Pair) -> None:
    there, back = model_changes(*models, ARTICLES), model_changes(*models.turned, ARTICLES)
    assert [place(c) for c in there.codings] == [place(c) for c in back.codings]
    for a, b in zip(there.codings, back.codings, strict=True):
        assert (a.appeared, a.old, a.new) == (not b.appeared, b.new, b.old)
        assert [(t.term, t.old, t.new) for t in a.terms] == [(t.term, t.new, t.old) for t in b.terms]
    for one, other in ((there.outlets, back.outlets), (there.articles, back.articles)):
        assert [(c.outlet, c.article, c.axis, c.old, c.new) for c in one] == [
            (c.outlet, c.article, c.axis, c.new, c.old) for c in other
        ]


def test_codings_stand_in_the_order_of_articles_and_text(models: Pair) -> None:
    found = model_changes(*models, ARTICLES)
    text = {a.id: a.text for a in ARTICLES}
    at = [(c.article, text[c.article].index(c.sentence)) for c in found.codings]
    assert len(at) > 5
    assert at == sorted(at)


def decisions(coder: Coder, text: str, axis: str, pole: str) -> dict[str, tuple[float, dict[str, float]]]:
    """For each word that the model considers in a text of one sentence: probability of the pole, weight of each known term."""
    cut = document(text)
    reading = coder.reader.read(cut, cut.units[0])
    head = [(h.axis, h.pole) for h in coder.linear.heads].index((axis, pole))
    found = {}
    for candidate, terms, values in coder.values(reading):
        if candidate.axis == axis:
            start, end = cut.canonical.original(*reading.span(candidate.at, candidate.at))
            weights = {
                t.text: float(coder.linear.weights[coder.linear.index[t.text], head])
                for t in terms
                if t.text in coder.linear.index
            }
            p = float(coder.linear.probabilities_of(values)[head])
            found[text[start:end]] = (p, weights)
    return found


def test_probabilities_and_weights_are_those_of_each_model_by_itself(models: Pair) -> None:
    articles = [Article(str(n), text) for n, text in enumerate(SENTENCES)]
    codings = model_changes(*models, articles).codings
    assert {c.appeared for c in codings} == {True, False}
    for c in codings:
        old, new = (decisions(m.coder, c.sentence, c.axis, c.pole).get(c.words) for m in models)
        assert (c.old, c.new) == (old[0] if old else None, new[0] if new else None)
        weights = [side[1] if side else {} for side in (old, new)]
        assert len(c.terms) == TERMS_KEPT
        for t in c.terms:
            assert (t.old, t.new) == tuple(w.get(t.term, 0.0) for w in weights)
        size = {t: abs(weights[1].get(t, 0.0) - weights[0].get(t, 0.0)) for t in {**weights[0], **weights[1]}}
        assert [t.term for t in c.terms] == sorted(size, key=lambda t: (-size[t], t))[:TERMS_KEPT]


def test_a_place_that_a_model_does_not_consider_has_no_probability(models: Pair) -> None:
    """ "Toppled" proposes nothing in the old model; "crowds" still does in the new one, by the list of the codebook."""
    found = model_changes(*models, [Article("1", "Wardens toppled the elm."), Article("2", SENTENCES[4])])
    toppled, crowds = found.codings
    assert (toppled.words, toppled.old) == ("toppled", None)
    assert all(t.old == 0 for t in toppled.terms)
    assert crowds.words == "Crowds"
    assert crowds.new is not None
    assert crowds.old is not None
    assert crowds.old > crowds.new


@pytest.mark.parametrize(
    "text",
    [
        "The council felled the old lime by the gate on Monday and toppled the elm.",
        "The council toppled the elm by the gate on Monday and felled the old lime.",
    ],
)
def test_beside_a_coding_that_both_make_another_one_of_its_pole_is_listed(models: Pair, text: str) -> None:
    """One sentence, one pole, one voice: what is the same coding is decided by the words."""
    made = [{x[1] for x in said(score_article(m, Article("1", text)))} for m in models]
    assert made == [{"felled"}, {"felled", "toppled"}]
    (only,) = model_changes(*models, [Article("1", text)]).codings
    assert (only.words, only.appeared) == ("toppled", True)


def test_a_word_whose_pole_turns_is_one_coding_less_and_one_more(
    models: Pair, park: Path, tmp_path: Path
) -> None:
    turn = {"felled": "removed", "removed": "felled"}
    other = [r | {"pole": turn.get(r["pole"], r["pole"])} for r in rows(park)]
    turned = trained(other, park / "codebook.toml", tmp_path, "turned")
    found = model_changes(models.old, turned, [Article("1", SENTENCES[0], "Elm Gazette")])
    assert sorted((c.words, c.pole, c.appeared) for c in found.codings) == [
        ("felled", "felled", False),
        ("felled", "removed", True),
    ]
    assert [(c.old, c.new) for c in found.outlets] == [((1, 0), (0, 1))]


# ---------------------------------------------------------------- counts


@pytest.mark.parametrize("turned", [False, True])
def test_counts_are_those_of_scores_made_apart(models: Pair, turned: bool) -> None:
    pair = models.turned if turned else models
    found = model_changes(*pair, ARTICLES)
    poles = {a.id: [p.id for p in a.poles] for a in pair.new.codebook.axes}

    def own(model: Model, axis: str, articles: Sequence[Article]) -> tuple[int, int]:
        counted = [
            c.pole
            for s in scores(model, articles)
            for c in s.score.codings
            if (c.axis, c.voice) == (axis, "own")
        ]
        first, second = poles[axis]
        return counted.count(first), counted.count(second)

    articles = [
        (a.outlet, a.id, axis, own(pair.old, axis, [a]), own(pair.new, axis, [a]))
        for a in ARTICLES
        for axis in AXES
    ]
    assert [(c.outlet, c.article, c.axis, c.old, c.new) for c in found.articles] == [
        c for c in articles if c[3] != c[4]
    ]
    outlets: dict[str, list[Article]] = {}
    for a in ARTICLES:
        outlets.setdefault(a.outlet or a.id, []).append(a)
    expected = [
        (o, "", axis, own(pair.old, axis, outlets[o]), own(pair.new, axis, outlets[o]))
        for o in sorted(outlets)
        for axis in AXES
    ]
    assert [(c.outlet, c.article, c.axis, c.old, c.new) for c in found.outlets] == [
        c for c in expected if c[3] != c[4]
    ]
    assert {c.outlet for c in found.outlets} == {"Elm Gazette", "Park Herald", "a4"}


def test_counts_by_hand(models: Pair) -> None:
    """Two topplings and one horde: the old model sees the horde, the new one the topplings."""
    found = model_changes(*models, ARTICLES[2:3])
    assert found.n_codings == (1, 2)
    assert [(c.outlet, c.axis, c.old, c.new) for c in found.outlets] == [
        ("Park Herald", "tree-work", (0, 0), (2, 0)),
        ("Park Herald", "visitors", (0, 1), (0, 0)),
    ]
    assert [(c.article, c.axis, c.old, c.new) for c in found.articles] == [
        ("a3", "tree-work", (0, 0), (2, 0)),
        ("a3", "visitors", (0, 1), (0, 0)),
    ]


def test_only_outlets_and_articles_whose_counts_differ_are_listed(models: Pair) -> None:
    found = model_changes(*models, ARTICLES)
    assert all(c.old != c.new for c in (*found.outlets, *found.articles))
    assert "Riverside Post" not in {c.outlet for c in (*found.outlets, *found.articles)}
    assert all(c.article == "" for c in found.outlets)


# ---------------------------------------------------------------- figures and axes


def test_figures_are_those_of_both_evaluations(models: Pair) -> None:
    figures = model_changes(*models).figures
    schemes = []
    for m in models:
        assert m.evaluation is not None
        (scheme,) = m.evaluation.schemes
        schemes.append(scheme)
    macro, *poles = figures
    assert (macro.scheme, macro.axis, macro.pole) == (GROUP_FOLDS, "", "")
    assert (macro.old, macro.new) == tuple(s.row(MODEL).macro_f1["any"] for s in schemes)
    assert [(f.axis, f.pole) for f in poles] == [(p.axis, p.pole) for p in schemes[0].poles]
    assert [(f.old, f.new) for f in poles] == [
        (a.f1, b.f1) for a, b in zip(schemes[0].poles, schemes[1].poles, strict=True)
    ]
    assert any(f.old != f.new for f in poles)


def test_a_scheme_that_one_model_lacks_has_no_figure_there(models: Pair, park_model: Model) -> None:
    """The park's model was also tested on left-out outlets."""
    figures = model_changes(models.old, park_model).figures
    by_scheme = {f.scheme: f for f in figures if not f.pole}
    assert by_scheme["leave outlets out"].old is None
    assert by_scheme["leave outlets out"].new is not None
    assert by_scheme[GROUP_FOLDS].old == by_scheme[GROUP_FOLDS].new
    bare = Model(models.old.linear, models.old.codebook, models.old.manifest, None, frozenset(), "")
    assert {f.old for f in model_changes(bare, models.new).figures} == {None}
    assert model_changes(bare, bare).figures == ()


def test_an_axis_that_is_new_or_gone_is_named_and_not_compared(models: Pair, without_pond: Model) -> None:
    articles = [Article("1", "The murky pond smells. Ducks have left the murky pond."), *ARTICLES]
    assert "pond" in {c.axis for s in scores(models.old, articles) for c in s.score.codings}
    for pair, added, removed in (
        (Pair(without_pond, models.old), ("pond",), ()),
        (Pair(models.old, without_pond), (), ("pond",)),
    ):
        found = model_changes(*pair, articles)
        assert (found.added_axes, found.removed_axes) == (added, removed)
        assert "pond" not in {c.axis for c in found.codings}
        assert "pond" not in {c.axis for c in (*found.outlets, *found.articles)}
        of_pond = [f for f in found.figures if f.axis == "pond"]
        assert len(of_pond) == 2
        assert {f.old is None for f in of_pond} == {bool(added)}
        assert {f.new is None for f in of_pond} == {bool(removed)}


def test_codings_of_an_axis_that_is_not_compared_are_not_counted(models: Pair, without_pond: Model) -> None:
    murky = "The murky pond smells of leaves."
    assert [c.axis for c in score_article(models.old, Article("1", murky)).score.codings] == ["pond"]
    for pair in (Pair(without_pond, models.old), Pair(models.old, without_pond)):
        found = model_changes(*pair, [Article("1", murky)])
        assert found.codings == ()
        assert found.n_codings == (0, 0)
        assert model_changes(*pair, [Article("1", f"{murky} {SENTENCES[0]}")]).n_codings == (1, 1)


@pytest.fixture(scope="session")
def other_order(park: Path, tmp_path_factory: pytest.TempPathFactory) -> Model:
    """A model of the same labels whose codebook names removal before felling."""
    folder = tmp_path_factory.mktemp("turned")
    text = (park / "codebook.toml").read_text(encoding="utf-8")
    head, first, *rest = text.split("[[axis]]")
    axis, *poles = first.rstrip().split("[[axis.poles]]")
    turned = "[[axis.poles]]".join([axis, poles[1] + "\n\n", poles[0]]) + "\n\n"
    (folder / "codebook.toml").write_text("[[axis]]".join([head, turned, *rest]), encoding="utf-8")
    return trained(rows(park), folder / "codebook.toml", folder, "turned")


@pytest.fixture(scope="session")
def other_poles(park: Path, tmp_path_factory: pytest.TempPathFactory) -> Model:
    """A model of the same labels whose codebook has "cut" in the place of "felled"; its other poles are the same."""
    folder = tmp_path_factory.mktemp("poles")
    text = (park / "codebook.toml").read_text(encoding="utf-8")
    assert text.count('id = "felled"') == 1
    (folder / "codebook.toml").write_text(text.replace('id = "felled"', 'id = "cut"'), encoding="utf-8")
    known = [r | {"pole": {"felled": "cut"}.get(r["pole"], r["pole"])} for r in rows(park)]
    return trained(known, folder / "codebook.toml", folder, "poles")


def test_poles_in_another_order_change_no_count(models: Pair, other_order: Model) -> None:
    assert [p.id for p in other_order.codebook.axis("tree-work").poles] == ["removed", "felled"]
    for pair in (Pair(models.old, other_order), Pair(other_order, models.old)):
        found = model_changes(*pair, [Article("1", SENTENCES[0], "Elm Gazette")])
        assert (found.added_axes, found.removed_axes) == ((), ())
        assert found.n_codings == (1, 1)
        assert found.codings == ()
        assert (found.outlets, found.articles) == ((), ())


def test_counts_stand_in_the_order_of_the_poles_of_the_new_model(models: Pair, other_order: Model) -> None:
    """Two topplings, of which only the model with more labels knows; in the other order they are of the second pole."""
    found = model_changes(models.new, other_order, ARTICLES[2:3])
    assert [(c.axis, c.old, c.new) for c in found.outlets if c.axis == "tree-work"] == [
        ("tree-work", (0, 2), (0, 0))
    ]
    found = model_changes(other_order, models.new, ARTICLES[2:3])
    assert [(c.axis, c.old, c.new) for c in found.articles if c.axis == "tree-work"] == [
        ("tree-work", (0, 0), (2, 0))
    ]


def test_an_axis_with_other_poles_is_another_axis(models: Pair, other_poles: Model) -> None:
    """Of its mentions nothing is counted or listed, also not those of the pole that both have."""
    articles = [
        Article("1", f"{SENTENCES[0]} The ash was removed on Sunday. Crowds filled the lawn.", "Elm Gazette")
    ]
    for model, pole in ((models.old, "felled"), (other_poles, "cut")):
        (scored,) = scores(model, articles)
        assert [(c.axis, c.pole) for c in scored.score.codings] == [
            ("tree-work", pole),
            ("tree-work", "removed"),
            ("visitors", "crowds"),
        ]
    for pair in (Pair(models.old, other_poles), Pair(other_poles, models.old)):
        found = model_changes(*pair, articles)
        assert (found.added_axes, found.removed_axes) == (("tree-work",), ("tree-work",))
        assert found.n_codings == (1, 1)
        assert (found.outlets, found.articles, found.codings) == ((), (), ())


def test_beside_an_axis_with_other_poles_the_rest_is_compared(models: Pair, other_poles: Model) -> None:
    found = model_changes(other_poles, models.new, ARTICLES)
    rest = model_changes(models.old, models.new, ARTICLES)
    places = [place(c) for c in rest.codings if c.axis != "tree-work"]
    assert places
    assert [place(c) for c in found.codings] == places
    for one, other in ((found.outlets, rest.outlets), (found.articles, rest.articles)):
        assert one == tuple(c for c in other if c.axis != "tree-work")
    counted = [
        [c for s in scores(m, ARTICLES) for c in s.score.codings if c.axis != "tree-work"]
        for m in (other_poles, models.new)
    ]
    assert found.n_codings == (len(counted[0]), len(counted[1]))

"""The score of an article: what is counted, in which voice, and that nothing is said where there is nothing."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from itertools import pairwise

import pytest
from scipy import stats

import framing
from framing.learning.model_folder import Model
from framing.scoring.articles import ScoredArticle, voice_score, wilson
from framing.scoring.wording import key_span
from framing.units import COUNTED_VOICES, Article

ARTICLE = """The mayor opens the spring fair

By Ada Quill

The council felled the old lime by the gate on Monday. Wardens removed the old oak by the gate on Tuesday.

“They felled the oldest beech in town,” said Ada Quill. The council said crowds had trampled the lawn.

Share this on Facebook

A warden fenced off the so-called “murky” corner. Guests filled the lawn at the spring fair.
"""


def score(model: Model, text: str, **fields: str) -> ScoredArticle:
    (found,) = framing.score(model, [Article("a-1", text, **fields)])
    return found


@pytest.fixture(scope="module")
def scored(park_model: Model) -> ScoredArticle:
    return score(
        park_model,
        ARTICLE,
        outlet="Elm Gazette",
        date="2024-05-01",
        event="spring fair",
        url="https://example.org/1",
    )


# ---------------------------------------------------------------- what is counted


def test_mentions_by_axis_and_voice(scored: ScoredArticle) -> None:
    trees, visitors, pond = (scored.score.axes[a] for a in ("tree-work", "visitors", "pond"))
    assert trees.own.mentions == {"felled": 1, "removed": 1}
    assert trees.quoted.mentions == {"felled": 1, "removed": 0}
    assert visitors.own.mentions == {"guests": 1, "crowds": 0}
    assert visitors.reported.mentions == {"guests": 0, "crowds": 1}
    assert (trees.own.share, trees.quoted.share, visitors.own.share, visitors.reported.share) == (
        0.5,
        0.0,
        0.0,
        1.0,
    )
    assert pond.own.n == pond.reported.n == pond.quoted.n == 0


def test_counts_are_those_of_the_codings(scored: ScoredArticle) -> None:
    counted = Counter((c.axis, c.voice, c.pole) for c in scored.score.codings)
    for axis, a in scored.score.axes.items():
        for voice in COUNTED_VOICES:
            assert a.voice(voice).mentions == {p: counted[axis, voice, p] for p in a.voice(voice).mentions}


def test_salience_is_own_mentions_in_a_thousand_words(scored: ScoredArticle) -> None:
    assert scored.score.words == 62
    assert scored.score.axes["tree-work"].salience == pytest.approx(1000 * 2 / 62)
    assert scored.score.axes["visitors"].salience == pytest.approx(1000 * 1 / 62)
    assert scored.score.axes["pond"].salience == 0


def test_what_is_known_of_the_article_is_passed_on(scored: ScoredArticle) -> None:
    s = scored.score
    assert (s.id, s.outlet, s.date, s.event, s.url) == (
        "a-1",
        "Elm Gazette",
        "2024-05-01",
        "spring fair",
        "https://example.org/1",
    )
    assert s.title == "The mayor opens the spring fair"  # its headline, where no title is given


def test_a_given_title_wins_over_the_headline(park_model: Model) -> None:
    assert score(park_model, ARTICLE, title="Spring fair").score.title == "Spring fair"


# ---------------------------------------------------------------- offsets


def test_offsets_are_those_of_the_text_as_it_came(scored: ScoredArticle) -> None:
    text = scored.article.text
    for c in scored.score.codings:
        sentence = scored.sentences[c.sentence]
        assert sentence.start <= c.start <= c.mention[0] < c.mention[1] <= c.end <= sentence.end
        assert text[sentence.start : sentence.end] == sentence.text
        for e in c.evidence:
            assert e.start == e.end == -1 or sentence.start <= e.start < e.end <= sentence.end
    assert sorted(text[slice(*c.mention)] for c in scored.score.codings) == [
        "Guests",
        "crowds",
        "felled",
        "felled",
        "murky",
        "removed",
    ]
    assert [text[line.start : line.end] for line in scored.lines if line.dropped] == [
        "By Ada Quill",
        "Share this on Facebook",
    ]


def test_segments_cover_their_sentence_in_order(scored: ScoredArticle) -> None:
    for sentence in scored.sentences:
        spans = [(s.start, s.end) for s in sentence.segments]
        assert spans == sorted(spans)
        assert spans[0][0] == sentence.start
        assert spans[-1][1] == sentence.end
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


MENTIONED = "The Café Élysée is shut. The council felled the old lime. 🦆 Guests filled the lawn at the spring fair. “They removed the beech,” said Ada Quill."
TYPED: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "NFD": lambda t: unicodedata.normalize("NFD", t),
    "CRLF": lambda t: t.replace(". ", ".\r\n\r\n"),
    "emoji at the word": lambda t: t.replace("felled", "🌳felled👨\u200d👩\u200d👧"),
    "emoji before": lambda t: "🎉👍🏽 " + t,
    "no-break spaces": lambda t: t.replace(" ", "\u00a0"),
    "straight marks": lambda t: t.replace("“", '"').replace("”", '"'),
}


@pytest.mark.parametrize("form", TYPED)
def test_mentions_point_at_their_words_however_they_are_typed(park_model: Model, form: str) -> None:
    text = TYPED[form](MENTIONED)
    found = score(park_model, text)
    assert {text[slice(*c.mention)] for c in found.score.codings} == {"felled", "Guests", "removed"}
    for c in found.score.codings:
        assert c.start <= c.mention[0] < c.mention[1] <= c.end
        assert text[slice(*c.mention)] == text[slice(*key_span(c))]


def test_a_mention_has_all_code_points_of_its_word(park_model: Model) -> None:
    """What is dropped or composed inside of the word belongs to it; what stands behind does not."""
    for word in ("fel\u00adled", "fe\u200blled", "ｆelled"):
        text = f"Cafe\u0301s shut.\r\n\r\nThe council {word}\u200b the old lime."
        (coding,) = score(park_model, text).score.codings
        assert text[slice(*coding.mention)] == word


def test_the_evidence_is_the_whole_decision(park_model: Model, scored: ScoredArticle) -> None:
    assert scored.score.codings
    for c in scored.score.codings:
        first, *terms = c.evidence
        head = next(h for h, x in enumerate(park_model.linear.heads) if (x.axis, x.pole) == (c.axis, c.pole))
        assert (first.term, first.start, first.end) == ("(intercept)", -1, -1)
        assert first.weight == park_model.linear.intercepts[head]
        assert sum(e.weight for e in c.evidence) == pytest.approx(c.decision, abs=1e-9, rel=0)
        assert [abs(e.weight) for e in terms] == sorted((abs(e.weight) for e in terms), reverse=True)
        assert len({e.term for e in terms}) == len(terms)
        assert c.probability == park_model.linear.probabilities_of({head: c.decision})[head]
        assert c.probability >= park_model.linear.thresholds[head]


# ---------------------------------------------------------------- what is not counted


def test_scare_quotes_are_counted_for_nobody(park_model: Model) -> None:
    plain = score(
        park_model, "The park council keeps the murky pond shut. Ducks have left the murky pond."
    ).score
    scare = score(
        park_model, "The park council keeps the so-called “murky” pond shut. Ducks have left the murky pond."
    ).score
    assert plain.axes["pond"].own.mentions == {"murky": 2, "wild": 0}
    assert sum(scare.axes["pond"].voice(v).n for v in COUNTED_VOICES) == 1
    with pytest.raises(KeyError):
        scare.axes["pond"].voice("scare")


def test_a_coding_in_scare_quotes_is_kept_but_not_counted(park_model: Model) -> None:
    """It is shown to readers; it enters no count."""
    found = score(park_model, "The council felled the so-called “murky” limes.").score
    assert [(c.axis, c.pole, c.voice) for c in found.codings] == [
        ("tree-work", "felled", "own"),
        ("pond", "murky", "scare"),
    ]
    assert found.axes["tree-work"].own.n == 1
    assert sum(found.axes["pond"].voice(v).n for v in COUNTED_VOICES) == 0
    assert found.axes["pond"].salience == 0


def test_two_mentions_in_one_segment_are_two(park_model: Model) -> None:
    """Of one pole or of both; words of one pole that stand together are one mention."""
    text = (
        "The council felled the old lime by the gate and felled the oldest beech in town and removed an elm."
    )
    found = score(park_model, text).score
    assert [text[slice(*c.mention)] for c in found.codings] == ["felled", "felled", "removed"]
    assert len({(c.start, c.end) for c in found.codings}) == 1
    assert found.axes["tree-work"].own.mentions == {"felled": 2, "removed": 1}


def test_dropped_lines_change_nothing(park_model: Model) -> None:
    kept = "\n\n".join(p for p in ARTICLE.split("\n\n") if not p.startswith(("By ", "Share ")))
    with_lines, without = score(park_model, ARTICLE), score(park_model, kept)
    assert with_lines.score.axes == without.score.axes
    assert with_lines.score.words == without.score.words


# ---------------------------------------------------------------- nothing to say


@pytest.mark.parametrize("text", ["", " \n\t\n", "🌳🦆🎉", "🌳 🌳.\n\n🦆!", "…", "- - -", "\u200b\u00ad"])
def test_without_a_word_there_is_no_number(park_model: Model, text: str) -> None:
    found = score(park_model, text).score
    assert found.no_features
    assert found.codings == ()
    assert found.words == 0
    for axis in found.axes.values():
        for voice in COUNTED_VOICES:
            assert axis.voice(voice).n == 0
            assert axis.voice(voice).share is None
            assert axis.voice(voice).interval is None


@pytest.mark.parametrize("text", ["Zyzzyva quokka.", "東京都は公園です。", "Ωραίο πάρκο!"])
def test_words_that_the_model_does_not_know_are_no_features(park_model: Model, text: str) -> None:
    found = score(park_model, text).score
    assert found.no_features
    assert found.words > 0
    assert all(a.own.share is None for a in found.axes.values())


def test_known_words_without_a_mention_have_no_share_but_are_scored(park_model: Model) -> None:
    found = score(park_model, "The band played for three hours.").score
    assert not found.no_features
    assert all(
        a.own.share is None and a.own.interval is None and a.salience == 0 for a in found.axes.values()
    )


def test_an_article_of_dropped_lines_says_so(park_model: Model) -> None:
    found = score(park_model, "Share this on Facebook\n\nBy Ada Quill").score
    assert found.no_features
    assert found.warnings == ("every line was dropped as not part of the article",)


# ---------------------------------------------------------------- the interval


@pytest.mark.parametrize("n", [1, 2, 5, 30, 1000])
def test_wilson_is_that_of_scipy(n: int) -> None:
    for k in {0, 1, n // 3, n // 2, n - 1, n}:
        expected = stats.binomtest(k, n).proportion_ci(0.95, method="wilson")
        assert wilson(k, n) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_share_is_that_of_the_second_pole() -> None:
    found = voice_score(["felled", "removed"], [1, 3])
    assert (found.mentions, found.share, found.n) == ({"felled": 1, "removed": 3}, 0.75, 4)
    assert found.interval == wilson(3, 4)
    assert found.interval[0] < 0.75 < found.interval[1]


def test_no_mention_is_no_share() -> None:
    found = voice_score(["felled", "removed"], [0, 0])
    assert (found.share, found.interval, found.n) == (None, None, 0)

"""Twelve changes to a text or a corpus, and what each may change in the scores.

Where words matter the model is the one that ships, and the sentences are ours: invented, and as such models are never
without error, ones that it codes right with a wide margin. Where only counting matters it is the small park model.
"""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence

import msgspec
import pytest

import framing
from framing.learning.model_folder import Model
from framing.report.records import summary_json
from framing.report.summary import Summary
from framing.scoring.articles import ArticleScore
from framing.units import Article

Mentions = dict[tuple[str, str, str], int]

PARAGRAPHS = (
    "Talks over a truce resumed in Cairo on Tuesday. The delegations met in a hotel by the river.",
    "Two of the hostages were seen alive in a video on Friday. Hamas fighters fired on a patrol near the fence on Sunday. "
    "“We want the hostages home,” a cousin told reporters in the square.",
    "Two captives waved at the camera. Hamas terrorists hid in the tunnels. The hostages were moved from one tunnel to another.",
    "The bombardment of Rafah went on all night. The operation in Rafah went on all night. Two hostages waved at the camera.",
    "“The militants fled through a tunnel,” the army said. The meeting ended without a date for the next one.",
)
ARTICLE = "\n\n".join(PARAGRAPHS)
COUNTED: Mentions = {
    ("armed-group", "own", "political-military"): 1,
    ("armed-group", "own", "terrorism"): 1,
    ("armed-group", "quoted", "political-military"): 1,
    ("held-in-gaza", "own", "captive"): 1,
    ("held-in-gaza", "own", "hostage"): 3,
    ("held-in-gaza", "quoted", "hostage"): 1,
    ("israeli-action", "own", "force"): 1,
    ("israeli-action", "own", "procedural"): 1,
}


def score(model: Model, text: str) -> ArticleScore:
    (found,) = framing.score(model, [Article("a", text)])
    return found.score


def mentions(model: Model, text: str) -> Mentions:
    """Every count above zero by (axis, voice, pole), those of the two axes of sources left out."""
    return {
        (axis, voice, pole): n
        for axis, a in score(model, text).axes.items()
        for voice in ("own", "reported", "quoted")
        for pole, n in a.voice(voice).mentions.items()
        if n and not axis.endswith("-sources")
    }


def share(model: Model, text: str, axis: str) -> float | None:
    return score(model, text).axes[axis].own.share


def swapped(text: str, *pairs: tuple[str, str]) -> str:
    """Each word of a pair for the other, outside quotation marks."""
    pieces = text.split("“")
    outside = [pieces[0], *(p.partition("”")[2] for p in pieces[1:])]
    quoted = ["", *("“" + p.partition("”")[0] + "”" for p in pieces[1:])]
    for a, b in pairs:
        outside = [o.replace(a, "\0").replace(b, a).replace("\0", b) for o in outside]
    return "".join(q + o for q, o in zip(quoted, outside, strict=True))


def test_the_article_is_coded_as_it_is_written(shipped: Model) -> None:
    assert mentions(shipped, ARTICLE) == COUNTED


# ---------------------------------------------------------------- 1 to 4


def test_1_an_attributed_quotation_changes_the_quoted_score_only(shipped: Model) -> None:
    added = ARTICLE + "\n\n“We want the captives home,” the mayor told reporters in the square."
    assert mentions(shipped, added) == {**COUNTED, ("held-in-gaza", "quoted", "captive"): 1}
    before, after = (score(shipped, t).axes["held-in-gaza"] for t in (ARTICLE, added))
    assert (after.own, after.reported) == (before.own, before.reported)
    assert (before.quoted.share, after.quoted.share) == (0.0, 0.5)


def test_2_swapping_every_own_term_turns_the_share_round(shipped: Model) -> None:
    other = swapped(ARTICLE, ("hostages", "captives"), ("bombardment", "operation"))
    assert share(shipped, ARTICLE, "held-in-gaza") == 0.25
    assert share(shipped, other, "held-in-gaza") == 0.75
    assert share(shipped, other, "israeli-action") == 1 - (share(shipped, ARTICLE, "israeli-action") or 0)
    assert share(shipped, other, "armed-group") == share(shipped, ARTICLE, "armed-group")
    assert (
        score(shipped, other).axes["held-in-gaza"].quoted
        == score(shipped, ARTICLE).axes["held-in-gaza"].quoted
    )


@pytest.mark.parametrize(
    ("with_marks", "without", "axis", "pole"),
    [
        ("“The militants fled through a tunnel,” the army said.", "The militants fled through a tunnel.", "armed-group", "political-military"),
        ("“We want the hostages home,” a cousin told reporters in the square.", "We want the hostages home.", "held-in-gaza", "hostage"),
    ],
)  # fmt: skip
def test_3_dropping_marks_and_speaker_makes_the_words_the_outlets(
    shipped: Model, with_marks: str, without: str, axis: str, pole: str
) -> None:
    expected = Counter(COUNTED)
    expected[axis, "quoted", pole] -= 1
    expected[axis, "own", pole] += 1
    assert mentions(shipped, ARTICLE.replace(with_marks, without)) == +expected


def test_4_an_article_joined_to_itself_keeps_share_and_salience(shipped: Model) -> None:
    once, twice = score(shipped, ARTICLE), score(shipped, ARTICLE + "\n\n" + ARTICLE)
    assert twice.words == 2 * once.words
    for axis, a in once.axes.items():
        for voice in ("own", "reported", "quoted"):
            assert twice.axes[axis].voice(voice).share == a.voice(voice).share
        assert twice.axes[axis].salience == pytest.approx(a.salience)


# ---------------------------------------------------------------- 6, 8, 10


FURNITURE: list[tuple[str, Callable[[str], str]]] = [
    ("navigation", lambda t: "Skip to content\n\nHome > World > Conflicts\n\n" + t),
    ("share line", lambda t: t.replace("\n\n", "\n\nShare this on Facebook\n\n", 1)),
    ("read-also link", lambda t: t.replace("\n\n", "\n\nRead also: Terrorists seize hostages in dawn raid, army says\n\n", 2)),
    ("read-more link", lambda t: t + "\n\nREAD MORE: Captives' families call off protest"),
    ("byline", lambda t: "By Ada Quill\n\n" + t),
    ("picture credit", lambda t: t + "\n\nHostages' families at a rally in the square. (Photo by Ada Quill/Reuters)"),
    ("biography", lambda t: t + "\n\nAda Quill is a freelance journalist based in Cairo who covers hostages and terrorists."),
    ("publication data", lambda t: "Published: 20 February 2024\n\n" + t),
    ("sign-up", lambda t: t + "\n\nSign up for our newsletter on the hostages and the militants"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "add"), FURNITURE, ids=[k for k, _ in FURNITURE])
def test_6_what_is_not_the_article_changes_nothing(
    shipped: Model, kind: str, add: Callable[[str], str]
) -> None:
    plain, framed = score(shipped, ARTICLE), score(shipped, add(ARTICLE))
    assert add(ARTICLE) != ARTICLE
    assert (framed.axes, framed.words, framed.sentences) == (plain.axes, plain.words, plain.sentences), kind


def with_nbsp(text: str) -> str:
    return "\n\n".join(p.replace(" ", "\u00a0") for p in text.split("\n\n"))


ACCENTED = ARTICLE.replace("a hotel", "the Café Élysée")
FORMS: dict[str, Callable[[str], str]] = {
    "straight quotes": lambda t: t.replace("“", '"').replace("”", '"'),
    "NFD": lambda t: unicodedata.normalize("NFD", t),
    "no-break spaces": with_nbsp,
    "CRLF": lambda t: t.replace("\n", "\r\n"),
    "soft hyphens": lambda t: t.replace("hostages", "host\u00adages").replace("fighters", "fight\u00aders"),
    "zero-width spaces": lambda t: t.replace("captives", "cap\u200btives"),
    "byte order mark": lambda t: "\ufeff" + t,
    "mojibake": lambda t: t.replace("“", "â€œ").replace("”", "â€\x9d"),
    "all at once": lambda t: unicodedata.normalize(
        "NFD", with_nbsp(t.replace("“", '"').replace("”", '"'))
    ).replace("\n", "\r\n"),
}


@pytest.mark.parametrize("form", FORMS)
def test_8_how_it_is_typed_and_saved_changes_nothing(shipped: Model, form: str) -> None:
    text = FORMS[form](ACCENTED)
    plain, other = score(shipped, ACCENTED), score(shipped, text)
    assert text != ACCENTED
    assert (other.axes, other.words, other.sentences) == (plain.axes, plain.words, plain.sentences)
    assert [(c.axis, c.pole, c.voice, c.decision) for c in other.codings] == [
        (c.axis, c.pole, c.voice, c.decision) for c in plain.codings
    ]
    for a, b in zip(plain.codings, other.codings, strict=True):  # and the same words are pointed at
        assert [letters(ACCENTED[e.start : e.end]) for e in a.evidence] == [
            letters(text[e.start : e.end]) for e in b.evidence
        ]
        assert letters(ACCENTED[slice(*a.mention)]) == letters(text[slice(*b.mention)]) != ""
        assert b.start <= b.mention[0] < b.mention[1] <= b.end


def letters(text: str) -> str:
    """The ASCII letters of a text: what quotation marks, accents, spaces and hyphens leave."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if c.isascii() and c.isalpha())


def test_10_splitting_paragraphs_outside_quotations_changes_nothing(shipped: Model) -> None:
    plain = score(shipped, ARTICLE)
    for split in (
        ARTICLE.replace(". The ", ".\n\nThe "),
        ARTICLE.replace(". ", ".\n\n"),
        ARTICLE.replace("\n\n", " "),
    ):
        assert split != ARTICLE
        other = score(shipped, split)
        assert (other.axes, other.words, other.sentences) == (plain.axes, plain.words, plain.sentences)


# ---------------------------------------------------------------- 11, 12


@pytest.mark.parametrize(
    ("sentence", "fighting", "jailed"),
    [
        ("The terrorists in {} went on hunger strike on Sunday.", "the tunnels", "Israeli prisons"),
        ("Forty {} terrorists were on a list that mediators read out on Sunday.", "Hamas", "convicted"),
    ],
)
def test_11_swapping_the_referent_moves_between_two_axes_only(
    shipped: Model, sentence: str, fighting: str, jailed: str
) -> None:
    added = {
        ref: Counter(mentions(shipped, ARTICLE + "\n\n" + sentence.format(ref))) - Counter(COUNTED)
        for ref in (fighting, jailed)
    }
    assert added[fighting] == {("armed-group", "own", "terrorism"): 1}
    assert added[jailed] == {("held-by-israel", "own", "terrorist"): 1}


@pytest.mark.parametrize(
    ("active", "passive"),
    [
        (
            "Israeli soldiers killed 12 Palestinians in Jenin on Monday.",
            "12 Palestinians were killed in Jenin on Monday.",
        )
    ],
)
def test_12_active_to_agentless_passive_flips_the_casualty_axis_only(
    shipped: Model, active: str, passive: str
) -> None:
    added = {
        t: Counter(mentions(shipped, ARTICLE + "\n\n" + t)) - Counter(COUNTED) for t in (active, passive)
    }
    assert added[active] == {("palestinian-casualties", "own", "agent-named"): 1}
    assert added[passive] == {("palestinian-casualties", "own", "agent-absent"): 1}


# ---------------------------------------------------------------- 5, 7, 9: a corpus


THINGS = "bench path gate lamp kiosk swing hedge tulip fence bridge pump shed statue clock tent drum flute ladder bucket rake wheel bell flag rope kite".split()


def corpus() -> list[Article]:
    """Three outlets, twelve articles each, in three events; one fells trees, one removes them, one does both."""
    words = {
        "Elm Gazette": ["felled"] * 3 + ["removed"],
        "Park Herald": ["removed"] * 3 + ["felled"],
        "The Acorn": ["felled", "removed"],
    }
    articles = []
    for outlet, choice in words.items():
        for i in range(12):
            verbs = [choice[(i + k) % len(choice)] for k in range(2)]
            seen = random.Random(f"{outlet} {i}").sample(THINGS, 16)  # no two articles share their words
            text = f"The council {verbs[0]} an oak. Nobody mended the {' the '.join(seen)}. The council {verbs[1]} a lime."
            articles.append(
                Article(
                    f"{outlet[:3]}-{i:02}",
                    text,
                    outlet,
                    f"2024-0{i % 3 + 1}-1{i % 10}",
                    event=f"event {i % 3}",
                )
            )
    return articles


@pytest.fixture(scope="module")
def summary(park_model: Model) -> Summary:
    found = framing.compare(park_model, corpus())
    assert {e.outlet: e.n_mentions for e in found.outlets if (e.axis, e.voice) == ("tree-work", "own")} == {
        "Elm Gazette": 24,
        "Park Herald": 24,
        "The Acorn": 24,
    }
    return found


def test_5_a_duplicated_article_does_not_narrow_the_interval(park_model: Model, summary: Summary) -> None:
    copies = [msgspec.structs.replace(a, id=f"{a.id}-copy") for a in corpus() if a.outlet == "The Acorn"]
    low, high = framing.compare(park_model, corpus() + copies).estimate(
        "The Acorn", "tree-work"
    ).interval or (0, 0)
    before = summary.estimate("The Acorn", "tree-work").interval or (0, 0)
    assert high - low >= before[1] - before[0] - 1e-9


def test_5_a_duplicated_article_is_at_least_flagged(park_model: Model, summary: Summary) -> None:
    assert not any("near-duplicates" in p.refusals for p in summary.pairs)
    copies = [msgspec.structs.replace(a, id=f"{a.id}-copy") for a in corpus() if a.outlet == "The Acorn"]
    found = framing.compare(park_model, corpus() + copies)
    assert all("near-duplicates" in p.refusals for p in found.pairs if "The Acorn" in (p.a, p.b))
    for s in (summary, found):  # both have an interval, so that the test above fails for its own reason
        low, high = s.estimate("The Acorn", "tree-work").interval or (0, 0)
        assert low < high


def test_7_order_of_articles_and_outlets_changes_nothing(park_model: Model, summary: Summary) -> None:
    articles = corpus()
    for seed in range(3):
        random.Random(seed).shuffle(articles)
        assert summary_json(framing.compare(park_model, articles)) == summary_json(summary)


def test_7_nor_does_the_order_of_articles_that_share_their_id(park_model: Model) -> None:
    """Files of one name in several folders: nothing but their text tells them apart."""
    articles = [msgspec.structs.replace(a, id="news", date="2024-02-01") for a in corpus()]
    first = summary_json(framing.compare(park_model, articles))
    assert summary_json(framing.compare(park_model, articles[::-1])) == first


RENAMED = {"Elm Gazette": "Zelkova Times", "Park Herald": "Bark Herald", "The Acorn": "The Acorn"}


def renamed(names: dict[str, str]) -> list[Article]:
    return [msgspec.structs.replace(a, outlet=names[a.outlet]) for a in corpus()]


def estimates(summary: Summary, names: dict[str, str]) -> set[bytes]:
    return {msgspec.json.encode(msgspec.structs.replace(e, outlet=names[e.outlet])) for e in summary.outlets}


def test_9_renaming_an_outlet_changes_no_score(park_model: Model, summary: Summary) -> None:
    """Also where the new names stand in another order: then a pair is turned round, with the same p."""
    other = framing.compare(park_model, renamed(RENAMED))
    same = {name: name for name in RENAMED.values()}
    assert estimates(other, same) == estimates(summary, RENAMED)
    pairs = {(p.a, p.b, p.axis): p for p in other.pairs}
    turned = 0
    for p in summary.pairs:
        a, b = RENAMED[p.a], RENAMED[p.b]
        if (a, b, p.axis) in pairs:
            assert pairs[a, b, p.axis] == msgspec.structs.replace(p, a=a, b=b)
            continue
        turned += 1
        q = pairs[b, a, p.axis]
        assert (q.p, q.p_adjusted, q.strata, q.verdict, q.refusals) == (
            p.p,
            p.p_adjusted,
            p.strata,
            p.verdict,
            p.refusals,
        )
        if p.difference is None:
            assert q.difference is q.interval is None
        else:
            assert q.difference == pytest.approx(-p.difference)
            assert q.interval == pytest.approx((-p.interval[1], -p.interval[0]))
    assert turned


def texts(summary: Summary) -> Sequence[str]:
    return sorted(m.text for m in summary.evidence)


def test_9_renaming_an_outlet_changes_no_sentence(park_model: Model, summary: Summary) -> None:
    assert texts(framing.compare(park_model, renamed(RENAMED))) == texts(summary)

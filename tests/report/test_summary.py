"""The summary: one record that every report prints, its findings, and what it says about itself."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
import pytest

import framing
from framing.coding.agreement import Agreement
from framing.comparison.contrasts import Pair
from framing.comparison.estimates import OutletEstimate
from framing.comparison.refusals import RULES
from framing.learning.evaluation import OUTLETS_OUT, PoleScore, Scheme
from framing.learning.model_folder import Model
from framing.report.findings import MOST, Names, findings
from framing.report.limits import limits
from framing.report.records import summary_json
from framing.report.summary import SAMPLE, Quality, Summary, _quality, marked
from framing.units import COUNTED_VOICES, VOICES, Article

TEXTS = {
    "Elm Gazette": [
        "The mayor opens the fair\n\nBy Ada Quill\n\nThe council felled the old lime by the gate on Monday. “They felled the oldest beech in town,” said Ada Quill.",
        "Cafe\u0301 tables stand on the lawn again.\r\n\r\nGuests\u00a0filled the lawn at the spring fair. 🦆 Two oaks were felled after the storm.",
    ],
    "Park Herald": [
        "Wardens removed the old lime by the gate on Monday. The council said crowds had trampled the lawn.",
        "Two oaks were removed after the storm. A warden fenced off the so-called “murky” corner.",
    ],
    "": ["🦆🦆🦆", "The band played for three hours."],
}


def articles() -> list[Article]:
    return [
        Article(f"{outlet[:3] or 'none'}-{i}", text, outlet, f"2024-05-{i + 1:02}", event="spring fair" if outlet else "", url="https://example.org/")
        for outlet, texts in TEXTS.items()
        for i, text in enumerate(texts)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def summary(park_model: Model) -> Summary:
    return framing.compare(
        park_model, articles(), corpus=["park"], command="framing compare park", made="2024-06-01"
    )


# ---------------------------------------------------------------- evidence


def test_evidence_words_lie_inside_their_sentences(summary: Summary) -> None:
    assert summary.evidence_total == len(summary.evidence) >= 7
    for m in summary.evidence:
        assert 0 <= m.segment[0] <= m.start < m.end <= m.segment[1] <= len(m.text)
        assert m.text[m.start : m.end].strip()
        assert 0 < m.probability <= 1
        assert 1 <= len(m.contributions) <= 5
        sizes = [abs(weight) for _, weight in m.contributions]
        assert sizes == sorted(sizes, reverse=True)
        assert not m.contributions[0][0].startswith("(")


def test_evidence_words_are_those_that_decide(summary: Summary) -> None:
    found = {
        (m.outlet, m.voice, m.pole): m.text[m.start : m.end].replace("\u00a0", " ") for m in summary.evidence
    }
    assert found["Elm Gazette", "own", "felled"] == found["Elm Gazette", "quoted", "felled"] == "felled"
    assert found["Elm Gazette", "own", "guests"] == "Guests"
    assert found["Park Herald", "own", "removed"] == "removed"
    assert found["Park Herald", "reported", "crowds"] == "crowds"


def test_evidence_is_grouped_and_strongest_first(summary: Summary) -> None:
    order = {v: i for i, v in enumerate(VOICES)}
    keys = [(m.axis, m.outlet, order[m.voice], m.pole, -m.probability) for m in summary.evidence]
    assert keys == sorted(keys)


def test_evidence_is_a_sample_with_its_total(park_model: Model) -> None:
    text = " ".join(f"The council felled lime {i} by the gate on Monday." for i in range(SAMPLE + 8))
    found = framing.compare(park_model, [Article("1", text, "Elm Gazette")])
    assert (len(found.evidence), found.evidence_total) == (SAMPLE, SAMPLE + 8)


def test_two_mentions_of_one_segment_are_marked_apart(park_model: Model) -> None:
    text = "The council felled the old lime by the gate on Monday and felled the oldest beech in town."
    found = framing.compare(park_model, [Article("1", text, "Elm Gazette")])
    assert found.estimate("Elm Gazette", "tree-work").mentions == {"felled": 2, "removed": 0}
    places = {(m.start, m.end) for m in found.evidence}
    assert [m.text[m.start : m.end] for m in found.evidence] == ["felled", "felled"]
    assert len(places) == found.evidence_total == 2


def test_every_coding_is_marked(park_model: Model) -> None:
    for scored in framing.score(park_model, articles()):
        assert [(m.axis, m.pole, m.voice) for m in marked(scored)] == [
            (c.axis, c.pole, c.voice) for c in scored.score.codings
        ]


# ---------------------------------------------------------------- the record


def test_core_fields_of_the_contract(summary: Summary, park_model: Model) -> None:
    data = json.loads(summary_json(summary))
    outlets, axes = (
        ["Elm Gazette", "Park Herald", "none-0", "none-1"],
        [a.id for a in park_model.codebook.axes],
    )
    assert [(o["outlet"], o["axis"], o["voice"]) for o in data["outlets"]] == [
        (o, a, v) for o in outlets for a in axes for v in COUNTED_VOICES
    ]
    for o in data["outlets"]:
        assert {
            "outlet",
            "axis",
            "voice",
            "n_articles",
            "n_mentions",
            "share",
            "interval",
            "salience",
        } <= set(o)
        assert (o["share"] is None) == (o["interval"] is None) == (o["n_mentions"] == 0)
        assert o["share"] is None or o["interval"][0] <= o["share"] <= o["interval"][1]
    assert len(data["pairs"]) == 6 * len(axes)
    for p in data["pairs"]:
        assert {
            "a",
            "b",
            "axis",
            "difference",
            "interval",
            "p",
            "p_adjusted",
            "strata",
            "verdict",
            "refusals",
        } <= set(p)
        assert p["verdict"] == "refused"
        assert p["a"] < p["b"]
        assert p["refusals"]
        assert set(p["refusals"]) <= set(data["rules"])
    assert msgspec.json.decode(summary_json(summary), type=Summary) == summary


def test_what_went_in_is_described(summary: Summary) -> None:
    elm = summary.corpus[0]
    assert (elm.outlet, elm.articles, elm.first_date, elm.last_date, elm.events, elm.unscored) == (
        "Elm Gazette",
        2,
        "2024-05-01",
        "2024-05-02",
        ("spring fair",),
        0,
    )
    assert elm.dropped_lines == {"byline": 1}
    assert [(o.outlet, o.unscored, o.words) for o in summary.corpus[2:]] == [
        ("none-0", 1, 0),
        ("none-1", 0, 6),
    ]
    assert sum(e.words for e in summary.outlets if (e.axis, e.voice) == ("pond", "own")) == sum(
        o.words for o in summary.corpus
    )


def test_where_every_figure_comes_from(summary: Summary, park_model: Model) -> None:
    p = summary.provenance
    assert (p.model, p.model_sha256, p.labels) == ("park", park_model.sha256, 60)
    assert (p.codebook, p.codebook_sha256) == (
        "Wording in coverage of a park, version 1",
        park_model.codebook.sha256,
    )
    assert (p.command, p.made, p.corpus) == ("framing compare park", "2024-06-01", ("park",))
    assert re.fullmatch(r"[0-9a-f]{64}", p.corpus_sha256)
    assert summary.evaluation is not None
    assert summary.evaluation.name == OUTLETS_OUT
    assert [a.what for a in summary.agreement] == ["tree-work", "visitors", "pond", "voice"]


def test_the_corpus_hash_is_that_of_its_articles(park_model: Model, summary: Summary) -> None:
    same = framing.compare(park_model, articles()[::-1])
    other = framing.compare(park_model, articles()[:-1])
    assert same.provenance.corpus_sha256 == summary.provenance.corpus_sha256 != other.provenance.corpus_sha256


def test_estimates_are_found_by_name(summary: Summary) -> None:
    assert summary.estimate("Elm Gazette", "tree-work").mentions == {"felled": 2, "removed": 0}
    assert summary.estimate("Park Herald", "visitors", "reported").share == 1.0
    with pytest.raises(KeyError):
        summary.estimate("Elm Gazette", "weather")


def test_an_empty_corpus_has_a_summary(park_model: Model) -> None:
    found = framing.compare(park_model, [])
    assert (found.outlets, found.pairs, found.findings, found.evidence) == ((), (), (), ())
    assert found.limits


# ---------------------------------------------------------------- findings

AXES = {"tree-work": "Work on trees", "visitors": "Visitors"}
NAMES = Names(AXES, {(a, p): f"{p} it" for a in AXES for p in ("felled", "removed")})


def pair(n: int, **fields: Any) -> Pair:
    known: dict[str, Any] = {
        "a": f"Outlet {n}", "b": "Zoo News", "axis": "tree-work", "difference": 0.1 * n, "interval": (0.0, 0.2 * n), "p": 0.01, "p_adjusted": 0.02,
        "strata": "event", "verdict": "distinguishable", "refusals": (), "n_compared": (20, 12),
    }  # fmt: skip
    return Pair(**{**known, **fields})


def refused(n: int, *rules: str) -> Pair:
    return pair(n, verdict="refused", refusals=rules)


def estimate(outlet: str, axis: str, felled: int, removed: int) -> OutletEstimate:
    n = felled + removed
    return OutletEstimate(
        outlet,
        axis,
        "own",
        min(n, 3),
        n,
        removed / n if n else None,
        None,
        1.0,
        None,
        {"felled": felled, "removed": removed},
        5,
        900,
    )


ESTIMATES = [estimate(o, a, n, 2 * n) for n, o in enumerate(("Acorn", "Elm", "Oak"), 1) for a in AXES]


def found(pairs: list[Pair], estimates: list[OutletEstimate] | None = None) -> list[tuple[str, str]]:
    said = findings(pairs, ESTIMATES if estimates is None else estimates, names=NAMES, corpus_size=15)
    assert len(said) <= MOST == 5
    assert all(f.text.endswith(".") and "biased" not in f.text for f in said)
    return [(f.kind, f.text) for f in said]


@pytest.mark.parametrize("apart", range(9))
@pytest.mark.parametrize("open_", [0, 3])
@pytest.mark.parametrize("closed", [0, 3])
def test_never_more_than_five_and_nothing_unsaid(apart: int, open_: int, closed: int) -> None:
    pairs = [
        *(pair(n + 1) for n in range(apart)),
        *(pair(n, verdict="not distinguishable") for n in range(open_)),
        *(refused(n, "few-articles", "uncorrected") for n in range(closed)),
    ]
    kinds = [kind for kind, _ in found(pairs)]
    assert kinds == sorted(kinds, key=["difference", "no difference", "refusal", "description"].index)
    assert ("no difference" in kinds) == (open_ > 0)
    assert ("refusal" in kinds) == (closed > 0)
    shown = kinds.count("difference")
    room = MOST - (open_ > 0) - (closed > 0)
    assert shown == min(apart, room)
    if apart > room:
        text = found(pairs)[room - 1][1]
        assert text == f"{apart - room + 1} more pairs can be told apart; they are in the table of pairs."


def test_the_largest_difference_stands_first_with_its_verdict() -> None:
    said = found(
        [
            pair(1),
            pair(3, difference=-0.3, interval=(-0.5, -0.1)),
            pair(2, verdict="distinguishable unless error rates leave the range seen"),
        ]
    )
    assert said[0] == (
        "difference",
        "Work on trees: Outlet 3 and Zoo News differ by -0.30, interval -0.50 to -0.10 (distinguishable; compared within the same event, 20 and 12 articles).",
    )
    assert (
        "(distinguishable unless error rates leave the range seen; compared within the same event, "
        in said[1][1]
    )


def test_all_refused_is_said_plainly() -> None:
    kind, text = found(
        [
            refused(1, "few-articles", "wide-interval", "uncorrected"),
            refused(2, "few-articles", "uncorrected"),
        ]
    )[0]
    assert kind == "refusal"
    assert text.startswith("No difference between outlets can be asserted from these 15 articles")
    assert "In every comparison: " in text
    assert RULES["few-articles"] in text
    assert RULES["wide-interval"] not in text


def test_a_reason_is_not_said_of_every_pair_that_it_does_not_hold_for() -> None:
    _, text = found([refused(1, "few-articles"), refused(2, "few-articles"), refused(3, "wide-interval")])[0]
    assert "Every" not in text
    assert "2 of 3 comparisons: " + RULES["few-articles"] in text


def test_some_refused_is_counted() -> None:
    assert (
        "refusal",
        f"1 of 2 comparisons are refused, because the data do not carry them; most often (1) {RULES['few-articles']}.",
    ) in found([refused(1, "few-articles"), pair(2)])


def test_what_the_models_errors_could_explain_is_not_called_chance() -> None:
    open_ = {"verdict": "not distinguishable"}
    said = found(
        [
            pair(1, **open_),
            pair(2, **open_, hostile=-0.1, p_chance=0.05),
            pair(3, **open_, hostile=0.0, p_chance=0.01),
            pair(4),
        ]
    )
    assert [kind for kind, _ in said][:2] == ["difference", "no difference"]
    assert said[1][1] == (
        "Of 4 comparisons that could be tested, 1 show no difference beyond chance and 2 differ by more than chance when each is taken by itself, but the "
        "model's errors could account for it. Hand codings of a sample of articles would decide those."
    )
    alone = found([pair(1, **open_), refused(2, "few-articles")])
    assert alone[0][1] == (
        "No difference can be asserted: of 1 comparison that could be tested, 1 show no difference beyond chance."
    )


def test_descriptions_count_and_order_nobody() -> None:
    assert found([]) == [
        ("description", f"{name}: 18 mentions in own voice, in 3 outlets (6 × felled it, 12 × removed it).")
        for name in ("Work on trees", "Visitors")
    ]
    one = [estimate("Outlet 1", "visitors", 1, 0), estimate("Outlet 2", "visitors", 0, 0)]
    assert found([], one)[0][1] == "Visitors: 1 mention in own voice, in 1 outlet (1 × felled it)."
    assert found([], []) == []


def test_findings_of_a_small_corpus(summary: Summary) -> None:
    assert len(summary.findings) <= MOST
    assert summary.findings[0].kind == "refusal"
    assert "No difference between outlets can be asserted from these 6 articles" in summary.findings[0].text
    assert {f.kind for f in summary.findings[1:]} == {"description"}


# ---------------------------------------------------------------- limits

STATEMENTS = [
    r"sampled articles are worded",
    r"nothing about their accuracy, intent, quality or truth",
    r"Neither end of an axis is the correct",
    r"style guide, the law, a translation, agency copy or the event",
    r"quotation marks and words credited to a source are counted apart",
    r"hold for the 4 outlets, dates, language and events",
    r"codebook “Wording in coverage of a park, version 1”",
    r"Krippendorff's α",
    r"errs, and not equally for every outlet",
    r"correction",
    r"not marked as distinguishable is no order",
    r"[Nn]ot for rating individual journalists",
    r"not for restricting publication",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_every_report_says_what_it_is_not(summary: Summary, statement: str) -> None:
    assert re.search(statement, " ".join(summary.limits))


def test_no_report_calls_anybody_biased(summary: Summary) -> None:
    words = re.findall(
        r"\w+",
        " ".join([*summary.limits, *summary.rules.values(), *(f.text for f in summary.findings)]).lower(),
    )
    assert not {"bias", "biased", "left", "right", "sentiment", "slanted", "propaganda"} & set(words)


def test_agreement_is_stated_with_its_range() -> None:
    agreement = [
        Agreement("tree-work", 0.812, (0.7, 0.9), 40, 2),
        Agreement("visitors", 0.91, None, 40, 2),
        Agreement("pond", None, None, 0, 2, "x"),
        Agreement("voice", 0.7, None, 30, 2),
    ]
    text = " ".join(limits(agreement, n_outlets=1, codebook="Park, version 1"))
    assert "0.81 to 0.91" in text
    assert "0.70 for voice" in text
    assert "hold for the outlet, dates" in text


def test_agreement_that_was_not_measured_is_said_to_be() -> None:
    assert "agreement between coders has not been measured" in " ".join(
        limits([], n_outlets=2, codebook="Park")
    )


def test_quality_counts_what_is_never_found() -> None:
    """Of twenty sentences with the first wording eight are coded, two of ten codings wrongly; the second wording is never coded."""

    def pole(name: str, n: int, precision: float | None, recall: float | None) -> PoleScore:
        return PoleScore("tree-work", name, n, precision, recall, 0.5, None, 0.4, 0.5, 0.5, {})

    def scheme(*poles: PoleScore) -> Scheme:
        return Scheme("any", 40, 9, (), poles, 0.0, (), ())

    found = _quality(scheme(pole("felled", 20, 0.8, 0.4), pole("removed", 10, None, 0.0)))
    assert found == Quality(pytest.approx(8 / 10), pytest.approx(8 / 30), 0.8, 0.8)
    found = _quality(scheme(pole("felled", 20, 0.8, 0.4), pole("removed", 10, 0.0, 0.0)))
    assert found is not None
    assert found.least_right == 0
    assert _quality(scheme(pole("felled", 20, None, 0.0))) is None
    assert _quality(None) is None

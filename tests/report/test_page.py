"""The pages: figures are the record's, text is inert, and the file asks nothing of the outside."""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from collections import Counter
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from importlib import resources
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from handmade_report import axes, both, provenance, scored, summary, the_article
from html_reader import Reader

import framing
from framing.comparison.contrasts import Pair
from framing.errors import MissingExtra
from framing.learning.model_folder import Model
from framing.report import rendering
from framing.report.article_page import article_page
from framing.report.comparison_page import comparison_page
from framing.report.figures import term_text
from framing.report.summary import (
    axis_texts,
)
from framing.report.summary import provenance as the_provenance
from framing.scoring.articles import AxisScore, ScoredArticle, VoiceScore
from framing.units import Article

# ---------------------------------------------------------------- the file


@both
def test_the_policy_allows_the_one_style_sheet_and_nothing_else(make: Callable[..., str]) -> None:
    source = make()
    policy = next(a["content"] for t, a in Reader(source).elements if a.get("http-equiv"))
    style = re.findall(r"<style>(.*?)</style>", source, re.DOTALL)
    assert len(style) == 1
    digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert "url(" not in style[0]
    assert "@import" not in style[0]


@both
def test_the_file_has_no_script_no_style_attribute_and_asks_for_nothing(make: Callable[..., str]) -> None:
    read = Reader(make(url="https://example.org/a?b=1&c=2"))
    tags = {t for t, _ in read.elements}
    names = {k for _, a in read.elements for k in a}
    assert not tags & {
        "script",
        "link",
        "iframe",
        "object",
        "embed",
        "img",
        "form",
        "base",
        "foreignobject",
        "use",
    }
    assert not {n for n in names if n.startswith("on") or n in {"style", "src", "srcset", "xlink:href"}}
    assert read.elements[0] == ("html", {"lang": "en"})


@both
def test_an_address_is_a_link_only_when_a_browser_may_follow_it(make: Callable[..., str]) -> None:
    linked = [a for t, a in Reader(make(url="https://example.org/a?b=1&c=2")).elements if t == "a"]
    outside = [a for a in linked if not a["href"].startswith("#")]
    assert outside
    assert all(a == {"href": "https://example.org/a?b=1&c=2", "rel": "noreferrer noopener"} for a in outside)
    for url in (
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "ftp://example.org/",
        "https:",
        "https://",
    ):
        assert all(h.startswith("#") for h in Reader(make(url=url)).attributes("href")), url


@both
def test_headings_landmarks_and_links_within_the_page(make: Callable[..., str]) -> None:
    read = Reader(make())
    levels = [int(t[1]) for t, _ in read.elements if re.fullmatch(r"h[1-6]", t)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    ids = read.attributes("id")
    assert len(ids) == len(set(ids))
    pointed = {h[1:] for h in read.attributes("href") if h.startswith("#")}
    pointed |= {i for name in ("aria-labelledby", "aria-describedby") for i in read.attributes(name)}
    assert pointed <= set(ids)
    assert {"header", "main"} <= {t for t, _ in read.elements}
    assert all("scope" in a for t, a in read.elements if t == "th")
    assert all(
        a["tabindex"] == "0" and a["aria-label"] for _, a in read.elements if a.get("class") == "scroll"
    )


@both
def test_words_that_this_report_does_not_use(make: Callable[..., str]) -> None:
    source = make().lower()
    for word in ("biased", "left-wing", "right-wing", "ranking"):
        assert word not in source


def test_colours_can_be_read_in_light_and_dark() -> None:
    style = resources.files("framing.report").joinpath("templates/style.css").read_text()
    found = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    assert len(found) == 2
    for block in found:
        colour = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block))
        for ink, ground in (
            ("ink", "paper"),
            ("quiet", "paper"),
            ("accent", "paper"),
            ("mark-ink", "mark"),
            ("ink", "panel"),
        ):
            assert contrast(colour[ink], colour[ground]) >= 4.5, (ink, ground)  # fmt: skip


def contrast(a: str, b: str) -> float:
    """Contrast ratio of two colours, 1 to 21. Source: WCAG 2.2, 1.4.3."""

    def luminance(c: str) -> float:
        parts = [int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("module", ["jinja2", "altair"])
def test_a_missing_package_is_named_with_its_remedy(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rendering.environment.cache_clear()
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(
        MissingExtra, match=rf"needs {module}; install it with: pip install 'framing\[report\]'$"
    ):
        comparison_page(summary())


def test_an_article_needs_no_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    assert the_article()


# ---------------------------------------------------------------- figures


def test_the_parts_stand_in_their_order() -> None:
    read = Reader(comparison_page(summary()))
    found = [read.words.index(t) for t in (
        "What was compared", "Nothing can be said.", "How to read this page", "What are they called?", "Outlets that cannot be told apart", "Who is the agent?",
        "Pairs that can be told apart", "The same story, side by side", "Words that set an outlet apart",
        "Whom they quote", "Over time", "13 × byline", "How good the model is", "A limit.", "framing compare corpus",
    )]  # fmt: skip
    assert found == sorted(found)


def test_every_figure_of_an_outlet_is_the_records() -> None:
    rows = list(Reader(comparison_page(summary())).cells())
    assert [
        "Aurora",
        "11",
        "5,432",
        "4",
        "3",
        "2",
        "2 February 2024 to 9 March 2024",
        "Event",
        "5 × Wire",
    ] in rows
    assert ["Beacon", "17", "9,876", "", "1", "", "spring", "none given", "none found"] in rows
    assert ["Aurora", "4 of 11", "3 : 5", "1 : 0", "14 : 2", "0.63", "0.31 to 0.88", "0.62", "1.5"] in rows
    assert ["Beacon", "5 of 11", "7 : 0", "0 : 0", "0 : 0", "0.00", "0.00 to 0.28", "0.00", "0.7"] in rows
    assert rows.count(["Aurora", "0 of 11", "0 : 0", "0 : 0", "0 : 0", "no mention", "0.0"]) == 1


def test_an_axis_without_a_mention_says_so_in_place_of_an_empty_chart() -> None:
    source = comparison_page(summary())
    assert source.count('class="axis-chart"') == 3  # wide and narrow, and over time
    assert Reader(source).words.count("No outlet makes this choice in its own voice in these articles.") == 1
    assert "No sentence of these articles was coded on this axis." in source


def test_every_pair_has_its_figures_its_verdict_and_its_reasons_in_words() -> None:
    read = Reader(comparison_page(summary()))
    figures = [
        "Aurora and Beacon",
        "+0.63",
        "+0.24 to +0.90",
        "0.004",
        "0.008",
        "the same event",
        "distinguishable",
    ]
    rows = list(read.cells())
    assert ["People held", *figures] in rows
    assert figures in rows
    assert [
        "Aurora and Beacon",
        "–",
        "–",
        "–",
        "–",
        "nothing shared",
        "refused for the reasons above",
    ] in rows
    assert "refused because too few articles; an odd rule." in read.words
    assert "never shown" not in read.words


def test_reasons_that_do_not_hold_for_all_pairs_stand_with_their_pair() -> None:
    s = summary()
    more = Pair(
        "Aurora", "Cedar", "talks", -0.5, (-0.9, 0.1), 0.2, 0.34, "month", "refused", ("odd", "unlisted")
    )
    rows = list(Reader(comparison_page(msgspec.structs.replace(s, pairs=(*s.pairs, more)))).cells())
    assert [
        "Aurora and Cedar", "−0.50", "−0.90 to +0.10", "–", "0.340", "the same month", "refused: also, unlisted",
    ] in rows  # fmt: skip
    assert [
        "Aurora and Beacon",
        "–",
        "–",
        "–",
        "–",
        "nothing shared",
        "refused: also, too few articles",
    ] in rows


def test_the_model_stands_beside_what_it_has_to_beat() -> None:
    read = Reader(comparison_page(summary()))
    rows = list(read.cells())
    figures = ["0.74 0.72 to 0.76", "0.68 0.66 to 0.70", "0.65 0.64 to 0.67"]
    for name in (
        "This model",
        "The codebook's word list alone",
        "A lookup of the outlet's habits",
        "Always the more frequent answer",
    ):
        assert [name, *figures] in rows  # fmt: skip
    assert ["People held", "hostage", "321", "0.87", "–", "0.83", "0.61"] in rows
    assert ["gone", "p", "7", "–", "0.50", "0.00", "0.25"] in rows
    assert "3,715 sentences in 124 groups" in read.words
    assert "Expected calibration error 0.023" in read.words
    assert ["People held", "0.876", "0.80 to 0.93", "920", "13", "normal"] in rows
    assert ["Voice", "–", "–", "3", "2", "undefined: no variation"] in rows


def test_without_an_evaluation_the_page_says_so() -> None:
    bare = msgspec.structs.replace(summary(), evaluation=None, agreement=(), pairs=(), warnings={})
    words = Reader(comparison_page(bare)).words
    assert "This model carries no evaluation." in words
    assert "It is not known how far the coders agree." in words
    assert "There is one outlet here, so there are no pairs." in words


def test_evidence_has_its_words_marked_and_its_voice_in_words() -> None:
    source = comparison_page(summary())
    words = Reader(source).words
    assert "<mark>captives</mark>" in source
    assert '<span class="out">' in source
    assert (
        "Own voice: 1 of 8 mentions, the most probable of each wording The captives went home, he said. captive Title Why: probability 0.94"
        in words
    )
    assert (
        "Largest contributions (how to read them): on the list of “captive” +2.25, “captiv” +1.50, “~” −0.38"
        in words
    )
    assert "Quoted: 1 of 16 mentions, the most probable of each wording “The hostages” hostage" in words
    assert "Scare quotes, counted for neither wording the ‘hostages’ hostage id-2" in words


def test_hashes_are_short_with_the_whole_at_hand() -> None:
    read = Reader(comparison_page(summary()))
    whole = [a["title"] for _, a in read.elements if a.get("class") == "hash"]
    assert whole == ["c0" * 32, "d1" * 32, "e2" * 32, "f3" * 32]
    assert "c0c0c0c0c0c0…" in read.words
    assert "4 March 2025, framing 9.8.7" in read.words


def test_many_outlets_are_folded() -> None:
    s = summary()
    many = tuple(msgspec.structs.replace(s.corpus[1], outlet=f"Outlet {i:02}") for i in range(13))
    assert "The 13 outlets, with articles, words, dates and events" in comparison_page(
        msgspec.structs.replace(s, corpus=many)
    )


def test_an_article_shows_its_text_whole_with_codings_where_they_stand() -> None:
    source = the_article()
    body = re.search(r'<p class="text" dir="auto">(.*?)</p>', source, re.DOTALL)
    assert body
    assert body[1] == (
        'He said <span class="v-quoted">“the </span><span class="v-quoted"><mark>hostages</mark></span>'
        '<sup><a href="#note-2" id="word-2" aria-label="Note 2">2</a></sup><span class="v-quoted">”</span> were free.'
        ' They are <mark>captives</mark><sup><a href="#note-3" id="word-3" aria-label="Note 3">3</a></sup>'
        '<sup><a href="#note-4" id="word-4" aria-label="Note 4">4</a></sup>.'
    )
    assert '<p class="text headline"' in source


def test_an_article_says_what_was_left_out_and_why() -> None:
    words = Reader(the_article()).words
    assert "1 line left out as not part of the article navigation Menu" in words
    assert "1 line left out as not part of the article share line Share" in words
    assert "To look at: a quotation is not closed." in words


def test_every_figure_of_an_article_is_the_records() -> None:
    read = Reader(the_article())
    rows = list(read.cells())
    assert rows[1] == [
        "People heldhostage : captive", "1 : 2 0.67 0.21 to 0.94", "no mention", "1 : 0 0.00 0.00 to 0.79", "41.7"
    ]  # fmt: skip
    assert rows[2] == ["Talksagent A : agent B", "no mention", "no mention", "no mention", "0.0"]
    assert "Aurora · 2 February 2024 · 1,234 words · 3 sentences · Event" in read.words
    assert (
        "2 hostage, quoted People held “hostages” Probability 0.84. The terms sum to +1.97 (log-odds); the largest: "
        "starting value −2.12 on the list of “hostage” +3.38"
    ) in read.words.replace("hostages Probability", "“hostages” Probability")
    assert "and 2 smaller ones" in read.words


def test_a_text_that_the_model_does_not_know_has_no_score_of_zero() -> None:
    s = scored()
    empty = VoiceScore({"h": 0, "c": 0}, None, None)
    score = msgspec.structs.replace(
        s.score, codings=(), no_features=True, axes={"held": AxisScore(0.0, empty, empty, empty)}
    )
    words = Reader(
        article_page(ScoredArticle(s.article, score, s.sentences, s.lines), axes(), provenance())
    ).words
    assert "It has no score, which is not a score of zero." in words
    assert "Talks" not in words


def test_the_words_of_a_scored_article_are_marked_however_it_is_typed(park_model: Model) -> None:
    text = (
        "Cafe\u0301 E\u0301lyse\u0301e shut. 👩‍👩‍👧\r\n\r\nThe council felled🌳 the\u00a0old lime by the gate and felled the oldest beech "
        "in town. “They removed the beech,” said Ada Quill."
    )
    (found,) = framing.score(park_model, [Article("1", text, "Elm Gazette")])
    source = article_page(found, axis_texts(park_model), the_provenance(park_model, [found]))
    assert re.findall("<mark>(.*?)</mark>", source) == ["felled", "felled", "removed"]
    assert re.findall('id="word-(.)"', source) == ["1", "2", "3"]
    assert re.findall('<q dir="auto">(.*?)</q>', source) == ["felled", "felled", "removed"]


@pytest.mark.parametrize(
    ("term", "told"),
    [
        ("(intercept)", "starting value"),
        ("[captiv]", "“captiv”"),
        ("=held/c", "on the list of “captive”"),
        ("=held/c [captiv]", "“captiv” on the list of “captive”"),
        ("near=held/c", "elsewhere, on the list of “captive”"),
        ("=gone/p", "on the list of “gone/p”"),
        ("+kill", "beside it: kill"),
        ("~kill", "elsewhere in the sentence: kill"),
        ("^<hamas>", "sentence before: <hamas>"),
        ("^last <hamas>", "sentence before, last: <hamas>"),
        ("says:<idf>", "speaker: <idf>"),
        ("says:<idf> [claim]", "speaker: <idf>, with “claim”"),
        ("says", "reports speech"),
        ("says nothing", "reports no speech"),
        ("[captiv] passive", "“captiv” in the passive"),
        ("[captiv] & <idf>", "“[captiv] & <idf>”"),
        ("#own", "own voice"),
        ("#headline", "a headline"),
        ("#headline [captiv]", "a headline, with “captiv”"),
    ],
)
def test_a_term_in_words(term: str, told: str) -> None:
    assert term_text(term, {("held", "c"): "captive"}) == told


# ---------------------------------------------------------------- text from outside is inert

PAYLOADS = [
    "<script>alert(1)</script>", "<SCRIPT SRC=//x.example></SCRIPT>", "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<iframe src='javascript:alert(1)'></iframe>",
    "</title><script>alert(1)</script>", "</style><script>alert(1)</script>", "</text></svg><script>alert(1)</script>",
    "</table><img src=x onerror=alert(1)>", "</mark><b onclick=alert(1)>x</b>", "</details><form action=//x.example><input></form>",
    '" onmouseover="alert(1)', "' onmouseover='alert(1)", '"><script>alert(1)</script>', "'><img src=x onerror=alert(1)>", '" style="display:none',
    '" autofocus tabindex="1" onfocus="alert(1)', "<a href='javascript:alert(1)'>x</a>", "<base href=//x.example>", "<link rel=stylesheet href=//x.example>",
    "<meta http-equiv=refresh content='0;url=//x.example'>", "<object data=x></object>", "<math><mtext></mtext></math><b>x</b>", "<!-- --><b id=x>x</b>",
    "<details open ontoggle=alert(1)>x</details>", "{{ 7 * 7 }}<b>x</b>{% raw %}", "javascript:alert(1)", "data:text/html,<script>alert(1)</script>",
]  # fmt: skip
assert len(PAYLOADS) == 30


def shape(source: str) -> tuple[set[tuple[str, frozenset[str]]], Counter[str]]:
    """The kinds of elements with the names of their attributes, and how many there are outside charts."""
    elements = Reader(source).elements
    drawn = {"svg", "g", "line", "path", "text"}
    return {(t, frozenset(a)) for t, a in elements}, Counter(t for t, _ in elements if t not in drawn)


@cache
def harmless_shape(make: Callable[..., str]) -> tuple[set[tuple[str, frozenset[str]]], Counter[str]]:
    return shape(make(x="harmless", url="nowhere"))


@both
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_adds_no_element_and_no_attribute(make: Callable[..., str], payload: str) -> None:
    expected = harmless_shape(make)
    source = make(x=payload, url=payload)
    assert shape(source) == expected
    read = Reader(source)
    assert all(h.startswith("#") for h in read.attributes("href"))
    assert " ".join(payload.split()) in read.words
    assert payload in read.words or " " in payload


CONTEXTS = ["<p>{{ x }}</p>", '<p title="{{ x }}"></p>', "<p title='{{ x }}'></p>", '<a href="{{ x }}">x</a>']


@pytest.mark.parametrize("payload", PAYLOADS)
def test_each_payload_would_fire_in_a_naive_template(payload: str) -> None:
    jinja2 = pytest.importorskip("jinja2")
    naive = jinja2.Environment(autoescape=False)  # the mistake that the page must not make
    assert any(
        fires(naive.from_string(c).render(x=payload), naive.from_string(c).render(x="x")) for c in CONTEXTS
    )


def fires(source: str, harmless: str) -> bool:
    class Loose(HTMLParser):
        def __init__(self, text: str) -> None:
            super().__init__()
            self.found: list[Any] = []
            self.feed(text)

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            bad = any(k == "href" and str(v).startswith(("javascript:", "data:")) for k, v in attrs)
            self.found.append((tag, sorted(k for k, _ in attrs), bad))

    return Loose(source).found != Loose(harmless).found


@both
def test_control_characters_do_not_reach_the_file(make: Callable[..., str]) -> None:
    source = make(x="\x00\x1b[31m\u202e\ud83d")
    assert not re.search("[\x00\x1b\u202e\ud83d]", source)
    assert "��[31m�" in source
    source.encode()

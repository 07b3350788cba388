"""The page of an evaluation: figures are the record's, text is inert, and the file asks nothing of the outside."""

from __future__ import annotations

import base64
import copy
import hashlib
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest
from html_reader import Reader

from framing.coding.agreement import Agreement
from framing.errors import MissingExtra
from framing.learning.calibration import Bin, RiskPoint
from framing.learning.ceiling import Ceiling
from framing.learning.evaluation import ContrastScore, Evaluation, PoleScore, Row, Scheme
from framing.learning.learning_curve import CurvePoint
from framing.learning.model_folder import Model
from framing.learning.probes import MaskedAxis, OutletProbe
from framing.report import rendering
from framing.report.evaluation_charts import curve_chart, pole_chart, reliability_chart, risk_chart
from framing.report.evaluation_page import evaluation_page
from framing.report.svg import plain

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"

# ---------------------------------------------------------------- records, written by hand

POLES = (
    PoleScore(
        "tree-work", "felled", 1321, 0.874, 0.812, 0.842, 0.913, 0.614, 0.803, 0.704,
        {"precision": (0.851, 0.902), "recall": (0.773, 0.844), "f1": (0.822, 0.863), "average_precision": (0.885, 0.931)},
    ),
    PoleScore("visitors", "crowds", 7, None, 0.0, 0.25, None, 0.75, 0.125, 0.375, {"precision": None}),
)  # fmt: skip


def scheme(name: str, x: str = "") -> Scheme:
    def row(which: str, k: int) -> Row:
        rates = {"any": 0.741 - k / 10, "own": 0.682 - k / 10, "agree": 0.653 - k / 10}
        return Row(which, rates, {r: (v - 0.02, v + 0.021) for r, v in rates.items()})

    rows = tuple(
        row(n, k) for k, n in enumerate(("model", "indicator list", "outlet prior", "majority", f"other{x}"))
    )
    poles = POLES + ((PoleScore(f"gone{x}", f"p{x}", 3, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, {}),) if x else ())
    bins = (Bin(0.062, 0.031, 812), Bin(0.938, 0.875, 96))
    risk = tuple(RiskPoint(k / 20, k / 100) for k in range(1, 21))
    return Scheme(name, 3715, 1124, rows, poles, 0.0234, bins, risk)


def evaluation(x: str = "") -> Evaluation:
    """Everything that an evaluation can hold; *x* is put into every name that comes from outside."""
    rates = {"any": 0.913, "own": 0.902, "agree": 0.871}
    return Evaluation(
        schemes=(scheme("group folds"), scheme(f"leave{x}" if x else "leave outlets out", x)),
        contrasts=(ContrastScore("tree-work", 48, 36), ContrastScore(f"odd{x}", 0, 0)),
        agreement=(Agreement("visitors", 0.8764, (0.801, 0.934), 1920, 2), Agreement(f"voice{x}", None, None, 3, 2, f"no variation{x}")),
        ceiling=Ceiling(1204, rates, {k: (v - 0.02, v + 0.02) for k, v in rates.items()}),
        masking=(MaskedAxis("tree-work", 0.843, 0.412, 0.397), MaskedAxis(f"odd{x}", 0.5, 0.5, 0.5)),
        outlet_probe=OutletProbe(9, 2345, 0.3172, 0.2218),
        learning_curve=tuple(
            CurvePoint(s, n, g, f, (f - 0.03, f + 0.03)) for s, n, g, f in ((0.125, 371, 12, 0.551), (0.25, 743, 25, 0.613), (0.5, 1486, 50, 0.688), (1.0, 2972, 99, 0.741))
        ),
        notes=(f"4 of 10 sentences were in the training labels{x}",),
    )  # fmt: skip


def renamed(model: Model, x: str) -> Model:
    """The model with *x* in its own name and in those of its axes and poles."""
    book = copy.copy(model.codebook)
    book.axes = tuple(
        msgspec.structs.replace(
            a, name=a.name + x, poles=tuple(msgspec.structs.replace(p, name=p.name + x) for p in a.poles)
        )
        for a in book.axes
    )
    manifest = msgspec.structs.replace(model.manifest, name=f"park{x}", versions=model.manifest.versions | {f"lib{x}": f"1{x}"})  # fmt: skip
    return Model(model.linear, book, manifest, None, frozenset(), "")


@pytest.fixture(scope="session")
def page(park_model: Model) -> str:
    return evaluation_page(evaluation(), park_model)


# ---------------------------------------------------------------- figures


def test_the_four_rows_have_their_figures_and_intervals(page: str) -> None:
    cells = Reader(page).cells()
    names = ("This model", "The codebook's word list alone", "A lookup of the outlet's habits", "Always the more frequent answer", "Other")  # fmt: skip
    expected = [
        ["0.74 0.72 to 0.76", "0.68 0.66 to 0.70", "0.65 0.63 to 0.67"],
        ["0.64 0.62 to 0.66", "0.58 0.56 to 0.60", "0.55 0.53 to 0.57"],
        ["0.54 0.52 to 0.56", "0.48 0.46 to 0.50", "0.45 0.43 to 0.47"],
        ["0.44 0.42 to 0.46", "0.38 0.36 to 0.40", "0.35 0.33 to 0.37"],
        ["0.34 0.32 to 0.36", "0.28 0.26 to 0.30", "0.25 0.23 to 0.27"],
    ]
    for name, figures in zip(names, expected, strict=True):
        assert cells.count([name, *figures]) == 2  # one for each scheme


def test_every_wording_has_its_figures(page: str) -> None:
    cells = Reader(page).cells()
    assert cells.count([
        "Work on trees", "terms of felling", "1,321", "0.87 0.85 to 0.90", "0.81 0.77 to 0.84", "0.84 0.82 to 0.86", "0.80",
        "0.70", "0.91 0.89 to 0.93", "0.61",
    ]) == 2  # fmt: skip
    assert cells.count([
        "Visitors", "crowding terms", "7", "– –", "0.00 –", "0.25 –", "0.12", "0.38", "– –", "0.75",
    ]) == 2  # fmt: skip


def test_what_stands_beside_the_schemes_has_its_figures(page: str) -> None:
    read = Reader(page)
    cells, words = read.cells(), read.words
    assert words.count("3,715 sentences in 1,124 groups") == 2
    assert words.count("Expected calibration error 0.023") == 2
    assert ["Work on trees", "48", "36", "0.75"] in cells
    assert ["odd", "0", "0", "–"] in cells
    assert ["Work on trees", "0.84", "0.41", "0.40"] in cells
    assert ["Visitors", "0.876", "0.80 to 0.93", "1,920"] in cells
    assert ["voice", "undefined", "–", "3"] in cells
    assert (
        "on 1,204 sentences that both coded without sight of each other: macro-F1 0.91 (0.89 to 0.93); in own voice 0.90; "
        "with the voice right 0.87"
    ) in words
    assert "the right one of 9 outlets in 31.7% of 2,345 sentences" in words
    assert "always naming the commonest is right in 22.2%" in words
    assert "4 of 10 sentences were in the training labels." in words


def test_schemes_are_told_in_words_with_the_hardest_first(page: str) -> None:
    words = Reader(page).words
    found = [words.index(t) for t in (
        "Evaluation of park", "Tested on outlets that it was not trained on", "Tested on articles and events that it was not trained on",
        "What more labels would bring", "The human ceiling", "Contrast pairs", "With the telling words hidden",
        "Do the features give the outlet away?", "Provenance",
    )]  # fmt: skip
    assert found == sorted(found)


def test_provenance_is_that_of_the_model(page: str, park_model: Model) -> None:
    read = Reader(page)
    whole = [a["title"] for _, a in read.elements if a.get("class") == "hash"]
    assert whole == [park_model.sha256, park_model.manifest.codebook_sha256]
    assert "60 labelled sentences, 51 candidates, seed 0" in read.words
    for name, version in park_model.manifest.versions.items():
        assert f"{name} {version}" in read.words


def test_the_page_of_a_trained_model_shows_its_evaluation(park_model: Model) -> None:
    """Every pole of every scheme, and the macro-F1 of every row, as they stand in the record."""
    found = park_model.evaluation
    assert found is not None
    read = Reader(evaluation_page(found, park_model))
    names = {(a.id, p.id): [a.name, p.name] for a in park_model.codebook.axes for p in a.poles}
    cells = [[c.split(" ")[0] if n > 1 else c for n, c in enumerate(row)] for row in read.cells()]

    def two(value: float | None) -> str:
        return "–" if value is None else f"{value:.2f}"

    for s in found.schemes:
        assert f"{s.n_sentences} sentences in {s.n_groups} groups" in read.words
        assert f"Expected calibration error {s.ece:.3f}" in read.words
        for p in s.poles:
            figures = (p.precision, p.recall, p.f1, p.own_f1, p.agree_f1, p.average_precision, p.indicator_f1)
            assert [*names[p.axis, p.pole], str(p.n_gold), *map(two, figures)] in cells
    assert read.words.count("Tested on") == len(found.schemes) == 2


def test_an_evaluation_with_nothing_in_it_renders(park_model: Model) -> None:
    source = evaluation_page(Evaluation(()), park_model)
    read = Reader(source)
    assert "This model carries no evaluation." in read.words
    assert "<svg" not in source
    assert [t for t, _ in read.elements if t in {"table", "h2"}] == ["h2"]


def test_a_scheme_without_decisions_renders(park_model: Model) -> None:
    empty = msgspec.structs.replace(
        scheme("unseen labels"), poles=(), reliability=(), risk_coverage=(), ece=0.0
    )
    words = Reader(evaluation_page(Evaluation((empty,)), park_model)).words
    assert "Tested on labels that it was not trained on" in words
    assert "What more labels would bring" not in words


# ---------------------------------------------------------------- plots


def svg_words(svg: str) -> list[str]:
    return [t.text or "" for t in ET.fromstring(svg).iter(SVG + "text")]


def label(svg: str) -> str:
    return ET.fromstring(svg).get("aria-label") or ""


def place(element: ET.Element) -> tuple[float, float]:
    found = re.match(r"translate\(([-\d.e]+),([-\d.e]+)", element.get("transform", ""))
    assert found
    return float(found[1]), float(found[2])


def dots(svg: str, *, filled: bool = True) -> list[tuple[float, float]]:
    """Places of the dots (or the rings) in px, rounded, in the order of the data."""
    marks = [e for e in ET.fromstring(svg).iter(SVG + "path") if "A" in e.get("d", "")]
    return [
        (round(place(e)[0], 6), round(place(e)[1], 6)) for e in marks if (e.get("fill") != "none") == filled
    ]


NAMES = {("tree-work", "felled"): "Work on trees: felling"}


@pytest.mark.parametrize(("narrow", "width"), [(False, 400), (True, 330)])
def test_each_wording_lies_at_its_f1_beside_that_of_the_word_list(narrow: bool, width: int) -> None:
    svg = pole_chart(scheme("x"), NAMES, narrow=narrow)
    assert [round(x / width, 6) for x, _ in dots(svg)] == [0.842, 0.25]
    assert [round(x / width, 6) for x, _ in dots(svg, filled=False)] == [0.614, 0.75]
    assert [y for _, y in dots(svg)] == [y for _, y in dots(svg, filled=False)]
    bars = [e for e in ET.fromstring(svg).iter(SVG + "line") if e.get("stroke-width") == "3"]
    ends = [(place(e)[0] / width, (place(e)[0] + float(e.get("x2", 0))) / width) for e in bars]
    assert [(round(a, 6), round(b, 6)) for a, b in ends] == [(0.822, 0.863), (0.25, 0.25)]
    assert {"Work on trees: felling", "crowds"} <= set(svg_words(svg))


def test_descriptions_of_the_plots_have_their_figures() -> None:
    s, e = scheme("x"), evaluation()
    assert label(pole_chart(s, NAMES)) == (
        "F1 of each wording. Work on trees: felling: model 0.84, word list 0.61; crowds: model 0.25, word list 0.75."
    )
    assert label(reliability_chart(s)) == (
        "Reliability: stated probability → share that proves right. 0.06 → 0.03 (n 812); 0.94 → 0.88 (n 96)."
    )
    assert label(risk_chart(s)) == (
        "Risk and coverage. 25% kept: 5% wrong; 50% kept: 10% wrong; 75% kept: 15% wrong; 100% kept: 20% wrong."
    )
    assert label(curve_chart(e.learning_curve, e.ceiling)) == (
        "Learning curve, macro-F1 by sentences learned from. 371 sentences: 0.55; 743 sentences: 0.61; 1,486 sentences: 0.69; "
        "2,972 sentences: 0.74; a second coder: 0.91."
    )


def test_points_of_the_square_plots_lie_where_the_record_says() -> None:
    s, e = scheme("x"), evaluation()
    assert dots(reliability_chart(s)) == [
        (round(300 * b.mean_probability, 6), round(300 - 300 * b.observed, 6)) for b in s.reliability
    ]
    assert dots(risk_chart(s)) == [
        (round(300 * p.coverage, 6), round(300 - 300 * p.risk / 0.4, 6)) for p in s.risk_coverage
    ]
    curve = dots(curve_chart(e.learning_curve, None))
    points = [(p.n_sentences, p.macro_f1) for p in e.learning_curve]
    assert points[-1] == (2972, 0.741)
    assert curve == [(round(300 * n / 2972, 6), round(300 - 300 * f, 6)) for n, f in points]


def test_the_ceiling_is_a_dashed_line_only_where_there_is_one() -> None:
    e = evaluation()
    with_it, without = (curve_chart(e.learning_curve, c) for c in (e.ceiling, None))
    assert [svg.count("stroke-dasharray") for svg in (with_it, without)] == [1, 0]
    assert "a second coder" not in label(without)


def test_the_last_point_of_the_curve_is_what_the_folds_learned_from(park_model: Model) -> None:
    """The park has four events, so there are four folds: each model learned from about 45 of the 60 sentences."""
    assert park_model.evaluation is not None
    source = evaluation_page(park_model.evaluation, park_model)
    (said,) = re.findall(r'aria-label="Learning curve[^"]*"', source)
    assert "45 sentences: 0.13" in said


def test_the_description_says_what_is_wrong_of_all_codings() -> None:
    assert "100% kept: 20% wrong" in label(risk_chart(scheme("x")))


def test_svg_has_only_groups_lines_paths_and_text(page: str) -> None:
    """Two of the wordings for each scheme, two square ones for each, the curve."""
    drawn = re.findall(r"<svg .*?</svg>", page, re.DOTALL)
    assert len(drawn) == 9
    attributes = {"transform", "stroke", "stroke-width", "stroke-opacity", "stroke-linecap", "stroke-dasharray", "fill", "fill-opacity"}  # fmt: skip
    attributes |= {"x2", "y2", "d", "text-anchor", "font-size", "font-weight"}
    for svg in drawn:
        root, *inside = ET.fromstring(svg).iter()
        assert set(root.attrib) == {
            "viewBox",
            "width",
            "height",
            "class",
            "role",
            "aria-label",
            "font-family",
        }
        assert {e.tag.removeprefix(SVG) for e in inside} <= {"g", "line", "path", "text"}
        assert {a for e in inside for a in e.attrib} <= attributes
        painted = {e.get(a) for e in inside for a in ("fill", "stroke")}
        assert painted <= {"currentColor", "none", None}


def test_what_is_not_on_the_list_does_not_get_through() -> None:
    drawn = (
        f'<svg xmlns="{SVG[1:-1]}" width="9" height="8" onload="alert(1)"><style>*{{}}</style><script>alert(1)</script>'
        '<g transform="scale(2)" onclick="alert(1)"><path d="M0,0" style="x" href="//x.example"/><image href="//x.example"/>'
        '<a href="//x.example"><text class="y" fill="red">in a link</text></a><text>kept</text></g>'
        '<g class="background"><path d="M1,1"/></g><text display="none">hidden</text><foreignObject/><use/></svg>'
    )
    root = ET.fromstring(plain(drawn, "A \x00 picture"))
    assert [(e.tag.removeprefix(SVG), dict(e.attrib)) for e in root.iter()][1:] == [
        ("g", {"transform": "scale(2)"}),
        ("path", {"d": "M0,0", "fill": "none"}),
        ("text", {}),
    ]
    assert [t.text for t in root.iter(SVG + "text")] == ["kept"]
    assert (root.get("aria-label"), root.get("viewBox")) == ("A � picture", "0 0 9 8")


# ---------------------------------------------------------------- the file


def test_the_policy_allows_the_one_style_sheet_and_nothing_else(page: str) -> None:
    policy = next(a["content"] for _, a in Reader(page).elements if a.get("http-equiv"))
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_the_file_has_no_script_and_refers_to_nothing_outside(page: str) -> None:
    read = Reader(page)
    tags = {t for t, _ in read.elements}
    names = {k for _, a in read.elements for k in a}
    assert not tags & {"script", "link", "iframe", "object", "embed", "img", "form", "base", "foreignobject", "use", "image"}  # fmt: skip
    assert not {n for n in names if n.startswith("on") or n in {"style", "src", "srcset", "xlink:href"}}
    assert all(h.startswith("#") for h in read.attributes("href"))
    assert set(re.findall(r"https?://[^\s\"'<>]+", page)) <= {SVG[1:-1]}


def test_headings_landmarks_and_links_within_the_page(page: str) -> None:
    read = Reader(page)
    levels = [int(t[1]) for t, _ in read.elements if re.fullmatch(r"h[1-6]", t)]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(b - a <= 1 for a, b in pairwise(levels))
    ids = read.attributes("id")
    assert len(ids) == len(set(ids))
    pointed = {h[1:] for h in read.attributes("href")} | set(read.attributes("aria-labelledby"))
    assert pointed <= set(ids)
    assert all("scope" in a for t, a in read.elements if t == "th")


@pytest.mark.parametrize(
    ("module", "message"),
    [
        ("jinja2", "the HTML report needs jinja2"),
        ("altair", "a chart needs altair"),
        ("vl_convert", "a chart needs vl-convert-python"),
    ],
)
def test_a_missing_package_is_named_with_its_remedy(
    module: str, message: str, park_model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendering.environment.cache_clear()
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtra) as caught:
        evaluation_page(evaluation(), park_model)
    assert str(caught.value) == f"{message}; install it with: pip install 'framing[report]'"


# ---------------------------------------------------------------- names from outside are inert

PAYLOADS = [
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
    "</title><script>alert(1)</script>", "</style><script>alert(1)</script>", "</text></svg><script>alert(1)</script>",
    "</table><img src=x onerror=alert(1)>", '" onmouseover="alert(1)', "' onmouseover='alert(1)", '"><script>alert(1)</script>',
    "<a href='javascript:alert(1)'>x</a>", "<base href=//x.example>", "<!-- --><b id=x>x</b>", "<![CDATA[<b>x</b>]]>",
    "{{ 7 * 7 }}<b>x</b>{% raw %}", "&lt;b&gt; &amp; &#x3c;",
]  # fmt: skip


def shape(source: str) -> tuple[set[tuple[str, frozenset[str]]], Counter[str]]:
    """The kinds of elements with the names of their attributes, and how many there are outside charts."""
    elements = Reader(source).elements
    drawn = {"svg", "g", "line", "path", "text"}
    return {(t, frozenset(a)) for t, a in elements}, Counter(t for t, _ in elements if t not in drawn)


@pytest.fixture(scope="session")
def harmless(park_model: Model) -> str:
    return evaluation_page(evaluation("harmless"), renamed(park_model, "harmless"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_adds_no_element_and_no_attribute(park_model: Model, harmless: str, payload: str) -> None:
    source = evaluation_page(evaluation(payload), renamed(park_model, payload))
    assert shape(source) == shape(harmless)
    read = Reader(source)
    assert all(h.startswith("#") for h in read.attributes("href"))
    shown = " ".join(payload.split())
    for text in (
        f"Evaluation of park{shown}",
        f"Work on trees{shown}",
        f"crowding terms{shown}",
        f"gone{shown}",
    ):
        assert text in read.words
    assert len(harmless) > 10_000


def test_each_name_reaches_the_charts_and_their_descriptions(harmless: str) -> None:
    """A control: without it, a payload could be harmless because it was left out."""
    svg = next(s for s in re.findall(r"<svg .*?</svg>", harmless, re.DOTALL) if "word list" in s)
    assert "Work on treesharmless: terms of fellingharmless" in svg_words(svg)
    assert "Work on treesharmless: terms of fellingharmless: model 0.84" in label(svg)


def test_control_characters_in_the_name_of_a_model_do_not_reach_the_file(park_model: Model) -> None:
    manifest = msgspec.structs.replace(park_model.manifest, name="a\x00\x1b[31m\u202e\ud83d")
    model = Model(park_model.linear, park_model.codebook, manifest, None, frozenset(), "")
    source = evaluation_page(Evaluation(()), model)
    assert not re.search("[\x00\x1b\u202e\ud83d]", source)
    assert "a��[31m�" in source
    source.encode()


def test_a_name_of_an_axis_does_not_turn_the_direction_of_what_follows(park_model: Model) -> None:
    source = evaluation_page(evaluation(), renamed(park_model, "\u202e"))
    assert "\u202e" not in source
    svg = next(s for s in re.findall(r"<svg .*?</svg>", source, re.DOTALL) if "word list" in s)
    assert "Work on trees: terms of felling" in svg_words(svg)
    assert "Work on trees: terms of felling: model 0.84" in label(svg)


@pytest.mark.parametrize("narrow", [False, True])
def test_a_pole_without_a_name_is_cleaned_too(narrow: bool) -> None:
    """A pole of an evaluation that the codebook does not have is shown by its id."""
    given = msgspec.structs.replace(
        scheme("x"), poles=(msgspec.structs.replace(POLES[0], pole="p\x00\u202eq"),)
    )
    svg = pole_chart(given, {}, narrow=narrow)
    assert "p\ufffdq" in svg_words(svg)
    assert label(svg) == "F1 of each wording. p\ufffdq: model 0.84, word list 0.61."


def test_a_control_character_in_the_name_of_an_axis_does_not_end_the_program(
    park: Path, tmp_path: Path
) -> None:
    """TOML can write one as an escape. In processes of their own, which may die; refusing the codebook is as good."""
    text = (park / "codebook.toml").read_text(encoding="utf-8")
    book, model = tmp_path / "codebook.toml", tmp_path / "model"
    book.write_text(text.replace('name = "Visitors"', 'name = "Visi\\u001btors"'), encoding="utf-8")
    for words in (
        ["train", "--labels", str(park), "--codebook", str(book), "-o", str(model), "--fast"],
        ["evaluate", "--model", str(model), "--format", "html", "-o", str(tmp_path / "e.html")],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "framing", *words], cwd=ROOT, capture_output=True, timeout=60, check=False
        )
        assert done.returncode in {0, 1}, words[0]

"""Five real articles, where they are at hand: too few to order any two outlets, and the report says so.

The folder is named by FRAMING_SEED_DOCUMENTS. Not a word of the articles stands here.
"""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from pathlib import Path

import pytest

import framing
from framing.cli import main
from framing.comparison.refusals import RULES
from framing.learning.model_folder import Model
from framing.scoring.articles import ScoredArticle

FOLDER = os.environ.get("FRAMING_SEED_DOCUMENTS", "")
pytestmark = [
    pytest.mark.documents,
    pytest.mark.skipif(
        not FOLDER, reason="FRAMING_SEED_DOCUMENTS does not name the folder with the five real articles"
    ),
]
STAND_OFF = Path(__file__).parents[2] / "seeds" / "sources.toml"


@pytest.fixture(scope="module")
def folder() -> Path:
    return Path(FOLDER)


@pytest.fixture(scope="module")
def scored(folder: Path, shipped: Model) -> dict[str, ScoredArticle]:
    return {s.score.id: s for s in framing.score(shipped, framing.read([folder]))}


def test_they_are_the_documents_that_were_coded(folder: Path) -> None:
    known = {d["file"]: d["sha256"] for d in tomllib.loads(STAND_OFF.read_text(encoding="utf-8"))["document"]}
    assert {f: hashlib.sha256((folder / f).read_bytes()).hexdigest() for f in known} == known


def test_every_pair_is_refused_on_every_axis_with_its_rules(
    folder: Path, shipped: Model, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as e:
        main(["compare", str(folder), "--json", "-"])
    assert e.value.code == 0
    summary = json.loads(capsys.readouterr().out)
    outlets = {o["outlet"] for o in summary["outlets"]}
    assert len(outlets) == 5
    assert len(summary["pairs"]) == 10 * len(shipped.codebook.axes) == 90
    for pair in summary["pairs"]:
        assert pair["verdict"] == "refused"
        assert {"few-articles", "few-mentions", "wide-interval"} <= set(pair["refusals"])
        assert set(pair["refusals"]) <= set(RULES) == set(summary["rules"])
        assert ("no-shared-stratum" in pair["refusals"]) == (pair["p"] is None)
    first = summary["findings"][0]
    assert first["kind"] == "refusal"
    assert first["text"].startswith(
        "No difference between outlets can be asserted from these 5 articles. In every comparison: "
    )


def test_one_outlets_own_words_for_the_armed_groups(scored: dict[str, ScoredArticle]) -> None:
    (found,) = (s.score for name, s in scored.items() if name.startswith("003_"))
    own = found.axes["armed-group"].own
    assert own.mentions["terrorism"] > 0
    assert own.mentions["political-military"] == 0
    assert own.share == 0.0


def test_every_coding_is_traced_to_its_place(scored: dict[str, ScoredArticle]) -> None:
    for s in scored.values():
        assert not s.score.no_features
        assert s.score.codings
        for c in s.score.codings:
            sentence = s.sentences[c.sentence]
            assert sentence.start <= c.start <= c.mention[0] < c.mention[1] <= c.end <= sentence.end
            assert s.article.text[slice(*c.mention)].strip()
            assert sum(e.weight for e in c.evidence) == pytest.approx(c.decision, abs=1e-9, rel=0)

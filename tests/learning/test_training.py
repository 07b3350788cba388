"""Training: the same bytes every time; what a coder did not look at teaches nothing; what cannot be learned is said."""

from __future__ import annotations

import csv
import hashlib
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import framing
from framing.coding import gold, labels
from framing.coding.codebook import Codebook
from framing.errors import LabelsError
from framing.learning import training
from framing.learning.fitting import NEVER, Settings
from framing.learning.model_folder import Model
from framing.text.segments import sentence

Row = dict[str, str]


def digests(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def write(found: Sequence[Row], path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as f:
        writer = csv.DictWriter(f, list(found[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
    return path


def decision(model: Model, text: str, axis: str, pole: str) -> float:
    """The largest decision value of a pole over the candidates of a sentence."""
    h = next(k for k, head in enumerate(model.linear.heads) if (head.axis, head.pole) == (axis, pole))
    cut = sentence(text)
    found = model.coder.values(model.reader.read(cut, cut.units[0]))
    return max(values[h] for candidate, _, values in found if candidate.axis == axis)


# ---------------------------------------------------------------- the same bytes


def test_the_same_labels_give_the_same_bytes_with_one_job_and_two(
    park: Path, park_folder: Path, tmp_path: Path
) -> None:
    book = framing.load_codebook(park / "codebook.toml")
    found = labels.load([park], book)
    evaluation = framing.load_model(park_folder).evaluation
    assert evaluation is not None
    for jobs in (1, 2):
        model = training.train(
            gold.gold(found, book), book, name="park", label_sha256=training.label_hashes([park]), contrasts=framing._contrasts([park], book),
            agreement=evaluation.agreement, ceiling=evaluation.ceiling, jobs=jobs,
        )  # fmt: skip
        framing.save_model(model, tmp_path / str(jobs))
        assert digests(tmp_path / str(jobs)) == digests(park_folder)


def test_another_process_gives_the_same_bytes(park: Path, park_folder: Path, tmp_path: Path) -> None:
    """Another hash seed, another working folder: sets and paths must not show."""
    code = (
        "import sys, framing; park, out = sys.argv[1:]; "
        "framing.save_model(framing.train([park], park + '/codebook.toml', name='park'), out)"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "4711"}
    subprocess.run(
        [sys.executable, "-c", code, str(park), str(tmp_path / "model")],
        check=True,
        env=environment,
        cwd=tmp_path,
    )
    assert digests(tmp_path / "model") == digests(park_folder)


def test_the_seed_is_stated_and_changes_no_weight(park: Path, park_model: Model) -> None:
    """It moves ties between folds: thresholds and the evaluation may differ, the fit on all sentences does not."""
    other = framing.train([park], park / "codebook.toml", seed=3, outlets_out=False)
    assert other.manifest.settings.seed == 3
    assert other.linear.vocabulary == park_model.linear.vocabulary
    assert (other.linear.weights == park_model.linear.weights).all()


def test_leaving_out_the_evaluation_on_outlets_changes_no_weight(park: Path, park_model: Model) -> None:
    other = framing.train([park], park / "codebook.toml", outlets_out=False)
    assert other.evaluation is not None
    assert len(other.evaluation.schemes) == 1
    assert (other.linear.weights == park_model.linear.weights).all()
    assert (other.linear.thresholds == park_model.linear.thresholds).all()


def test_order_of_rows_changes_only_last_digits(park: Path, park_model: Model, tmp_path: Path) -> None:
    """Not the bytes: the manifest states the hashes of the label files, and sums in another order round otherwise.

    Rows of one sentence keep their order: where two coders agree on a pole, the evidence is that of the first one.
    """
    by_text: dict[str, list[Row]] = {}
    for row in rows(park / "labels.csv"):
        by_text.setdefault(row["text"], []).append(row)
    groups = list(by_text.values())
    random.Random(1).shuffle(groups)
    shuffled = write([row for group in groups for row in group], tmp_path / "labels.csv")
    other = framing.train([shuffled], park / "codebook.toml", outlets_out=False)
    assert other.linear.vocabulary == park_model.linear.vocabulary
    assert other.trained_on == park_model.trained_on
    for name in ("weights", "intercepts", "thresholds", "slopes", "offsets"):
        assert getattr(other.linear, name) == pytest.approx(
            getattr(park_model.linear, name), abs=1e-6, rel=1e-4
        )


# ---------------------------------------------------------------- what nobody looked at


def test_unlooked_axes_are_no_negatives(park: Path, tmp_path: Path) -> None:
    """Twelve sentences of felling with guests, coded for visitors only. Taken for negatives they would unlearn the word."""
    base = [r for r in rows(park / "labels.csv") if r["coder"] == "ada"]
    kinds = ("lime", "oak", "elm", "beech")
    partial = [
        {**dict.fromkeys(base[0], ""), "id": f"p-{i}", "text": f"The council felled the {kinds[i % 4]} number {i} before guests.", "axis": "visitors", "pole": "none", "source": f"p{i}", "event": "survey", "outlet": "The Acorn"}
        for i in range(12)
    ]  # fmt: skip
    negative = [{**r, "axis": "*"} for r in partial]
    without, unlooked, unlearned = (
        framing.train([write(base + extra, tmp_path / f"{n}.csv")], park / "codebook.toml", outlets_out=False)
        for n, extra in enumerate([[], partial, negative])
    )
    text, seen = "The council felled the lime by the gate.", "Guests filled the lawn."
    assert (
        decision(unlooked, text, "tree-work", "felled")
        > decision(unlearned, text, "tree-work", "felled") + 0.05
    )
    assert ("tree-work", "felled") in {
        (c.axis, c.pole) for r in framing.classify(unlooked, [(1, text, "")]) for c in r.codings
    }
    # They are seen, and they are negatives of the axis that was looked at.
    assert unlooked.manifest.n_sentences == without.manifest.n_sentences + 12
    assert decision(unlooked, seen, "visitors", "guests") < decision(without, seen, "visitors", "guests")


# ---------------------------------------------------------------- what cannot be learned


def test_a_pole_with_too_few_codings_never_decides(park: Path, park_model: Model) -> None:
    """``wild`` has three codings: it stays silent, even on the sentences that it was trained with."""
    h = [head.name for head in park_model.linear.heads].index("pond/wild")
    assert park_model.linear.thresholds[h] == NEVER
    texts = [r.text for r in labels.load([park], park_model.codebook)]
    found = {
        (c.axis, c.pole) for r in framing.classify(park_model, [(t, t, "") for t in texts]) for c in r.codings
    }
    assert ("pond", "wild") not in found
    assert len(found) >= 4


def test_too_few_codings_of_every_pole_are_an_error(park: Path, tmp_path: Path) -> None:
    few = [r for r in rows(park / "labels.csv") if r["coder"] == "ada"]
    kept = [r for r in few if r["pole"] in {"wild", "none"}]
    with pytest.raises(
        LabelsError,
        match=r"^labels: no pole has 8 codings to learn from \(pond/wild 3\); label more sentences$",
    ):
        framing.train([write(kept, tmp_path / "few.csv")], park / "codebook.toml")


def test_labels_in_which_nothing_is_proposed_make_no_model(park: Path, tmp_path: Path) -> None:
    silent = [r for r in rows(park / "labels.csv") if r["id"] in {"eg1-4", "rp1-3", "rp2-3"}]
    with pytest.raises(LabelsError, match=r"no pole has 8 codings to learn from \(none at all\)"):
        framing.train([write(silent, tmp_path / "silent.csv")], park / "codebook.toml")


def test_seven_codings_are_too_few(park: Path, park_book: Codebook, tmp_path: Path) -> None:
    """A model that could never decide is no model."""
    felled = [r for r in rows(park / "labels.csv") if r["pole"] == "felled" and r["coder"] == "ada"][:7]
    with pytest.raises(LabelsError, match="no pole has 8 codings"):
        framing.train([write(felled, tmp_path / "seven.csv")], park / "codebook.toml")


def test_labels_of_a_single_event_make_no_model(park: Path, tmp_path: Path) -> None:
    """Nothing can be left out, so that nothing is known about other events: no thresholds, and so no model."""
    one = [{**r, "event": "storm week"} for r in rows(park / "labels.csv")]
    with pytest.raises(
        LabelsError, match=r"^labels: no pole can be told apart in sentences that were left out \(1 group of"
    ):
        framing.train([write(one, tmp_path / "one.csv")], park / "codebook.toml")


def test_a_pole_of_a_single_event_never_decides(park: Path, tmp_path: Path) -> None:
    """Left out, nothing is known of it: it stays silent, and does not take in every sentence."""
    one = [
        {**r, "event": "storm week" if r["pole"] == "felled" else r["event"]}
        for r in rows(park / "labels.csv")
    ]
    model = framing.train([write(one, tmp_path / "one.csv")], park / "codebook.toml", outlets_out=False)
    by_head = dict(zip([h.name for h in model.linear.heads], model.linear.thresholds, strict=True))
    assert by_head["tree-work/felled"] == NEVER
    assert by_head["visitors/guests"] < 1  # other axes go on


# ---------------------------------------------------------------- what a model states


def test_manifest_states_what_it_was_made_of(park: Path, park_model: Model) -> None:
    m = park_model.manifest
    assert m.name == "park"
    assert m.labels_sha256 == {"labels.csv": hashlib.sha256((park / "labels.csv").read_bytes()).hexdigest()}
    assert (
        m.codebook_sha256
        == park_model.codebook.sha256
        == framing.load_codebook(park / "codebook.toml").sha256
    )
    assert m.n_sentences == 60
    assert 0 < m.n_candidates < m.n_sentences
    assert m.triggers["visitors"] == ("crowd", "famili", "guest", "hord")
    assert {"fell", "remov"} <= set(m.triggers["tree-work"])
    assert list(m.triggers) == [a.id for a in park_model.codebook.axes]
    assert m.settings == Settings()
    assert {"framing", "python", "unicode", "scikit-learn"} <= set(m.versions)
    assert [p.text for p in m.probes][:2] == [
        "The old lime was felled on Monday.",
        "Neighbours watched the felling of the beech.",
    ]


def test_two_label_files_of_one_name_both_have_their_hash(tmp_path: Path) -> None:
    for folder, text in (("a", "one"), ("b", "two")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "labels.csv").write_text(text, encoding="utf-8")
    found = training.label_hashes([tmp_path / "a", tmp_path / "b" / "labels.csv"])
    assert found == {
        "labels.csv": hashlib.sha256(b"one").hexdigest(),
        "labels.csv (2)": hashlib.sha256(b"two").hexdigest(),
    }


def test_weights_survive_being_written(park: Path, park_model: Model) -> None:
    fresh = framing.train([park], park / "codebook.toml", outlets_out=False)
    assert (
        fresh.linear.weights.astype(np.float16).astype(np.float64).tolist() == fresh.linear.weights.tolist()
    )
    assert (fresh.linear.weights == park_model.linear.weights).all()


def test_scare_quotes_are_no_finding(park_model: Model) -> None:
    """Of a contrast pair; the model does look at them."""
    plain, scare = "Wardens fenced the murky pond.", "Wardens fenced the so-called “murky” pond."
    assert training._codings(park_model.coder, plain) == {("pond", "murky", "own")}
    assert training._codings(park_model.coder, scare) == frozenset()
    (record,) = framing.classify(park_model, [(1, scare, "")])
    assert [(c.pole, c.voice) for c in record.codings] == [("murky", "scare")]

"""A model folder: what is saved is loaded, what is damaged or crafted is refused, nothing in it is ever run.

Two promises that cannot be had together are kept apart here: a hash shows damage; a crafted file with the right hash
is refused for what it holds.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import pickle
import random
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import numpy as np
import pytest
from safetensors.numpy import load as read_tensors
from safetensors.numpy import save as tensor_bytes

import framing
from framing.errors import ModelError
from framing.learning import model_folder
from framing.learning.classifier import Linear
from framing.learning.model_folder import FILES, Manifest, Model

WEIGHTS = "weights.safetensors"


@pytest.fixture
def folder(park_folder: Path, tmp_path: Path) -> Path:
    """A copy of the park model to do harm to."""
    return Path(shutil.copytree(park_folder, tmp_path / "model"))


def contents(where: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(where.iterdir())}


def edit(where: Path, change: Callable[[dict[str, object]], None]) -> None:
    """Change the manifest and give it the hash that it then has: what somebody who means harm would do."""
    path = where / "manifest.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    data["manifest_sha256"] = ""
    try:
        sealed = msgspec.convert(data, Manifest).sealed()
        data = msgspec.to_builtins(sealed)
    except msgspec.ValidationError:
        pass
    path.write_text(json.dumps(data), encoding="utf-8")


def put(where: Path, name: str, data: bytes) -> None:
    """Replace a file and state its hash."""
    (where / name).write_bytes(data)

    def change(manifest: dict[str, object]) -> None:
        manifest["files_sha256"][name] = hashlib.sha256(data).hexdigest()  # type: ignore[index]

    edit(where, change)


def refusal(where: Path) -> str:
    """The one line that a person is shown, without the folder's path."""
    with pytest.raises(ModelError) as e:
        framing.load_model(where)
    (line,) = e.value.lines
    assert len("error: " + line) <= 300
    return str(e.value).replace(str(where), "MODEL")


# ---------------------------------------------------------------- there and back


def test_what_is_saved_is_loaded(park_folder: Path, park_model: Model, tmp_path: Path) -> None:
    framing.save_model(park_model, tmp_path / "again")
    assert contents(tmp_path / "again") == contents(park_folder)
    assert sorted(contents(park_folder)) == sorted([*FILES, "manifest.json"])
    again = framing.load_model(tmp_path / "again")
    assert again.sha256 == park_model.sha256
    assert again.manifest == park_model.manifest
    assert again.evaluation == park_model.evaluation
    assert again.trained_on == park_model.trained_on
    assert again.linear.vocabulary == park_model.linear.vocabulary
    assert (again.linear.weights == park_model.linear.weights).all()


def test_the_table_for_people_holds_every_weight(park_folder: Path, park_model: Model) -> None:
    head, *rows = (park_folder / "terms.tsv").read_text(encoding="utf-8").splitlines()
    assert head.split("\t") == ["term", *(h.name for h in park_model.codebook.heads)]
    assert [r.split("\t")[0] for r in rows] == list(park_model.linear.vocabulary)
    written = np.array([[float(c or 0) for c in r.split("\t")[1:]] for r in rows])
    assert np.abs(written - park_model.linear.weights).max() <= 5.1e-4


def test_a_model_without_evaluation_or_terms_can_be_kept(park_model: Model, tmp_path: Path) -> None:
    m = park_model.linear
    empty = Linear(m.heads, [], np.zeros((0, len(m.heads))), m.intercepts, m.thresholds, m.slopes, m.offsets)
    manifest = msgspec.structs.replace(park_model.manifest, probes=())
    framing.save_model(Model(empty, park_model.codebook, manifest, None, frozenset(), ""), tmp_path / "m")
    loaded = framing.load_model(tmp_path / "m")
    assert loaded.evaluation is None
    assert loaded.linear.vocabulary == ()


def test_a_manifest_from_before_it_had_a_hash_is_read(folder: Path) -> None:
    path = folder / "manifest.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    del data["manifest_sha256"]
    path.write_text(json.dumps(data), encoding="utf-8")
    assert framing.load_model(folder).manifest.name == "park"


def test_a_sentence_is_known_again_by_its_words() -> None:
    assert model_folder.text_hash("The  Lime\n fell. ") == model_folder.text_hash("the lime fell.")
    assert model_folder.text_hash("The lime fell.") != model_folder.text_hash("The limes fell.")
    assert 0 <= model_folder.text_hash("x") < 2**63


# ---------------------------------------------------------------- damage


def manifest_or_none(where: Path) -> Manifest | None:
    """The manifest of a model that loads, None where it is refused."""
    try:
        return framing.load_model(where).manifest
    except ModelError:
        return None


def test_every_flipped_byte_is_refused_or_harmless(folder: Path) -> None:
    """300 places over all files. The four files have their SHA-256 in the manifest, so that every flip shows.

    The manifest has its own hash over its values. A flip that leaves every value as it was, such as a space made a tab,
    is all that can pass; with equal manifests and equal files the model is the same one.
    """
    before = framing.load_model(folder).manifest
    rng = random.Random(20)
    passed = 0
    for name, places in [("manifest.json", 140), *((name, 40) for name in FILES)]:
        original = (folder / name).read_bytes()
        for at in [0, len(original) - 1, *(rng.randrange(len(original)) for _ in range(places - 2))]:
            flipped = bytearray(original)
            flipped[at] ^= rng.choice([1, 2, 4, 8, 16, 32, 64, 128, 255])
            (folder / name).write_bytes(bytes(flipped))
            after = manifest_or_none(folder)
            if after is not None:
                passed += 1
                assert name == "manifest.json"
                assert original[at : at + 1].isspace()
                assert after == before
        (folder / name).write_bytes(original)
    assert passed < 60
    assert framing.load_model(folder).manifest == before


@pytest.mark.parametrize("name", ["manifest.json", *FILES])
def test_missing_empty_and_cut_files_are_refused(folder: Path, name: str) -> None:
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: len(data) // 2])
    assert refusal(folder).startswith(f"MODEL/{name}: ")
    (folder / name).write_bytes(b"")
    assert refusal(folder).startswith(f"MODEL/{name}: ")
    (folder / name).unlink()
    assert refusal(folder) == f"MODEL/{name}: missing from the model folder"


@pytest.mark.parametrize("name", ["manifest.json", WEIGHTS])
def test_folders_and_pipes_are_no_files(folder: Path, name: str) -> None:
    """A pipe would be waited for without end."""
    (folder / name).unlink()
    os.mkfifo(folder / name)
    assert refusal(folder) == f"MODEL/{name}: not a file"
    (folder / name).unlink()
    (folder / name).mkdir()
    assert refusal(folder) == f"MODEL/{name}: not a file"


def test_no_folder_at_all(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none") == "MODEL: no such model folder; make one with: framing train"


def test_a_folder_that_is_no_model(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "MODEL/manifest.json: missing from the model folder"


# ---------------------------------------------------------------- crafted manifests


def unknown(m: dict[str, object]) -> None:
    m["note"] = "x"


def unknown_inside(m: dict[str, object]) -> None:
    m["settings"]["solver"] = "x"  # type: ignore[index]


def newer(m: dict[str, object]) -> None:
    m["format"] = 3


def lacking(m: dict[str, object]) -> None:
    del m["probes"]


def other_codebook(m: dict[str, object]) -> None:
    m["codebook"]["title"] = "Wording in coverage of a zoo"  # type: ignore[index]


def unusable_codebook(m: dict[str, object]) -> None:
    m["codebook"]["axis"][0]["poles"][0]["indicators"] = ["<nobody> felled"]  # type: ignore[index]


def other_probe(m: dict[str, object]) -> None:
    m["probes"][0]["decisions"][0][0] += 1e-6  # type: ignore[index]


def shorter_probe(m: dict[str, object]) -> None:
    m["probes"][0]["decisions"] = []  # type: ignore[index]


def other_triggers(m: dict[str, object]) -> None:
    m["triggers"]["tree-work"] = ["lime"]  # type: ignore[index]


def no_triggers(m: dict[str, object]) -> None:
    m["triggers"] = {}


def no_hashes(m: dict[str, object]) -> None:
    m["files_sha256"] = {}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (unknown, "manifest.json: not a manifest of this format: Object contains unknown field `note`"),
        (unknown_inside, "manifest.json: not a manifest of this format: Object contains unknown field `solver` - at `$.settings`"),
        (newer, "manifest.json: format 3, this version reads format 2; train the model again"),
        (lacking, "manifest.json: not a manifest of this format: Object missing required field `probes`"),
        (other_codebook, "manifest.json: its codebook does not have the hash that is stated"),
        (unusable_codebook, 'manifest.json: its codebook cannot be used: axis "tree-work": indicator "<nobody> felled" names an unknown actor <nobody>'),
        (other_probe, 'manifest.json: the probe "The old lime was felled on Monday." gives other decisions here than when the model was saved'),
        (shorter_probe, 'manifest.json: the probe "The old lime was felled on Monday." gives other decisions here'),
        (other_triggers, 'manifest.json: the probe "The old lime was felled on Monday." gives other decisions here'),
        (no_triggers, "manifest.json: its triggers are not those of the axes of its codebook"),
        (no_hashes, f"{WEIGHTS}: the file is not the one that the manifest states (SHA-256 differs)"),
    ],
)  # fmt: skip
def test_crafted_manifests_are_refused(
    folder: Path, change: Callable[[dict[str, object]], None], reason: str
) -> None:
    edit(folder, change)
    assert refusal(folder).startswith(f"MODEL/{reason}")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe{}",
        b"[" * 100_000,
        b'{"format":1e999}',
        b'{"name":"\xff"}',
        pickle.dumps({"format": 1}),
    ],
)
def test_what_is_no_manifest(folder: Path, data: bytes) -> None:
    (folder / "manifest.json").write_bytes(data)
    assert refusal(folder).startswith("MODEL/manifest.json: not a manifest of this format: ")


def test_an_edited_manifest_does_not_have_its_hash(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"name": "park"', '"name": "dark"'), encoding="utf-8"
    )
    assert (
        refusal(folder)
        == "MODEL/manifest.json: it does not have the hash that it states: damaged or edited; train or copy the model again"
    )


# ---------------------------------------------------------------- crafted weights


def raw(header: object, data: bytes = b"", length: int | None = None) -> bytes:
    """A safetensors file by hand."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def tensors(folder: Path) -> dict[str, np.ndarray]:
    return dict(read_tensors((folder / WEIGHTS).read_bytes()))


def parts(folder: Path) -> tuple[dict[str, dict[str, object]], bytes]:
    data = (folder / WEIGHTS).read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    return json.loads(data[8 : 8 + length]), data[8 + length :]


def with_tensor(name: str, change: Callable[[np.ndarray], np.ndarray]) -> Callable[[Path], bytes]:
    def craft(folder: Path) -> bytes:
        found = tensors(folder)
        return tensor_bytes({**found, name: np.array(change(found[name]))})

    return craft


def with_value(name: str, value: float) -> Callable[[Path], bytes]:
    def change(tensor: np.ndarray) -> np.ndarray:
        changed = tensor.copy()
        changed.flat[0] = value
        return changed

    return with_tensor(name, change)


def without(name: str) -> Callable[[Path], bytes]:
    return lambda folder: tensor_bytes({k: v for k, v in tensors(folder).items() if k != name})


def with_header(name: str, field: str, value: object) -> Callable[[Path], bytes]:
    def craft(folder: Path) -> bytes:
        header, data = parts(folder)
        header[name][field] = value
        return raw(header, data)

    return craft


CRAFTED: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "three bytes": (lambda _: b"abc", "too short for a safetensors file"),
    "header of 2^63 bytes": (
        lambda f: raw(*parts(f), length=2**63),
        "states a header of 9223372036854775808 bytes",
    ),
    "header over 1 MB": (
        lambda _: raw(b" " * 1_000_001),
        "states a header of 1000001 bytes; at most 1000000 are read",
    ),
    "header over the file": (lambda _: raw(b"{}", length=3), "states a header of 3 bytes"),
    "header no JSON": (lambda _: raw(b"{,}"), "its header is not valid"),
    "header a list": (lambda _: raw(b"[]"), "its header is not valid"),
    "header no UTF-8": (lambda _: raw(b'{"\xff":{}}'), "its header is not valid"),
    "header nested": (lambda _: raw(b"[" * 100_000), "its header is not valid"),
    "no tensors": (lambda _: raw({}), "holds the tensors {}"),
    "a pickle": (lambda _: pickle.dumps(np.zeros(5)), "states a header of"),
    "a tensor missing": (without("offsets"), "holds the tensors"),
    "a tensor too many": (lambda f: tensor_bytes({**tensors(f), "more": np.zeros(1)}), "holds the tensors"),
    "wrong dtype": (with_tensor("weights", lambda t: t.astype(np.float64)), "holds the tensors"),
    "dtype that lies": (with_header("weights", "dtype", "F64"), "holds the tensors"),
    "wrong number of heads": (with_tensor("weights", lambda t: t[:, :-1]), "weights have the shape"),
    "wrong number of terms": (with_tensor("weights", lambda t: t[:-1]), "weights have the shape"),
    "weights flat": (with_tensor("weights", np.ravel), "weights have the shape"),
    "too few thresholds": (
        with_tensor("thresholds", lambda t: t[:-1]),
        "thresholds have the shape (5,), not (6,)",
    ),
    "offsets twice": (
        with_tensor("offsets", lambda t: np.stack([t, t])),
        "offsets have the shape (2, 6), not (6,)",
    ),
    "training hashes in a table": (
        with_tensor("trained_on", lambda t: t[None, :]),
        "trained_on has the shape",
    ),
    "training hashes a number": (
        with_tensor("trained_on", lambda t: t[0].reshape(())),
        "trained_on has the shape ()",
    ),
    "vocabulary in a table": (with_tensor("vocabulary", lambda t: t[None, :]), "vocabulary has the shape"),
    "vocabulary no UTF-8": (
        with_tensor("vocabulary", lambda t: np.full_like(t, 255)),
        "its vocabulary is not UTF-8",
    ),
    "a term twice": (lambda f: twice(f), "a term stands twice in the vocabulary"),
    "NaN weight": (with_value("weights", np.nan), "weights hold a value that is not finite"),
    "infinite weight": (with_value("weights", -np.inf), "weights hold a value that is not finite"),
    "NaN threshold": (with_value("thresholds", np.nan), "thresholds hold a value that is not finite"),
    "infinite slope": (with_value("slopes", np.inf), "slopes hold a value that is not finite"),
    "NaN intercept": (with_value("intercepts", np.nan), "intercepts hold a value that is not finite"),
    "another weight": (with_value("intercepts", 3.0), "gives other decisions here"),
    "truncated": (lambda f: (f / WEIGHTS).read_bytes()[:-8], "cannot be read"),
    "bytes at the end": (lambda f: (f / WEIGHTS).read_bytes() + b"\0" * 8, "cannot be read"),
    "offsets out of range": (with_header("weights", "data_offsets", [0, 2**62]), "cannot be read"),
    "offsets overlap": (with_header("slopes", "data_offsets", [0, 48]), "cannot be read"),
    "shape that lies": (with_header("weights", "shape", [2**40, 2**40]), "cannot be read"),
    "shape below zero": (with_header("weights", "shape", [-1, 6]), "cannot be read"),
    "shape of words": (with_header("weights", "shape", "six"), "cannot be read"),
}


def twice(folder: Path) -> bytes:
    found = tensors(folder)
    terms = found["vocabulary"].tobytes().decode().split("\n")
    terms[1] = terms[0]
    return tensor_bytes({**found, "vocabulary": np.frombuffer("\n".join(terms).encode(), dtype=np.uint8)})


@pytest.mark.parametrize("kind", CRAFTED)
def test_crafted_weights_are_refused(folder: Path, kind: str) -> None:
    craft, reason = CRAFTED[kind]
    put(folder, WEIGHTS, craft(folder))
    assert reason in refusal(folder)


def test_a_harmless_copy_by_the_same_means_is_read(folder: Path) -> None:
    """The control: the ways in which the files above were made do not spoil a sound one."""
    put(folder, WEIGHTS, tensor_bytes(tensors(folder)))
    put(folder, WEIGHTS, raw(*parts(folder)))
    assert framing.load_model(folder).manifest.name == "park"


@pytest.mark.parametrize("data", [b"", b"[]", b'{"schemes": 1}', b"[" * 100_000, b'{"schemes":"\xff"}'])
def test_crafted_evaluations_are_refused(folder: Path, data: bytes) -> None:
    put(folder, "evaluation.json", data)
    assert refusal(folder).startswith("MODEL/evaluation.json: ")


# ---------------------------------------------------------------- nothing runs

WATCH = """
import hashlib, json, pickle, sys
from pathlib import Path
import framing
from framing.errors import ModelError

good, bad, marker = map(Path, sys.argv[1:])
framing.load_model(good)  # whatever is imported late is imported now
try:
    framing.load_model(bad)
except ModelError:
    pass
WATCHED = ("exec", "compile", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "subprocess.", "pickle.", "marshal.", "import", "socket.", "ctypes.", "shutil.", "os.remove", "os.rename", "os.mkdir")
seen = []
watching = False
def hook(event, args):
    if watching and (event.startswith(WATCHED) or event == "open" and args[1] not in ("r", "rb", None)):
        seen.append(event)
sys.addaudithook(hook)
watching = True
framing.load_model(good)
try:
    framing.load_model(bad)
except ModelError as e:
    refused = str(e)
watching = False
during = list(seen)
watching = True
pickle.loads(bad.joinpath("weights.safetensors").read_bytes())
watching = False
print(json.dumps({"during": during, "refused": refused, "control": seen, "marker": marker.exists()}))
"""


class Harm:
    """A pickle that makes a file when it is read."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return os.system, (f"touch {self.marker}",)


def test_loading_runs_nothing(park_folder: Path, folder: Path, tmp_path: Path) -> None:
    """Watched with an audit hook, in a process of its own since hooks stay. The control: reading the pickle does run."""
    marker = tmp_path / "harmed"
    put(folder, WEIGHTS, pickle.dumps(Harm(marker)))
    done = subprocess.run(
        [sys.executable, "-c", WATCH, str(park_folder), str(folder), str(marker)],
        check=True,
        capture_output=True,
        text=True,
    )
    found = json.loads(done.stdout)
    assert found["during"] == []
    assert "states a header of" in found["refused"]
    assert "os.system" in found["control"]
    assert found["marker"]


# ---------------------------------------------------------------- saving


def leftovers(where: Path) -> list[str]:
    return [p.name for p in where.parent.iterdir() if p != where]


def test_a_new_model_replaces_the_old_one(folder: Path, park_model: Model) -> None:
    renamed = Model(
        park_model.linear,
        park_model.codebook,
        msgspec.structs.replace(park_model.manifest, name="lark"),
        park_model.evaluation,
        park_model.trained_on,
        "",
    )
    framing.save_model(renamed, folder)
    assert framing.load_model(folder).manifest.name == "lark"
    assert leftovers(folder) == []


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch])
def test_a_foreign_file_in_the_target_is_not_lost(
    folder: Path, park_model: Model, make: Callable[[Path], None]
) -> None:
    make(folder / "thesis.doc")
    before = sorted(p.name for p in folder.iterdir())
    with pytest.raises(
        ModelError, match=r'holds "thesis\.doc", which is no part of a model; give an empty or a new folder'
    ):
        framing.save_model(park_model, folder)
    assert sorted(p.name for p in folder.iterdir()) == before
    assert leftovers(folder) == []


def test_a_file_where_the_folder_should_be_is_not_lost(tmp_path: Path, park_model: Model) -> None:
    target = tmp_path / "model"
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(ModelError, match='holds "model", which is no part of a model'):
        framing.save_model(park_model, target)
    assert target.read_text(encoding="utf-8") == "mine"
    assert leftovers(target) == []


def test_an_empty_folder_is_filled(tmp_path: Path, park_model: Model) -> None:
    (tmp_path / "model").mkdir()
    framing.save_model(park_model, tmp_path / "model")
    assert framing.load_model(tmp_path / "model").sha256 == park_model.sha256


class Full:
    """A function that works *times* times and then finds the disk full."""

    def __init__(self, times: int, real: Callable[..., object]) -> None:
        self.left = times
        self.real = real

    def __call__(self, *args: object) -> object:
        self.left -= 1
        if self.left < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self.real(*args)


@pytest.mark.parametrize("after", range(5))
def test_a_full_disk_leaves_the_old_model(
    folder: Path, park_model: Model, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    before = contents(folder)
    monkeypatch.setattr(os, "fsync", Full(after, os.fsync))
    with pytest.raises(OSError, match="No space left"):
        framing.save_model(park_model, folder)
    assert contents(folder) == before
    assert leftovers(folder) == []


@pytest.mark.parametrize("after", [0, 1])
def test_a_failing_rename_leaves_the_old_model(
    folder: Path, park_model: Model, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """The old folder is moved away before the new one takes its place: when that fails, it is put back."""
    before = contents(folder)
    rename, calls = Path.rename, []

    def failing(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == after + 1:
            raise OSError(errno.EACCES, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="Permission denied"):
        framing.save_model(park_model, folder)
    assert contents(folder) == before
    assert leftovers(folder) == []


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), ModelError("m", None, "unsound")])
def test_what_is_not_sound_replaces_nothing(
    folder: Path, park_model: Model, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    before = contents(folder)

    def load(_: Path) -> Model:
        raise failure

    monkeypatch.setattr(model_folder, "load", load)
    with pytest.raises(type(failure)):
        framing.save_model(park_model, folder)
    assert contents(folder) == before
    assert leftovers(folder) == []


def test_a_model_that_is_not_finite_is_not_saved(folder: Path, park_model: Model) -> None:
    m, before = park_model.linear, contents(folder)
    broken = Linear(
        m.heads, m.vocabulary, m.weights * np.nan, m.intercepts, m.thresholds, m.slopes, m.offsets
    )
    with pytest.raises(ModelError, match="weights hold a value that is not finite"):
        framing.save_model(
            Model(broken, park_model.codebook, park_model.manifest, None, frozenset(), ""), folder
        )
    assert contents(folder) == before


def test_a_locked_folder_is_left_alone(folder: Path, park_model: Model) -> None:
    before = contents(folder)
    lock = folder.parent / ".model.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(ModelError) as e:
            framing.save_model(park_model, folder)
        assert e.value.lines == [
            f"{folder}: locked: another training is writing this model; try again when it is done"
        ]
        assert lock.exists()
    assert contents(folder) == before
    framing.save_model(
        park_model, folder
    )  # the lock is gone with its holder, the file it leaves locks nobody out
    assert leftovers(folder) == []


def test_many_at_once_are_done_or_locked_out(folder: Path, park_model: Model) -> None:
    def save(_: int) -> str:
        try:
            framing.save_model(park_model, folder)
        except ModelError as e:
            return e.reason.split(":")[0]
        return "saved"

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(save, range(16)))
    assert "saved" in found
    assert found <= {"saved", "locked"}
    assert framing.load_model(folder).sha256 == park_model.sha256
    assert leftovers(folder) == []

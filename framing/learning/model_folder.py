"""A model is a folder: it can be read, hashed, compared and mailed, and loading it runs no code.

    manifest.json         format, codebook, hashes, versions, seed, thresholds, calibration, probes
    weights.safetensors   weights (terms, heads) and vocabulary
    terms.tsv             every weight, for people
    card.md               what it is, what it is for, how good it is
    evaluation.json       the evaluation as a record

Loading is parsing: sizes, names, types, shapes and finite values are checked, every file must have the hash that the
manifest states, and the stored probe texts must give the stored decisions. A hash shows damage, not forgery: whoever
can change a file can change the manifest as well.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import stat
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from framing.coding.codebook import Codebook
from framing.errors import CodebookError, ModelError
from framing.learning.classifier import Linear
from framing.learning.coder import Coder
from framing.learning.evaluation import Evaluation
from framing.learning.fitting import Settings
from framing.learning.terms import TermReader
from framing.text.segments import sentence

FORMAT = 2
FILES = ("weights.safetensors", "terms.tsv", "card.md", "evaluation.json")
_NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_MAX_HEADER = 1_000_000
_MAX_FILE = 500_000_000
_TENSORS = {
    "weights": "F16",
    "intercepts": "F64",
    "thresholds": "F64",
    "slopes": "F64",
    "offsets": "F64",
    "vocabulary": "U8",
    "trained_on": "I64",
}


class Probe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text with the decision values (candidates × heads of their axis) that the model gave when it was saved."""

    text: str
    decisions: tuple[tuple[float, ...], ...]


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a model states about itself. Holds no time and no path: the same training gives the same bytes.

    ``manifest_sha256`` is the hash of the manifest itself, written without it; empty in models from before it was kept.
    """

    format: int
    name: str
    codebook: dict[str, object]
    codebook_sha256: str
    labels_sha256: dict[str, str]
    n_sentences: int
    n_candidates: int
    triggers: dict[str, tuple[str, ...]]
    settings: Settings
    versions: dict[str, str]
    files_sha256: dict[str, str]
    probes: tuple[Probe, ...]
    manifest_sha256: str = ""

    def sealed(self) -> Manifest:
        """The manifest with its own hash."""
        bare = msgspec.structs.replace(self, manifest_sha256="")
        return msgspec.structs.replace(
            bare, manifest_sha256=hashlib.sha256(msgspec.json.encode(bare)).hexdigest()
        )


class Model:
    """A loaded model: codebook, linear classifier, manifest, evaluation, and hashes of the sentences it was trained on."""

    def __init__(
        self,
        linear: Linear,
        codebook: Codebook,
        manifest: Manifest,
        evaluation: Evaluation | None,
        trained_on: frozenset[int],
        path: str,
    ) -> None:
        self.linear = linear
        self.codebook = codebook
        self.manifest = manifest
        self.evaluation = evaluation
        self.trained_on = trained_on
        self.path = path
        self.reader = TermReader(codebook)
        self.coder = Coder(linear, self.reader, {a: frozenset(t) for a, t in manifest.triggers.items()})

    @property
    def sha256(self) -> str:
        """Hash over the hashes of the files: the identity that reports state."""
        listing = "\n".join(f"{k} {v}" for k, v in sorted(self.manifest.files_sha256.items()))
        return hashlib.sha256(listing.encode()).hexdigest()


def text_hash(text: str) -> int:
    """A 63-bit hash of a sentence, white space and case folded: to know what a model was trained on."""
    folded = " ".join(text.lower().split())
    return int.from_bytes(hashlib.sha256(folded.encode()).digest()[:8], "big") >> 1


def probe(coder: Coder, text: str) -> tuple[tuple[float, ...], ...]:
    """Decision values of each candidate of a sentence, for the heads of its axis."""
    cut = sentence(text)
    return tuple(
        tuple(values.values()) for _, _, values in coder.values(coder.reader.read(cut, cut.units[0]))
    )


# ---------------------------------------------------------------- saving


def save(model: Model, card: str, folder: str | Path) -> None:
    """Write a model so that the folder is the old one or the new one, never a mixture; validated before it replaces."""
    from safetensors.numpy import save as to_bytes

    target = Path(folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _lock(target):
        working = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            tensors: dict[str, NDArray[np.generic]] = {
                "weights": model.linear.weights.astype(np.float16),
                "intercepts": model.linear.intercepts, "thresholds": model.linear.thresholds,
                "slopes": model.linear.slopes, "offsets": model.linear.offsets,
                "vocabulary": np.frombuffer("\n".join(model.linear.vocabulary).encode(), dtype=np.uint8),
                "trained_on": np.array(sorted(model.trained_on), dtype=np.int64),
            }  # fmt: skip
            contents = {
                "weights.safetensors": to_bytes(tensors),
                "terms.tsv": _terms_table(model.linear).encode(),
                "card.md": card.encode(),
                "evaluation.json": msgspec.json.format(msgspec.json.encode(model.evaluation), indent=1)
                + b"\n",
            }
            hashes = {name: hashlib.sha256(data).hexdigest() for name, data in contents.items()}
            manifest = msgspec.structs.replace(model.manifest, files_sha256=hashes).sealed()
            contents["manifest.json"] = msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"
            for name, data in contents.items():
                with (working / name).open("wb") as f:
                    f.write(data)
                    f.flush()
                    os.fsync(f.fileno())
            load(working)
            os.chmod(working, 0o755)
            _replace(working, target)
        finally:
            shutil.rmtree(working, ignore_errors=True)


@contextmanager
def _lock(target: Path) -> Iterator[None]:
    path = target.parent / f".{target.name}.lock"
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            held = os.path.samestat(os.fstat(handle), path.stat())
        except (BlockingIOError, FileNotFoundError):
            held = False
        if not held:  # or the one who held it took the file away between opening and locking
            raise ModelError(
                target, None, "locked: another training is writing this model; try again when it is done"
            )
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _replace(working: Path, target: Path) -> None:
    if not target.exists():
        working.rename(target)
        return
    unknown = (
        [p.name for p in target.iterdir() if p.name not in {*FILES, "manifest.json"}]
        if target.is_dir()
        else [target.name]
    )
    if unknown:
        raise ModelError(
            target, None, f'holds "{unknown[0]}", which is no part of a model; give an empty or a new folder'
        )
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
    try:
        target.rename(old / "model")
        try:
            working.rename(target)
        except BaseException:
            (old / "model").rename(target)
            raise
    except BaseException:
        with suppress(OSError):
            old.rmdir()  # empty again, unless the old model could not be put back: then it stays
        raise
    shutil.rmtree(old, ignore_errors=True)


def _terms_table(linear: Linear) -> str:
    head = "term\t" + "\t".join(h.name for h in linear.heads)
    rows = [
        term + "\t" + "\t".join(_short(w) for w in linear.weights[i])
        for i, term in enumerate(linear.vocabulary)
    ]
    return "\n".join([head, *rows]) + "\n"


def _short(weight: float) -> str:
    """Empty where a term adds nothing."""
    return f"{weight:.3f}" if weight else ""


# ---------------------------------------------------------------- loading


def load(folder: str | Path) -> Model:
    """Read and check a model folder; :class:`~framing.errors.ModelError` says what is wrong with which file."""
    where = Path(folder)
    if not where.is_dir():
        raise ModelError(where, None, "no such model folder; make one with: framing train")
    manifest = _manifest(where)
    contents = {}
    for name in FILES:
        data = _read(where / name)
        stated = manifest.files_sha256.get(name)
        if hashlib.sha256(data).hexdigest() != stated:
            raise ModelError(
                where / name,
                None,
                "the file is not the one that the manifest states (SHA-256 differs): damaged or edited; train or copy the model again",
            )
        contents[name] = data
    try:
        codebook = Codebook.from_dict(manifest.codebook, str(where / "manifest.json"))
    except CodebookError as e:
        raise ModelError(
            where / "manifest.json", None, f"its codebook cannot be used: {e.defects[0].reason}"
        ) from None
    if codebook.sha256 != manifest.codebook_sha256:
        raise ModelError(where / "manifest.json", None, "its codebook does not have the hash that is stated")
    if set(manifest.triggers) != {a.id for a in codebook.axes}:
        raise ModelError(
            where / "manifest.json", None, "its triggers are not those of the axes of its codebook"
        )
    tensors = _tensors(contents["weights.safetensors"], where / "weights.safetensors")
    linear = _linear(tensors, codebook, where / "weights.safetensors")
    try:
        evaluation = msgspec.json.decode(contents["evaluation.json"], type=Evaluation | None)
    except _NOT_JSON as e:
        raise ModelError(where / "evaluation.json", None, str(e)) from None
    model = Model(
        linear, codebook, manifest, evaluation, frozenset(tensors["trained_on"].tolist()), str(where)
    )
    _replay(model, where)
    return model


def _read(path: Path) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for
            raise ModelError(path, None, "not a file")
        if found.st_size > _MAX_FILE:
            raise ModelError(path, None, "larger than any model of this format")
        return path.read_bytes()
    except FileNotFoundError:
        raise ModelError(path, None, "missing from the model folder") from None
    except OSError as e:
        raise ModelError(path, None, (e.strerror or str(e)).lower()) from None


def _manifest(where: Path) -> Manifest:
    path = where / "manifest.json"
    data = _read(path)
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except _NOT_JSON as e:
        raise ModelError(path, None, f"not a manifest of this format: {e}") from None
    if manifest.format != FORMAT:
        raise ModelError(
            path, None, f"format {manifest.format}, this version reads format {FORMAT}; train the model again"
        )
    if manifest.manifest_sha256 and manifest != manifest.sealed():
        raise ModelError(
            path,
            None,
            "it does not have the hash that it states: damaged or edited; train or copy the model again",
        )
    return manifest


def _tensors(data: bytes, path: Path) -> dict[str, NDArray[np.generic]]:
    """The tensors of a safetensors file, its header checked before the library sees it."""
    if len(data) < 8:
        raise ModelError(path, None, "too short for a safetensors file")
    (length,) = struct.unpack("<Q", data[:8])
    if length > min(_MAX_HEADER, len(data) - 8):
        raise ModelError(path, None, f"states a header of {length} bytes; at most {_MAX_HEADER} are read")
    try:
        header = msgspec.json.decode(data[8 : 8 + length], type=dict[str, dict[str, object]])
    except _NOT_JSON as e:
        raise ModelError(path, None, f"its header is not valid: {e}") from None
    stated = {k: v.get("dtype") for k, v in header.items() if k != "__metadata__"}
    if stated != _TENSORS:
        raise ModelError(path, None, f"holds the tensors {stated}, not {_TENSORS}")
    from safetensors import SafetensorError
    from safetensors.numpy import load as from_bytes

    try:
        tensors: dict[str, NDArray[np.generic]] = from_bytes(data)
    except SafetensorError as e:
        raise ModelError(path, None, f"cannot be read: {e}") from None
    return tensors


def _linear(tensors: dict[str, NDArray[np.generic]], codebook: Codebook, path: Path) -> Linear:
    n = len(codebook.heads)
    for name in ("vocabulary", "trained_on"):
        if tensors[name].ndim != 1:
            raise ModelError(path, None, f"{name} has the shape {tensors[name].shape}, not one dimension")
    written = tensors["vocabulary"].tobytes()
    try:
        vocabulary = written.decode("utf-8").split("\n") if written else []
    except UnicodeDecodeError:
        raise ModelError(path, None, "its vocabulary is not UTF-8") from None
    if tensors["weights"].shape != (len(vocabulary), n):
        raise ModelError(
            path, None, f"weights have the shape {tensors['weights'].shape}, not {(len(vocabulary), n)}"
        )
    for name in ("weights", "intercepts", "thresholds", "slopes", "offsets"):
        tensor = tensors[name]
        if name != "weights" and tensor.shape != (n,):
            raise ModelError(path, None, f"{name} have the shape {tensor.shape}, not {(n,)}")
        if not np.isfinite(tensor.astype(np.float64)).all():
            raise ModelError(path, None, f"{name} hold a value that is not finite")
    if len(set(vocabulary)) != len(vocabulary):
        raise ModelError(path, None, "a term stands twice in the vocabulary")
    as_float = {
        k: tensors[k].astype(np.float64) for k in ("weights", "intercepts", "thresholds", "slopes", "offsets")
    }
    return Linear(codebook.heads, vocabulary, **as_float)


def _replay(model: Model, where: Path) -> None:
    """Whether the stored probes still give the stored decisions here: another version of Python may cut words otherwise."""
    for stored in model.manifest.probes:
        now = probe(model.coder, stored.text)
        same = len(now) == len(stored.decisions) and all(
            len(a) == len(b) and np.allclose(a, b, rtol=0, atol=1e-9)
            for a, b in zip(now, stored.decisions, strict=False)
        )
        if not same:
            raise ModelError(
                where / "manifest.json", None,
                f'the probe "{stored.text[:60]}" gives other decisions here than when the model was saved: it needs the version of framing that made it, or training anew',
            )  # fmt: skip

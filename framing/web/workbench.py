"""What the pages share: the project folder, its codings, the models that may be used, the jobs, what was scored last.

PROJECT/codings.sqlite       what coders said, every revision
PROJECT/labels/codings.csv   the same as a label file, written by the export
PROJECT/models/NAME/         models trained here
PROJECT/jobs/ID/             uploads and reports
"""

from __future__ import annotations

import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import framing
from framing.coding.codebook import Codebook
from framing.coding.labels import label_files
from framing.coding.project import Project
from framing.errors import ModelError, SourceError
from framing.learning.evaluation import OUTLETS_OUT
from framing.learning.model_folder import Model
from framing.scoring.articles import ScoredArticle
from framing.web.jobs import Jobs

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
"""What a model that is trained here may be called: a folder name everywhere."""
SHIPPED = "default"
OWN = "codings of this project"
LOADED = 6
"""Models held in memory."""
REMEMBERED = 50
"""Scored articles that can still be downloaded."""


class Scored(NamedTuple):
    """An article that was scored, with the model that scored it and the name that it had then."""

    name: str
    model: Model
    article: ScoredArticle


class MenuModel(NamedTuple):
    """A model in a menu: its name, and the words that stand there."""

    name: str
    words: str


class LabelSource(NamedTuple):
    """Labels that a model can be trained on: what they are called here, and where they lie."""

    name: str
    path: Path
    files: int = 1


class Workbench:
    """One project on one machine. Safe to use from several threads.

    Raises :class:`~framing.errors.FramingError` for a folder, codebook, model or database that cannot be used.
    """

    def __init__(
        self, folder: str | Path, *, model: str | Path | None = None, codebook: str | Path | None = None, labels: Sequence[str | Path] = ()
    ) -> None:  # fmt: skip
        self.folder = Path(folder)
        for part in ("labels", "models", "jobs"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        self._given = Path(model).resolve() if model is not None else None
        self._loaded: OrderedDict[Path, tuple[tuple[int, int, int], Model]] = OrderedDict()
        self._scored: OrderedDict[str, Scored] = OrderedDict()
        self._lock = threading.Lock()
        self._scored_lock = threading.Lock()
        self.starting = threading.Lock()
        """Held while a training is checked and started, so that no two take one name."""
        self.codebook_path = Path(codebook) if codebook is not None else None
        first = self.model(self.first_model)  # a model that cannot be used is known of at once
        self.codebook: Codebook = framing.load_codebook(codebook) if codebook is not None else first.codebook
        self._labels = [Path(p) for p in labels]
        for path in self._labels:
            if not path.exists():
                raise SourceError(path, None, "no such file or folder")
        self.project = Project(self.folder / "codings.sqlite", self.codebook)
        self.jobs = Jobs(self.folder / "jobs")

    def close(self) -> None:
        """End the jobs and close the database."""
        self.jobs.close()
        self.project.close()

    # ------------------------------------------------------------ models

    @property
    def first_model(self) -> str:
        """The model that is used unless another is chosen: the one given, else the one that ships."""
        return self._given.name if self._given is not None else SHIPPED

    def models(self) -> dict[str, Path]:
        """Every model that may be used, by name: the first one, those of the project in order of name, the one that ships."""
        shipped = framing.default_model()
        found = {self.first_model: self._given if self._given is not None else shipped}
        mine = self.folder / "models"
        for path in sorted(mine.iterdir()) if mine.is_dir() else ():
            if NAME.fullmatch(path.name) and (path / "manifest.json").is_file():
                found.setdefault(path.name, path)
        found.setdefault(SHIPPED, shipped)
        return found

    def menu(self) -> list[MenuModel]:
        """The models as a form offers them, the first one first."""
        found = []
        for name in self.models():
            try:
                evaluation = self.model(name).evaluation
                quick = evaluation is None or evaluation.scheme(OUTLETS_OUT) is None
                found.append(MenuModel(name, name + (" (quick: comparisons are refused)" if quick else "")))
            except ModelError:
                continue  # the page of models says what is wrong with it
        return found

    def model(self, name: str = "") -> Model:
        """Load a listed model, or take it from memory. KeyError for a name that is not listed, ``ModelError`` for a damaged one."""
        path = self.models()[name or self.first_model]
        try:
            seen = (path / "manifest.json").stat()
            changed = (seen.st_mtime_ns, seen.st_ino, seen.st_size)
        except OSError as e:
            raise ModelError(path, None, (e.strerror or str(e)).lower()) from None
        with self._lock:
            held = self._loaded.get(path)
            if held is None or held[0] != changed:
                held = (changed, framing.load_model(path))
                self._loaded[path] = held
            self._loaded.move_to_end(path)
            while len(self._loaded) > LOADED:
                self._loaded.popitem(last=False)
            return held[1]

    # ------------------------------------------------------------ labels

    @property
    def export_path(self) -> Path:
        """Where the codings of this project are written as a label file."""
        return self.folder / "labels" / "codings.csv"

    def label_sources(self) -> list[LabelSource]:
        """Label files that a model can be trained on: those given, then the codings of this project where there are any."""
        found = [LabelSource(str(p), p, len(label_files([p], []))) for p in self._labels]
        if any(p.coded for p in self.project.progress()):
            found.append(LabelSource(OWN, self.export_path))
        return found

    # ------------------------------------------------------------ what was scored

    def remember(self, name: str, model: Model, article: ScoredArticle) -> str:
        """Keep a scored article for its page and downloads; its id."""
        id = secrets.token_hex(8)
        with self._scored_lock:
            self._scored[id] = Scored(name, model, article)
            while len(self._scored) > REMEMBERED:
                self._scored.popitem(last=False)
        return id

    def scored_so_far(self) -> list[tuple[str, Scored]]:
        """Every scored article that is remembered, with its id, the newest first."""
        with self._scored_lock:
            return list(reversed(self._scored.items()))

    def scored(self, id: str) -> Scored | None:
        """A scored article that is still remembered."""
        with self._scored_lock:
            return self._scored.get(id)

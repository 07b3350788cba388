"""Filling the queue: a file of articles is cut into sentences, those that are not there yet are put in order, the first go in.

A file may be dropped again: the sentences of it that are in the queue are not doubled, and the next ones of the same order
follow. So two hundred by chance, and then two hundred more, are four hundred by chance.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import msgspec

import framing
from framing.coding.project import InvalidItem, Item, Project
from framing.errors import DataError, SourceError, printable
from framing.learning.model_folder import Model
from framing.scoring import queue
from framing.units import Article
from framing.web.api import Call, Problem, Upload, not_found
from framing.web.comparing import CORPORA
from framing.web.label_records import Filled, FillQuery
from framing.web.scoring import file_name
from framing.web.workbench import Workbench

SHOWN = 20
"""Lines of rejects that an answer holds."""
POOL = 20_000
"""Sentences that the model is asked about: about half a minute."""


def fill(bench: Workbench, call: Call) -> Filled:
    """Take sentences from an uploaded file into the queue."""
    asked: FillQuery = call.query
    upload: Upload = call.body
    name = file_name(asked.name)
    if Path(name).suffix.lower() not in CORPORA:
        raise Problem(422, f'"{name}" is none of .csv, .jsonl, .parquet, .txt, .html, .zip')
    path = upload.path.with_name("corpus") / name
    path.parent.mkdir()
    shutil.move(upload.path, path)
    defects: list[DataError] = []
    articles = list(framing.read([path], defects=defects))
    rejects = [printable(_where(d, path)) for d in defects]
    if not articles:
        raise Problem(422, *(rejects[:SHOWN] or [f"{name}: holds no article"]))
    found = new_sentences(articles, bench.project, rejects)
    if not found.new and not found.already:
        raise Problem(422, *(rejects[:SHOWN] or [f"{name}: holds no sentence"]))
    added = 0
    if found.new:
        chosen = in_order(bench, found.new, asked)[: asked.number]
        added, _ = bench.project.add(chosen)
    return Filled(
        added, found.already, len(found.new) - added, len(articles), len(rejects), tuple(rejects[:SHOWN])
    )


def _where(defect: DataError, path: Path) -> str:
    """A defect under the name that the person knows, without the folder that the upload lay in."""
    inside = Path(defect.path)
    name = path.name if inside == path else f"{path.name}: {inside.name}"
    return str(SourceError(name, defect.line, defect.reason))


class Found(NamedTuple):
    """Sentences of a file: those that the queue has not, and how many it has, or that the file holds twice."""

    new: list[Item]
    already: int


def new_sentences(articles: Iterable[Article], project: Project, rejects: list[str]) -> Found:
    """The sentences of *articles* that the project has not; what cannot be coded is added to *rejects* with its reason.

    A sentence is there already where its text and the sentence before it are. An article whose id belongs to another one gets
    a number behind it, so that neither is lost.
    """
    items = project.items()
    texts = {i.id: (i.text, i.before) for i in items}
    there = set(texts.values())
    new: list[Item] = []
    already = 0
    named: dict[str, int] = {}
    for article in articles:
        for item in _under_a_free_id(article, texts, named, rejects):
            texts[item.id] = item.text, item.before
            if (item.text, item.before) in there:
                already += 1
            else:
                there.add((item.text, item.before))
                new.append(item)
    return Found(new, already)


def _under_a_free_id(
    article: Article, texts: dict[str, tuple[str, str]], named: dict[str, int], rejects: list[str]
) -> list[Item]:
    """The sentences of an article; *named* remembers how many articles of an id there have been."""
    n = named.get(article.id, 1)
    while True:
        here = article if n == 1 else msgspec.structs.replace(article, id=f"{article.id} ({n})")
        defects: list[InvalidItem] = []
        items = list(queue.sentences_of([here], defects=defects))
        if all(texts.get(i.id, (i.text, i.before)) == (i.text, i.before) for i in items):
            named[article.id] = n
            rejects += (line for d in defects for line in d.lines)
            return items
        n += 1


def in_order(bench: Workbench, items: list[Item], asked: FillQuery) -> list[Item]:
    """The sentences, what is to be coded first first. Of many, the model is asked about :data:`POOL` that are drawn by chance."""
    by_id = {i.id: i for i in items}
    texts = [(i.id, i.text, i.before) for i in items]
    if asked.order == "random":
        ids = queue.order(bench.model(), texts, how="random", seed=asked.seed)
    else:
        model = reading_model(bench, asked.model)[1]
        drawn = queue.order(model, texts, how="random", seed=asked.seed)[:POOL]
        pool = [(i.id, i.text, i.before) for i in map(by_id.__getitem__, drawn)]
        ids = queue.order(model, pool, how="uncertain", seed=asked.seed)
    return [by_id[id] for id in ids]


def reading_model(bench: Workbench, name: str = "") -> tuple[str, Model]:
    """The model of that name; without one, the first that knows an axis of the project's codebook. A problem where there is none."""
    heads = set(bench.codebook.heads)
    for listed in [name] if name else bench.models():
        try:
            model = bench.model(listed)
        except KeyError:
            raise not_found("model", listed) from None
        if heads.intersection(model.codebook.heads):
            return listed, model
    raise Problem(
        422, f"no model reads the codebook {bench.codebook.title!r} yet; take sentences by chance, code them, and train one"
    )  # fmt: skip

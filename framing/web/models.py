"""Models: the card, the evaluation with its plots, training on the project's labels, what another model changes."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

import framing
from framing.comparison.model_changes import ModelChanges
from framing.errors import FramingError
from framing.learning.card import card
from framing.learning.evaluation import GROUP_FOLDS, MODEL
from framing.learning.model_folder import Model, text_hash
from framing.report.evaluation_page import evaluation_values
from framing.report.summary import axis_texts
from framing.units import Article
from framing.web.api import Call, Operation, Problem, not_found
from framing.web.comparing import JobRecord, Seed, job_record
from framing.web.jobs import Job
from framing.web.pages import error_page, page
from framing.web.work import Train
from framing.web.workbench import NAME, OWN, Workbench

COMPARED = 2_000
"""Sentences of the queue on which a new model is set beside the one before."""
SHOWN = 60
"""Changed codings on the page; the JSON has all."""


class ModelRecord(msgspec.Struct, frozen=True):
    """A model in a list: what it rests on, and its macro-F1 (0–1) on articles left out; None where it was not evaluated.

    ``error``: why it cannot be loaded; nothing else is known of it then.
    """

    name: str
    codebook: str
    sha256: str
    sentences: int
    terms: int
    macro_f1: float | None
    own_f1: float | None
    first: bool
    error: str = ""


class ModelText(msgspec.Struct, frozen=True):
    """A model with its card, as Markdown."""

    model: ModelRecord
    card: str


class TrainRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to train: names of label sources, the name of the new model, the model to set it beside."""

    name: str
    labels: list[str]
    before: str = ""
    fast: bool = False
    seed: Seed = 0


class LabelsRecord(msgspec.Struct, frozen=True):
    """Names of the label sources that a model can be trained on."""

    labels: list[str]


class ChangesQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The model to set it beside."""

    before: str = ""


def record(bench: Workbench, name: str, model: Model) -> ModelRecord:
    """A loaded model, as listed."""
    scheme = model.evaluation.scheme(GROUP_FOLDS) if model.evaluation is not None else None
    row = scheme.row(MODEL).macro_f1 if scheme is not None else {}
    return ModelRecord(
        name, model.codebook.title, model.sha256, model.manifest.n_sentences, len(model.linear.vocabulary), row.get("any"), row.get("own"), name == bench.first_model
    )  # fmt: skip


def begin(bench: Workbench, asked: TrainRequest) -> Job:
    """Put a training into the queue. The codings of the project are exported first, so that the newest are trained on."""
    if not NAME.fullmatch(asked.name):
        raise Problem(422, "A model's name has letters without accents, digits, - and _, at most 40, and begins with a letter or digit.")  # fmt: skip
    with bench.starting:
        return _begin(bench, asked)


def _begin(bench: Workbench, asked: TrainRequest) -> Job:
    coming = {j.title for j in bench.jobs.all() if j.kind == "train" and not j.ended}
    if asked.name in {*bench.models(), *coming}:
        raise Problem(422, f'There is a model "{asked.name}" already; choose another name.')
    before = asked.before or bench.first_model
    path = bench.models().get(before)
    if path is None:
        raise not_found("model", before)
    sources = {s.name: s.path for s in bench.label_sources()}
    unknown = [n for n in asked.labels if n not in sources]
    if unknown:
        raise not_found("labels", unknown[0])
    if not asked.labels:
        raise Problem(422, "Choose at least one set of labels.")
    if OWN in asked.labels:
        bench.project.export(bench.export_path)
    folder = bench.jobs.new_folder()
    work = Train(
        tuple(str(sources[n]) for n in dict.fromkeys(asked.labels)), str(bench.codebook_path or ""), str(bench.folder / "models" / asked.name),
        str(folder), str(path), _sentences(bench, folder), asked.fast, asked.seed,
    )  # fmt: skip
    return bench.jobs.start(work, asked.name, folder)


def _sentences(bench: Workbench, folder: Path) -> str:
    """The beginning of the queue as articles of one sentence each, in a file; empty without a queue."""
    items = bench.project.items()[:COMPARED]
    if not items:
        return ""
    path = folder / "sentences.jsonl"
    lines = (msgspec.json.encode(Article(i.id, i.text, outlet=i.outlet)) + b"\n" for i in items)
    path.write_bytes(b"".join(lines))
    return str(path)


# ------------------------------------------------------------ JSON


def _models(bench: Workbench, _: Call) -> list[ModelRecord]:
    return [
        m.record or ModelRecord(m.name, "", "", 0, 0, None, None, m.name == bench.first_model, m.error)
        for m in _listed(bench)
    ]


def _model(bench: Workbench, call: Call) -> ModelText:
    name = call.path["name"]
    model = _loaded(bench, name)
    return ModelText(record(bench, name, model), card(model))


def _loaded(bench: Workbench, name: str) -> Model:
    try:
        return bench.model(name)
    except KeyError:
        raise not_found("model", name) from None


def _labels(bench: Workbench, _: Call) -> LabelsRecord:
    return LabelsRecord([s.name for s in bench.label_sources()])


def _train(bench: Workbench, call: Call) -> JobRecord:
    return job_record(begin(bench, call.body))


def _changes(bench: Workbench, call: Call) -> ModelChanges:
    query: ChangesQuery = call.query
    return framing.diff(_loaded(bench, query.before or bench.first_model), _loaded(bench, call.path["name"]))


OPERATIONS = (
    Operation("GET", "/api/models", "models", "The models that may be used, the one used by default first.", _models, list[ModelRecord], group="models"),
    Operation("GET", "/api/models/{name}", "model", "A model with its card.", _model, ModelText, problems=(404,), group="models"),
    Operation("GET", "/api/models/{name}/changes", "changes", "Figures of the evaluation of a model beside those of another.", _changes, ModelChanges, query=ChangesQuery, problems=(404,), group="models"),
    Operation("GET", "/api/labels", "labels", "Label sources that a model can be trained on.", _labels, LabelsRecord, group="models"),
    Operation("POST", "/api/train", "train", "Train a model; answers at once with a job to ask for.", _train, JobRecord, body=TrainRequest, status=202, problems=(404,), group="models"),
)  # fmt: skip


# ------------------------------------------------------------ pages


class Listed(msgspec.Struct, frozen=True):
    """A model of the list; ``error`` where its folder cannot be loaded."""

    name: str
    record: ModelRecord | None
    error: str = ""


async def overview(request: Request) -> Response:
    """The models, and the form to train another."""
    return await _overview(request)


async def _overview(
    request: Request, problem: tuple[str, ...] = (), given: TrainRequest | None = None
) -> Response:
    bench: Workbench = request.app.state.bench
    listed, sources = await run_in_threadpool(lambda: (_listed(bench), bench.label_sources()))
    jobs = [job_record(j) for j in bench.jobs.all() if j.kind == "train"]
    return page(
        request, "models.html", 422 if problem else 200, listed=listed, sources=sources, jobs=jobs, problem=problem, given=given, own=OWN
    )  # fmt: skip


def _listed(bench: Workbench) -> list[Listed]:
    found = []
    for name in bench.models():
        try:
            found.append(Listed(name, record(bench, name, bench.model(name))))
        except FramingError as e:
            found.append(Listed(name, None, e.lines[0]))
    return found


async def submit(request: Request) -> Response:
    """The form sent: to the page of the job, or back with what is wrong."""
    bench: Workbench = request.app.state.bench
    async with request.form(max_files=0, max_fields=50) as fields:
        asked = TrainRequest(
            str(fields.get("name") or "").strip(), [str(v) for v in fields.getlist("labels")], str(fields.get("before") or ""), bool(fields.get("fast"))
        )  # fmt: skip
    try:
        job = await run_in_threadpool(begin, bench, asked)
    except (FramingError, Problem) as e:
        return await _overview(request, tuple(e.lines), asked)
    return RedirectResponse(f"/jobs/{job.id}", 303)


_charts: dict[str, dict[str, Any]] = {}
_drawing = threading.Lock()


async def model_page(request: Request) -> Response:
    """What a model rests on and how good it is, with plots."""
    bench: Workbench = request.app.state.bench
    name = request.path_params["name"]
    try:
        model = await run_in_threadpool(_loaded, bench, name)
    except (FramingError, Problem) as e:
        return error_page(request, 404, "This model cannot be shown", list(e.lines))
    values = await run_in_threadpool(_evaluation, model)
    others = [n for n in bench.models() if n != name]
    return page(request, "model.html", model=record(bench, name, model), others=others, files=model.manifest.labels_sha256, **values)  # fmt: skip


def _evaluation(model: Model) -> dict[str, Any]:
    """The evaluation with its charts, drawn once for a model: the slowest part of the page."""
    if model.evaluation is None:
        return {"views": (), "e": None}
    with _drawing:
        found = _charts.get(model.sha256)
        if found is None:
            while len(_charts) >= 8:
                del _charts[next(iter(_charts))]
            found = _charts[model.sha256] = evaluation_values(model.evaluation, model)
        return found


async def changes_page(request: Request) -> Response:
    """What a model changes against another: after training from the job's file, else the figures of both."""
    bench: Workbench = request.app.state.bench
    name = request.path_params["name"]
    job = bench.jobs.get(request.query_params.get("job", ""))
    try:
        model = await run_in_threadpool(_loaded, bench, name)
        if job is not None and job.result.get("model") == name:
            data = await run_in_threadpool((job.folder / "changes.json").read_bytes)
            found = msgspec.json.decode(data, type=ModelChanges)
        else:
            query = ChangesQuery(request.query_params.get("before", ""))
            found = await run_in_threadpool(_changes, bench, Call({"name": name}, query, None))
    except (FramingError, Problem) as e:
        return error_page(request, 404, "These models cannot be compared", list(e.lines))
    learned = frozenset(c.sentence for c in found.codings if text_hash(c.sentence) in model.trained_on)
    axes = axis_texts(model)
    names = {a.id: a.name for a in axes}
    poles = {(a.id, p.id): p.name for a in axes for p in a.poles}
    return page(
        request, "changes.html", c=found, learned=learned, names=names, poles=poles, shown=SHOWN, job=job
    )


ROUTES = (
    Route("/models", overview),
    Route("/models", submit, methods=["POST"]),
    Route("/models/{name}", model_page),
    Route("/models/{name}/changes", changes_page),
)

"""Compare: drop a corpus, watch the work, open the report – the same one that ``framing compare`` writes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from framing.errors import FramingError
from framing.web.api import Call, Content, Operation, Problem, Upload, not_found
from framing.web.guard import REPORT_POLICY
from framing.web.jobs import Job
from framing.web.pages import error_page, page
from framing.web.scoring import file_name
from framing.web.work import Compare
from framing.web.workbench import Workbench

CORPORA = frozenset({".csv", ".jsonl", ".ndjson", ".parquet", ".zip", ".gz", ".txt", ".html", ".htm"})
FILES: dict[str, str] = {
    "report.html": "text/html; charset=utf-8",
    "report.md": "text/markdown; charset=utf-8",
    "summary.json": "application/json",
    "tables.zip": "application/zip",
    "rejects.jsonl": "application/jsonl",
    "changes.json": "application/json",
}
"""What a job may leave behind, and what each is."""


Seed = Annotated[int, msgspec.Meta(ge=0, le=2**32 - 1)]


class CompareQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the body is called, and how to compare; ``name`` says by its ending what kind of file it is."""

    name: str
    model: str = ""
    by: Literal["", "week", "month"] = ""
    seed: Seed = 0


class JobRecord(msgspec.Struct, frozen=True):
    """A job as the interface tells of it. ``done`` of ``total`` units of the step; 0 of 0 where it cannot be counted; begun ``at`` (ISO 8601)."""

    id: str
    kind: str
    title: str
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    step: str
    done: int
    total: int
    seconds: float
    at: str
    result: dict[str, str]
    errors: list[str]
    files: list[str]


def job_record(job: Job) -> JobRecord:
    """A job, with the files that it has left."""
    files = [f for f in FILES if job.state == "done" and (job.folder / f).is_file()]
    return JobRecord(
        job.id, job.kind, job.title, job.state, job.step, job.done, job.total, round(job.seconds, 1), job.at, dict(job.result), list(job.errors), files
    )  # fmt: skip


def begin(bench: Workbench, source: Path, asked: CompareQuery) -> Job:
    """Move an uploaded corpus into a job's folder and put the comparison into the queue."""
    model = bench.models().get(asked.model or bench.first_model)
    if model is None:
        raise not_found("model", asked.model)
    name = file_name(asked.name)
    endings = Path(name).suffixes[-2:]
    if not endings or endings[-1].lower() not in CORPORA:
        raise Problem(422, f'"{name}" is none of .csv, .jsonl, .parquet, .zip, .txt, .html')
    folder = bench.jobs.new_folder()
    corpus = folder / f"corpus{''.join(endings) if endings[-1].lower() == '.gz' else endings[-1]}"
    called = asked.model or bench.first_model
    work = Compare(str(corpus), str(model), str(folder), name, called, asked.by or None, asked.seed)
    try:
        shutil.move(os.fspath(source), corpus)
        return bench.jobs.start(work, name, folder)
    except (OSError, FramingError):
        shutil.rmtree(folder, ignore_errors=True)  # half a corpus would take the room that is missing
        raise


# ------------------------------------------------------------ JSON


def _compare(bench: Workbench, call: Call) -> JobRecord:
    upload: Upload = call.body
    return job_record(begin(bench, upload.path, call.query))


def _jobs(bench: Workbench, _: Call) -> list[JobRecord]:
    return [job_record(j) for j in bench.jobs.all()]


def _job(bench: Workbench, call: Call) -> JobRecord:
    return job_record(_found(bench, call.path["id"]))


def _cancel(bench: Workbench, call: Call) -> JobRecord:
    job = _found(bench, call.path["id"])
    bench.jobs.cancel(job.id)
    return job_record(job)


def _file(bench: Workbench, call: Call) -> Content:
    job = _found(bench, call.path["id"])
    name = call.path["name"]
    if name not in job_record(job).files:
        raise not_found("file", name)
    return Content((job.folder / name).read_bytes(), FILES[name], name)


def _found(bench: Workbench, id: str) -> Job:
    job = bench.jobs.get(id)
    if job is None:
        raise not_found("job", id)
    return job


OPERATIONS = (
    Operation(
        "POST", "/api/compare", "compare", "Compare the outlets of a corpus; answers at once with a job to ask for.", _compare, JobRecord,
        query=CompareQuery, body=Upload, status=202, problems=(404,), group="compare",
    ),
    Operation("GET", "/api/jobs", "jobs", "Comparisons and trainings, the newest first.", _jobs, list[JobRecord], group="jobs"),
    Operation("GET", "/api/jobs/{id}", "job", "How far a job is.", _job, JobRecord, problems=(404,), group="jobs"),
    Operation("DELETE", "/api/jobs/{id}", "cancel", "End a job; one that has ended stays as it is.", _cancel, JobRecord, problems=(404,), group="jobs"),
    Operation("GET", "/api/jobs/{id}/{name}", "file", "A file that a job has made.", _file, "application/octet-stream", problems=(404,), group="jobs"),
)  # fmt: skip


# ------------------------------------------------------------ pages


async def form(request: Request) -> Response:
    """The form, with the comparisons of this run under it."""
    return await _form(request, ())


async def _form(request: Request, problem: tuple[str, ...], status: int = 200) -> Response:
    bench: Workbench = request.app.state.bench
    jobs = [job_record(j) for j in bench.jobs.all() if j.kind == "compare"]
    models = await run_in_threadpool(bench.menu)
    return page(request, "compare.html", status, models=models, problem=problem, jobs=jobs, given={})


async def submit(request: Request) -> Response:
    """The form sent: to the page of the job, or back with what is wrong."""
    bench: Workbench = request.app.state.bench
    async with request.form(max_files=1, max_fields=10) as fields:
        file = fields.get("file")
        if not isinstance(file, UploadFile) or not file.filename or not file.size:
            return await _form(request, ("Choose a file that is not empty.",), 422)
        folder = bench.jobs.new_folder()
        kept = folder / "upload"
        try:
            await run_in_threadpool(_copy, file, kept)
            asked = msgspec.convert(
                {"name": file.filename, **{k: str(fields.get(k) or "") for k in ("model", "by")}},
                CompareQuery,
            )
            job = await run_in_threadpool(begin, bench, kept, asked)
        except msgspec.ValidationError as e:
            return await _form(request, (str(e),), 422)
        except (FramingError, Problem) as e:
            return await _form(request, tuple(e.lines), 422)
        finally:
            await run_in_threadpool(shutil.rmtree, folder, True)
    return RedirectResponse(f"/jobs/{job.id}", 303)


def _copy(file: UploadFile, path: Path) -> None:
    with path.open("wb") as f:
        shutil.copyfileobj(file.file, f)


async def watch(request: Request) -> Response:
    """A job: its progress, then what it made."""
    job = request.app.state.bench.jobs.get(request.path_params["id"])
    if job is None:
        lines = ["Jobs are listed until the server ends; their files stay in the project's folder."]
        return error_page(request, 404, "There is no such job", lines)
    return page(
        request, "job.html", job=job_record(job), here="/models" if job.kind == "train" else "/compare"
    )


async def report(request: Request) -> Response:
    """The report as it is: a page of its own, without script."""
    job = request.app.state.bench.jobs.get(request.path_params["id"])
    path = job.folder / "report.html" if job is not None and job.state == "done" else None
    if path is None or not path.is_file():
        return error_page(request, 404, "There is no such report", ["Compare the corpus again."])
    headers = {"content-security-policy": REPORT_POLICY}
    return FileResponse(path, media_type=FILES["report.html"], headers=headers)


ROUTES = (
    Route("/compare", form),
    Route("/compare", submit, methods=["POST"]),
    Route("/jobs/{id}", watch),
    Route("/jobs/{id}/report", report),
)

"""Score: paste a text or drop a file, see the article with its words marked, take it along as HTML or JSON."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

import framing
from framing.errors import FramingError, SourceError
from framing.learning.model_folder import Model
from framing.report import records
from framing.report.article_page import article_page, article_values
from framing.report.summary import axis_texts, provenance
from framing.scoring.articles import ScoredArticle
from framing.units import Article
from framing.web.api import TOO_LONG, Call, Content, Operation, Problem, download, not_found
from framing.web.guard import MAX_BODY, REPORT_POLICY
from framing.web.pages import error_page, page
from framing.web.workbench import Scored, Workbench

_UNSAFE = re.compile(r"[^\w .()-]+")


class ScoreRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text, or a saved page as HTML, and what is known of it."""

    text: str = ""
    html: str = ""
    outlet: str = ""
    date: str = ""
    title: str = ""
    url: str = ""
    event: str = ""
    id: str = "text"
    model: str = ""


class ScoreAnswer(msgspec.Struct, frozen=True):
    """What ``framing score --format json`` writes."""

    model: dict[str, Any]
    articles: list[dict[str, Any]]


def file_name(given: str) -> str:
    """A name for a file that came with a request: its last part, without what a file system or a page could take amiss.

    >>> file_name("../../etc/pass\\x00wd.html")
    'pass wd.html'
    >>> file_name("")
    'text.txt'
    """
    last = re.split(r"[\\/]", given)[-1]
    safe = _UNSAFE.sub(" ", last).strip(" .").encode("utf-8", "ignore")[-100:].decode("utf-8", "ignore")
    return safe.strip(" .") or "text.txt"


def read_one(name: str, data: bytes) -> Article:
    """The one article of a file. Raises ``SourceError`` that names the file as the person knows it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            found = list(framing.read([path]))
        except SourceError as e:
            raise SourceError(name, e.line, e.reason) from None
    if len(found) != 1:
        raise SourceError(name, None, f"holds {len(found)} articles; this page takes one, Compare takes many")
    return found[0]


def scored(model: Model, article: Article) -> ScoredArticle:
    """One article, scored."""
    return next(iter(framing.score(model, [article])))


# ------------------------------------------------------------ JSON


def _score(bench: Workbench, call: Call) -> ScoreAnswer:
    asked: ScoreRequest = call.body
    if bool(asked.text.strip()) == bool(asked.html.strip()):
        raise Problem(422, 'send either "text" or "html", and not an empty one')
    model = _model(bench, asked.model)
    if asked.html:
        article = read_one("text.html", asked.html.encode("utf-8", "surrogatepass"))
    else:
        article = Article("text", asked.text)
    stated = {k: v for k in ("id", "outlet", "date", "title", "url", "event") if (v := getattr(asked, k))}
    result = scored(model, msgspec.structs.replace(article, **stated))
    return ScoreAnswer(records.model_record(model), [records.article_record(result)])


def _model(bench: Workbench, name: str) -> Model:
    try:
        return bench.model(name)
    except KeyError:
        raise not_found("model", name) from None


OPERATIONS = (
    Operation(
        "POST", "/api/score", "score", "Score one article: mentions, shares, codings and the terms behind them.", _score, ScoreAnswer,
        body=ScoreRequest, problems=(404,), group="score",
    ),
)  # fmt: skip


# ------------------------------------------------------------ pages


async def form(request: Request) -> Response:
    """The form; ``?model=NAME`` chooses one."""
    return await _form(request, dict(request.query_params))


async def _form(request: Request, given: dict[str, str], problem: tuple[str, ...] = ()) -> Response:
    bench: Workbench = request.app.state.bench
    models = await run_in_threadpool(bench.menu)
    return page(
        request, "score.html", 422 if problem else 200, models=models, problem=problem, given=given, kept=bench.scored_so_far()
    )  # fmt: skip


async def submit(request: Request) -> Response:
    """The form sent: to the page of the result, or back to the form with what is wrong."""
    bench: Workbench = request.app.state.bench
    async with request.form(max_files=1, max_fields=10, max_part_size=MAX_BODY) as fields:
        file = fields.get("file")
        given = {k: v for k, v in fields.items() if isinstance(v, str)}
        data = await file.read() if isinstance(file, UploadFile) and file.filename else b""
        name = (file.filename if isinstance(file, UploadFile) else "") or ""
    try:
        id = await run_in_threadpool(_submitted, bench, given, name, data)
    except (FramingError, Problem) as e:
        return await _form(request, given, tuple(e.lines))
    return RedirectResponse(f"/score/{id}", 303)


def _submitted(bench: Workbench, given: dict[str, str], name: str, data: bytes) -> str:
    text = given.get("text", "")
    if name and not data:
        raise Problem(422, f"{name} is empty.")
    if not data and not text.strip():
        raise Problem(422, "Paste a text or choose a file.")
    if data and text.strip():
        raise Problem(422, "There is a text and a file: clear one of them.")
    name = file_name(name) if data else "pasted text.txt"
    article = read_one(name, data or text.encode("utf-8", "replace"))
    stated = {k: v for k in ("outlet", "title") if (v := given.get(k, "").strip())}
    name = given.get("model", "") or bench.first_model
    model = _model(bench, name)
    try:
        return bench.remember(name, model, scored(model, msgspec.structs.replace(article, **stated)))
    except TimeoutError:
        raise Problem(422, TOO_LONG) from None


async def result(request: Request) -> Response:
    """The article with its words marked."""
    bench: Workbench = request.app.state.bench
    id = request.path_params["id"]
    kept = bench.scored(id)
    if kept is None:
        return _gone(request)
    return await run_in_threadpool(_shown, request, id, kept)


def _shown(request: Request, id: str, kept: Scored) -> Response:
    axes, made = axis_texts(kept.model), provenance(kept.model, [kept.article])
    return page(request, "scored.html", id=id, model=kept.name, **article_values(kept.article, axes, made))


async def as_html(request: Request) -> Response:
    """The page of the article as ``framing score --format html`` writes it."""
    bench: Workbench = request.app.state.bench
    kept = bench.scored(request.path_params["id"])
    if kept is None:
        return _gone(request)
    made = provenance(kept.model, [kept.article])
    text = await run_in_threadpool(article_page, kept.article, axis_texts(kept.model), made)
    name = f"{_slug(kept.article)}.html"
    answer = download(Content(text.encode(), "text/html; charset=utf-8", name))
    answer.headers["content-security-policy"] = REPORT_POLICY
    return answer


async def as_json(request: Request) -> Response:
    """The score as ``framing score --format json`` writes it."""
    bench: Workbench = request.app.state.bench
    kept = bench.scored(request.path_params["id"])
    if kept is None:
        return _gone(request)
    return await run_in_threadpool(_saved, kept)


def _saved(kept: Scored) -> Response:
    answer = ScoreAnswer(records.model_record(kept.model), [records.article_record(kept.article)])
    data = records.dump(answer).encode() + b"\n"
    return download(Content(data, "application/json", f"{_slug(kept.article)}.json"))


def _slug(article: ScoredArticle) -> str:
    """The title in letters, digits and hyphens, for the name of a download."""
    words = re.findall(r"[a-z0-9]+", (article.score.title or article.score.id).lower())
    return "-".join(words)[:60].strip("-") or "article"


def _gone(request: Request) -> Response:
    return error_page(
        request,
        404,
        "This result is not kept any more",
        ["Results live in memory until the server ends. Score the text again."],
    )


ROUTES = (
    Route("/score", form),
    Route("/score", submit, methods=["POST"]),
    Route("/score/{id}", result),
    Route("/score/{id}/article.html", as_html),
    Route("/score/{id}/scores.json", as_json),
)

"""Label: fill the queue, code sentence by sentence, see where coders agree, take the label file along.

Records: :mod:`label_records`; the queue: :mod:`label_queue`; coding: :mod:`label_coding`; overview: :mod:`label_overview`.
"""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from framing.coding.gold import ADJUDICATED
from framing.coding.project import InvalidCoding, Revision, coder_name
from framing.web import label_coding, label_overview, label_queue
from framing.web.api import Call, Operation, Upload
from framing.web.label_records import (
    AxisAgreement,
    ByCoder,
    Coders,
    Coding,
    Disputed,
    Exported,
    Filled,
    FillQuery,
    NextQuery,
    OneQuery,
    OwnCodings,
    OwnQuery,
    Settling,
    Suggestion,
    SuggestionQuery,
    Turn,
)
from framing.web.pages import error_page, page
from framing.web.workbench import Workbench

OPERATIONS = (
    Operation(
        "POST", "/api/label/sentences", "fill", "Take sentences from a file of articles into the queue.", label_queue.fill, Filled,
        query=FillQuery, body=Upload, problems=(404, 501), group="label",
    ),
    Operation("GET", "/api/label/progress", "progress", "How far each coder is.", label_overview.coders, Coders, group="label"),
    Operation(
        "GET", "/api/label/next", "next", "The first sentence that a coder has neither coded nor skipped.", label_coding.next_sentence, Turn,
        query=NextQuery, problems=(404,), group="label",
    ),
    Operation(
        "GET", "/api/label/sentence", "sentence", "A sentence, with what its coder says of it now.", label_coding.one_sentence, Turn,
        query=OneQuery, problems=(404,), group="label",
    ),
    Operation(
        "GET", "/api/label/codings", "own", "What a coder has coded or skipped, the newest first.", label_coding.own_codings, OwnCodings,
        query=OwnQuery, group="label",
    ),
    Operation(
        "GET", "/api/label/settling", "settling", "What each coder says of a sentence, for the coder `adjudicated` only.", label_coding.settling, Settling,
        query=OneQuery, problems=(404,), group="label",
    ),
    Operation(
        "PUT", "/api/label/codings", "code", "Store what a coder says of a sentence; 409 with `current` where another coding was saved in between.",
        label_coding.save, Revision, body=Coding, problems=(404, 409), group="label",
    ),
    Operation(
        "POST", "/api/label/undo", "undo", "Take back a coder's last save; the sentence comes back with what was saved.", label_coding.undo, Turn,
        body=ByCoder, problems=(409,), group="label",
    ),
    Operation(
        "GET", "/api/label/suggestion", "suggestion", "The model's reading of a sentence, once the coder has coded or skipped it; that it was shown is recorded.",
        label_coding.suggestion, Suggestion, query=SuggestionQuery, problems=(404, 409), group="label",
    ),
    Operation(
        "GET", "/api/label/agreement", "agreement", "Krippendorff's alpha per axis and for voice; its intervals take seconds.",
        label_overview.agreement, list[AxisAgreement], group="label",
    ),
    Operation("GET", "/api/label/disputes", "disputes", "Sentences that coders coded differently.", label_overview.disputed, Disputed, group="label"),
    Operation("POST", "/api/label/export", "export", "Write the codings as a label file into the project.", label_overview.export, Exported, group="label"),
    Operation("GET", "/api/label/codings.csv", "codings", "The codings as a label file.", label_overview.codings_csv, "text/csv", group="label"),
)  # fmt: skip

LISTED = 200
"""Sentences in dispute that the overview lists; the interface gives all."""


async def overview(request: Request) -> Response:
    """The queue, the coders, agreement and differences."""
    return page(request, "label.html", **await run_in_threadpool(_overview_values, request.app.state.bench))


def _overview_values(bench: Workbench) -> dict[str, Any]:
    nothing = Call({}, None, None)
    return {
        "coders": label_overview.coders(bench, nothing),
        "disputed": label_overview.disputed(bench, nothing),
        "listed": LISTED,
        "axes": {a.id: a for a in bench.codebook.axes},
        "poles": {(a.id, p.id): p.name for a in bench.codebook.axes for p in a.poles},
        "adjudicator": ADJUDICATED,
        "enough_compared": label_overview.ENOUGH_COMPARED,
        "enough_found": label_overview.ENOUGH_FOUND,
    }


async def code(request: Request) -> Response:
    """The page to code on. It knows the coder and the codebook; sentences come one by one through the interface."""
    bench: Workbench = request.app.state.bench
    given = request.query_params.get("coder", "")
    if not given.strip() or not await run_in_threadpool(bench.project.items):
        return RedirectResponse("/label", 303)
    try:
        coder = coder_name(given)
    except InvalidCoding as e:
        return error_page(request, 422, "Another name, please", e.lines)
    if "new" not in request.query_params:
        there = await run_in_threadpool(spelled_alike, bench, coder)
        if there:
            return page(request, "label_name.html", coder=coder, there=there)
    return page(
        request, "label_code.html", coder=coder, item=request.query_params.get("item", ""), codebook=bench.codebook, adjudicator=ADJUDICATED
    )  # fmt: skip


def spelled_alike(bench: Workbench, coder: str) -> list[str]:
    """The coders whose names differ from a new one only in case or blanks; none where the name is there."""
    names = [p.coder for p in label_overview.coders(bench, Call({}, None, None)).coders]
    return [] if coder in names else [n for n in names if _letters(n) == _letters(coder)]


def _letters(name: str) -> str:
    return "".join(name.split()).casefold()


ROUTES = (Route("/label", overview), Route("/label/code", code))

"""The OpenAPI 3.1 document of the JSON interface, made from its operations and the types of their records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import msgspec

from framing.web.api import JSON, Errors, Operation, Upload

_REF = "#/components/schemas/{name}"
_ALWAYS = (400, 401, 403, 413, 422, 507)
_MEANINGS = {
    400: "The request cannot be read.",
    401: "The token is missing.",
    403: "Wrong token, host or origin.",
    404: "There is no such thing.",
    409: "Somebody saved in between, or it is too early or too late for this.",
    413: "Too large.",
    415: "Not the content type that is asked for.",
    422: "The data are not usable; the lines say where and what to do.",
    501: "A package is missing; the line names how to install it.",
    507: "The project folder cannot be written: full, read-only or gone.",
}
_PATH_NAME = re.compile(r"\{(\w+)(?::\w+)?\}")


def document(operations: Sequence[Operation]) -> dict[str, Any]:
    """The document. Nothing in it is written twice: a field that a record gains is in it."""
    types = {
        t for o in operations for t in (o.body, o.answer) if t is not None and t is not Upload and not isinstance(t, str)
    }  # fmt: skip
    ordered = sorted(types, key=repr)
    schemas, components = msgspec.json.schema_components([Errors, *ordered], ref_template=_REF)
    schema_of = dict(zip([Errors, *ordered], schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for o in operations:
        paths.setdefault(_PATH_NAME.sub(r"{\1}", o.path), {})[o.method.lower()] = _operation(o, schema_of)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "framing",
            "version": version("framing"),
            "description": "Score articles, compare outlets, code sentences and train models, on this machine only. The token of the link that `framing serve` printed goes into every request.",
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(o: Operation, schema_of: dict[Any, Any]) -> dict[str, Any]:
    answer = (
        {o.answer: {"schema": {"type": "string"}}} if isinstance(o.answer, str) else {JSON: {"schema": schema_of[o.answer]}}
    )  # fmt: skip
    problems = {*_ALWAYS, *o.problems, *((415,) if o.body not in (None, Upload) else ())}
    found: dict[str, Any] = {
        "operationId": o.id,
        "summary": o.summary,
        "tags": [o.group],
        "parameters": [
            {"name": n, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}} for n in _PATH_NAME.findall(o.path) for n in [n]
        ],
        "responses": {
            str(o.status): {"description": "Done.", "content": answer},
            **{
                str(p): {"description": _MEANINGS[p], "content": {JSON: {"schema": schema_of[Errors]}, "text/plain": {"schema": {"type": "string"}}}}
                for p in sorted(problems)
            },
        },
    }  # fmt: skip
    if o.query is not None:
        found["parameters"] += _query(o.query)
    if o.body is Upload:
        found["requestBody"] = {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    elif o.body is not None:
        found["requestBody"] = {"required": True, "content": {JSON: {"schema": schema_of[o.body]}}}
    return found


def _query(kind: type[msgspec.Struct]) -> list[dict[str, Any]]:
    _, components = msgspec.json.schema_components([kind])
    fields = components[kind.__name__]
    required = set(fields.get("required", ()))
    return [
        {"name": name, "in": "query", "required": name in required, "schema": field}
        for name, field in fields["properties"].items()
    ]

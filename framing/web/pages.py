"""Templates to pages: the frame of the app around the parts that reports are made of."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse

from framing.errors import MissingExtra
from framing.report.rendering import environment

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def _environment() -> Environment:
    from jinja2 import ChoiceLoader, PackageLoader

    reports = environment()
    own = PackageLoader("framing.web", "templates")
    return reports.overlay(loader=ChoiceLoader([own, *([reports.loader] if reports.loader else [])]))


def page(request: Request, name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A template as a page of the app; ``bench`` and ``here`` (the path of the page that the navigation marks) are known in it."""
    try:
        template = _environment().get_template(name)
    except ImportError:
        raise MissingExtra("framing serve", "jinja2", "web") from None
    text = template.render({"bench": request.app.state.bench, "here": request.url.path, **values})
    return HTMLResponse(text, status)


def error_page(request: Request, status: int, title: str, lines: tuple[str, ...] | list[str]) -> HTMLResponse:
    """A page that says what is wrong and what to do."""
    return page(request, "problem.html", status, title=title, lines=lines)

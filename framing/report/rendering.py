"""Templates to one HTML file: text is escaped, one style sheet is allowed by its hash, no script and no other source.

A content security policy in the file says so to the browser; an address becomes a link only when it is http or https.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any

from framing.errors import MissingExtra
from framing.report.figures import (
    counted,
    date_text,
    dates,
    interval,
    p_value,
    quote,
    share,
    signed,
    signed_interval,
    some,
    speaker,
    term_text,
    unbroken,
    web_address,
)
from framing.report.marked_text import sentence_pieces
from framing.report.names import ROW_NAMES, SCHEME_NAMES, STRATA_NAMES, VOICE_NAMES
from framing.report.svg import clean
from framing.units import COUNTED_VOICES

if TYPE_CHECKING:
    from jinja2 import Environment

TERMS_SHOWN = 10
"""Terms listed for a coding on the page of an article; the score as JSON has all of them."""


def render(name: str, **values: Any) -> str:
    """A template, filled. Raises :class:`~framing.errors.MissingExtra` without Jinja2."""
    page: str = environment().get_template(name).render(**values)
    return page


@cache
def environment() -> Environment:
    """Jinja2 with autoescape, the style sheet and the filters; asked for before charts are drawn, so that what is missing is named first."""
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        raise MissingExtra("the HTML report", "jinja2", "report") from None
    loader = PackageLoader("framing.report", "templates")
    made = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, finalize=_safe, trim_blocks=True, lstrip_blocks=True
    )  # fmt: skip
    style = loader.get_source(made, "style.css")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    made.globals.update(
        style=style, style_hash=digest, voices=COUNTED_VOICES, voice_names=VOICE_NAMES, row_names=ROW_NAMES,
        scheme_names=SCHEME_NAMES, strata_names=STRATA_NAMES, terms_shown=TERMS_SHOWN,
    )  # fmt: skip
    for filter_ in (
        counted,
        quote,
        some,
        speaker,
        share,
        interval,
        signed,
        signed_interval,
        p_value,
        date_text,
        dates,
        web_address,
        term_text,
        sentence_pieces,
        unbroken,
    ):
        made.filters[filter_.__name__] = filter_
    return made


def _safe(value: object) -> object:
    return clean(value) if isinstance(value, str) and not hasattr(value, "__html__") else value

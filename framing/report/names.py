"""What the pages call voices, rows and schemes of an evaluation, and strata."""

from __future__ import annotations

from framing.units import Voice

VOICE_NAMES: dict[Voice, str] = {
    "own": "own voice",
    "reported": "reported",
    "quoted": "quoted",
    "scare": "scare quotes",
}
ROW_NAMES = {
    "model": "this model",
    "indicator list": "the codebook's word list alone",
    "outlet prior": "a lookup of the outlet's habits",
    "majority": "always the more frequent answer",
}
"""What the rows of an evaluation are called here; a name that is not listed is printed as it is."""
SCHEME_NAMES = {
    "leave outlets out": "on outlets that it was not trained on, whole outlets left out in turn",
    "group folds": "on articles and events that it was not trained on",
    "unseen labels": "on labels that it was not trained on",
}
STRATA_NAMES = {
    "event": "the same event",
    "story": "the same story",
    "month": "the same month",
    "none shared": "nothing shared",
}

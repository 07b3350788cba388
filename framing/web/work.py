"""What can be asked of a child process, and what it says: records that cross as JSON."""

from __future__ import annotations

from typing import Literal

import msgspec


class Compare(msgspec.Struct, frozen=True, tag="compare"):
    """Compare the outlets of a corpus: report, summary and tables into *folder*."""

    corpus: str
    model: str
    folder: str
    name: str
    """What the corpus is called in the report: the name of the file that was dropped."""
    model_name: str = ""
    by: Literal["week", "month"] | None = None
    seed: int = 0


class Train(msgspec.Struct, frozen=True, tag="train"):
    """Train a model on label files into *output*, then set it beside the model *before*.

    *codebook*: a file; empty for the codebook of the model *before*.
    """

    labels: tuple[str, ...]
    codebook: str
    output: str
    folder: str
    before: str
    sentences: str = ""
    """A file of articles (JSONL) on which the codings of both models are compared; none without."""
    fast: bool = False
    seed: int = 0


Work = Compare | Train


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a child: a step with units done of a total, or how it ended."""

    step: str = ""
    done: int = 0
    total: int = 0
    errors: tuple[str, ...] = ()
    result: dict[str, str] | None = None

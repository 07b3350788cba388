"""``framing classify``."""

from __future__ import annotations

from typing import Annotated

import typer

from framing.cli.terminal import ModelOption, OutOption, opened, watched


def classify(
    sentences: Annotated[
        str,
        typer.Argument(
            metavar="SENTENCES",
            help="JSONL or CSV with id and text (before optional), or - for JSONL on standard input.",
        ),
    ],
    model: ModelOption = None,
    output: OutOption = "-",
) -> None:
    """Code sentences: one JSON line each, in order, with every coding at or above the model's threshold.

    Examples:

      framing classify sentences.jsonl -o codings.jsonl

      echo '{"id": "1", "text": "The terror group said no."}' | framing classify -
    """
    import framing
    from framing.report import records
    from framing.text.sentence_records import read_sentences

    loaded = framing.load_model(model)
    rows = read_sentences(sentences)
    with opened(output) as out:
        for record in watched(framing.classify(loaded, rows), "coding", len(rows)):
            out.write(records.dump(records.classified(record)) + "\n")

"""The child process: reads one piece of work from standard input, says how far it is on standard output, writes files."""

from __future__ import annotations

import os
import shlex
import signal
import threading
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec

import framing
from framing.errors import DataError, FramingError, SourceError, printable
from framing.web.work import Compare, Said, Train, Work

T = TypeVar("T")
Say = Callable[[Said], None]
EVERY = 20
"""Articles between two words on progress."""


def main() -> None:
    """Do the work of one line of standard input."""
    # What is said goes through a copy of standard output that no child of this process inherits; standard output itself becomes the log.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    def say(said: Said) -> None:
        out.write(msgspec.json.encode(said) + b"\n")
        out.flush()  # a server that is gone breaks the pipe, which ends this process

    work: Work = msgspec.json.decode(_line(), type=Work)
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    try:
        result = compare(work, say) if isinstance(work, Compare) else train(work, say)
    except FramingError as e:
        say(Said(errors=tuple(e.lines)))
    except OSError as e:
        say(Said(errors=(printable(f"{e.filename or ''}: {e.strerror or e}".lstrip(": ")),)))
    except MemoryError:
        say(Said(errors=("not enough memory for this; use a smaller corpus",)))
    else:
        say(Said(result=result))


def _line() -> bytes:
    """The first line of standard input, unbuffered: what comes after it is the server's end, and another thread waits for that."""
    line = b""
    while not line.endswith(b"\n") and (byte := os.read(0, 1)):
        line += byte
    return line


def _end_with_the_server() -> None:
    os.read(0, 1)  # returns when the server's end of the pipe is closed, also by its death
    with suppress(ProcessLookupError, PermissionError):
        if os.getpgrp() == os.getpid():
            os.killpg(0, signal.SIGKILL)  # what this process has started ends with it
    os._exit(1)


def compare(work: Compare, say: Say) -> dict[str, str]:
    """Score and compare; the files made, by what they are."""
    from framing.report import records
    from framing.report.comparison_page import comparison_page
    from framing.report.markdown import comparison_markdown

    say(Said("loading the model"))
    model = framing.load_model(work.model)
    say(Said("reading the articles"))
    found: list[DataError] = []
    articles = list(framing.read([work.corpus], defects=found))
    defects = [SourceError(d.path.replace(work.corpus, work.name, 1), d.line, d.reason) for d in found]
    if not articles:
        raise defects[0] if defects else SourceError(work.name, None, "holds no article")
    summary = framing.compare(
        model, counted(articles, "scoring articles", say), by=work.by, corpus=[work.name], made=date.today().isoformat(), seed=work.seed,
        command=shlex.join(["framing", "compare", work.name, *(("--model", work.model_name) if work.model_name else ()), *(("--by", work.by) if work.by else ()), *(("--seed", str(work.seed)) if work.seed else ())]),
        progress=lambda step: say(Said(step)),
    )  # fmt: skip
    folder = Path(work.folder)
    say(Said("writing the report"))
    (folder / "report.html").write_text(comparison_page(summary), encoding="utf-8")
    (folder / "report.md").write_text(comparison_markdown(summary), encoding="utf-8")
    (folder / "summary.json").write_text(records.summary_json(summary), encoding="utf-8")
    tables = records.write_csv_folder(summary, folder / "tables")
    with zipfile.ZipFile(folder / "tables.zip", "w", zipfile.ZIP_DEFLATED) as z:
        for path in tables:
            z.write(path, Path(path).name)
    lines = [
        msgspec.json.encode({"file": d.path, "line": d.line, "reason": d.reason}) + b"\n" for d in defects
    ]
    (folder / "rejects.jsonl").write_bytes(b"".join(lines))
    findings = [f.text for f in summary.findings if f.kind != "description"]
    return {
        "model": work.model_name,
        "finding": findings[0] if findings else "",
        "articles": str(len(articles)),
        "outlets": str(len({a.outlet for a in articles})),
        "rejects": str(len(defects)),
        "first_reject": defects[0].lines[0] if defects else "",
    }  # fmt: skip


def train(work: Train, say: Say) -> dict[str, str]:
    """Train, save, and write what changed against the model before; the name of the new model."""
    output = Path(work.output)
    if output.exists():
        raise SourceError(output.name, None, "there is a model of that name by now; choose another")
    before = framing.load_model(work.before)
    model = framing.train(
        list(work.labels), work.codebook or before.codebook, seed=work.seed, name=output.name, outlets_out=not work.fast, say=lambda step: say(Said(step))
    )  # fmt: skip
    say(Said("writing and checking the model folder"))
    framing.save_model(model, output)
    say(Said("comparing it with the model before"))
    articles = list(framing.read([work.sentences])) if work.sentences else []
    changes = framing.diff(
        before, framing.load_model(output), counted(articles, "coding with both models", say)
    )
    (Path(work.folder) / "changes.json").write_bytes(msgspec.json.encode(changes))
    return {"model": output.name}


def counted(items: list[T], step: str, say: Say) -> Iterable[T]:
    """The items, saying every now and then how many have passed."""

    def passing() -> Iterator[T]:
        for n, item in enumerate(items):
            if n % EVERY == 0:
                say(Said(step, n, len(items)))
            yield item

    return passing()


if __name__ == "__main__":
    main()

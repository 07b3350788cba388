"""Exchange with annotation tools: label files from and to the files of Label Studio, doccano, Prodigy and Hugging Face.

Nothing is guessed. A span is checked against its text, what cannot be read is set aside with its reason and the record
itself, and what an import had to do is told.

What all formats share, in reading order: :mod:`records`, :mod:`names`, :mod:`spans`, :mod:`intake`, :mod:`sentences`,
:mod:`marks`. The formats: :mod:`coded`, :mod:`label_studio` with :mod:`label_studio_config`, :mod:`label_studio_min`,
:mod:`doccano` with :mod:`file_names`, :mod:`prodigy`, :mod:`hugging_face`. Which one a file is in:
:mod:`recognition`. What is told: :mod:`outcome`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from framing.coding import labels
from framing.coding.codebook import Codebook
from framing.coding.exchange import (
    doccano,
    hugging_face,
    label_studio,
    label_studio_config,
    label_studio_min,
    prodigy,
)
from framing.coding.exchange.coded import export_coded, import_coded
from framing.coding.exchange.intake import Asked, Intake
from framing.coding.exchange.names import Names, read_map
from framing.coding.exchange.outcome import Exported, Imported, rejects_file, write_rejects
from framing.coding.exchange.recognition import Format, recognise
from framing.coding.exchange.records import decoded
from framing.coding.exchange.sentences import Coded, Sentence, by_coder, name
from framing.errors import DataError, LabelsError

__all__ = ["Format", "export_labels", "import_labels"]


def import_labels(
    sources: Sequence[str | Path],
    output: str | Path,
    codebook: Codebook,
    *,
    form: Format | str | None = None,
    coder: str = "",
    names: str | Path | None = None,
    axes: Sequence[str] = (),
    complete: bool = False,
) -> Imported:
    """Read the files of a tool and write them as a label file.

    ``form``: their format, seen from the first of them when None. ``coder``: the coder of records that name none.
    ``names``: a file that says what other names of labels mean. ``axes``: those that coders were asked about, where a
    record does not say; all without it, or those that ``names`` is about. ``complete``: records of doccano without a label
    were looked at.

    Raises :class:`~framing.errors.LabelsError` with every defect where nothing could be read; nothing is written then. Else
    what could not be read is in ``NAME.rejects.jsonl``.
    """
    paths = list(map(Path, sources))
    target = Path(output)
    taken = Format(form) if form else recognise(paths[0])
    _check_options(paths[0], taken, names is not None or bool(axes), complete)
    if taken is Format.CODED:
        return Imported(import_coded(sources, target, codebook, coder=coder), target)
    others = Names(codebook, read_map(Path(names), codebook) if names else None)
    intake = Intake(others, Asked(coder, tuple(axes) or others.axes, complete))
    for path in paths:
        if form is None and (other := recognise(path)) is not taken:
            reason = f"is {other.known_as}, and {paths[0].name} is {taken.known_as}; import them one by one"
            raise LabelsError([DataError(path, None, reason)])
        if not path.exists():
            raise LabelsError([DataError(path, None, "no such file or folder")])
        _read(path, taken, intake)
    if not intake.rows:
        nothing = DataError(paths[0], None, f"no coding found, read as {taken.known_as}")
        raise LabelsError([a.where.defect(a.reason) for a in intake.aside] or [nothing])
    _complete(target, lambda part: labels.write_csv(intake.rows, part))
    rejects = rejects_file(target) if intake.aside else None
    if rejects:
        _complete(rejects, lambda part: write_rejects(intake.aside, part))
    return Imported(
        len(intake.rows),
        target,
        None if form else taken,
        intake.counts,
        tuple(intake.named_by_file),
        len(intake.aside),
        rejects,
    )


def _check_options(path: Path, form: Format, of_labels: bool, complete: bool) -> None:
    """Refuse what would be without effect: whoever says it takes the file for another format."""
    if form is Format.CODED and of_labels:
        reason = "read as coded sentences, which name axes and poles: --map and --axis say nothing of them"
    elif form is not Format.DOCCANO and complete:
        reason = f"read as {form.known_as}, where --complete says nothing; it is for doccano"
    else:
        return
    raise LabelsError([DataError(path, None, reason)])


def _read(path: Path, form: Format, intake: Intake) -> None:
    if form is Format.DOCCANO:
        doccano.read(path, intake)
    elif form is Format.HUGGING_FACE:
        hugging_face.read(path, intake)
    else:
        reader = {
            Format.LABEL_STUDIO: label_studio.read,
            Format.LABEL_STUDIO_MIN: label_studio_min.read,
            Format.PRODIGY: prodigy.read,
        }[form]
        reader(decoded(path), str(path), intake)


def export_labels(
    sources: Sequence[str | Path],
    output: str | Path,
    codebook: Codebook,
    *,
    form: Format | str = Format.CODED,
) -> Exported:
    """Write label files as a file that a tool imports; for Hugging Face a folder.

    Beside the tasks of Label Studio goes the labelling configuration of their project, ``NAME.xml``. Raises
    :class:`~framing.errors.LabelsError` where a format has no place for the labels.
    """
    target = Path(output)
    form = Format(form)
    if form is Format.CODED:
        return Exported(export_coded(sources, target, codebook), target)
    coded = by_coder(labels.load(sources, codebook))
    sentences = _by_sentence(coded)
    beside = ""
    if form is Format.LABEL_STUDIO:
        settings = target.with_suffix(".xml")
        unplaced = {name(r) for c in coded for r in c.unplaced}
        tasks = msgspec.json.encode([label_studio.written(c) for c in sentences])
        _complete(target, lambda part: part.write_bytes(msgspec.json.format(tasks, indent=1)))
        _complete(
            settings, lambda part: part.write_text(label_studio_config.config(codebook, unplaced), "utf-8")
        )
        beside = f"labelling configuration: {settings}"
    elif form is Format.DOCCANO:
        _complete(target, lambda part: doccano.write(coded, part, target))
    elif form is Format.PRODIGY:
        _complete(target, lambda part: part.write_bytes(_json_lines(map(prodigy.line, coded))))
    elif form is Format.HUGGING_FACE:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise LabelsError([DataError(target, None, "is there already; name a new folder")])
        _complete(target, lambda part: hugging_face.write(coded, part, codebook))
    else:
        reason = f"{form.known_as} is only read; write {Format.LABEL_STUDIO}"
        raise LabelsError([DataError(target, None, reason)])
    return Exported(len(sentences), target, len({c.coder for c in coded} - {""}), beside)


def _by_sentence(coded: Iterable[Coded]) -> list[list[Coded]]:
    groups: dict[Sentence, list[Coded]] = {}
    for c in coded:
        groups.setdefault(c.sentence, []).append(c)
    return list(groups.values())


def _json_lines(records: Iterable[object]) -> bytes:
    return b"".join(msgspec.json.encode(r) + b"\n" for r in records)


def _complete(target: Path, write: Callable[[Path], object]) -> None:
    """Write a file, or a folder, that appears when it is complete."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    try:
        write(part)
        os.replace(part, target)
    finally:
        if part.is_dir():
            shutil.rmtree(part)
        part.unlink(missing_ok=True)

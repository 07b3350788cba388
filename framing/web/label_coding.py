"""One sentence after the other: what a coder is given, what they say of it, and, afterwards only, what the model makes of it.

Nobody is told what other coders or the model say of a sentence before they have coded or skipped it themselves.
"""

from __future__ import annotations

import framing
from framing.coding.gold import ADJUDICATED
from framing.coding.project import Conflict, Item, Mark, Progress, Project, Revision, coder_name
from framing.web.api import Call, Problem
from framing.web.label_queue import reading_model
from framing.web.label_records import (
    ByCoder,
    Coding,
    Compared,
    ModelMark,
    NextQuery,
    OneQuery,
    SentenceToCode,
    Suggestion,
    SuggestionQuery,
    Turn,
    find,
    key,
    shown,
)
from framing.web.workbench import Workbench


def next_sentence(bench: Workbench, call: Call) -> Turn:
    """The first sentence that the coder has neither coded nor skipped."""
    asked: NextQuery = call.query
    project = bench.project
    item = project.next(asked.coder, find(project, asked.after).id if asked.after else "")
    return Turn(to_code(project, item, asked.coder) if item else None, progress(project, asked.coder))


def one_sentence(bench: Workbench, call: Call) -> Turn:
    """A sentence with what the coder says of it now."""
    asked: OneQuery = call.query
    item = find(bench.project, asked.item)
    return Turn(to_code(bench.project, item, asked.coder), progress(bench.project, asked.coder))


def save(bench: Workbench, call: Call) -> Revision:
    """Store a coding. :class:`Conflict` where another one was saved under this name in between."""
    said: Coding = call.body
    project = bench.project
    item = find(project, said.item)
    if said.base and project.latest(item.id, said.coder) is None:
        raise Problem(
            422, f"there is no revision {said.base} of this sentence yet; the first is saved on base 0"
        )
    try:
        saved = project.save(
            item.id, said.coder, base=said.base, state=said.state, marks=said.marks, comment=said.comment
        )
    except Conflict as e:
        raise Conflict(shown(e.current)) from None  # under the key: the id may tell the outlet
    return shown(saved)


def undo(bench: Workbench, call: Call) -> Turn:
    """Take back the coder's last save; the sentence comes back with the marks that were saved, now unsaved."""
    asked: ByCoder = call.body
    project = bench.project
    now = project.undo(asked.coder)
    if now is None:
        raise Problem(409, "there is nothing to take back")
    taken_back = project.history(now.item, asked.coder)[now.number - 2]
    sentence = to_code(project, project.item(now.item), asked.coder, taken_back)
    return Turn(sentence, progress(project, asked.coder), unsaved=True)


def to_code(project: Project, item: Item, coder: str, said: Revision | None = None) -> SentenceToCode:
    """An item as its coder sees it. *said*: what to show instead of their latest revision."""
    latest = project.latest(item.id, coder)
    of = said or latest
    return SentenceToCode(
        key(item.id), item.text, item.before, item.after, latest.number if latest else 0, latest.state if latest else "withdrawn",
        of.marks if of else (), of.comment if of else "",
    )  # fmt: skip


def progress(project: Project, coder: str) -> Progress:
    """How far a coder is, also one who has saved nothing yet."""
    name = coder_name(coder)
    for p in project.progress():
        if p.coder == name:
            return p
    waiting = {d.item for d in project.disputes()} if name == ADJUDICATED else project.items()
    return Progress(name, 0, 0, len(waiting))


# ------------------------------------------------------------ the model


def suggestion(bench: Workbench, call: Call) -> Suggestion:
    """The model's reading beside the coder's; that it was shown is recorded first."""
    asked: SuggestionQuery = call.query
    project = bench.project
    item = find(project, asked.item)
    latest = project.latest(item.id, asked.coder)
    if latest is None or latest.state == "withdrawn":
        raise Problem(409, "code or skip the sentence first; the model is shown afterwards")
    name, model = reading_model(bench, asked.model)
    (read,) = framing.classify(model, [(asked.item, item.text, item.before)])
    project.mark_seen(item.id, asked.coder)
    marks = [
        ModelMark(c.axis, c.pole, c.voice, *c.mention, round(c.probability, 3))
        for c in read.codings
        if c.axis in bench.codebook
    ]
    unread = tuple(a.id for a in bench.codebook.axes if a.id not in model.codebook)
    return Suggestion(asked.item, name, compare(latest.marks, marks), unread)


def compare(yours: tuple[Mark, ...], models: list[ModelMark]) -> tuple[Compared, ...]:
    """Each coding of the coder with the model's that fits it best, then those that only the model has.

    Two fit when they are of the same pole; words in common come first, then the same voice.

    >>> yours = Mark("tree-work", "felled", "own", 0, 6)
    >>> [c.what for c in compare((yours,), [ModelMark("tree-work", "felled", "quoted", 2, 6, 0.9)])]
    ['voice']
    """
    left = list(models)
    found = []
    for mark in yours:
        fitting = [m for m in left if (m.axis, m.pole) == (mark.axis, mark.pole)]
        best = max(fitting, key=lambda m: (_common(mark, m), m.voice == mark.voice), default=None)
        if best is None:
            found.append(Compared("only you", mark, None))
        else:
            left.remove(best)
            found.append(Compared("same" if best.voice == mark.voice else "voice", mark, best))
    return (*found, *(Compared("only the model", None, m) for m in left))


def _common(a: Mark, b: ModelMark) -> int:
    return max(0, min(a.end, b.end) - max(a.start, b.start))

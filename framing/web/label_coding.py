"""One sentence after the other: what a coder is given, what they say of it, and, afterwards only, what the model makes of it.

Nobody is told what other coders or the model say of a sentence before they have coded or skipped it themselves. Whoever
settles differences, under the name ``adjudicated``, gets the sentences that no coder has still before them, with what each said.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

import framing
from framing.coding.disputes import disputes
from framing.coding.gold import ADJUDICATED
from framing.coding.project import Conflict, Item, Mark, Progress, Project, Revision, coder_name
from framing.web.api import Call, Problem
from framing.web.label_queue import reading_model
from framing.web.label_records import (
    AxisInDispute,
    ByCoder,
    CoderCoding,
    Coding,
    Compared,
    ModelMark,
    NextQuery,
    OneQuery,
    OwnCoding,
    OwnCodings,
    OwnQuery,
    SentenceToCode,
    Settling,
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
    after = find(project, asked.after).id if asked.after else ""
    if coder_name(asked.coder) == ADJUDICATED:
        item = _next_to_settle(project, after)
    else:
        item = project.next(asked.coder, after)
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
    new = Progress(name, 0, 0, len(project.items()))
    found = next((p for p in project.progress() if p.coder == name), new)
    return _what_is_left(project, found)


def standing(project: Project) -> tuple[Progress, ...]:
    """How far each coder is of whom a coding or a skip stands; for the adjudicator, left is what can be settled now."""
    return tuple(_what_is_left(project, p) for p in project.progress() if p.coded + p.skipped)


def _what_is_left(project: Project, of: Progress) -> Progress:
    return msgspec.structs.replace(of, left=len(to_settle(project))) if of.coder == ADJUDICATED else of


def own_codings(bench: Workbench, call: Call) -> OwnCodings:
    """What a coder has coded or skipped so far, the newest first."""
    asked: OwnQuery = call.query
    texts = {i.id: i.text for i in bench.project.items()}
    mine = bench.project.codings_by(asked.coder)
    shown_now = mine[asked.begin : asked.begin + asked.most]
    return OwnCodings(
        tuple(OwnCoding(key(r.item), texts[r.item], r.state, r.marks, r.comment, r.at) for r in shown_now),
        len(mine),
    )


# ------------------------------------------------------------ settling differences


def settling(bench: Workbench, call: Call) -> Settling:
    """What the coders say of a sentence, for the adjudicator."""
    asked: OneQuery = call.query
    project = bench.project
    if coder_name(asked.coder) != ADJUDICATED:
        raise Problem(422, f'what others say of a sentence is shown to "{ADJUDICATED}" only')
    item = find(project, asked.item)
    names = independent(project)
    late = waiting_for(project, item.id, names)
    if late:
        return Settling(asked.item, (), (), (), late)
    looked = [c for c in project.codings_of(item.id) if c.revision.coder != ADJUDICATED]
    disputed = tuple(AxisInDispute(d.axis, d.about) for d in disputes([looked], project.codebook))
    first = {axis: c.revision.coder for c in reversed(looked) for axis in c.axes}
    for d in disputed:
        del first[d.axis]
    agreed = tuple(m for c in looked for m in c.revision.marks if first.get(m.axis) == c.revision.coder)
    latest = (project.latest(item.id, name) for name in names)
    said = tuple(CoderCoding(r.coder, r.state, r.marks, r.comment) for r in latest if r)
    return Settling(asked.item, said, disputed, agreed, ())


def independent(project: Project) -> list[str]:
    """The coders of whom something stands, without the adjudicator."""
    return [p.coder for p in project.progress() if p.coder != ADJUDICATED and p.coded + p.skipped]


def waiting_for(project: Project, item: str, names: Iterable[str]) -> tuple[str, ...]:
    """Which of these coders have neither coded nor skipped an item."""
    return tuple(name for name in names if _state(project, item, name) == "withdrawn")


def to_settle(project: Project) -> list[str]:
    """The items in dispute that no coder has still before them and the adjudicator has not skipped, in the order of the queue."""
    names = independent(project)
    return [
        id
        for id in dict.fromkeys(d.item for d in project.disputes())
        if _state(project, id, ADJUDICATED) != "skipped" and not waiting_for(project, id, names)
    ]


def _next_to_settle(project: Project, after: str) -> Item | None:
    queue = [i.id for i in project.items()]
    behind = set(queue[queue.index(after) + 1 :] if after else queue)
    return next((project.item(id) for id in to_settle(project) if id in behind), None)


def _state(project: Project, item: str, coder: str) -> str:
    latest = project.latest(item, coder)
    return latest.state if latest else "withdrawn"


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

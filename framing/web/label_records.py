"""The records of the JSON interface for coders.

A sentence goes by an opaque key: its id in the project names its article, and often the outlet. No record that a coder is
given holds outlet, source, event or genre.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

import msgspec

from framing.coding.project import Item, Mark, Progress, Project, Revision, State
from framing.units import Voice
from framing.web.api import not_found

Key = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Coder = Annotated[str, msgspec.Meta(min_length=1, max_length=320)]
"""A name; :func:`framing.coding.project.coder_name` says what it may hold."""


def key(item: str) -> str:
    """What a sentence is called here: 16 hexadecimal digits that do not tell its id.

    >>> key("town-bulletin#3")
    '2c5b3d13421374a0'
    """
    return hashlib.blake2b(item.encode(), digest_size=8).hexdigest()


def find(project: Project, wanted: str) -> Item:
    """The item of a key; a problem (404) when there is none."""
    found = next((i for i in project.items() if key(i.id) == wanted), None)
    if found is None:
        raise not_found("sentence", wanted)
    return found


# ------------------------------------------------------------ filling the queue


class FillQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the body is called (its ending says what kind of file it is), how many sentences to take and in which order."""

    name: Annotated[str, msgspec.Meta(max_length=1000)]
    number: Annotated[int, msgspec.Meta(ge=1, le=20_000)] = 200
    order: Literal["random", "uncertain"] = "random"
    seed: int = 0
    model: str = ""
    """For ``uncertain``: the model that is asked; without it, the first one that reads the codebook."""


class Filled(msgspec.Struct, frozen=True):
    """What became of a file. ``already``: its sentences that were in the queue, or stood in the file before; none is doubled.

    ``left``: those that were not taken this time. ``rejects`` holds the first lines of what could not be read, of ``rejected``.
    """

    added: int
    already: int
    left: int
    articles: int
    rejected: int
    rejects: tuple[str, ...]


# ------------------------------------------------------------ coding


class ByCoder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose turn it is."""

    coder: Coder


class NextQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose turn it is; ``after``: only what stands behind that sentence in the queue."""

    coder: Coder
    after: str = ""


class OneQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence and who looks at it."""

    item: Key
    coder: Coder


class SuggestionQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence, who has coded it, and the model that is asked; without it, the first one that reads the codebook."""

    item: Key
    coder: Coder
    model: str = ""


class OwnQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose codings, and which of them: ``most``, after the first ``begin``."""

    coder: Coder
    begin: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0
    most: Annotated[int, msgspec.Meta(ge=1, le=500)] = 50


class SentenceToCode(msgspec.Struct, frozen=True):
    """A sentence as its coder sees it, with what that coder said of it so far.

    ``base``: the number of the revision that this is, to be sent along with the next one; 0 for none.
    """

    item: str
    text: str
    before: str
    after: str
    base: int
    state: State
    marks: tuple[Mark, ...]
    comment: str


class Turn(msgspec.Struct, frozen=True):
    """A sentence to code, None when none is left, and how far the coder is.

    ``unsaved``: the marks are those of a save that was taken back; they are not stored unless they are saved again.
    """

    sentence: SentenceToCode | None
    progress: Progress
    unsaved: bool = False


class OwnCoding(msgspec.Struct, frozen=True):
    """What a coder says now of a sentence. ``at``: when they said it, ISO 8601, UTC."""

    item: str
    text: str
    state: State
    marks: tuple[Mark, ...]
    comment: str
    at: str


class OwnCodings(msgspec.Struct, frozen=True):
    """A coder's own codings and skips, the newest first; ``total``: how many there are in all."""

    codings: tuple[OwnCoding, ...]
    total: int


class CoderCoding(msgspec.Struct, frozen=True):
    """What one coder says of a sentence that is to be settled."""

    coder: str
    state: State
    marks: tuple[Mark, ...]
    comment: str


class AxisInDispute(msgspec.Struct, frozen=True):
    """An axis on which coders differ, in the ``pole`` or only in the ``voice``."""

    axis: str
    about: Literal["pole", "voice"]


class Settling(msgspec.Struct, frozen=True):
    """What the coders say of a sentence, for whoever settles their differences, and for nobody else.

    ``agreed``: the marks of the axes that are not disputed, as the first coder put them. Where coders in ``waiting_for`` have
    the sentence still before them, nothing of it is told.
    """

    item: str
    said: tuple[CoderCoding, ...]
    disputed: tuple[AxisInDispute, ...]
    agreed: tuple[Mark, ...]
    waiting_for: tuple[str, ...]


class Coding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a coder says of a sentence. ``base``: the number of the revision that they had before their eyes, 0 for none.

    ``coded`` without marks says that there is nothing on any axis. Offsets are code points.
    """

    item: Key
    coder: Coder
    base: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
    state: Literal["coded", "skipped"]
    marks: tuple[Mark, ...] = ()
    comment: str = ""


def shown(revision: Revision) -> Revision:
    """A revision under the key of its sentence."""
    return msgspec.structs.replace(revision, item=key(revision.item))


class ModelMark(msgspec.Struct, frozen=True):
    """What the model reads: the mention at ``start`` to ``end``, and how probable it holds it, 0–1."""

    axis: str
    pole: str
    voice: Voice
    start: int
    end: int
    probability: float


class Compared(msgspec.Struct, frozen=True):
    """A coding of the coder beside one of the model: ``same``, the same pole in another ``voice``, or of one side only."""

    what: Literal["same", "voice", "only you", "only the model"]
    yours: Mark | None
    models: ModelMark | None


class Suggestion(msgspec.Struct, frozen=True):
    """The model's reading of a sentence that the coder has coded or skipped. ``unread``: axes that the model does not know."""

    item: str
    model: str
    compared: tuple[Compared, ...]
    unread: tuple[str, ...]


# ------------------------------------------------------------ overview


class Coders(msgspec.Struct, frozen=True):
    """Sentences in the queue, and how far each coder is of whom a coding or a skip stands."""

    sentences: int
    coders: tuple[Progress, ...]


class AxisAgreement(msgspec.Struct, frozen=True):
    """Krippendorff's alpha of an axis (or of ``voice``) with its 95 % interval; None where ``undefined`` says why.

    ``n_found``: of the sentences compared on the axis those in which anybody found something; None for voice.
    ``too_few``: too little was compared or found to tell how far coders agree; ``reading`` does not heed it.
    """

    what: str
    name: str
    alpha: float | None
    interval: tuple[float, float] | None
    n_units: int
    n_found: int | None
    n_coders: int
    too_few: bool
    reading: str
    """``normal``, ``tentative``, ``exploratory`` or ``undefined``."""
    undefined: str


class CoderSaid(msgspec.Struct, frozen=True):
    """What one coder marked on an axis; no marks: looked and found nothing."""

    coder: str
    marks: tuple[Mark, ...]


class DisputedAxis(msgspec.Struct, frozen=True):
    """An axis on which coders differ, in the ``pole`` or only in the ``voice``."""

    axis: str
    about: Literal["pole", "voice"]
    said: tuple[CoderSaid, ...]


class DisputedSentence(msgspec.Struct, frozen=True):
    """A sentence on which coders differ."""

    item: str
    text: str
    before: str
    axes: tuple[DisputedAxis, ...]


class Disputed(msgspec.Struct, frozen=True):
    """Where coders differ, on sentences that every coder has coded or skipped.

    ``waiting``: as many more are not shown yet, because the coders in ``waiting_for`` have them still before them.
    """

    sentences: tuple[DisputedSentence, ...]
    waiting: int
    waiting_for: tuple[str, ...]


class Exported(msgspec.Struct, frozen=True):
    """The label file that was written: where, and how many rows."""

    path: str
    rows: int

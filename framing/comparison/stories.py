"""Which articles report the same story: alike in headline and lead, and within days of each other.

    weight of a word   x = (1 + log tf) · (1 + log((1 + n) / (1 + df)))         n dated texts, df of them with it
    likeness of two    Σ x y / √((Σ x² + c) (Σ y² + c)), 0–1      c = 2 · (1 + log((1 + n) / 2))²
    a story            average linkage: two groups are joined while the mean likeness of the pairs between them
                       is at least ``similar``; articles more than ``window_days`` apart are never in one story

The likeness is the cosine of two texts of which each has two more words that no other text has. Without them two short
headlines with two words in common are as alike as two leads with ten; that there are two was chosen on pairs of
headlines that were read. Average linkage does not chain: that A is like B and B like C does not put A with C. A story
that stays in the news for weeks is several stories, each no longer than the window. Sources: Salton & Buckley (1988)
for the weights; Sokal & Michener (1958) for average linkage; Allan et al. (1998) for stories as clusters in time.

Outlets are compared within a story, so the wording that is measured must not decide which story an article falls into.
`head_text` therefore leaves out every indicator expression of the codebook: a text and the same text in the words of
the other pole come out alike. Actors elsewhere keep their own words and are not made one by class: the name of a person
or a place is what tells one story from another of the same topic.

What this does not do: see anything but words. Two reports on one event without a word in common are two stories, and
two strikes on one town within the window may be one. With few articles the weights know little about which words are
common. It does not look for near-duplicates either: agency copy in three outlets is a story of three articles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby, islice
from re import finditer
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import TfidfVectorizer

from framing.coding.codebook import Codebook
from framing.coding.expressions import Expressions, SymbolText
from framing.comparison.dates import day
from framing.learning.reading import STOP
from framing.text.canonical import Canonical
from framing.text.tokens import CLAUSE_MARKS, NUMBER, tokens

WINDOW_DAYS = 3
SIMILAR = 0.25
"""Chosen by reading 270 pairs of headlines from two outlets that were put in one story, of 32,139 headlines of five months:
on the same event were 89% at .2, 94% at .25, 97% at .3 and 98% at .35, as one reader judged them. Leads in different words
are less alike than headlines are, so that where leads are given too, fewer of the pairs that exist are found."""

OWN_WORDS = 2
"""Words that every text is taken to have for itself alone."""

_READ = 3  # pieces of text that are looked at for each word that is kept: some are marks, some are left out
_LARGEST = 2000  # texts whose likenesses are held as a full matrix: 32 MB
_STEP = 0.05
_CELLS = 2_000_000  # likenesses that are looked at at once: 60 MB
_ROUNDING = 1e-9
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Headed(NamedTuple):
    """What of an article tells its story: headline and lead as words (see `head_text`), ISO date or nothing, outlet."""

    text: str
    date: str
    outlet: str


class Story(msgspec.Struct, frozen=True):
    """Two or more articles on the same story.

    ``articles``: indices into what was given, sorted. ``central``: index of the article most like the others; its
    headline names the story. ``first_date``, ``last_date``: ISO. ``similarity``: mean likeness of the pairs, 0–1.
    """

    articles: tuple[int, ...]
    central: int
    first_date: str
    last_date: str
    similarity: float


# ---------------------------------------------------------------- what tells the story


def head_text(text: str, codebook: Codebook, words: int = 40) -> str:
    """The first words of a text (headline, then lead), stemmed, without the wording that the codebook measures.

    Left out: of each indicator expression found, the words and actors, and beside it whatever any expression is written
    with, since one pole may need an actor or a word there that the other does not ("felling", "<town> massacre"). What
    fills a gap (``..``) stays. Exceptions of the codebook are not heeded, for a swap of poles would move them. Numbers
    keep their digits, marks go, and *words* counts what is left. The text may be as it came.

    >>> from framing.coding.codebook import Codebook
    >>> book = Codebook.parse('''
    ... title = "Trees"
    ... version = "1"
    ... [actors.town]
    ... expressions = ["council", "town hall"]
    ... [[axis]]
    ... id = "cutting"
    ... name = "Cutting"
    ... question = "?"
    ... rule = "."
    ... [[axis.poles]]
    ... id = "felled"
    ... name = "felled"
    ... indicators = ["<town> .. butcher*", "massacre of .. trees"]
    ... [[axis.poles]]
    ... id = "thinned"
    ... name = "thinned"
    ... indicators = ["<town> .. thin*", "removal of .. trees"]
    ... ''')
    >>> head_text("Town hall quietly butchers 40 limes in Mill Lane", book)
    'quiet 40 lime in mill lane'
    >>> head_text("Council quietly thins 40 limes in Mill Lane", book)
    'quiet 40 lime in mill lane'
    """
    end = max((piece.end() for piece in islice(finditer(r"\S+", text), words * _READ)), default=0)
    found = tokens(Canonical(text[:end]).text)
    symbols = codebook.actors.symbols(found)
    actors = [s.text for s in symbols for _ in range(s.first, s.last + 1)]
    wording = _wording(codebook)
    written = [wording.has(t.form, actor) for t, actor in zip(found, actors, strict=True)]
    inside = wording.found(SymbolText(found, symbols)) if found else frozenset()
    kept: list[str] = []
    for measured, run in groupby(range(len(found)), written.__getitem__):
        places = list(run)
        if not (measured and inside.intersection(places)):
            words_of_run = (found[i] for i in places if found[i].form not in CLAUSE_MARKS)
            kept += (t.form.replace(",", "") if t.stem == NUMBER else t.stem for t in words_of_run)
    return " ".join(kept[:words])


class _Wording:
    """The indicator expressions of a codebook, and the words and actors that they are written in."""

    def __init__(self, codebook: Codebook) -> None:
        poles = [p.indicators for axis in codebook.axes for p in axis.poles if p.indicators]
        options = {o for written in poles for e in written for part in e.split(" ") for o in part.split("|")}
        self._of_poles = [Expressions("", written) for written in poles]
        self._forms = frozenset(o for o in options if not o.endswith("*"))  # with the actors, as <name>
        self._beginnings = tuple(sorted(o[:-1] for o in options if o.endswith("*")))

    def found(self, text: SymbolText) -> frozenset[int]:
        """The tokens that lie in an indicator expression of any pole."""
        matches = (m for expressions in self._of_poles for m in expressions.find(text))
        return frozenset(i for m in matches for i in range(m.first, m.last + 1))

    def has(self, form: str, actor: str) -> bool:
        """Whether any expression is written with that word or actor."""
        return form in self._forms or actor in self._forms or form.startswith(self._beginnings)


@lru_cache(maxsize=4)
def _wording(codebook: Codebook) -> _Wording:
    return _Wording(codebook)


# ---------------------------------------------------------------- which articles tell the same one


def stories(
    headed: Sequence[Headed], *, window_days: int = WINDOW_DAYS, similar: float = SIMILAR
) -> list[Story]:
    """The stories of two or more articles, each article in one at most, ordered by first date, last date and words.

    An article belongs to none where its date is missing or cannot be read (a time of day is dropped), or where its text
    is so short and common that a copy of it would not be like it ("Opinion").

    The order of *headed* changes nothing: articles are first put in order by date, text and outlet. More than 2,000
    texts that hang together are first divided where they are less alike, in steps of .05, until the parts are smaller;
    two that are only loosely alike may then miss each other.

    Raises ValueError where *window_days* is below 0 or *similar* is not between 0 and 1.

    >>> found = stories([
    ...     Headed("mill lane lime 40 council", "2024-05-02", "Acorn"),
    ...     Headed("mayor open new swim pool", "2024-05-02", "Acorn"),
    ...     Headed("40 lime mill lane gone", "2024-05-03", "Elm"),
    ...     Headed("40 lime mill lane gone", "2024-05-09", "Elm"),
    ... ])
    >>> [(s.articles, s.first_date, s.last_date) for s in found]
    [((0, 2), '2024-05-02', '2024-05-03')]
    """
    if window_days < 0:
        raise ValueError(f"window_days {window_days} is below 0; use 3 for articles at most three days apart")
    if not 0 < similar < 1:
        raise ValueError(f"similar {similar} is not between 0 and 1; use {SIMILAR}")
    texts = _texts(headed)
    if not texts:
        return []
    vectors = _vectors([t.text for t in texts])
    telling = np.flatnonzero(_squares(vectors) >= similar - _ROUNDING)
    texts, vectors = [texts[t] for t in telling], vectors[telling]
    days = np.array([t.day for t in texts], dtype=np.int64)
    links = _links(vectors, days, window_days, similar)
    found = [
        members.tolist()
        for component in _components(links, np.arange(len(texts)), similar)
        for members in _divided(vectors, days, component, window_days, similar)
    ]
    told = [m for m in found if sum(len(texts[t].articles) for t in m) > 1]
    told.sort(key=lambda m: (texts[m[0]].day, texts[m[-1]].day, m))
    return [_story(vectors, texts, m) for m in told]


class _Text(NamedTuple):
    """A text of one day (a day's ordinal number), with the articles that have it to the letter, by outlet."""

    day: int
    text: str
    articles: tuple[int, ...]


def _texts(headed: Sequence[Headed]) -> list[_Text]:
    """The texts with a day and a word, by day and in alphabetical order."""
    articles: dict[tuple[int, str], list[int]] = defaultdict(list)
    for i, h in enumerate(headed):
        when = day(h.date)
        if when and not STOP.issuperset(h.text.split()):
            articles[when.toordinal(), h.text].append(i)
    return [
        _Text(number, text, tuple(sorted(mine, key=lambda i: (headed[i].outlet, i))))
        for (number, text), mine in sorted(articles.items())
    ]


def _vectors(texts: Sequence[str]) -> sparse.csr_matrix:
    """Rows whose products are the likeness of two texts, shape (texts, words); each is shorter than 1."""
    vectorizer = TfidfVectorizer(
        token_pattern=r"\S+", lowercase=False, sublinear_tf=True, stop_words=sorted(STOP), norm=None
    )
    weights = sparse.csr_matrix(vectorizer.fit_transform(texts))
    own = OWN_WORDS * (1 + np.log((1 + len(texts)) / 2)) ** 2
    weights.data /= np.repeat(np.sqrt(_squares(weights) + own), np.diff(weights.indptr))
    return weights


def _squares(rows: sparse.csr_matrix) -> Floats:
    """The squared length of each row."""
    return np.asarray(rows.multiply(rows).sum(axis=1), dtype=np.float64).ravel()


class _Links(NamedTuple):
    """Pairs of texts that are alike and near in time: a before b, shapes (links,)."""

    a: Ints
    b: Ints
    likeness: Floats


def _links(vectors: sparse.csr_matrix, days: Ints, window_days: int, similar: float) -> _Links:
    """Every pair within the window with a likeness of *similar* or more, block by block through the days.

    The commonest words of a text cost most, since all texts share them, and weigh least. They are first left out on one
    side; what they may add to a likeness is at most their length, and only pairs that it could lift are looked at.
    """
    n, start = len(days), 0
    in_texts = np.bincount(vectors.indices, minlength=vectors.shape[1])
    behind = np.searchsorted(days, days + window_days, side="right")  # the first text too late for each
    parts = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))]
    while start < n:
        ahead = int(behind[start]) - start  # a block no longer than the window meets two windows at most
        stop = start + min(ahead, max(1, _CELLS // (2 * ahead)))
        rarer, left_out = _without_commonest(vectors[start:stop], in_texts, similar / 2)
        lowest = sparse.csr_matrix(rarer @ vectors[start : behind[stop - 1]].T)
        a = np.repeat(np.arange(start, stop), np.diff(lowest.indptr))
        b = lowest.indices + start
        possible = (lowest.data + left_out[a - start] >= similar - _ROUNDING) & (b > a) & (b < behind[a])
        a, b = a[possible], b[possible]
        likeness = np.asarray(vectors[a].multiply(vectors[b]).sum(axis=1)).ravel()
        kept = likeness >= similar - _ROUNDING
        parts.append((a[kept], b[kept], likeness[kept]))
        start = stop
    every_a, every_b, every_likeness = zip(*parts, strict=True)
    return _Links(np.concatenate(every_a), np.concatenate(every_b), np.concatenate(every_likeness))


def _without_commonest(
    rows: sparse.csr_matrix, in_texts: Ints, most: float
) -> tuple[sparse.csr_matrix, Floats]:
    """The rows without their commonest words, and the length of what was left out of each: at most *most*."""
    row = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    order = np.lexsort((rows.indices, -in_texts[rows.indices], row))
    so_far = np.cumsum(rows.data[order] ** 2)
    before_row = np.concatenate([[0.0], so_far])[rows.indptr[:-1]]
    out = np.zeros(len(order), dtype=bool)
    out[order] = so_far - before_row[row] <= most**2
    left_out = np.sqrt(np.bincount(row, rows.data**2 * out, minlength=rows.shape[0]))
    rarer = rows.copy()
    rarer.data[out] = 0
    rarer.eliminate_zeros()
    return rarer, left_out


def _components(links: _Links, texts: Ints, least: float) -> Iterator[Ints]:
    """The sets of *texts* that links of *least* or more hold together, none above the limit."""
    kept = links.likeness >= least - _ROUNDING
    a, b = np.searchsorted(texts, links.a[kept]), np.searchsorted(texts, links.b[kept])
    graph = sparse.coo_matrix((np.ones(len(a)), (a, b)), shape=(len(texts), len(texts)))
    _, label = connected_components(graph, directed=False)
    by_label = np.argsort(label, kind="stable")
    for part in np.split(texts[by_label], np.flatnonzero(np.diff(label[by_label])) + 1):
        if len(part) <= _LARGEST:
            yield part
        else:  # no likeness is 1, so that this ends
            inside = np.isin(links.a, part) & np.isin(links.b, part)
            own = _Links(links.a[inside], links.b[inside], links.likeness[inside])
            yield from _components(own, part, least + _STEP)


def _divided(
    vectors: sparse.csr_matrix, days: Ints, texts: Ints, window_days: int, similar: float
) -> Iterator[Ints]:
    """A component divided into stories by average linkage."""
    n = len(texts)
    if n < 3:  # two with a link are a story as they are
        yield texts
        return
    own, own_days = vectors[texts], days[texts]
    distances = np.maximum(1 - (own @ own.T).toarray(), 0)
    # So far that one such pair keeps any two groups apart: a mean is taken over at most n²/4 pairs.
    distances[np.abs(own_days[:, None] - own_days) > window_days] = n * n
    tree = linkage(distances[np.triu_indices(n, 1)], "average")
    label = fcluster(tree, 1 - similar + _ROUNDING, "distance")
    by_label = np.argsort(label, kind="stable")
    yield from np.split(texts[by_label], np.flatnonzero(np.diff(label[by_label])) + 1)


def _story(vectors: sparse.csr_matrix, texts: Sequence[_Text], members: Sequence[int]) -> Story:
    """The record of a story; of the articles that are most like the others, the earliest is central."""
    rows = [(m, article) for m in members for article in texts[m].articles]
    own = vectors[[m for m, _ in rows]]
    n = len(rows)
    with_others = np.asarray(own @ np.asarray(own.sum(axis=0)).ravel()) - _squares(own)
    return Story(
        articles=tuple(sorted(article for _, article in rows)),
        central=rows[int(np.argmax(np.round(with_others, 9)))][1],
        first_date=date.fromordinal(texts[members[0]].day).isoformat(),
        last_date=date.fromordinal(texts[members[-1]].day).isoformat(),
        similarity=float(with_others.sum() / (n * (n - 1))),
    )

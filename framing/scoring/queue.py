"""What to code next: the sentences of articles as items of a coding project, and an order to code them in.

``random``   every order is equally likely. What is coded first is then a random sample of all: for agreement between
             coders, for error rates, for any figure that is to hold for the whole.
``uncertain``  first what the model is least sure of and what is unlike the sentences before it in the queue, so that a model
             learns more from each sentence that is coded. In detail, for each sentence that the model was not trained on:

    uncertainty = max over its places and the poles of their axis of min(p / t, (1 − p) / (1 − t))
    variety     = 1 − max over the sentences before it in the queue of the cosine of their term vectors
    next        = the sentence with the largest uncertainty · variety

p is the calibrated probability, t the model's threshold of the pole: 1 where the two meet, 0 where the model is certain. At t = ½
this is least-confidence sampling. The vector of a sentence holds the terms of its most uncertain place, with TF-IDF weights of the
queue. Sources: Settles (2009), Active Learning Literature Survey, University of Wisconsin–Madison TR 1648, sections 3.1 and 5.1;
the greedy queue is ranked batch-mode sampling, Cardoso et al. (2017), Information Sciences 379, with a product for their
weighted mean.

What ``uncertain`` does not do: find wordings that the model has no place for (such sentences come last, in random order); learn
while the queue is coded (train again, and order again, after a few hundred sentences); give a sample. Shares, agreement and error
rates of what is coded first are those of hard sentences, not of all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from framing.coding.revisions import InvalidItem, Item, check_item
from framing.learning.fitting import NEVER
from framing.learning.model_folder import Model, text_hash
from framing.text.segments import document, sentence
from framing.units import Article

How = Literal["random", "uncertain"]
VARIED = 2_000
"""So many places of the queue are chosen for variety; behind them, uncertainty alone decides."""
_LEAST = 1e-9
"""The variety of a sentence that says the same again: it comes late, but before those that nothing is doubted of."""
_Floats = NDArray[np.float64]


def sentences_of(articles: Iterable[Article], *, defects: list[InvalidItem] | None = None) -> Iterator[Item]:
    """Every sentence that scoring keeps, with its neighbours; its id is ``ARTICLEID#N``, N from 1 in each article.

    With *defects*, a sentence that cannot be coded (such as one of more than 5,000 characters) is left out and its reason
    appended; without, the first one raises :class:`~framing.coding.revisions.InvalidItem`.

    >>> for item in sentences_of([Article("a", "Rain fell. The fair was off.", outlet="Elm Gazette")]):
    ...     print((item.id, item.text, item.before, item.after, item.outlet))
    ('a#1', 'Rain fell.', '', 'The fair was off.', 'Elm Gazette')
    ('a#2', 'The fair was off.', 'Rain fell.', '', 'Elm Gazette')
    """
    for article in articles:
        cut = document(article.text)
        spans = [cut.canonical.original(unit.start, unit.end) for unit in cut.units]
        texts = ["", *(cut.canonical.source[start:end] for start, end in spans), ""]
        for n in range(1, len(texts) - 1):
            item = Item(
                f"{article.id}#{n}", texts[n], texts[n - 1], texts[n + 1],
                source=article.id, event=article.event, outlet=article.outlet,
            )  # fmt: skip
            try:
                check_item(item)
            except InvalidItem as e:
                if defects is None:
                    raise
                defects.append(e)
                continue
            yield item


def order(model: Model, sentences: Sequence[tuple[str, str, str]], *, how: How, seed: int = 0) -> list[str]:
    """The ids of *sentences* (id, text, sentence before), the first to code first. Ids are unique.

    The same sentences, model and seed give the same order, in whichever order they are given.
    """
    drawn = sorted(sentences, key=lambda s: (_rank(s[0], seed), s))
    if how == "random":
        return [name for name, _, _ in drawn]
    new = [s for s in drawn if text_hash(s[1]) not in model.trained_on]
    known = [s for s in drawn if text_hash(s[1]) in model.trained_on]
    doubts = [_doubt(model, text, before) for _, text, before in new]
    chosen = _varied(np.array([u for u, _ in doubts]), [terms for _, terms in doubts])
    return [new[k][0] for k in chosen] + [name for name, _, _ in known]


def _rank(name: str, seed: int) -> bytes:
    """A place that depends on nothing but the name and the seed."""
    return hashlib.sha256(f"{seed}:queue:{name}".encode()).digest()


def uncertainty(probability: float, threshold: float) -> float:
    """How near a probability is to the threshold that decides, 0–1. A pole that could not be learned decides at one half.

    >>> uncertainty(0.3, 0.3), uncertainty(0.15, 0.3), uncertainty(1.0, 0.3)
    (1.0, 0.5, 0.0)
    """
    t = threshold if threshold < NEVER else 0.5
    if probability == t:
        return 1.0
    return probability / t if probability < t else (1 - probability) / (1 - t)


def _doubt(model: Model, text: str, before: str) -> tuple[float, list[str]]:
    """The uncertainty of a sentence, and the terms of the place where it is largest; 0 and none without a place."""
    largest, terms_there = 0.0, list[str]()
    if not text.strip():
        return largest, terms_there
    cut = sentence(text, before)
    reading = model.reader.read(cut, cut.units[0], before)
    for _, terms, values in model.coder.values(reading):
        for h, p in model.linear.probabilities_of(values).items():
            here = uncertainty(p, float(model.linear.thresholds[h]))
            if here > largest:
                largest, terms_there = here, [t.text for t in terms]
    return largest, terms_there


def _varied(doubt: _Floats, terms: Sequence[Sequence[str]]) -> list[int]:
    """Indices by doubt and variety: greedily for the first :data:`VARIED`, by doubt alone behind them; ties as given."""
    chosen: list[int] = []
    if any(terms):
        vectors = _vectors(terms)
        closest = np.zeros(len(doubt))
        gain = doubt.copy()
        for _ in range(min(VARIED, int(np.count_nonzero(doubt)))):
            best = int(np.argmax(gain))
            chosen.append(best)
            closest = np.maximum(closest, vectors @ vectors[best].toarray().ravel())
            gain = doubt * np.maximum(1 - closest, _LEAST)
            gain[chosen] = -1
    taken = set(chosen)
    return chosen + [k for k in np.argsort(-doubt, kind="stable").tolist() if k not in taken]


def _same(terms: Sequence[str]) -> Sequence[str]:
    return terms


def _vectors(terms: Sequence[Sequence[str]]) -> sparse.csr_matrix:
    """Binary TF-IDF of length one, shape (sentences, terms)."""
    return sparse.csr_matrix(TfidfVectorizer(analyzer=_same, binary=True).fit_transform(terms))

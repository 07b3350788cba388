"""Codings that the labels themselves cast doubt on: a queue for a second look.

A coding is suspect when a model that has not seen its article gives it a low probability, and a pole that was not coded
when such a model is sure of it. Either the label is wrong, or the sentence is hard; only a person can tell which.
Source: Northcutt, Jiang & Chuang (2021), Confident learning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import msgspec

from framing.coding.codebook import Codebook
from framing.coding.gold import GoldSentence
from framing.learning.evaluation import cross_validate
from framing.learning.examples import examples, require_codings
from framing.learning.fitting import MIN_POSITIVES, Settings, matrix
from framing.units import Voice


class Suspect(msgspec.Struct, frozen=True):
    """One doubtful decision: the sentence, the pole, whether it was coded, and the probability of it being there.

    ``probability`` is out of fold, 0–1; ``doubt`` is how unlikely the label is by it.
    """

    sentence: GoldSentence
    axis: str
    pole: str
    voice: Voice | None
    evidence: str
    coded: bool
    probability: float

    @property
    def doubt(self) -> float:
        """1 − probability of a coding, the probability of what was not coded."""
        return 1 - self.probability if self.coded else self.probability


class Suspects(msgspec.Struct, frozen=True):
    """The queue, the most doubtful first, and how many codings the classifier has no opinion of.

    No word of them proposes their axis, or their pole is too rare to be learned.
    """

    queue: tuple[Suspect, ...]
    unproposed: int


def suspects(
    gold: Sequence[GoldSentence], codebook: Codebook, settings: Settings | None = None, jobs: int = 2
) -> Suspects:
    """Every coding that the classifier can see, and every pole that a left-out model finds where none was coded."""
    settings = settings or Settings()
    corpus = examples(gold, codebook)
    require_codings(corpus, codebook)
    vectors = matrix([r.terms for r in corpus.rows], settings.min_df)
    _, held_out = cross_validate(corpus, vectors, codebook.heads, settings, jobs)
    learned = (corpus.targets == 1).sum(axis=0) >= MIN_POSITIVES  # of other poles there is no opinion
    index = {(h.axis, h.pole): k for k, h in enumerate(codebook.heads) if learned[k]}
    best: dict[tuple[int, int], float] = {}  # (sentence, mention) → probability of its pole
    found: dict[tuple[int, int], float] = defaultdict(float)  # (sentence, head) → of a pole that nobody coded
    for n, row in enumerate(corpus.rows):
        sentence = corpus.sentences[row.sentence]
        for m in row.mentions:
            mention = sentence.mentions[m]
            if (mention.axis, mention.pole) not in index:
                continue
            p = float(held_out.probabilities[n, index[mention.axis, mention.pole]])
            best[row.sentence, m] = max(best.get((row.sentence, m), 0.0), p)
        for k, head in enumerate(codebook.heads):
            coded = any((m.axis, m.pole) == (head.axis, head.pole) for m in sentence.mentions)
            if row.concerns[k] and held_out.verdicts[n, k] and not coded:
                found[row.sentence, k] = max(found[row.sentence, k], float(held_out.probabilities[n, k]))
    codings = [
        (n, k)
        for n, s in enumerate(corpus.sentences)
        for k, m in enumerate(s.mentions)
        if m.axis in s.looked_at
    ]
    queue = [_coded(corpus.sentences[n], k, best[n, k]) for n, k in codings if (n, k) in best]
    for (n, k), p in found.items():
        head = codebook.heads[k]
        queue.append(Suspect(corpus.sentences[n], head.axis, head.pole, None, "", False, p))
    queue.sort(key=lambda s: (-s.doubt, s.sentence.id, s.sentence.text, s.axis, s.pole, not s.coded))
    return Suspects(tuple(queue), len(codings) - len(best))


def _coded(sentence: GoldSentence, k: int, probability: float) -> Suspect:
    m = sentence.mentions[k]
    evidence = sentence.text[m.start : m.end] if m.start >= 0 else ""
    return Suspect(sentence, m.axis, m.pole, m.voice, evidence, True, probability)

"""A simple random sample of articles within each outlet, to be coded by hand for the correction of an estimate."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from framing.coding.gold import GoldSentence
from framing.text.segments import document
from framing.units import Article


class Drawn(NamedTuple):
    """An article of the sample, with how many were drawn of how many its outlet has: the inclusion probability is their ratio."""

    article: Article
    n_drawn: int
    n_articles: int


def sample(articles: Iterable[Article], per_outlet: int, seed: int = 0) -> list[Drawn]:
    """Draw at most *per_outlet* articles of each outlet, every one with the same probability. Outlets in alphabetical order.

    The order of *articles* changes nothing: they are put in order by id and text before the draw.
    """
    groups: dict[str, list[Article]] = defaultdict(list)
    for a in articles:
        groups[a.outlet or a.id].append(a)
    drawn = []
    for outlet, mine in sorted(groups.items()):
        mine.sort(key=lambda a: (a.id, a.text))
        chosen = random.Random(f"{seed}:{outlet}").sample(mine, min(per_outlet, len(mine)))
        drawn += [Drawn(a, len(chosen), len(mine)) for a in sorted(chosen, key=lambda a: (a.id, a.text))]
    return drawn


def sentences(drawn: Iterable[Drawn]) -> Iterator[GoldSentence]:
    """Every sentence of the drawn articles that scoring keeps, as a sentence that nobody has coded yet."""
    for article, _, _ in drawn:
        cut = document(article.text)
        before = ""
        for n, unit in enumerate(cut.units, 1):
            start, end = cut.canonical.original(unit.start, unit.end)
            text = cut.canonical.source[start:end]
            yield GoldSentence(
                f"{article.id}#{n}",
                text,
                before,
                article.id,
                article.event,
                article.outlet,
                "",
                frozenset(),
                (),
            )
            before = text

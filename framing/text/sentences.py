"""Where sentences begin and end: NLTK's Punkt with parameters of our own, no download, plus two mends.

Punkt is unsupervised and language-independent in principle; its quality here rests on the list of
abbreviations that news English uses. Source: Kiss & Strunk (2006), Computational Linguistics 32(4).
"""

from __future__ import annotations

import re
from functools import lru_cache

from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

_ABBREVIATIONS = (
    "mr mrs ms dr prof rev fr sr jr st hon messrs mme mlle gen lt col maj capt cmdr sgt cpl pvt adm brig lt.-gen maj.-gen brig.-gen "
    "sen rep gov pres amb supt det insp u.s u.n u.k u.a.e e.u d.c u.s.a a.m p.m i.e e.g etc vs cf inc ltd co corp no nos vol "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun approx est dept ave blvd rd ft mt "
    "ph.d m.d b.a m.a j.d c.i.a f.b.i i.d.f n.y calif fla mass conn wash ariz colo tenn mich ill ind pa va ga tex wis ore minn "
    "l.a n.j n.h n.c s.c s.d n.d al eds ed op p pp fig sq km kg viz resp ret"
)  # fmt: skip
# Words that open a sentence even after "U.S.": without them Punkt never breaks after an abbreviation.
_STARTERS = (
    "the a an he she it they we i you this that these those there in on at but and however meanwhile after before when while as "
    "according if since although though earlier later his her their its our for with by one some many"
)
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
_LOWER_START = re.compile(r"[\s\"'(\[-]*[a-z]")
_BRACKET_START = re.compile(r"\s*[)\]]")


@lru_cache(maxsize=1)
def _punkt() -> PunktSentenceTokenizer:
    parameters = PunktParameters()
    parameters.abbrev_types = set(_ABBREVIATIONS.split())
    parameters.sent_starters = set(_STARTERS.split())
    return PunktSentenceTokenizer(parameters)


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The spans of the sentences of one line, ``text[start:end]``; offsets are into *text*.

    Two mends: what goes on in lower case after "?" or "!" is the same sentence ("Why?" she asked), and a
    bracket that closes late belongs to the sentence that it closes.

    >>> text = "Mr. Levi met U.S. envoys. “Why now?” he asked. No reply came."
    >>> [text[a:b] for a, b in sentence_spans(text)]
    ['Mr. Levi met U.S. envoys.', '“Why now?” he asked.', 'No reply came.']
    """
    line = text[start:end].translate(_STRAIGHT)
    spans: list[tuple[int, int]] = []
    for a, b in _punkt().span_tokenize(line):
        if spans and (_LOWER_START.match(line, a, b) or _BRACKET_START.match(line, a, b)):
            spans[-1] = (spans[-1][0], b)
        else:
            spans.append((a, b))
    return [(a + start, b + start) for a, b in spans]

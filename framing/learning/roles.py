"""Subject and object of a word, by rule and without a parser: who is said to do it, and to whom.

A passive, or a participle with "by", turns the two about; so the form is part of every term. The subject of a verb in a
relative clause is the noun phrase before it ("the strike that killed", "an attack in which 40 people died").

What this does not do: know whether the word is a verb at all. For a noun, what stands before and after is described in
the same way, and the weights of its terms say what that is worth.
"""

from __future__ import annotations

from typing import NamedTuple

from framing.learning.reading import BE, Reading
from framing.text.tokens import CLAUSE_MARKS
from framing.text.wordclasses import AUXILIARIES, RELATIVES, has_verb

_BETWEEN = AUXILIARIES | frozenset(
    "being having also since already just then not n't never later still".split()
)
"""What may stand between a subject and its verb."""
_LEFT_ENDS = RELATIVES | frozenset("whom whose while after as when because where".split())
_RIGHT_ENDS = frozenset("who that which as after when while".split())
_PREPOSITIONS = frozenset("in on at by from of during with for to since near inside".split())
_MAX_SUBJECT = 9
_MAX_OBJECT = 7
_MAX_APPOSITION = 12
_ADVERBS = 5
"""Words between a subject and its verb, at most."""


class Roles(NamedTuple):
    """Symbols of the subject and of the object of a word, and how they hang together.

    ``form``: ``passive``, ``by`` (a participle with its agent) or ``plain``; ``antecedent``: what a relative clause belongs
    to; it stands for the subject where that is the relative pronoun; ``preposition``: what joins the object, or nothing.
    """

    form: str
    subject: tuple[int, ...]
    antecedent: tuple[int, ...]
    object: tuple[int, ...]
    preposition: str


def roles(reading: Reading, at: int) -> Roles:
    """The roles around the symbol *at*."""
    forms = [s.text for s in reading.symbols]
    k, passive = at - 1, False
    while k >= 0 and at - k <= _ADVERBS and (forms[k] in _BETWEEN or forms[k].endswith("ly")):
        passive = passive or forms[k] in BE
        k -= 1
    form = "passive" if passive else "by" if "by" in forms[at + 1 : at + 4] else "plain"
    subject, stop = _phrase(forms, k)
    if not subject and stop >= 0 and forms[stop] == ",":  # behind an apposition
        opens = next(
            (j for j in range(stop - 1, max(stop - _MAX_APPOSITION, 0) - 1, -1) if forms[j] == ","), 0
        )
        if opens > 0:
            subject, stop = _phrase(forms, opens - 1)
    antecedent: list[int] = []
    if stop >= 0 and forms[stop] in RELATIVES | {"whom"}:
        before = stop - 1
        for joins in ({"in", "of", "during"}, {","}):
            if before >= 0 and forms[before] in joins:
                before -= 1
        antecedent, _ = _phrase(forms, before)
    object_, preposition = _complement(forms, at)
    who, of, whom = (tuple(reading.named(k)) for k in (subject, antecedent, object_))
    return Roles(form, who, of, whom, preposition)


def _phrase(forms: list[str], k: int) -> tuple[list[int], int]:
    """The noun phrase that ends at *k*, from right to left, and the symbol that it begins behind."""
    found: list[int] = []
    while k >= 0 and len(found) < _MAX_SUBJECT:
        form = forms[k]
        if form in CLAUSE_MARKS or form in _LEFT_ENDS or has_verb([form]):
            break
        if form in {"and", "but"} and found and has_verb(forms[:k]):
            break
        found.append(k)
        k -= 1
    return found, k


def _complement(forms: list[str], at: int) -> tuple[list[int], str]:
    """What follows the symbol *at* up to the next phrase, with the preposition that joins it."""
    found: list[int] = []
    preposition = ""
    for j in range(at + 1, len(forms)):
        form = forms[j]
        if form in CLAUSE_MARKS or form in _RIGHT_ENDS or len(found) == _MAX_OBJECT:
            break
        if form in _PREPOSITIONS:
            if found:
                break
            preposition = form
        elif has_verb([form]):
            break
        else:
            found.append(j)
    return found, preposition

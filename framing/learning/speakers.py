"""Who speaks in an attribution: the words of the speaker's noun phrase, its class, and whom a pronoun stands for.

Verbs that share a subject share a speaker: in "The minister described the plan and said …" the minister says it, not the plan.

What this does not do: look further back than the sentence before.
"""

from __future__ import annotations

from framing.learning.reading import Reading, is_actor, is_word
from framing.text.attribution import Attribution
from framing.text.segments import Unit
from framing.text.tokens import CLAUSE_MARKS
from framing.text.wordclasses import has_verb

APPOSITION = 14
"""Tokens that a speaker with apposition may have."""
_PRONOUNS = frozenset("he she they it who we i".split())
_SHARED = frozenset("and but then also".split())
"""What joins a verb to the one before it, so that both have one subject."""
_ENDS = frozenset({";", ":", ".", "–"})

Window = tuple[int, int]


def window(unit: Unit, attribution: Attribution) -> Window:
    """The token range that tells who speaks: the noun phrase with its apposition ("X, a medic in Rafah, said")."""
    low, high = attribution.source
    forms = [t.form for t in unit.tokens]
    cue = attribution.cue[0]
    if _shares_subject(forms, low, high, cue):
        earlier = [a for a in unit.attributions if a.cue[0] < cue and ";" not in forms[a.cue[0] : cue]]
        if earlier:
            return window(unit, earlier[-1])
        shared = _first_phrase(forms, cue)
        if shared[0] < shared[1]:
            return shared
    if low == high:  # the verb follows a comma: the name stands before the apposition
        low, high = max(0, cue - APPOSITION), cue
        low = next((k + 1 for k in range(high - 2, low - 1, -1) if forms[k] in _ENDS), low)
    elif low >= attribution.cue[1]:  # the name follows the verb: an apposition may follow the name
        while high < min(len(forms), low + APPOSITION) and forms[high] not in _ENDS:
            high += 1
    return low, high


def _shares_subject(forms: list[str], low: int, high: int, cue: int) -> bool:
    if low >= high:
        return low <= cue and cue > 0 and forms[cue - 1] in _SHARED
    return high <= cue and (forms[low] in _SHARED or forms[high - 1] in _SHARED)


def _first_phrase(forms: list[str], cue: int) -> Window:
    """What stands before the first verb or mark of the clause: the subject that all its verbs share."""
    begin = next((k + 1 for k in range(cue - 1, -1, -1) if forms[k] in _ENDS), 0)
    end = next((k for k in range(begin + 1, cue) if has_verb([forms[k]]) or forms[k] in CLAUSE_MARKS), begin)
    return begin, end


def classes(reading: Reading, source: Window) -> list[str]:
    """The class of a speaker: actors in the noun phrase, else its last word; a pronoun takes the actors before it."""
    inside = [s for s in reading.symbols if source[0] <= s.first < source[1]]
    actors = [s.text for s in inside if is_actor(s.text)]
    if actors:
        return list(dict.fromkeys(actors))
    words = [reading.unit.tokens[s.first].stem for s in inside if is_word(s.text)]
    earlier = [s.text for s in reading.symbols if s.first < source[0] and is_actor(s.text)]
    referred = earlier[-1:] or reading.before[-1:]
    if any(s.text in _PRONOUNS for s in inside) or not words:
        return ["pronoun", *(f"pronoun={r}" for r in referred)]
    return [words[-1], *(f"{words[-1]}={r}" for r in referred)]


def words(reading: Reading, source: Window) -> list[int]:
    """The symbols of a speaker's noun phrase that name something."""
    return reading.named(k for k, s in enumerate(reading.symbols) if source[0] <= s.first < source[1])

"""Who speaks in an attribution: the words of the speaker's noun phrase, its class, and whom a pronoun stands for.

Verbs that share a subject share a speaker: in "The minister described the plan and said …" the minister says it, not the plan.

What this does not do: look further back than the sentence before.
"""

from __future__ import annotations

from itertools import takewhile

from framing.learning.reading import Reading, is_actor, is_word
from framing.text.attribution import Attribution
from framing.text.segments import Unit
from framing.text.tokens import CLAUSE_MARKS
from framing.text.wordclasses import has_verb

APPOSITION = 14
"""Tokens that a speaker with apposition may have."""
OTHER = "other"
"""A speaker of none of the codebook's actors."""
_PRONOUNS = frozenset("he she they it who we i you this that these those one".split())
_SHARED = frozenset("and but then also".split())
"""What joins a verb to the one before it, so that both have one subject."""
_PHRASE_ENDS = frozenset(
    "in of at from for to with on by near about against who whose whom which that as after before while when where because and but or".split()
)
"""Where the head of a noun phrase that names a speaker is over."""
_BELONGS = frozenset("for of by from".split())
_ENDS = frozenset({";", ":", ".", "–"})

Window = tuple[int, int]


def window(unit: Unit, attribution: Attribution) -> Window:
    """The token range that tells who speaks: the noun phrase with its apposition ("X, a medic in Rafah, said")."""
    forms = [t.form for t in unit.tokens]
    low, high = attribution.source
    cue = attribution.cue[0]
    while _shares_subject(forms, low, high, cue):
        earlier = [a for a in unit.attributions if a.cue[0] < cue and ";" not in forms[a.cue[0] : cue]]
        if not earlier:
            shared = _first_phrase(forms, cue)
            if shared[0] < shared[1]:
                return shared
            break
        attribution = earlier[-1]
        low, high = attribution.source
        cue = attribution.cue[0]
    if low == high:  # the verb follows a comma: the name stands before the apposition
        low, high = max(0, cue - APPOSITION), cue
        low = next((k + 1 for k in range(high - 2, low - 1, -1) if forms[k] in _ENDS), low)
    elif low >= attribution.cue[1]:  # the name follows the verb: an apposition may follow the name
        while high < min(len(forms), low + APPOSITION) and forms[high] not in _ENDS:
            high += 1
    return low, high


def _shares_subject(forms: list[str], low: int, high: int, cue: int) -> bool:
    """Whether the verb has the subject of the one before it: "… and said"; not "…, but the mayor said", which has its own."""
    if low >= high:
        return low <= cue and cue > 0 and forms[cue - 1] in _SHARED
    joined = forms[low] in _SHARED and not any(is_word(f) for f in forms[low + 1 : high] if f not in _SHARED)
    return high <= cue and (joined or forms[high - 1] in _SHARED)


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


def credited(reading: Reading, at: int) -> str:
    """Whom the words at symbol *at* are credited to: an actor without its brackets, ``other``, or nothing.

    The actor is the last one in the noun phrase ("the <army>-run <health> ministry in <city>"), else whom its head belongs to ("a
    spokesman for the <army>", but also "a critic of the <army>"). Words that no attribution covers, as
    a quotation with its speaker elsewhere in the sentence, go to the nearest one. Nothing where the sentence names nobody: a
    pronoun, or no attribution at all. What this does not do: passives ("was told by"), and more than one speaker at a time.
    """
    token = reading.symbols[at].first
    told = [a for a in reading.unit.attributions if any(x <= token < y for x, y in a.contents)]
    near = told or sorted(reading.unit.attributions, key=lambda a: abs(a.cue[0] - token))[:1]
    source = window(reading.unit, near[-1]) if near else (0, 0)
    inside = [s.text for s in reading.symbols if source[0] <= s.first < source[1]]
    if not any(is_actor(s) or (is_word(s) and s not in _PRONOUNS) for s in inside):
        return ""
    head = inside[: next((k for k, s in enumerate(inside) if k and s in _PHRASE_ENDS), len(inside))]
    actors = [s for s in head if is_actor(s)][-1:] or _behind(inside)
    return actors[0].strip("<>") if actors else OTHER


def _behind(inside: list[str]) -> list[str]:
    """The first actor behind "for", "of", "by" or "from", before the next phrase begins."""
    for k, joins in enumerate(inside):
        if joins in _BELONGS:
            rest = takewhile(lambda s: s not in _PHRASE_ENDS, inside[k + 1 :])
            if actors := [s for s in rest if is_actor(s)]:
                return actors[:1]
    return []


def words(reading: Reading, source: Window) -> list[int]:
    """The symbols of a speaker's noun phrase that name something."""
    return reading.named(k for k, s in enumerate(reading.symbols) if source[0] <= s.first < source[1])

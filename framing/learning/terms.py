"""The terms of a candidate: everything that the classifier can see of it, each with its place in the text.

A term is a readable string, because every score is explained as a sum over terms. [kill] is the candidate, [·] any one:

    [kill]                   the candidate itself, stemmed, actors normalised to their class
    were [kill], [kill] by   with its neighbours; also two words away: were … [·]
    <idf> < [kill]           with the nearest actor before it in its clause; [kill] > <palestinian> after it; and both
    [kill] passive           with a form of "to be" shortly before it
    [kill] by <idf>          with an actor behind a preposition
    [kill] & <gaza>          with every actor of its sentence
    +school                  a word of its clause; ~school of the rest of its sentence; ^<israel> an actor of the one before
    =palestinian-casualties/agent-named   an indicator expression of the codebook covers it; near=… stands elsewhere
    subject passive: people  a word of its subject, with its form; antecedent: where its clause is relative; object in: behind it
    says:<pal-source>        it is a verb of attribution, with the class of its speaker; says~minister a word of the speaker
    #own, #headline          voice of its segment, kind of line

What this does not do: see the outlet, the date or the rest of the article. Those would be learned as house style.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from framing.coding.codebook import Codebook
from framing.coding.expressions import SymbolText
from framing.learning import speakers
from framing.learning.reading import BE, STOP, Reading, Term, clause, is_actor
from framing.learning.roles import roles
from framing.text.segments import Document, Unit, part_at
from framing.text.tokens import CLAUSE_MARKS, tokens

if TYPE_CHECKING:
    from framing.learning.candidates import Candidate

NO_ACTOR = "·"
ANY = "[·]"
_EDGE = "|"
_PASSIVE_REACH = 3
_PREPOSITION_REACH = 6
_LINKS = frozenset("by in from".split())


class TermReader:
    """Makes terms for candidates, with the actors and expressions of one codebook."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook

    def read(self, document: Document, unit: Unit, before: str = "") -> Reading:
        """Symbols and indicators of a sentence; *before* is the sentence before it, as text."""
        symbols = tuple(self.codebook.actors.symbols(unit.tokens))
        at = {t: k for k, s in enumerate(symbols) for t in range(s.first, s.last + 1)}
        found = self.codebook.indicators(SymbolText(unit.tokens, symbols))
        return Reading(
            unit,
            symbols,
            tuple(s.text if s.text[0] == "<" else unit.tokens[s.first].stem for s in symbols),
            tuple(part_at(unit.parts, unit.tokens[s.first].start) for s in symbols),
            tuple((head.name, at[match.first], at[match.last]) for head, match in found),
            tuple(s.text for s in self.codebook.actors.symbols(tokens(before)) if is_actor(s.text))
            if before
            else (),
        )

    def terms(self, reading: Reading, candidate: Candidate) -> list[Term]:
        """The terms of a candidate, each once."""
        found: dict[str, Term] = {}
        for term in _terms(reading, candidate):
            found.setdefault(term.text, term)
        return list(found.values())


def _terms(r: Reading, c: Candidate) -> Iterator[Term]:
    keys, (start, end) = r.keys, r.span(c.at, c.at)
    name = f"[{keys[c.at]}]"
    yield Term(name, start, end)
    yield from _neighbours(r, c, name)
    low, high = clause(keys, c.at)
    yield from _actors(r, c, name, low, high)
    for k in range(low, high + 1):
        if k != c.at and keys[k] not in STOP:
            yield Term("+" + keys[k], *r.span(k, k))
    for k, key in enumerate(keys):
        if not low <= k <= high and key not in STOP and key not in CLAUSE_MARKS:
            yield Term("~" + key, *r.span(k, k))
    yield from (Term("^" + actor, -1, -1) for actor in r.before)
    if r.before:
        yield Term("^last " + r.before[-1], -1, -1)
    for indicator, first, last in r.indicators:
        if indicator.split("/")[0] == c.axis:
            if first <= c.at <= last:
                yield Term("=" + indicator, *r.span(first, last))
                yield Term(f"={indicator} {name}", *r.span(first, last))
            else:
                yield Term("near=" + indicator, *r.span(first, last))
    yield from _roles(r, c, name)
    yield from _attribution(r, c, name, start, end)
    yield Term("#" + r.unit.parts[c.part].voice, -1, -1)
    if r.unit.headline:
        yield Term("#headline", -1, -1)
        yield Term(f"#headline {name}", -1, -1)


def _neighbours(r: Reading, c: Candidate, name: str) -> Iterator[Term]:
    """The two symbols on either side, alone and with the candidate."""
    for distance, gap in ((1, " "), (2, " … ")):
        left, right = c.at - distance, c.at + distance
        before = r.keys[left] if left >= 0 else _EDGE
        after = r.keys[right] if right < len(r.keys) else _EDGE
        place = r.span(max(left, 0), c.at)
        yield Term(f"{before}{gap}{ANY}", *place)
        yield Term(f"{before}{gap}{name}", *place)
        place = r.span(c.at, min(right, len(r.keys) - 1))
        yield Term(f"{ANY}{gap}{after}", *place)
        yield Term(f"{name}{gap}{after}", *place)


def _actors(r: Reading, c: Candidate, name: str, low: int, high: int) -> Iterator[Term]:
    """Who stands before and behind the candidate in its clause, in the passive or not, and elsewhere in the sentence."""
    keys = r.keys
    before = [k for k in range(c.at - 1, low - 1, -1) if is_actor(keys[k])]
    behind = [k for k in range(c.at + 1, high + 1) if is_actor(keys[k])]
    left, right = (keys[before[0]] if before else NO_ACTOR), (keys[behind[0]] if behind else NO_ACTOR)
    from_left = r.span(before[0] if before else c.at, c.at)
    to_right = r.span(c.at, behind[0] if behind else c.at)
    whole = (from_left[0], to_right[1])
    yield Term(f"{left} < {ANY}", *from_left)
    yield Term(f"{left} < {name}", *from_left)
    yield Term(f"{ANY} > {right}", *to_right)
    yield Term(f"{name} > {right}", *to_right)
    yield Term(f"{left} < {ANY} > {right}", *whole)
    yield Term(f"{left} < {name} > {right}", *whole)
    if before:
        yield Term(f"{keys[before[-1]]} << {name}", *r.span(before[-1], c.at))
    else:
        earlier = next((k for k in range(low - 1, -1, -1) if is_actor(keys[k])), None)
        if earlier is not None:
            yield Term(f"{keys[earlier]} , {name}", *r.span(earlier, c.at))
    for k in before:
        yield Term(f"{keys[k]} .. {name}", *r.span(k, c.at))
    for k in behind:
        yield Term(f"{name} .. {keys[k]}", *r.span(c.at, k))
    passive = any(keys[k] in BE for k in range(max(low, c.at - _PASSIVE_REACH), c.at))
    voice = "passive" if passive else "active"
    yield Term(f"{ANY} {voice}", *from_left)
    yield Term(f"{name} {voice}", *from_left)
    yield Term(f"{left} < {ANY} {voice}", *from_left)
    yield Term(f"{left} < {name} {voice}", *from_left)
    for k in range(c.at + 1, min(high, c.at + _PREPOSITION_REACH) + 1):
        if keys[k] in _LINKS:
            actor = next((keys[j] for j in range(k + 1, min(k + 4, high + 1)) if is_actor(keys[j])), NO_ACTOR)
            yield Term(f"{ANY} {keys[k]} {actor}", *r.span(c.at, k))
            yield Term(f"{name} {keys[k]} {actor}", *r.span(c.at, k))
    for actor in sorted({k for k in keys if is_actor(k)}):
        yield Term(f"{name} & {actor}", -1, -1)


def _roles(r: Reading, c: Candidate, name: str) -> Iterator[Term]:
    """What its subject and its object are called, with the form that says which of them acts."""
    found = roles(r, c.at)
    yield Term(f"{name} {found.form} form", *r.span(c.at, c.at))
    if not found.subject and not found.antecedent:
        yield Term(f"no subject {found.form}", *r.span(c.at, c.at))
    for k in found.subject:
        yield from _role(r, c, f"subject {found.form}: {r.keys[k]}", k, name)
    for k in found.antecedent:
        yield from _role(r, c, f"antecedent {found.form}: {r.keys[k]}", k, name)
    tag = " ".join(("object", *filter(None, [found.preposition]), found.form))
    for k in found.object:
        yield from _role(r, c, f"{tag}: {r.keys[k]}", k, name)


def _role(r: Reading, c: Candidate, text: str, k: int, name: str) -> Iterator[Term]:
    place = r.span(min(k, c.at), max(k, c.at))
    yield Term(text, *place)
    if is_actor(r.keys[k]):
        yield Term(f"{text} {name}", *place)


def _attribution(r: Reading, c: Candidate, name: str, start: int, end: int) -> Iterator[Term]:
    """Whether the candidate is a verb of attribution, and whose."""
    first, last = r.symbols[c.at].first, r.symbols[c.at].last
    cue = next((a for a in r.unit.attributions if first <= a.cue[0] <= last), None)
    yield Term("says" if cue else "says nothing", start, end)
    if cue is not None:
        yield Term("says behind" if cue.trails else "says before", start, end)
        source = speakers.window(r.unit, cue)
        for speaker in speakers.classes(r, source):
            yield Term(f"says:{speaker}", start, end)
            yield Term(f"says:{speaker} {name}", start, end)
        for k in speakers.words(r, source):
            yield Term(f"says~{r.keys[k]}", *r.span(k, k))

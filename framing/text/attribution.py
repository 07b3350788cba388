"""Reported speech: which words of a sentence are credited to a named or role-identified source.

Patterns, by rule and without a parser: "X said (that) CLAUSE", "CLAUSE, X said", "CLAUSE, said X", "CLAUSE, X
said, CLAUSE", "according to X, CLAUSE", "CLAUSE, citing X", "X accused Y of CLAUSE", "the claim that CLAUSE". The
noun phrase that names the speaker stays with the outlet; so do hedges without a speaker (reportedly, are believed
to, reports indicate).

What this does not do: resolve who "they" are, or find attribution that no cue word marks (:mod:`framing.text.cues`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from framing.text.clauses import PHRASE_ENDS, Clauses, Span
from framing.text.cues import NOUNS, is_cue
from framing.text.tokens import CLAUSE_MARKS, Token, word_set
from framing.text.wordclasses import RELATIVES, has_verb

# Verbs whose content hangs on a preposition or an infinitive: only what follows the link is credited.
_LINKED = {
    "accuse": ("of",), "accuses": ("of",), "accused": ("of",), "accusing": ("of",),
    "blame": ("for", "on"), "blames": ("for", "on"), "blamed": ("for", "on"), "blaming": ("for", "on"),
    "called": ("for", "on", "it", "the", "to", "an", "a", "what"), "calls": ("for", "on", "it", "to"),
    "calling": ("for", "on", "it", "the", "to"), "call": ("for", "on", "to"),
    "expressed": ("about", "over", "at", "that"), "expresses": ("about", "over", "at"),
    "expressing": ("about", "over", "at"), "vowed": ("to", "that"), "vows": ("to", "that"), "vowing": ("to", "that"),
    "pledged": ("to", "that"), "promised": ("to", "that"), "promises": ("to", "that"), "promise": ("that", "to"),
    "threatened": ("to", "that"), "threatens": ("to", "that"), "ordered": ("to", "that"), "orders": ("to",),
    "asked": ("to", "for", "if", "whether", "that", "about", "why", "how", "what"),
    "asks": ("to", "for", "if", "whether"), "wants": ("to",), "wanted": ("to",),
    "agreed": ("that",), "agrees": ("that",), "proposed": ("that",), "proposes": ("that",),
    "found": ("that",), "finds": ("that",), "determined": ("that",), "observed": ("that",), "posted": ("that",),
    "post": ("that",), "ruled": ("that",), "repeated": ("that",), "responded": ("that", "by"), "hope": ("that",),
    "expects": ("to", "that"), "thinks": (), "reads": (), "cited": (), "cites": (),
}  # fmt: skip
_DIRECT = word_set("thinks expects expressed proposed vows vowed vowing")
"""Linked verbs whose object is what was said, where no link follows."""
_TRAILING = word_set("found finds ruled determined promised pledged vowed posted agreed hope")
"""Linked verbs that may also follow what was said: ``CLAUSE, the court ruled``."""

_VAGUE = word_set(
    "the latest recent some new various these official media reports report figures estimates details data"
)


class Attribution(NamedTuple):
    """One attribution in a sentence, as token index ranges: cue, source (may be empty), credited contents."""

    cue: Span
    source: Span
    contents: tuple[Span, ...]

    @property
    def trails(self) -> bool:
        """Whether what is credited stands before the cue ("CLAUSE, X said")."""
        return bool(self.contents) and self.contents[0][0] < self.cue[0]

    @property
    def span(self) -> Span:
        """Cue and source together: the words that stay the outlet's own."""
        if self.source[0] == self.source[1]:
            return self.cue
        return min(self.cue[0], self.source[0]), max(self.cue[1], self.source[1])


def attributions(
    tokens: Sequence[Token], quoted: Sequence[bool], *, headline: bool = False
) -> list[Attribution]:
    """The attributions of one sentence, in the order of their cues.

    ``quoted[i]`` says that token *i* stands inside quotation marks: cues in there are somebody's own words.
    Contents may cover quoted tokens; the marks win over the paraphrase. In a headline "as", "after" and a dash
    return to the outlet's voice, and "writes NAME" is a byline.

    >>> from framing.text.tokens import tokens
    >>> found = tokens("The mayor said that aid had come.")
    >>> attributions(found, [False] * len(found))
    [Attribution(cue=(2, 3), source=(0, 2), contents=((4, 8),))]
    """
    reader = _Reader(tokens, quoted, headline)
    found = [a for i in range(len(tokens)) if not quoted[i] and (a := reader.attribution(i)) is not None]
    # A noun is found by the "that" behind it, which may stand behind another cue.
    return _without_overlap(sorted(found, key=lambda a: a.cue))


def _without_overlap(found: Sequence[Attribution]) -> list[Attribution]:
    """Each speaker's words end where another speaker's attribution begins.

    "A insisted that …, B added": A's end before B. "…, A said, citing B": what A is credited with is not B's again.
    """
    trailing = [a for a in found if a.trails]
    return [a._replace(contents=tuple(_trimmed(span, a, trailing) for span in a.contents)) for a in found]


def _trimmed(span: Span, attribution: Attribution, trailing: Sequence[Attribution]) -> Span:
    start, end = span
    for other in trailing:
        if attribution.cue[0] < other.cue[0] and start < other.span[0] < end:
            end = other.span[0]
        elif other.cue[0] < attribution.cue[0] and attribution.trails and start <= other.cue[0] < end:
            start = min(other.span[1], end)
    return start, end


class _Reader(Clauses):
    """One sentence, read for attributions: one method for each pattern."""

    def attribution(self, i: int) -> Attribution | None:
        """The attribution whose cue is token *i*."""
        form = self.forms[i]
        if form == "according" and self.form(i + 1) == "to":
            return self.according(i)
        if form in {"citing", "quoting"}:
            return self.citing(i)
        if form == "that" and 0 < i < self.n - 2 and (noun := self.speech_noun(i)) is not None:
            return Attribution((noun, noun + 1), (noun + 1, i), (self.onward(i + 1),))
        return self.spoken(i) if is_cue(self.tokens, i) else None

    def speech_noun(self, i: int) -> int | None:
        """The noun that the "that" at *i* belongs to: "the claim that", "comments by the minister that"."""
        if self.appraises(i - 3):
            return None  # "…, a claim that nobody could check": not what is claimed
        if self.forms[i - 1] in NOUNS:
            return i - 1
        for k in range(i - 2, max(i - 9, -1), -1):
            if self.forms[k] in CLAUSE_MARKS:
                return None
            if self.forms[k] in NOUNS and self.forms[k + 1] in {"by", "from", "of"}:
                return k
        return None

    def according(self, i: int) -> Attribution:
        """According to X: what it credits is before it, or after its comma."""
        end = i + 2
        while end < self.n and not (self.forms[end] in PHRASE_ENDS and end > i + 2):
            if self.forms[end] == "." and end >= self.n - 2:
                break
            end += 1
        cue, source = (i, i + 2), (i + 2, end)
        if all(f in _VAGUE for f in self.forms[i + 2 : end]):
            return Attribution(cue, source, ())  # "according to the latest figures": nobody in particular
        start = self.lead_start(i)
        lead = self.words(start, i)
        if len(lead) >= 3 and not (self.forms[lead[0]] in {"but", "and", "however"} and len(lead) < 4):
            return Attribution(cue, source, ((start, i),))
        return Attribution(cue, source, (self.onward(end + 1),) if self.form(end) == "," else ())

    def citing(self, i: int) -> Attribution:
        """CLAUSE, citing X."""
        start = self.lead_start(i)
        contents = ((start, i),) if i - start >= 4 else ()
        return Attribution((i, i + 1), (i + 1, self.next_mark(i + 1)), contents)

    def spoken(self, i: int) -> Attribution:
        """A verb of speech at *i*: who speaks, and what of the sentence that credits."""
        form = self.forms[i]
        cue = (i, i + 1)
        bound = self.subject_bound(i)
        subject = (bound + 1, i)
        apart = self.stands_apart(bound, i)
        trails = apart and form in _TRAILING and self.form(i + 1) in {"", ",", "."}
        if form in _LINKED and not trails:
            return self.linked(i, subject)
        if self.headline and form in {"writes", "wrote"}:
            return Attribution(cue, subject, ())
        start = self.lead_start(i)
        lead = (start, max(start, bound if bound < 0 or self.forms[bound] in CLAUSE_MARKS else bound + 1))
        lead_words = self.words(*lead)
        finite = not form.endswith("ing")
        content_at = self.content_start(i)
        unnamed = subject[0] == subject[1] and self.form(i - 1) not in RELATIVES | {"and", "but"}
        if unnamed and lead_words and finite and self.is_inverted(i, content_at):
            end = self.next_mark(i + 1)
            return Attribution(cue, (i + 1, end), self.around(lead, end))
        interrupts = apart and self.form(i + 1) == "," and has_verb([self.form(i + 2)])
        is_clause = interrupts or self.is_clause(lead_words)
        if content_at is not None and not (is_clause and self.is_adjunct(i + 1)):
            return Attribution(cue, subject, (self.onward(content_at),))
        if is_clause and finite and apart:
            return Attribution(cue, subject, self.around(lead, self.next_mark(i + 1, ",")))
        return Attribution(cue, subject, ())

    def linked(self, i: int, subject: Span) -> Attribution:
        """A verb whose content hangs on a link word ("accused the council *of* …") within nine tokens."""
        links = _LINKED[self.forms[i]]
        for k in range(i + 1, min(i + 10, self.n)):
            if self.forms[k] in {";", ":", ".", "as"}:
                break
            if self.forms[k] in links:
                return Attribution((i, i + 1), subject, (self.onward(k + 1),))
        return Attribution((i, i + 1), subject, (self.onward(i + 1),) if self.forms[i] in _DIRECT else ())

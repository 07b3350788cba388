"""Where the clauses of a sentence begin and end, as far as attribution needs to know, by rule and without a parser.

Everything here answers one question about token positions: how far a speaker's noun phrase reaches, where what was
said begins and ends, whether what stands before a speaker can be what was said.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from framing.text.tokens import CLAUSE_MARKS, NUMBER, Token, word_set
from framing.text.wordclasses import (
    ADJUNCT_OPENERS,
    ADVERBIAL_OPENERS,
    AUXILIARIES,
    CONTENT_OPENERS,
    JOINS,
    PLACE_PREPOSITIONS,
    RELATIVES,
    RESUMES,
    TIME_WORDS,
    has_verb,
)

_LISTENERS = word_set("reporters journalists parliament lawmakers me us him her them you")
_AUDIENCES = _LISTENERS | {"the", "a", "an"}
_ARTICLES = word_set("a an the")
_ADDRESSING = word_set("told tells informed")
_GOES_ON = word_set("and but then before after as when while")
_APPRAISED = word_set(
    "claim figure number statement version assertion allegation charge account tally phrase formula"
)
_APPOSES = word_set("who which whose where a an the")
_SPEAKING = word_set("said says say told reported warned insisted claimed")
_SUBJECT_BOUNDS = word_set("that which because while after as said says told noted")
_GOVERNS = word_set("in on at to of during by with")
_DASHES = frozenset("–—")
PHRASE_ENDS = frozenset(",;:") | _DASHES
_MAX_SOURCE = 22
"""Tokens that a source between a comma and its verb may have."""
_SHORT = 9
"""What has fewer tokens and no verb is a phrase, not a clause."""

_THAT_WITHIN = 16
"""Tokens from a verb of speech to the "that" which opens what was said, at most."""
_MAX_ADJUNCT = 6
"""Words that a phrase of place, time or audience may have."""

Span = tuple[int, int]


class Clauses:
    """One sentence: its tokens, which of them are quoted, and whether it is a headline."""

    def __init__(self, tokens: Sequence[Token], quoted: Sequence[bool], headline: bool) -> None:
        self.tokens = tokens
        self.quoted = quoted
        self.headline = headline
        self.forms = [t.form for t in tokens]
        self.n = len(tokens)

    def form(self, i: int) -> str:
        """The form of token *i*, or nothing where there is none."""
        return self.forms[i] if 0 <= i < self.n else ""

    def words(self, start: int, end: int) -> list[int]:
        """The tokens of a range that are not marks."""
        return [k for k in range(start, end) if self.forms[k] not in CLAUSE_MARKS]

    def next_mark(self, k: int, marks: Container[str] = CLAUSE_MARKS) -> int:
        """The first of *marks* at or after token *k*, or the end of the sentence."""
        while k < self.n and self.forms[k] not in marks:
            k += 1
        return k

    def subject_bound(self, cue: int) -> int:
        """The token that the speaker's noun phrase before *cue* begins behind; −1 at the sentence's start."""
        bound = self.phrase_bound(cue)
        if bound != cue - 1 or self.form(bound) != ",":
            return bound
        # "Dana Roe, a medic, said", "the mayor, who had fled, said": the name stands before an apposition.
        opens = self.phrase_bound(bound)
        apposed = self.forms[opens + 1 : bound]
        if self.form(opens) != "," or not apposed or (has_verb(apposed) and apposed[0] not in _APPOSES):
            return bound
        named = self.phrase_bound(opens)
        name = self.forms[named + 1 : opens]
        return named if name and name[0] not in ADVERBIAL_OPENERS and not has_verb(name) else bound

    def phrase_bound(self, end: int) -> int:
        """The token that the noun phrase before token *end* begins behind."""
        bound = end - 1
        while bound >= 0 and end - bound <= _MAX_SOURCE and not self.bounds_subject(bound, end):
            bound -= 1
        return bound

    def lead_start(self, i: int) -> int:
        """Where the clause before token *i* begins: the sentence, or what follows a semicolon or headline mark."""
        for k in range(i - 1, -1, -1):
            form = self.forms[k]
            if form == ";" or (self.headline and form in _DASHES | {":"} and not self.quoted[k]):
                return k + 1
        return 0

    def content_start(self, i: int) -> int | None:
        """Where what was said begins after the verb at *i*, or None where nothing that looks like it follows."""
        for k in range(i + 1, min(i + _THAT_WITHIN, self.n)):
            if self.forms[k] == "that" and self.links(i, k):
                return k + 1
            if self.forms[k] in {";", ".", "!", "?", "–"}:
                break
            if self.forms[k] == "," and (self.form(k + 1).endswith("ing") or self.appraises(k)):
                break
        k = i + 1
        if self.forms[i] in _ADDRESSING:
            k = self.skip_audience(k)
        if not self.forms[i].startswith(("insist", "claim")):
            k = self.skip_adjuncts(k)
        if k >= self.n - 1 or self.forms[k] in CLAUSE_MARKS - {":", "("}:
            return None
        phrase = self.n - k < _SHORT and not has_verb(self.forms[k:])
        if phrase and not self.headline and self.forms[k] not in {"on", "to"}:
            return None
        return k + 1 if self.forms[k] == ":" else k

    def links(self, cue: int, that: int) -> bool:
        """Whether a "that" opens what was said: not "the men that killed", not "said it had won, and that …"."""
        if that == cue + 1:
            return True
        joined = self.forms[that - 1] in {"and", ","} and self.forms[cue + 1] != ","
        return not joined and not has_verb(self.forms[that + 1 : that + 2])

    def onward(self, k: int) -> Span:
        """Credited words that begin at *k*: to the end of the sentence, or to where narration resumes."""
        answer_end = self.answer_end(k)
        if answer_end is not None:
            return k, answer_end
        for j in range(k + 2, self.n):
            if not self.quoted[j] and self.resumes(j, k):
                return k, j
        return k, self.n

    def answer_end(self, k: int) -> int | None:
        """Where a quoted answer at *k* ends, when narration goes on behind it: ``said “no” and drove off``."""
        end = k
        while end < self.n and self.quoted[end]:
            end += 1
        after = end + 1 if self.form(end) == "," else end
        if end == k or self.form(after) not in _GOES_ON:
            return None
        same_clause = self.form(after) in {"and", "but"} and not has_verb(self.forms[after + 1 : after + 2])
        return None if same_clause else end

    def resumes(self, j: int, k: int) -> bool:
        """Whether narration resumes at token *j*, after credited words that begin at *k*."""
        form = self.forms[j]
        if form == ";" or (self.headline and form in _DASHES | {":"}):
            return True
        if self.headline and form in {"as", "after", "amid", "while"}:
            return j - k >= 3
        if form != "," or j + 2 >= self.n:
            return False
        after = self.forms[j + 1]
        if after in RESUMES | {"as"}:
            return self.forms[j + 2] not in {"it", "they", "he", "she", "well"}
        if after in {"but", "and"}:
            return self.speaks_within(j + 2, _SHORT)
        return self.appraises(j)

    def appraises(self, comma: int) -> bool:
        """Whether the outlet speaks of what was said behind a comma: "…, a claim that nobody could check"."""
        return (
            self.form(comma) == ","
            and self.form(comma + 1) in _ARTICLES
            and self.form(comma + 2) in _APPRAISED
        )

    def around(self, lead: Span, end: int) -> tuple[Span, ...]:
        """What stands before "X said", and after it where the same clause goes on behind the comma at *end*."""
        if end < self.n - 3 and self.forms[end] == "," and self.goes_on(end + 1):
            return lead, self.onward(end + 1)
        return (lead,)

    def skip_audience(self, k: int) -> int:
        """Past "reporters", "the council": to whom it was said, when a clause begins behind it."""
        for j in range(k + 1, min(k + _MAX_ADJUNCT, self.n - 1)):
            if self.forms[j] in CLAUSE_MARKS or self.forms[j] in AUXILIARIES:
                break
            if self.forms[j] == "to":
                return j  # "told the council to leave"
            if self.opens_content(j + 1, k):
                return j + 1
        return k + 1 if self.form(k) in _LISTENERS else k

    def skip_adjuncts(self, k: int) -> int:
        """Past "on Monday", "in a statement", "in the capital", "to reporters": where and when it was said."""
        while k < self.n:
            form = self.forms[k]
            if form in TIME_WORDS:
                k += 1
            elif form in PLACE_PREPOSITIONS and not (form == "to" and self.form(k + 1) not in _AUDIENCES):
                end = self.adjunct_end(k)
                if end == k:
                    break
                k = end
            else:
                break
        return k

    def adjunct_end(self, k: int) -> int:
        """Where a phrase of place or time that opens at *k* ends; *k* where a verb shows that it is none."""
        end = k + 1
        while end < self.n and end - k <= _MAX_ADJUNCT and self.forms[end] not in CLAUSE_MARKS:
            if self.opens_content(end, k):
                break
            if end - k >= 2 and self.forms[end] in AUXILIARIES:
                return k
            end += 1
            if self.forms[end - 1] in TIME_WORDS and not self.is_time(end):
                break
        return end

    def bounds_subject(self, k: int, cue: int) -> bool:
        """Whether the speaker's noun phrase cannot reach further left than token *k*."""
        form = self.forms[k]
        if form in PHRASE_ENDS | {"(", ")"} or self.quoted[k]:
            return True
        if form == "and":
            return not self.joins_names(k)  # "witnesses and doctors said"
        return cue - k >= 2 and form in _SUBJECT_BOUNDS

    def joins_names(self, k: int) -> bool:
        """Whether the "and" at *k* stands between noun phrases: no verb before it since the last mark."""
        start = k
        while start > 0 and self.forms[start - 1] not in CLAUSE_MARKS:
            start -= 1
        return start < k and not has_verb(self.forms[start:k])

    def stands_apart(self, bound: int, cue: int) -> bool:
        """Whether "X said" is set off from the clause before it, as in ``CLAUSE, X said``.

        ``…, and X said``, ``…, which said`` and ``… as X said`` go on with that clause and credit nothing of it.
        """
        if bound < 0 or not (self.forms[bound] in _DASHES | {","} or self.quoted[bound]):
            return False
        return (
            cue - bound >= 2
            and self.forms[bound + 1] not in JOINS | AUXILIARIES
            and self.forms[cue - 1] not in RELATIVES
        )

    def is_inverted(self, i: int, content_at: int | None) -> bool:
        """Whether the speaker follows the verb: ``…,” said Levi`` – but not ``Levi, a medic, said …``."""
        following = i + 2 if self.form(i + 1) == "," else i + 1
        if following < self.n and self.quoted[following]:
            return False  # "Council rejects offer, says 'no progress'": one subject for both verbs
        if self.quoted[i - 1] or (i >= 2 and self.quoted[i - 2]):
            return True
        if self.form(i + 1) in {"on", "to", "that", "it", "there", "no", "for"}:
            return False  # "Council spurns offer, insists on a wall"
        return content_at is None or not has_verb(self.forms[i + 1 : self.next_mark(i + 1)])

    def is_time(self, k: int) -> bool:
        """Whether token *k* is a word of time or a number (Oct. 7, 3 p.m.)."""
        return k < self.n and (self.forms[k] in TIME_WORDS or self.tokens[k].stem == NUMBER)

    def opens_content(self, j: int, k: int) -> bool:
        """Whether token *j* opens what was said, after an adjunct that began at *k*."""
        return j - k >= 2 and self.forms[j] in CONTENT_OPENERS and self.forms[j - 1] not in _GOVERNS

    def is_adjunct(self, k: int) -> bool:
        """Whether what follows the verb only says where, when or how it was said."""
        if self.forms[k - 1] in _ADDRESSING:
            addressed = self.forms[k : self.next_mark(k)]
            if 0 < len(addressed) <= _MAX_ADJUNCT and "that" not in addressed and not has_verb(addressed):
                return True  # "told us, and …"
        at = self.skip_adjuncts(k)
        if at >= self.n or self.forms[at] in {".", ",", "!", "?", ")"}:
            return True
        return self.forms[at] in ADJUNCT_OPENERS or (self.n - at < _SHORT and not has_verb(self.forms[at:]))

    def is_clause(self, lead: Sequence[int]) -> bool:
        """Whether what stands before the speaker is a clause that can be what was said, not an adverbial."""
        if lead and all(self.quoted[k] for k in lead):
            return True
        if len(lead) < 3:
            return False
        forms = [self.forms[k] for k in lead]
        if forms[0] not in ADVERBIAL_OPENERS:
            return has_verb(forms) or len(lead) >= 6
        # "After the raid, the army said …" – but "At least 20 people were killed, medics said".
        counts = forms[0] in {"at", "over"} and forms[1] in {"least", "most"}
        if counts or self.tokens[lead[1]].stem == NUMBER:
            return has_verb(forms)
        comma = self.next_mark(lead[0], ",")
        return comma < lead[-1] and has_verb(self.forms[comma : lead[-1] + 1])

    def goes_on(self, k: int) -> bool:
        """Whether a clause of the same speaker goes on after the comma that closes "X said,"."""
        first = self.forms[k]
        if first in ADVERBIAL_OPENERS | RESUMES | _APPOSES or first.endswith("ing"):
            return False
        if self.tokens[k].stem == NUMBER and self.form(k + 1) == ",":
            return False  # an age
        return self.n - k >= 4

    def speaks_within(self, start: int, reach: int) -> bool:
        """Whether another speaker steps forward within *reach* tokens."""
        for k in range(start, min(start + reach, self.n)):
            if self.forms[k] in {",", ";", "that"}:
                return False
            if self.forms[k] in _SPEAKING:
                return True
        return False

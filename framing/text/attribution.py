"""Reported speech: which words of a sentence are credited to a named or role-identified source.

Patterns, by rule and without a parser: "X said (that) CLAUSE", "CLAUSE, X said", "CLAUSE, said X", "CLAUSE, X said,
CLAUSE", "according to X, CLAUSE", "CLAUSE, citing X", "X accused Y of CLAUSE", "the claim that CLAUSE". The noun phrase
that names the speaker stays with the outlet; so do hedges without a speaker (reportedly, are believed to,
reports indicate).

What this does not do: resolve who "they" are, or find attribution that no cue word marks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from framing.text.tokens import CLAUSE_MARKS, Token

# Verbs that take a clause as what was said. Every form that can only be a verb.
_SAY = frozenset(
    "say says said saying tell tells told telling add adds added adding announce announces announced announcing "
    "states stated stating noted noting notes reported reporting confirm confirms confirmed confirming "
    "claimed claiming allege alleges alleged alleging insist insists insisted insisting warn warns warned warning "
    "argue argues argued arguing maintain maintains maintained acknowledge acknowledges acknowledged acknowledging "
    "admit admits admitted admitting explain explains explained explaining declare declares declared declaring "
    "write writes wrote writing tweeted posted stress stresses stressed stressing emphasize emphasizes emphasized emphasise emphasises emphasised "
    "emphasizing emphasising reiterate reiterates reiterated reiterating repeated suggest suggests suggested suggesting estimated estimates believes believe believed "
    "believing indicated indicates reveal reveals revealed revealing disclosed recalled recalls recounted recounts predicted predicts asserted asserts asserting "
    "contend contends contended complained complains conclude concludes concluded cautioned cautions countered counters responded responds replied replies "
    "testified deny denies denied denying vowed vows vowing pledged pledges pledging promised promises promising "
    "threatened threatens threatening thinks expects assessed assesses determined found finds concedes conceded "
    "informed informs informing assured assures signalled signaled boasted boasts lamented decried quipped tells proclaimed proclaims ruled "
    "remarked observed reckons understands urged urges urging ordered orders asked asks asking demanded demanding wants wanted called calling "
    "condemned condemns condemning denounced denounces denouncing criticised criticized criticises criticizes slammed slams blasted blasts hailed hails praised praises "
    "accuse accuses accused accusing blame blames blamed blaming cited cites agreed agrees proposed proposes expressed expresses expressing "
    "retorted shouted acknowledges reads"
    .split()
)  # fmt: skip
# Verb or noun: a verb only after something that can be its subject.
_MAYBE = frozenset("claim claims report reports estimate estimates note call calls demand demands promise promises post warnings hope".split())
_NOT_SUBJECT = frozenset(
    "the a an this that these those his her its their our your my of by for from in on at with to over amid such any some no new several many more "
    "recent earlier previous false similar media death official initial latest despite and or about".split()
)
# Verbs whose content hangs on a preposition or an infinitive: only what follows the link is credited.
_LINKED = {
    "accuse": ("of",), "accuses": ("of",), "accused": ("of",), "accusing": ("of",),
    "blame": ("for", "on"), "blames": ("for", "on"), "blamed": ("for", "on"), "blaming": ("for", "on"),
    "called": ("for", "on", "it", "the", "to", "an", "a", "what"), "calls": ("for", "on", "it", "to"), "calling": ("for", "on", "it", "the", "to"),
    "call": ("for", "on", "to"), "expressed": ("about", "over", "at", "that"), "expresses": ("about", "over", "at"), "expressing": ("about", "over", "at"),
    "vowed": ("to", "that"), "vows": ("to", "that"), "vowing": ("to", "that"), "pledged": ("to", "that"), "promised": ("to", "that"), "promises": ("to", "that"),
    "threatened": ("to", "that"), "threatens": ("to", "that"), "ordered": ("to", "that"), "orders": ("to",),
    "asked": ("to", "for", "if", "whether", "that", "about", "why", "how", "what"), "asks": ("to", "for", "if", "whether"), "wants": ("to",), "wanted": ("to",),
    "agreed": ("that",), "agrees": ("that",), "proposed": ("that",), "proposes": ("that",),
    "found": ("that",), "finds": ("that",), "determined": ("that",), "observed": ("that",), "posted": ("that",), "ruled": ("that",), "reads": (), "discussed": (),
    "repeated": ("that",), "responded": ("that", "by"), 
    "cited": (), "cites": (), "expects": ("to", "that"), "thinks": (), "post": ("that",), "hope": ("that",), "promise": ("that", "to"),
}  # fmt: skip
_HEDGES = frozenset("believed thought reported expected estimated understood alleged said feared presumed reported hoped".split())
_BE = frozenset("is are was were be been being".split())
_HAVE = frozenset("have has had having".split())
_NO_SPEAKER = frozenset("reports report figures footage images video videos estimates evidence data it documents document".split())
_NOUNS = frozenset("claim claims allegation allegations accusation accusations warning warnings statement suggestion suggestions assertion assertions report announcement insistence belief comments remarks".split())
_AUXILIARIES = frozenset(
    "is are was were be been has have had will would can could may might must should do does did isn't aren't wasn't weren't hasn't haven't "
    "hadn't won't wouldn't can't cannot couldn't don't doesn't didn't shall 're 've 'll".split()
)
_PAST_VERBS = frozenset(
    "went came took made got gave found left began held kept led lost met ran saw sent set sat stood struck told thought won wrote broke brought "
    "built chose fell flew fought hit knew laid put read rose shot spoke spent withdrew says said became cut grew bore drew drove hid rejects refuses kills rejected".split()
)
_ADVERBIAL_OPENERS = frozenset(
    "in on at over during after before since until as while when despite with without for from by under amid among following because although "
    "though if once unless throughout between earlier later meanwhile however instead moreover still yet also but and separately overnight "
    "yesterday today tonight speaking asked last this next elsewhere indeed thus".split()
)
_TIME_WORDS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight overnight earlier later january february march april may june july "
    "august september october november december week month year morning afternoon evening night day here there last this next ago also then again repeatedly publicly privately "
    "separately meanwhile recently now".split()
)
_RESUMES = frozenset("while whereas although though".split())
_CONTENT_OPENERS = frozenset(
    "the a an it he she they we i you there this that these those his her its their our my israel hamas no some many more most all both at least "
    "about around nearly over if what how why who where whether any such one two three".split()
)
_DETERMINERS = frozenset("the a an of 's its his their this no".split())
_NOUN_TOO = frozenset("warning estimates orders fears hopes wants notes promises finds reading".split())
_ADJECTIVE_TOO = frozenset("alleged reported estimated expected suspected proposed agreed described promised repeated".split())
_PASSIVE = frozenset("accused blamed asked urged ordered condemned criticised criticized denounced called told informed praised hailed".split())
_NOUN_FOLLOWERS = frozenset("of , . by from about".split())
_VAGUE = frozenset("the latest recent some new various these official media reports report figures estimates details data".split())
_DIRECT = frozenset("thinks expects expressed proposed vows vowed vowing".split())
_ADJUNCT_OPENERS = frozenset("as after before when while during following because amid without hours days in on at".split())
_MAX_SOURCE = 22
"""Tokens that a source between a comma and its verb may have."""


class Attribution(NamedTuple):
    """One attribution in a sentence, as token index ranges: cue, source (may be empty), credited contents."""

    cue: tuple[int, int]
    source: tuple[int, int]
    contents: tuple[tuple[int, int], ...]

    @property
    def trails(self) -> bool:
        """Whether what is credited stands before the cue ("CLAUSE, X said")."""
        return bool(self.contents) and self.contents[0][0] < self.cue[0]


def attributions(tokens: Sequence[Token], quoted: Sequence[bool], *, headline: bool = False) -> list[Attribution]:
    """The attributions of one sentence, in the order of their cues.

    ``quoted[i]`` says that token *i* stands inside quotation marks: cues in there are somebody's own words.
    Contents may cover quoted tokens; the marks win over the paraphrase. In a headline "as", "after" and a dash
    return to the outlet's voice, and "writes NAME" is a byline.
    """
    reader = _Reader(tokens, quoted, headline)
    n = len(tokens)
    found: list[Attribution] = []
    for i in range(n):
        if quoted[i]:
            continue
        form = tokens[i].form
        if form == "according" and i + 1 < n and tokens[i + 1].form == "to":
            found.append(reader.according(i))
        elif form in {"citing", "quoting"}:
            found.append(reader.citing(i))
        elif form == "that" and 0 < i < n - 2 and (noun := reader.speech_noun(i)) is not None:
            found.append(Attribution((noun, noun + 1), (noun + 1, i), ((i + 1, reader.forward_end(i + 1)),)))
        elif _is_cue(tokens, i):
            attribution = reader.spoken(i)
            if attribution is not None:
                found.append(attribution)
    return _without_overlap(found)


def _without_overlap(found: Sequence[Attribution]) -> list[Attribution]:
    """What an earlier cue credits ends where a later speaker steps forward ("A insisted that …, B added")."""
    trailing = [a for a in found if a.trails]
    mended = []
    for a in found:
        contents = []
        for start, end in a.contents:
            for later in trailing:
                at = min(later.cue[0], later.source[0] if later.source[0] < later.source[1] else later.cue[0])
                if later is not a and a.cue[0] < later.cue[0] and start < at < end:
                    end = at
            contents.append((start, end))
        mended.append(a._replace(contents=tuple(contents)))
    return mended


def is_speech_verb(form: str) -> bool:
    """Whether a word form can introduce speech."""
    return form in _SAY or form in _MAYBE


def _is_cue(tokens: Sequence[Token], i: int) -> bool:
    form = tokens[i].form
    before = tokens[i - 1].form if i else ""
    after = tokens[i + 1].form if i + 1 < len(tokens) else ""
    if form in _SAY:
        if before == "so" or (form == "asked" and after in {"not", "to"}):
            return False  # so-called; who asked not to be named
        if before in _BE and form in _HEDGES and after in {"to", "that", ",", "."}:
            return False  # a hedge: are believed to
        if form in _PASSIVE and (before in _BE or i == 0) and after != "by":
            return False  # nobody is named who accuses or asks
        if before in _DETERMINERS and form in _NOUN_TOO:
            return False
        if form in _ADJECTIVE_TOO and before in _NOT_SUBJECT and before not in {"and", "or", "that", "to"}:
            return False  # the alleged plot
        return not (before in _NO_SPEAKER and before != "it" and form not in {"said", "says"})  # "reports indicate"
    if form in _MAYBE:
        return (
            bool(before)
            and before not in _NOT_SUBJECT
            and before not in CLAUSE_MARKS
            and before != "'s"
            and not before.endswith("ed")
            and after not in _NOUN_FOLLOWERS
            and not (after == "for" and form.startswith("demand"))
        )
    return False


class _Reader:
    """One sentence, read for attributions: its tokens, which of them are quoted, and whether it is a headline."""

    def __init__(self, tokens: Sequence[Token], quoted: Sequence[bool], headline: bool) -> None:
        self.tokens = tokens
        self.quoted = quoted
        self.headline = headline
        self.forms = [t.form for t in tokens]
        self.n = len(tokens)

    def speech_noun(self, i: int) -> int | None:
        """The noun of speech that the "that" at *i* belongs to: "the claim that", "comments by the minister that"."""
        if self.forms[i - 1] in _NOUNS:
            return i - 1
        for k in range(i - 2, max(i - 9, -1), -1):
            if self.forms[k] in CLAUSE_MARKS:
                return None
            if self.forms[k] in _NOUNS and self.forms[k + 1] in {"by", "from", "of"}:
                return k
        return None

    def according(self, i: int) -> Attribution:
        """According to X: what it credits is before it, or after its comma."""
        end = i + 2
        while end < self.n and not (self.forms[end] in {",", ";", ":", "—", "–"} and end > i + 2) and not (self.forms[end] == "." and end >= self.n - 2):
            end += 1
        source = (i + 2, end)
        if all(f in _VAGUE for f in self.forms[i + 2 : end]):
            return Attribution((i, i + 2), source, ())  # "according to the latest figures": nobody in particular
        start = self.lead_start(i)
        lead = [k for k in range(start, i) if self.forms[k] not in CLAUSE_MARKS]
        if len(lead) >= 3 and not (self.forms[lead[0]] in {"but", "and", "however"} and len(lead) < 4):
            return Attribution((i, i + 2), source, ((start, i),))
        if end < self.n and self.forms[end] == ",":
            return Attribution((i, i + 2), source, ((end + 1, self.forward_end(end + 1)),))
        return Attribution((i, i + 2), source, ())

    def citing(self, i: int) -> Attribution:
        """CLAUSE, citing X."""
        end = i + 1
        while end < self.n and self.forms[end] not in CLAUSE_MARKS:
            end += 1
        start = self.lead_start(i)
        return Attribution((i, i + 1), (i + 1, end), ((start, i),) if i - start >= 4 else ())

    def spoken(self, i: int) -> Attribution | None:
        """A verb of speech at *i*: who speaks, and what of the sentence that credits."""
        form = self.forms[i]
        bound = i - 1
        while bound >= 0 and i - bound <= _MAX_SOURCE and not self.bounds_subject(bound, i):
            bound -= 1
        subject = (bound + 1, i)
        start = self.lead_start(i)
        lead = (start, max(start, bound if self.forms[bound] in CLAUSE_MARKS or bound < 0 else bound + 1))
        lead_words = [k for k in range(*lead) if self.forms[k] not in CLAUSE_MARKS]
        if form in _LINKED:
            return self.linked(i, subject)
        if self.headline and form in {"writes", "wrote"}:
            return Attribution((i, i + 1), subject, ())
        participle = form.endswith("ing")
        content_at = self.content_start(i)
        if subject[0] == subject[1] and lead_words and not participle and self.forms[i - 1] not in {"who", "which", "that"} and self.is_inverted(i, content_at):
            end = i + 1
            while end < self.n and self.forms[end] not in CLAUSE_MARKS:
                end += 1
            return Attribution((i, i + 1), (i + 1, end), self.around(lead, end))
        is_clause = self.is_clause_lead(lead_words)
        if content_at is not None and not (is_clause and self.is_adjunct(i + 1)):
            return Attribution((i, i + 1), subject, ((content_at, self.forward_end(content_at)),))
        if is_clause and bound >= 0 and not participle:
            end = i + 1
            while end < self.n and self.forms[end] != ",":
                end += 1
            return Attribution((i, i + 1), subject, self.around(lead, end))
        return Attribution((i, i + 1), subject, ())

    def bounds_subject(self, k: int, cue: int) -> bool:
        """Whether the speaker's noun phrase cannot reach further left than token *k*."""
        form = self.forms[k]
        if form in {",", ";", ":", "—", "–", "(", ")"} or self.quoted[k]:
            return True
        return form in {"that", "which", "because", "while", "after", "as", "and"} and cue - k >= 2 or (cue - k >= 2 and form in {"said", "says", "told", "noted"})

    def is_inverted(self, i: int, content_at: int | None) -> bool:
        """Whether the speaker follows the verb: ``…,” said Levi`` – but not ``Levi, a medic, said …``."""
        if i + 1 < self.n and self.quoted[i + 1]:
            return False  # "Hamas rejects offer, says 'no progress'": one subject for both verbs
        if self.quoted[i - 1] or (i >= 2 and self.quoted[i - 2]):
            return True
        if i + 1 < self.n and self.forms[i + 1] in {"on", "to", "that", "it", "there", "no", "for"}:
            return False  # "Hamas spurns offer, insists on a pullout"
        return content_at is None or not _has_verb(self.forms[i + 1 : self.next_mark(i + 1)])

    def next_mark(self, k: int) -> int:
        while k < self.n and self.forms[k] not in CLAUSE_MARKS:
            k += 1
        return k

    def around(self, lead: tuple[int, int], end: int) -> tuple[tuple[int, int], ...]:
        """What stands before "X said", and after it where the same clause goes on behind the comma at *end*."""
        if end < self.n - 3 and self.forms[end] == "," and self.goes_on(end + 1):
            return lead, (end + 1, self.forward_end(end + 1))
        return (lead,)

    def linked(self, i: int, subject: tuple[int, int]) -> Attribution:
        """A verb whose content hangs on a link word ("accused Israel *of* …") that stands within nine tokens."""
        links = _LINKED[self.forms[i]]
        for k in range(i + 1, min(i + 10, self.n)):
            if self.forms[k] in {";", ":", ".", "as"} and "as" not in links:
                break
            if self.forms[k] in links:
                return Attribution((i, i + 1), subject, ((k + 1, self.forward_end(k + 1)),))
        if self.forms[i] in _DIRECT:
            return Attribution((i, i + 1), subject, ((i + 1, self.forward_end(i + 1)),))
        return Attribution((i, i + 1), subject, ())

    def content_start(self, i: int) -> int | None:
        """Where what was said begins after the verb at *i*, or None where nothing that looks like it follows."""
        for k in range(i + 1, min(i + 16, self.n)):
            if self.forms[k] == "that":
                return k + 1
            if self.forms[k] in {";", ".", "!", "?", "–"} or (self.forms[k] == "," and k + 1 < self.n and self.forms[k + 1].endswith("ing")):
                break
        k = i + 1 if self.forms[i].startswith(("insist", "claim")) else self.skip_adjuncts(i + 1)
        if k >= self.n - 1 or self.forms[k] in CLAUSE_MARKS - {":", "("}:
            return None
        rest = self.forms[k : self.n]
        if not _has_verb(rest) and len(rest) < 9 and not (self.headline or self.forms[k] in {"on", "to"}):
            return None
        return k + 1 if self.forms[k] == ":" else k

    def skip_adjuncts(self, k: int) -> int:
        """Past "on Monday", "in a statement", "in Jerusalem", "to reporters": where and when it was said."""
        while k < self.n:
            form = self.forms[k]
            following = self.forms[k + 1] if k + 1 < self.n else ""
            if form in _TIME_WORDS:
                k += 1
            elif form == "to" and following not in {"reporters", "journalists", "the", "a", "an", "parliament", "lawmakers"}:
                break
            elif form in {"in", "on", "at", "to", "during", "by", "through", "via", "late", "early"}:
                j = k + 1
                while j < self.n and j - k <= 6 and self.forms[j] not in CLAUSE_MARKS and not self.opens_content(j, k):
                    if j - k >= 2 and self.forms[j] in _AUXILIARIES:
                        return k
                    j += 1
                    if self.forms[j - 1] in _TIME_WORDS and (j >= self.n or (self.forms[j] not in _TIME_WORDS and self.tokens[j].stem != "<num>")):
                        break
                k = j
            else:
                break
        return k

    def opens_content(self, j: int, k: int) -> bool:
        """Whether token *j* opens what was said, after an adjunct that began at *k*."""
        return j - k >= 2 and self.forms[j] in _CONTENT_OPENERS and self.forms[j - 1] not in {"in", "on", "at", "to", "of", "during", "by", "with"}

    def is_adjunct(self, k: int) -> bool:
        """Whether what follows the verb only says where, when or how it was said."""
        at = self.skip_adjuncts(k)
        if at >= self.n or self.forms[at] in {".", ",", "!", "?", ")"}:
            return True
        return self.forms[at] in _ADJUNCT_OPENERS or (not _has_verb(self.forms[at:]) and self.n - at < 9)

    def lead_start(self, i: int) -> int:
        """Where the clause before token *i* begins: the sentence, or what follows a semicolon, dash or headline colon."""
        for k in range(i - 1, -1, -1):
            if self.forms[k] == ";" or (self.headline and self.forms[k] in {"–", "—", ":"} and not self.quoted[k]):
                return k + 1
        return 0

    def is_clause_lead(self, lead: Sequence[int]) -> bool:
        """Whether what stands before the speaker is a clause that can be what was said, not an adverbial."""
        if len(lead) < 3:
            return False
        first = self.forms[lead[0]]
        if first in _ADVERBIAL_OPENERS:
            # "After the raid, the army said …" – but "At least 20 people were killed, medics said".
            if (first in {"at", "over"} and self.forms[lead[1]] in {"least", "most"}) or self.tokens[lead[1]].stem == "<num>":
                return _has_verb([self.forms[k] for k in lead])
            comma = next((k for k in range(lead[0], lead[-1]) if self.forms[k] == ","), None)
            return comma is not None and _has_verb(self.forms[comma : lead[-1] + 1])
        return _has_verb([self.forms[k] for k in lead]) or len(lead) >= 6

    def goes_on(self, k: int) -> bool:
        """Whether a clause of the same speaker goes on after the comma that closes "X said,"."""
        first = self.forms[k]
        if first in _ADVERBIAL_OPENERS or first in {"who", "which", "whose", "where", "a", "an", "the"} or first in _RESUMES or first.endswith("ing"):
            return False
        if self.tokens[k].stem == "<num>" and k + 1 < self.n and self.forms[k + 1] == ",":
            return False  # an age
        return self.n - k >= 4

    def forward_end(self, k: int) -> int:
        """Where credited words that begin at *k* end: the sentence, or where the outlet's narration resumes."""
        for j in range(k + 2, self.n):
            form = self.forms[j]
            if self.quoted[j]:
                continue
            if form == ";":
                return j
            if self.headline and (form in {"–", "—", ":"} or (form in {"as", "after", "amid", "while"} and j - k >= 4)):
                return j
            if form == "," and j + 2 < self.n:
                after = self.forms[j + 1]
                if (after in _RESUMES or after == "as") and self.forms[j + 2] not in {"it", "they", "he", "she", "well"}:
                    return j
                if after in {"but", "and"} and self.cue_within(j + 2, 9):
                    return j
        return self.n

    def cue_within(self, start: int, reach: int) -> bool:
        """Whether another speaker steps forward within *reach* tokens."""
        for k in range(start, min(start + reach, self.n)):
            if self.forms[k] in {",", ";", "that"}:
                return False
            if self.forms[k] in {"said", "says", "say", "told", "reported", "warned", "insisted", "claimed"}:
                return True
        return False


def _has_verb(forms: Sequence[str]) -> bool:
    return any(f in _AUXILIARIES or f in _PAST_VERBS or (f.endswith("ed") and len(f) > 4) for f in forms)

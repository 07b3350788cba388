"""The words that introduce speech in news English, and when such a word is in fact a cue.

The lists are closed and written out. A form that is also a noun (claim, report, demand) or an adjective (alleged,
expected) needs its neighbours to say which it is; a hedge without a speaker (is believed to, reports indicate) is
no cue, for nobody is credited.
"""

from __future__ import annotations

from collections.abc import Sequence

from framing.text.tokens import CLAUSE_MARKS, Token, word_set

# Every form that can only be a verb.
_SAY = word_set(
    """
    say says said saying tell tells told telling add adds added adding announce announces announced announcing
    states stated stating noted noting notes reported reporting confirm confirms confirmed confirming claimed
    claiming allege alleges alleged alleging insist insists insisted insisting warn warns warned warning argue
    argues argued arguing maintain maintains maintained acknowledge acknowledges acknowledged acknowledging admit
    admits admitted admitting explain explains explained explaining declare declares declared declaring write
    writes wrote writing tweeted posted stress stresses stressed stressing emphasize emphasizes emphasized
    emphasise emphasises emphasised emphasizing emphasising reiterate reiterates reiterated reiterating repeated
    suggest suggests suggested suggesting estimated estimates believes believe believed believing indicated
    indicates reveal reveals revealed revealing disclosed recalled recalls recounted recounts predicted predicts
    asserted asserts asserting contend contends contended complained complains conclude concludes concluded
    cautioned cautions countered counters responded responds replied replies testified deny denies denied denying
    vowed vows vowing pledged pledges pledging promised promises promising threatened threatens threatening
    thinks expects assessed assesses determined found finds concedes conceded informed informs informing assured
    assures signalled signaled boasted boasts lamented decried quipped proclaimed proclaims ruled remarked
    observed reckons understands urged urges urging ordered orders asked asks asking demanded demanding wants
    wanted called calling condemned condemns condemning denounced denounces denouncing criticised criticized
    criticises criticizes slammed slams blasted blasts hailed hails praised praises accuse accuses accused
    accusing blame blames blamed blaming cited cites agreed agrees proposed proposes expressed expresses
    expressing retorted shouted answered reads
    """
)
# Verb or noun: a verb only after something that can be its subject.
_MAYBE = word_set(
    "claim claims report reports estimate estimates note call calls demand demands promise promises post warnings hope fear"
)
NOUNS = word_set(
    """
    claim claims allegation allegations accusation accusations warning warnings statement suggestion suggestions
    assertion assertions report announcement insistence belief comments remarks
    """
)
"""Nouns of speech, which credit what follows in a "that" clause."""

_NOT_SUBJECT = word_set(
    """
    the a an this that these those his her its their our my your of by for from in on at with to over amid such any
    some no new several many more recent earlier previous false similar media death official initial latest despite
    and or about
    """
)
_HEDGES = word_set(
    "believed thought reported expected estimated understood alleged said feared presumed hoped"
)
_BE = word_set("is are was were be been being")
_NO_SPEAKER = word_set(
    "reports report figures footage images video videos estimates evidence data documents document"
)
_DETERMINERS = word_set("the a an of 's its his their this no")
_NOUN_TOO = word_set("warning estimates orders fears hopes wants notes promises finds reading")
_ADJECTIVE_TOO = word_set(
    "alleged reported estimated expected suspected proposed agreed described promised repeated"
)
_PASSIVE = word_set(
    """
    accused blamed asked urged ordered condemned criticised criticized denounced called told informed praised hailed
    """
)
_VERDICTS = word_set("condemned criticised criticized slammed blasted denounced hailed praised")
_LINKED_PASSIVE = word_set("accused blamed urged ordered")
_FOUND = word_set("found determined agreed proposed posted cited observed")
_ADD = word_set("add adds added adding")
_CLAIM = word_set("claim claims claimed claiming")
_CLAIMED = word_set("responsibility credit victory lives")
_MODALS = word_set("might could would should can may must cannot couldn't wouldn't")
_PLURALS = word_set("they we i you who people police men women media")
_NO_VERB_AFTER = _NOT_SUBJECT | CLAUSE_MARKS | {"'s"}
_NO_PARTICIPLE_AFTER = _NOT_SUBJECT - {"and", "or", "that", "to"} | {"as"}
_NOUN_FOLLOWERS = word_set("of , . by from about")


def is_cue(tokens: Sequence[Token], i: int) -> bool:
    """Whether token *i* is a verb by which somebody is credited with what is said.

    >>> from framing.text.tokens import tokens
    >>> [is_cue(tokens(text), 1) for text in ("Officials claim it", "The claim was", "Are believed to be")]
    [True, False, False]
    """
    form = tokens[i].form
    before = tokens[i - 1].form if i else ""
    after = tokens[i + 1].form if i + 1 < len(tokens) else ""
    if before in _MODALS or (form in _CLAIM and any(t.form in _CLAIMED for t in tokens[i + 1 : i + 3])):
        return False  # what a doctor might tell; to claim responsibility
    if form in _SAY:
        return _is_said(form, before, after)
    return (
        form in _MAYBE
        and bool(before)
        and before not in _NO_VERB_AFTER
        and not before.endswith("ed")
        and (form.endswith("s") or _is_plural(tokens, i))
        and after not in _NOUN_FOLLOWERS
        and not (after == "for" and form.startswith("demand"))
    )


def _is_plural(tokens: Sequence[Token], i: int) -> bool:
    """Whether the noun phrase before token *i* is a plural: "officials", "the authorities of the enclave"."""
    heads = [i - 1, *(k - 1 for k in range(max(i - 4, 1), i) if tokens[k].form in {"of", "in", "at", "from"})]
    return any(tokens[k].form in _PLURALS or tokens[k].form.endswith("s") for k in heads)


def _is_said(form: str, before: str, after: str) -> bool:
    """Whether a form that is a verb of speech credits somebody, given the words on both sides."""
    if before == "so" or (form == "asked" and after in {"not", "to"}):
        return False  # so-called; who asked not to be named
    if form in _ADD and after == "to":
        return False
    if form in _HEDGES and ((before in _BE and after in {"to", "that", ",", "."}) or after == "to"):
        return False  # a hedge: are believed to, a woman believed to
    if form in _LINKED_PASSIVE and after in {"of", "for", "to", "on"}:
        return False  # nobody stands between verb and link: "a man accused of theft"
    if form in _FOUND and before in _BE:
        return False  # the ones who have not been found
    if form in _PASSIVE and (before in _BE or not before or (form == "asked" and before in CLAUSE_MARKS)):
        return after == "by"  # else nobody is named who accuses or asks
    if form in _VERDICTS and after in {"for", "over", "after", "as"}:
        return False  # a headline's passive: "Minister slammed for remark"
    if before in _DETERMINERS and form in _NOUN_TOO:
        return False
    if form in _ADJECTIVE_TOO and before in _NO_PARTICIPLE_AFTER and after != "by":
        return False  # the alleged plot
    return before not in _NO_SPEAKER or form in {"said", "says"}  # "reports indicate"

"""Closed classes of English words, by which a clause is told from a phrase without a parser."""

from __future__ import annotations

from collections.abc import Sequence

from framing.text.tokens import word_set

AUXILIARIES = word_set(
    """
    is are was were be been has have had will would can could may might must should do does did isn't aren't wasn't
    weren't hasn't haven't hadn't won't wouldn't can't cannot couldn't don't doesn't didn't shall
    """
)
PAST_VERBS = word_set(
    """
    went came took made got gave found left began held kept led lost met ran saw sent set sat stood struck told thought
    won wrote broke brought built chose fell flew fought hit knew laid put read rose shot spoke spent withdrew says said
    became cost cut grew bore drew drove hid rejects refuses kills
    """
)
"""Irregular past forms, and headline presents that are no nouns: what :func:`has_verb` cannot tell by its ending."""

ADVERBIAL_OPENERS = word_set(
    """
    in on at over during after before since until as while when despite with without for from by under amid among
    following because although though if once unless throughout between earlier later meanwhile however instead
    moreover still yet also but and separately overnight yesterday today tonight speaking asked last this next
    elsewhere indeed thus
    """
)
"""Words that open a phrase of time, place or circumstance, or join a clause to the one before it."""

TIME_WORDS = word_set(
    """
    monday tuesday wednesday thursday friday saturday sunday today yesterday tonight overnight earlier later january
    february march april may june july august september october november december week month year morning afternoon
    evening night day here there last this next ago also then again repeatedly publicly privately separately meanwhile
    recently now
    """
)
"""Words that say when something was said."""

PLACE_PREPOSITIONS = word_set("in on at to during by through via late early")
"""Words that open a phrase of where, when or to whom something was said."""

CONTENT_OPENERS = word_set(
    """
    the a an it he she they we i you there this that these those his her its their our my no some many more most all
    both at least about around nearly over if what how why who where whether any such one two three
    """
)
"""Words that begin a clause: behind a phrase of place, what was said begins with them."""

ADJUNCT_OPENERS = word_set(
    "as after before when while during following because amid without hours days in on at"
)
"""Words that, straight after a verb of speech, say when or how it was said and not what."""

RESUMES = word_set("while whereas although though")
"""Words that, behind a comma, set the outlet's own clause against what it has reported."""

JOINS = word_set(
    "and but or nor who which that what where as because while after before when if though although so"
)
"""Words that tie a clause to the one before it, so that its verb credits nothing of that one."""

RELATIVES = word_set("who which that what")


def has_verb(forms: Sequence[str]) -> bool:
    """Whether there is a finite verb among the word forms: a guess from closed lists and the ending -ed.

    >>> has_verb("the talks resumed".split()), has_verb("after the talks in the capital".split())
    (True, False)
    """
    return any(f in AUXILIARIES or f in PAST_VERBS or (f.endswith("ed") and len(f) > 4) for f in forms)

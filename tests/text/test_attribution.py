"""Who is credited with what. In the examples, what is credited stands in [brackets], which are taken out first."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from framing.text.attribution import Attribution, attributions
from framing.text.quotation import quotations
from framing.text.tokens import tokens
from framing.text.voices import voices


def found_in(text: str, *, headline: bool = False) -> list[Attribution]:
    marks = quotations(text, [(0, len(text))])
    words = tokens(text)
    quoted = [any(q.start <= t.start < q.end for q in marks) for t in words]
    return attributions(words, quoted, headline=headline)


def credited(text: str, *, headline: bool = False) -> str:
    """The text with brackets around all that somebody is credited with; marks at the edges stay outside."""
    words = tokens(text)
    inside = [False] * len(words)
    for attribution in found_in(text, headline=headline):
        for a, b in attribution.contents:
            inside[a:b] = [True] * (b - a)
    out, at, open_ = "", 0, False
    for k, word in enumerate(words):
        if not word.form[0].isalnum():
            continue
        if inside[k] and not open_:
            out, at, open_ = out + text[at : word.start] + "[", word.start, True
        elif open_ and not inside[k]:
            end = next(w.end for w in reversed(words[:k]) if w.form[0].isalnum())
            out, at, open_ = out + text[at:end] + "]", end, False
    if open_:
        end = next(w.end for w in reversed(words) if w.form[0].isalnum())
        out, at = out + text[at:end] + "]", end
    return out + text[at:]


def check(example: str, *, headline: bool = False) -> None:
    assert credited(example.replace("[", "").replace("]", ""), headline=headline) == example


def test_an_attribution_names_cue_source_and_contents() -> None:
    assert found_in("The road is cut, the mayor of Ellery said, and no help can come.") == [
        Attribution(cue=(9, 10), source=(5, 9), contents=((0, 4),))
    ]
    assert found_in("The mayor of Ellery said on Monday that the road was cut.") == [
        Attribution(cue=(4, 5), source=(0, 4), contents=((8, 13),))
    ]


def test_a_trailing_attribution_and_the_words_that_stay_the_outlets() -> None:
    (leading,) = found_in("The mayor said that the road was cut.")
    (trailing,) = found_in("The road was cut, said Mayor Poe.")
    (bare,) = found_in("The mayor said so.")
    assert [a.trails for a in (leading, trailing, bare)] == [False, True, False]
    assert [a.span for a in (leading, trailing, bare)] == [(0, 3), (5, 8), (0, 3)]


@pytest.mark.parametrize(
    "example",
    [
        "The army said [it had killed 20 gunmen].",
        "The army said that [it had killed 20 gunmen].",
        "The army said on Monday in a statement that [it had killed 20 gunmen].",
        "The mayor told reporters in Ellery [the road was cut].",
        "The mayor insisted [the road was safe].",
        "The mayor warned that [the road was not safe].",
        "The mayor denied that [the road was cut].",
        "Officials announced [the road would be cut on Friday].",
        "The council claims [the wall will hold].",
        "The mayor argued, without giving reasons, that [the wall would hold].",
        "[Twenty people were killed], medics said.",
        "[At least 20 people were killed], witnesses and medics said.",
        "[Twenty people were killed], said Omar Lark, a medic.",
        "[Twenty people were killed], the mayor told us, and he wept.",
        "[Nine boats were lost], Dana Roe, a fisherman, said.",
        "[Nine boats were lost], the mayor, who had fled, told reporters.",
        "Dana Roe, a fisherman, said [nine boats were lost].",
        "The mayor told the council [to leave the town].",
        "[Twenty people], the mayor said, [had been killed].",
        "According to the ministry, [20 people were killed].",
        "[Twenty people were killed], according to the ministry.",
        "[The road is closed to all], citing the police.",
        "The council accused the company of [poisoning the river].",
        "The council blamed the company for [the flood].",
        "The mayor called for [a new wall].",
        "He spoke against the claim that [the wall had failed].",
        "He dismissed comments by the minister that [the wall had failed].",
        "[The wall had been built in haste], the court found.",
        "The paper said [the army claimed it had won].",
    ],
)
def test_patterns(example: str) -> None:
    check(example)


@pytest.mark.parametrize(
    "example",
    [
        "More than 100 people are believed to be alive.",
        "A woman believed to be alive was seen.",
        "Talks reportedly resumed in the capital.",
        "Reports indicate that the bridge is closed.",
        "The bridge is closed, according to the latest reports.",
        "The alleged plot failed.",
        "The so-called wall fell.",
        "The mayor, who asked not to be named, wept.",
        "Asked about the wall, the mayor wept.",
        "The company, accused of fraud, has closed.",
        "Nobody claimed responsibility for the fire.",
        "The storm claimed nine lives.",
        "A doctor might tell you that the dead were fishermen.",
        "The draft promise that the wall would be built was dropped.",
        "The dead have not been found.",
        "They began to add to the wall.",
    ],
)
def test_without_a_speaker_nobody_is_credited(example: str) -> None:
    check(example)


@pytest.mark.parametrize(
    "example",
    [
        # Garbled by rewriting: the paper is not the speaker of what stands before.
        "Poe said [Reuters had reported the leak].",
        # The verb belongs to a clause of its own.
        "The report comes as the president claimed [his country was ready].",
        "The vote came after envoys failed to veto a motion which demanded a truce.",
        "The boats left in July, came back in August, and never said why.",
        "The wall fell in the night, and the mayor said so.",
        # Narration resumes.
        "He said “[no]” and drove on to the border.",
        "She said “[maybe]”, and walked to her car.",
        "“[Not yet],” she said as the wall fell.",
        "“[It is gone],” said Dana Roe, 38, sweeping glass from a floor that the flood had reached.",
        "The mayor said [the wall had held], while the harbour was closed for a week.",
        "The mayor said [the wall had held], a claim that nobody could check.",
        "The mayor said [the wall had held]; it had not.",
        # One speaker's words end where another speaks.
        "The mayor insisted that [the wall had held], but the company said [it had not].",
        "[The wall had held], a daily reported, citing two engineers.",
        # What "that" opens.
        "The mayor said [the men that built the wall were gone].",
        "The mayor said [the wall had held and that the road was safe].",
        "The mayor said [it was the company that had built the wall].",
    ],
)
def test_traps(example: str) -> None:
    check(example)


@pytest.mark.parametrize(
    "example",
    [
        "[Twenty killed in harbour fire], medics say",
        "Mayor says [wall will hold] as town fears flood",
        "Mayor says [wall will hold] – but engineers doubt it",
        "Council rejects plan, says [wall is safe]",
        "Council rejects plan as reported flood toll reaches 900",
        "Minister slammed for remark on wall",
        "The wall that should have held, writes Dana Roe",
        "Harbour live: council says [wall is safe]",
    ],
)
def test_headlines(example: str) -> None:
    check(example, headline=True)


def test_a_cue_inside_quotation_marks_is_somebodys_own_word() -> None:
    assert found_in("“He said he would come.”") == []


@pytest.mark.parametrize(
    "example", ["The mayor said", "said", "according to", "citing", "that", "claims", ","]
)
def test_a_cue_without_words_around_it_credits_nothing(example: str) -> None:
    check(example)


WORDS = (
    "the mayor said told claims that according to citing , . ; – and but which as it wall was fell “ ” no in on Monday "
    "accused of claim reported adding 20"
).split()


@given(st.lists(st.sampled_from(WORDS), max_size=40), st.booleans())
@example("claims of said that the the".split(), False)
@settings(max_examples=500, deadline=None)
def test_ranges_lie_in_the_sentence(words: list[str], headline: bool) -> None:
    text = " ".join(words)
    n = len(tokens(text))
    found = found_in(text, headline=headline)
    assert [a.cue for a in found] == sorted(a.cue for a in found)
    for a in found:
        assert 0 <= a.cue[0] < a.cue[1] <= n
        assert all(0 <= start <= end <= n for start, end in (a.source, *a.contents))


@pytest.mark.parametrize(
    "unit", ["said ", "he said, ", "a b c d, citing x ", "according to x, ", "the claim that ", "and ", "x; "]
)
def test_time_grows_with_the_text(growth, unit: str) -> None:
    assert growth(lambda text: voices(tokens(text), []), unit) <= 3

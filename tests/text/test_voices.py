from __future__ import annotations

import pytest

from framing.text.attribution import Attribution
from framing.text.quotation import Quotation, quotations
from framing.text.tokens import tokens
from framing.text.voices import MAX_TOKENS, voices


def spoken(text: str, *, headline: bool = False) -> str:
    """The text's words, each with the first letter of its voice."""
    words = tokens(text)
    found, _ = voices(words, quotations(text, [(0, len(text))]), headline=headline)
    return " ".join(f"{w.form}/{v[0]}" for w, v in zip(words, found, strict=True) if w.form[0].isalnum())


def test_voices_and_attributions_of_a_sentence() -> None:
    text = "He said it fell."
    assert voices(tokens(text), []) == (
        ["own", "own", "reported", "reported", "reported"],
        (Attribution(cue=(1, 2), source=(0, 1), contents=((2, 5),)),),
    )


def test_nothing_has_no_voice() -> None:
    assert voices([], []) == ([], ())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        # Marks win over paraphrase, paraphrase over narration; speaker and verb stay own.
        ("Poe said the “old wall” fell", "poe/o said/o the/r old/q wall/q fell/r"),
        ("“It fell,” said Poe", "it/q fell/q said/o poe/o"),
        # A speaker inside somebody's paraphrase is paraphrased.
        ("Poe said the mayor claimed it fell", "poe/o said/o the/r mayor/r claimed/r it/r fell/r"),
        # A second verb of the same speaker is not.
        (
            "Poe said it fell, adding that nobody saw",
            "poe/o said/o it/r fell/r adding/o that/r nobody/r saw/r",
        ),
        (
            "Poe said it fell and warned it was late",
            "poe/o said/o it/r fell/r and/r warned/o it/r was/r late/r",
        ),
    ],
)
def test_who_wins(text: str, words: str) -> None:
    assert spoken(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("the so-called “old wall” fell", "the/o so/o called/o old/s wall/s fell/o"),
        ("the “very old sea wall” fell", "the/o very/s old/s sea/s wall/s fell/o"),
        ("its 'wall' fell", "its/o wall/s fell/o"),
        # five words, a finite verb, a pronoun: somebody's speech
        ("the “very very old sea wall” fell", "the/o very/q very/q old/q sea/q wall/q fell/o"),
        ("the “wall is old” camp won", "the/o wall/q is/q old/q camp/o won/o"),
        ("a “we can” mood", "a/o we/q can/q mood/o"),
        # a speaker, or a verb that gives a name
        ("Poe dubbed it “the wall” of shame", "poe/o dubbed/o it/o the/q wall/q of/o shame/o"),
        ("“The wall,” Poe said", "the/q wall/q poe/o said/o"),
        (
            "the firm accused of “gross neglect” closed",
            "the/o firm/o accused/o of/o gross/q neglect/q closed/o",
        ),
        # a verb of speech in another clause, and one that is an adjective
        ("it is said, as the “wall” fell", "it/o is/o said/o as/o the/o wall/s fell/o"),
        ("the alleged “wall” fell", "the/o alleged/o wall/s fell/o"),
        # a sentence of its own
        ("“Nobody there.”", "nobody/q there/q"),
        ("It fell. “Total loss!” It was late.", "it/o fell/o total/q loss/q it/o was/o late/o"),
        # not closed
        ("the “old wall fell", "the/o old/q wall/q fell/q"),
    ],
)
def test_scare_quotes(text: str, words: str) -> None:
    assert spoken(text) == words


def test_a_paragraph_of_a_long_quotation_is_no_scare_quote_however_short() -> None:
    text = "“Defeat in Ellery” again"
    quote = Quotation(0, 18, "double", closed=True)
    assert voices(tokens(text), [quote])[0] == ["scare", "scare", "scare", "own"]
    assert voices(tokens(text), [quote._replace(continued=True)])[0] == ["quoted", "quoted", "quoted", "own"]


def test_quotations_elsewhere_in_the_text_do_no_harm() -> None:
    text = "“No.” It fell. “Yes.” “No.”"
    assert voices(tokens(text, 6, 14), quotations(text, [(0, len(text))])) == (["own"] * 3, ())


def test_what_is_longer_than_any_sentence_is_read_in_pieces() -> None:
    sentence = tokens("The mayor said that it fell.")
    text = "The mayor said that it fell. " * MAX_TOKENS
    found, attributions = voices(tokens(text), [])
    assert len(found) == len(sentence) * MAX_TOKENS
    assert {a.cue[0] % len(sentence) for a in attributions} == {2}
    assert [a.cue for a in attributions] == sorted(a.cue for a in attributions)


@pytest.mark.parametrize("unit", ["“a” ", "“a ", "he said “no” and ", "'a' "])
def test_time_grows_with_the_text(growth, unit: str) -> None:
    assert growth(lambda text: voices(tokens(text), quotations(text, [(0, len(text))])), unit) <= 3

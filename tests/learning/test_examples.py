"""Where a coding lands: in the segment that its evidence begins in, in the segment of its voice, or in the whole sentence."""

from __future__ import annotations

from framing.coding.codebook import Codebook
from framing.coding.gold import GoldMention, GoldSentence
from framing.learning.examples import UNKNOWN, examples
from framing.units import Voice

TEXT = "“They felled the lime,” said a warden, who removed the stump."


def gold(
    text: str, *mentions: GoldMention, looked_at: set[str] | None = None, before: str = ""
) -> GoldSentence:
    looked = frozenset(looked_at or {"tree-work", "visitors", "pond"})
    return GoldSentence("1", text, before, "article", "event", "outlet", "", looked, mentions)


def mention(text: str, evidence: str, pole: str, voice: Voice | None = None) -> GoldMention:
    start = text.index(evidence) if evidence else -1
    return GoldMention("tree-work", pole, voice, start, start + len(evidence) if evidence else -1)


def coded(sentence: GoldSentence, book: Codebook) -> list[tuple[str, list[str]]]:
    """The voice of each segment with the heads coded in it."""
    found = examples([sentence], book)
    return [
        (r.voice, [h.name for h, t in zip(book.heads, r.targets, strict=True) if t == 1])
        for r in found.segments
    ]


TRIGGERS = {
    "tree-work": frozenset(["fell", "remov", "<council>"]),
    "visitors": frozenset(["guest"]),
    "pond": frozenset(["pond"]),
}


def learned(sentence: GoldSentence, book: Codebook) -> list[tuple[str, str, list[str]]]:
    """Of each candidate what stands there, the voice of its segment, and the heads coded in it."""
    found = examples([sentence], book, triggers=TRIGGERS)
    return [
        (
            r.terms[0],
            r.voice,
            [h.name for h, t in zip(book.heads, r.targets, strict=True) if t == 1],
        )
        for r in found.rows
    ]


def test_evidence_says_which_segment(park_book: Codebook) -> None:
    sentence = gold(TEXT, mention(TEXT, "felled", "felled"), mention(TEXT, "removed", "removed"))
    assert coded(sentence, park_book) == [("quoted", ["tree-work/felled"]), ("own", ["tree-work/removed"])]


def test_voice_says_which_segment_where_there_is_no_evidence(park_book: Codebook) -> None:
    assert coded(gold(TEXT, mention(TEXT, "", "felled", "quoted")), park_book) == [
        ("quoted", ["tree-work/felled"]),
        ("own", []),
    ]


def test_without_either_the_sentence_is_one_segment(park_book: Codebook) -> None:
    assert coded(gold(TEXT, mention(TEXT, "", "felled")), park_book) == [("own", ["tree-work/felled"])]
    assert coded(gold(TEXT, mention(TEXT, "", "felled", "reported")), park_book) == [
        ("reported", ["tree-work/felled"])
    ]


def test_one_segment_takes_what_has_no_place(park_book: Codebook) -> None:
    text = "The council felled the lime."
    assert coded(gold(text, mention(text, "", "felled", "quoted")), park_book) == [
        ("own", ["tree-work/felled"])
    ]


def test_offsets_are_those_of_the_text_as_it_came(park_book: Codebook) -> None:
    """Decomposed accents, soft hyphens and a line end before the evidence move it in the canonical text."""
    text = "“Cafe\u0301 so\u00adfas,”\r\n\u00a0said a warden, who removed the stump; “they felled it.”"
    sentence = gold(text, mention(text, "removed", "removed"), mention(text, "felled", "felled"))
    assert coded(sentence, park_book) == [
        ("quoted", []),
        ("own", ["tree-work/removed"]),
        ("quoted", ["tree-work/felled"]),
    ]


def test_where_nobody_looked_is_unknown(park_book: Codebook) -> None:
    found = examples([gold("Guests watched.", looked_at={"visitors"})], park_book)
    by_head = dict(zip([h.axis for h in park_book.heads], found.segment_targets[0].tolist(), strict=True))
    assert by_head == {"tree-work": UNKNOWN, "visitors": 0, "pond": UNKNOWN}


def test_indicators_are_remembered_by_segment(park_book: Codebook) -> None:
    found = examples([gold(TEXT)], park_book)
    assert [r.indicated for r in found.segments] == [{"tree-work/felled"}, {"tree-work/removed"}]


def test_groups_and_outlets_stand_on_every_sentence(park_book: Codebook) -> None:
    """Segments and candidates point at their sentence, so that a fold never parts them."""
    found = examples([gold("Guests watched."), gold(TEXT)], park_book, triggers=TRIGGERS)
    assert found.groups == ["event", "event"]
    assert found.outlets == ["outlet", "outlet"]
    assert found.segment_sentences.tolist() == [0, 1, 1]
    assert found.row_sentences.tolist() == [0, 1, 1, 1]
    assert found.segment_targets.shape == (3, len(park_book.heads))
    assert found.targets.shape == found.own_axis.shape == (4, len(park_book.heads))


# ---------------------------------------------------------------- candidates


def test_evidence_says_which_candidate(park_book: Codebook) -> None:
    """And no other one: neither in its segment nor elsewhere."""
    text = "The council felled the lime and the council felled the oak."
    sentence = gold(text, mention(text, "felled", "felled"))
    assert learned(sentence, park_book) == [
        ("[<council>]", "own", []),
        ("[fell]", "own", ["tree-work/felled"]),
        ("[<council>]", "own", []),
        ("[fell]", "own", []),
    ]


def test_evidence_of_several_words_says_several_candidates(park_book: Codebook) -> None:
    text = "The council felled the lime."
    assert learned(gold(text, mention(text, "council felled", "felled")), park_book) == [
        ("[<council>]", "own", ["tree-work/felled"]),
        ("[fell]", "own", ["tree-work/felled"]),
    ]


def test_two_poles_may_have_one_candidate(park_book: Codebook) -> None:
    text = "The council felled the lime."
    sentence = gold(text, mention(text, "felled", "felled"), mention(text, "felled", "removed"))
    assert learned(sentence, park_book)[1] == ("[fell]", "own", ["tree-work/felled", "tree-work/removed"])


def test_without_evidence_every_candidate_of_the_segment_is_meant(park_book: Codebook) -> None:
    assert learned(gold(TEXT, mention(TEXT, "", "felled", "quoted")), park_book) == [
        ("[fell]", "quoted", ["tree-work/felled"]),
        ("[<council>]", "own", []),
        ("[remov]", "own", []),
    ]


def test_evidence_that_nothing_proposes_teaches_no_candidate(park_book: Codebook) -> None:
    """It stays a mention of its sentence: a model that cannot find it has missed it."""
    text = "The council toppled the lime."
    found = examples([gold(text, mention(text, "toppled", "felled"))], park_book, triggers=TRIGGERS)
    assert [r.terms[0] for r in found.rows] == ["[<council>]"]
    assert not (found.targets == 1).any()
    assert (found.segment_targets == 1).sum() == 1
    assert len(found.sentences[0].mentions) == 1


def test_a_candidate_concerns_the_poles_of_its_axis_only(park_book: Codebook) -> None:
    text = "Guests saw that the lime was felled."
    found = examples([gold(text, mention(text, "felled", "felled"))], park_book, triggers=TRIGGERS)
    assert [r.axis for r in found.rows] == ["tree-work", "visitors"]
    for row, own, targets in zip(found.rows, found.own_axis, found.targets, strict=True):
        assert own.tolist() == [h.axis == row.axis for h in park_book.heads]
        assert (targets[~own] == UNKNOWN).all()
        assert (targets[own] != UNKNOWN).all()


def test_an_axis_that_nobody_looked_at_has_no_candidates(park_book: Codebook) -> None:
    sentence = gold("Guests saw that the lime was felled.", looked_at={"visitors"})
    assert [r.axis for r in examples([sentence], park_book, triggers=TRIGGERS).rows] == ["visitors"]


def test_sentences_without_candidates_have_tables_without_rows(park_book: Codebook) -> None:
    found = examples([gold("A band played.")], park_book, triggers=TRIGGERS)
    assert found.targets.shape == found.own_axis.shape == (0, len(park_book.heads))
    assert found.row_sentences.tolist() == []


def test_triggers_are_learned_unless_given(park_book: Codebook) -> None:
    texts = ["The council toppled the lime.", "Wardens toppled an oak."]
    sentences = [gold(t, mention(t, "toppled", "felled")) for t in texts]
    found = examples(sentences, park_book)
    assert found.triggers["tree-work"] == {"toppl"}
    assert [r.terms[0] for r in found.rows] == ["[toppl]", "[toppl]"]
    assert examples(sentences, park_book, triggers=TRIGGERS).triggers == TRIGGERS


def test_sentences_coded_for_another_axis_unlearn_no_trigger(park_book: Codebook) -> None:
    text = "The council toppled the lime."
    coded_twice = [gold(text, mention(text, "toppled", "felled"))] * 2
    elsewhere = [gold("The price toppled.", looked_at={"visitors"})] * 40
    assert examples(coded_twice + elsewhere, park_book).triggers["tree-work"] == {"toppl"}

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
        (r.voice, [h.name for h, t in zip(book.heads, r.targets, strict=True) if t == 1]) for r in found.rows
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
    by_head = dict(zip([h.axis for h in park_book.heads], found.targets[0].tolist(), strict=True))
    assert by_head == {"tree-work": UNKNOWN, "visitors": 0, "pond": UNKNOWN}


def test_indicators_are_remembered_by_segment(park_book: Codebook) -> None:
    found = examples([gold(TEXT)], park_book)
    assert [r.indicated for r in found.rows] == [{"tree-work/felled"}, {"tree-work/removed"}]


def test_groups_and_outlets_stand_on_every_row(park_book: Codebook) -> None:
    found = examples([gold(TEXT)], park_book)
    assert found.groups == ["event", "event"]
    assert found.outlets == ["outlet", "outlet"]
    assert found.targets.shape == (2, len(park_book.heads))

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.text import boilerplate as b
from framing.text.boilerplate import lines
from framing.text.canonical import Canonical
from framing.text.segments import document
from framing.units import Line

STORY = [
    "Harbour reopens after storm",
    "The harbour of Port Ellery reopened on Monday, two weeks after a storm closed it.",
    "“We lost eleven boats,” the harbour master, Ines Calder, said.",
    "The council has promised money for a new wall.",
    "Fishermen doubt that it will come this year.",
]


def reasons(*page: str) -> list[str]:
    return [line.dropped for line in lines(Canonical("\n".join(page)))]


def test_a_page_line_by_line() -> None:
    page = "Skip to content\r\n\r\n  Harbour reopens  \nBy Ada Quill\n\u00a0\nThe harbour reopened."
    assert lines(Canonical(page)) == [
        Line(0, 15, b.NAVIGATION),
        Line(19, 34, ""),
        Line(37, 49, b.BYLINE),
        Line(52, 73, ""),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Skip to main content", b.NAVIGATION),
        ("Menu", b.NAVIGATION),
        ("Log in", b.NAVIGATION),
        ("News > World > Coast", b.NAVIGATION),
        ("Tags: harbour, storm, council", b.NAVIGATION),
        ("Most read", b.NAVIGATION),
        ("Leave a comment", b.NAVIGATION),
        ("World", b.NAVIGATION),
        ("Loading...", b.WIDGET),
        ("342", b.WIDGET),
        ("print-icon", b.WIDGET),
        ("Advertisement", b.WIDGET),
        ("4 min read", b.WIDGET),
        ("Story continues below", b.WIDGET),
        ("This site uses cookies to serve you better.", b.WIDGET),
        ("Follow us on Telegram", b.SHARE),
        ("Share this article", b.SHARE),
        ("Sign up for our morning newsletter", b.SHARE),
        ("Facebook", b.SHARE),
        ("Get the day's stories in your inbox with our newsletter", b.SHARE),
        ("READ ALSO: Council debates new wall", b.READ_ALSO),
        ("Related: Storm closes harbour", b.READ_ALSO),
        ("► Watch the waves come in", b.READ_ALSO),
        ("Read Storm closes harbour of Port Ellery", b.READ_ALSO),
        ("By Ada Quill", b.BYLINE),
        ("by Ada Quill and Tom Bower, in Port Ellery", b.BYLINE),
        ("Written by Ada Quill", b.BYLINE),
        ("By | Coast Desk", b.BYLINE),
        ("Ada Quill profile image", b.BYLINE),
        ("Ellery Coast news desk", b.BYLINE),
        ("Published: 4 March 2024", b.PUBLICATION),
        ("Written by: Ada Quill", b.PUBLICATION),
        ("Monday, March 4, 2024 at 10:30 am GMT", b.PUBLICATION),
        ("Last updated on 2024-03-04", b.PUBLICATION),
        ("Photo: boats in the harbour", b.CAPTION),
        ("Boats lie in the harbour on Sunday. [Ada Quill/Reuters]", b.CAPTION),
        ("Boats lie in the harbour, via AP", b.CAPTION),
        ("© 2024 Harbour Times", b.CREDIT),
        ("(With inputs from agencies)", b.CREDIT),
        ("Tom Bower contributed to this report.", b.CREDIT),
        ("This article was originally published by the Coast Wire.", b.CREDIT),
    ],
)
def test_what_is_not_the_article_is_dropped_with_its_reason(line: str, reason: str) -> None:
    assert reasons(STORY[0], STORY[1], line, *STORY[2:]) == ["", "", reason, "", "", ""]


@pytest.mark.parametrize(
    "line",
    [
        "By Monday the boats had gone.",
        "By sea and by land, help came to the town.",
        "Read aloud, the letter took an hour.",
        "Home is where the boats are.",
        "The photo showed eleven boats.",
        "The storm (the third this year) took the wall.",
        "Loading the boats took all day.",
        "Share prices of the harbour company fell.",
        "Follow the money, said the harbour master.",
        "Published figures do not tell what the storm cost, a clerk told the council on Monday.",
        "In 2024 the wall was new.",
        "Copies of the plan were burnt.",
        "Ines Calder is a journalist and has written of the sea for years.",
    ],
)
def test_sentences_of_the_article_are_kept(line: str) -> None:
    assert reasons(STORY[0], line, *STORY[1:]) == [""] * 6


def test_a_headline_that_looks_like_a_link_is_kept() -> None:
    assert reasons("Menu", "342", "WATCH: Harbour reopens", *STORY[1:]) == [b.NAVIGATION, b.WIDGET, *[""] * 5]


def test_a_section_name_is_navigation_at_the_top_only() -> None:
    assert reasons("World", *STORY * 3, "World")[:2] + reasons(*STORY * 3, "World")[-1:] == [
        b.NAVIGATION,
        "",
        "",
    ]


def test_a_bare_label_takes_the_next_line_with_it() -> None:
    assert reasons(STORY[0], "Published by:", "Coast Wire", *STORY[1:]) == [
        "",
        b.PUBLICATION,
        b.PUBLICATION,
        *[""] * 4,
    ]


def test_a_biography_is_one_only_at_the_end() -> None:
    bio = "Ada Quill is a journalist based in Port Ellery who writes about the sea."
    assert reasons(bio, *STORY) == [""] * 6
    assert reasons(*STORY, bio) == [*[""] * 5, b.BIOGRAPHY]


def test_boilerplate_changes_nothing_in_the_sentences() -> None:
    bare = "\n".join(STORY)
    page = "\n".join(
        [
            "Skip to content", "Home > Coast > Ellery", STORY[0], "By Ada Quill", "4 March 2024", STORY[1],
            "READ ALSO: Storm closes harbour", STORY[2], "Advertisement", *STORY[3:],
            "Ada Quill is a journalist based in Port Ellery who writes about the sea.", "Follow us on Telegram",
            "© 2024 Harbour Times",
        ]
    )  # fmt: skip

    def cut(text: str) -> list[tuple[str, str]]:
        d = document(text)
        return [(d.canonical.text[p.start : p.end], p.voice) for u in d.units for p in u.parts]

    assert cut(page) == cut(bare)


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_lines_stand_in_order_and_hold_all_that_is_not_blank(source: str) -> None:
    canonical = Canonical(source)
    found = lines(canonical)
    assert "".join(canonical.text.split()) == "".join(
        "".join(canonical.text[line.start : line.end].split()) for line in found
    )
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@pytest.mark.parametrize(
    "unit",
    [
        "A", "Ad\nRead more: x\n", "credit  ", "[a/", "ab | ", "By Ada ", "Menu\n", "published: ", "....", ".'", "1/",
        "Read A", "Ann Bee, ", " \n", "this story was ", "(photo by ", "jan 1, 2024 ",
    ],
)  # fmt: skip
def test_time_grows_with_the_text(growth, unit: str) -> None:
    assert growth(lambda text: lines(Canonical("x\n" + text)), unit) <= 3


@pytest.mark.parametrize("prefix", ["By ", "News > ", "credit ", "Read ", "published "])
def test_time_grows_with_the_length_of_a_word(growth, prefix: str) -> None:
    assert growth(lambda text: lines(Canonical(prefix + text + "!")), "A") <= 3

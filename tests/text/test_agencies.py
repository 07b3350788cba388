"""The agency that a text credits: credits as outlets write them, and lines that name an agency and are none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.text.agencies import AGENCIES, UNNAMED, agency

AFP = "Agence France-Presse"
AP = "Associated Press"
BODY = [
    "The harbour of Port Ellery reopened on Monday, two weeks after a storm closed it.",
    "“We lost eleven boats,” the harbour master, Ines Calder, said.",
    "The council has promised money for a new wall.",
    "Fishermen doubt that it will come this year.",
    "The ferry to the islands sails again from Thursday.",
    "A second storm is expected before the end of the month.",
    "The last wall was built in 1911, when the town had a cannery.",
    "It has been mended four times since.",
]


def below_the_headline(line: str) -> str:
    return "\n".join(["Harbour reopens after storm", "", line, "", *BODY])


def at_the_end(line: str) -> str:
    return "\n\n".join(["Harbour reopens after storm", "By Ada Quill", *BODY, line])


# ---------------------------------------------------------------- datelines


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("PORT ELLERY, Nov 3 (Reuters) - The harbour reopened on Monday.", "Reuters"),
        ("PORT ELLERY, Nov 3 (Reuters) — The harbour reopened on Monday.", "Reuters"),
        ("PORT ELLERY/LOWTON, Nov. 3, 2023 (Reuters) – The harbour reopened.", "Reuters"),
        ("(Reuters) - The harbour reopened on Monday.", "Reuters"),
        ("Nov 3 (Reuters) - The harbour reopened on Monday.", "Reuters"),
        ("PORT ELLERY (AP) — The harbour reopened on Monday.", AP),
        ("PORT ELLERY, Westmark (AP) — The harbour reopened on Monday.", AP),
        ("Port Ellery (AP) - The harbour reopened on Monday.", AP),
        ("Port Ellery, Westmark, Nov 3, 2023 (AFP) -The harbour reopened on Monday.", AFP),
        ("PORT ELLERY: (AFP) – The harbour reopened on Monday.", AFP),
        ("Port Ellery (dpa) - The harbour reopened on Monday.", "dpa"),
        ("PORT ELLERY, Nov. 3 (Xinhua) -- The harbour reopened on Monday.", "Xinhua"),
        ("PORT ELLERY, November 3. /TASS/. The harbour reopened on Monday.", "TASS"),
        ("PORT ELLERY. Nov 3 (Interfax) - The harbour reopened on Monday.", "Interfax"),
        ("Port Ellery, 3 November (EFE).- The harbour reopened on Monday.", "EFE"),
        ("(ANSA) - PORT ELLERY, NOV 3 - The harbour reopened on Monday.", "ANSA"),
        ("PORT ELLERY, November 3, 2023 (WAFA) – The harbour reopened.", "WAFA"),
        ("PORT ELLERY (AA) - The harbour reopened on Monday.", "Anadolu"),
        ("Port Ellery [Westmark], November 3 (ANI): The harbour reopened on Monday.", "ANI"),
        ("Port Ellery, Nov 3 (PTI) The harbour reopened on Monday.", "PTI"),
        ("Port Ellery, Nov 3 (IANS) “We lost eleven boats,” Ines Calder said.", "IANS"),
        ("PORT ELLERY (PTI) The harbour reopened on Monday.", "PTI"),
        ("PORT ELLERY, Nov. 3 (Yonhap) -- The harbour reopened on Monday.", "Yonhap"),
        ("PORT ELLERY (Kyodo) -- The harbour reopened on Monday.", "Kyodo"),
        ("PORT ELLERY, Nov. 3 (UPI) -- The harbour reopened on Monday.", "United Press International"),
        ("(Bloomberg) -- The harbour reopened on Monday.", "Bloomberg"),
        ("PORT ELLERY — (JTA) — The harbour reopened on Monday.", "Jewish Telegraphic Agency"),
        ("PORT ELLERY (Petra) — The harbour reopened on Monday.", "Petra"),
        ("Port Ellery (Agence France-Presse) - The harbour reopened.", AFP),
        ("PORT ELLERY (The Associated Press) - The harbour reopened.", AP),
        ("PORT ELLERY (AFP/APP) - The harbour reopened on Monday.", AFP),
        ("PORT ELLERY (Agencies) – The harbour reopened on Monday.", UNNAMED),
        ("By Ada Quill and Ben Ashe PORT ELLERY, Nov 3 (Reuters) - The harbour reopened.", "Reuters"),
        ("Harbour reopens after storm PORT ELLERY (AP) — The harbour reopened.", AP),
        ("Harbour reopens after storm Port Ellery, Nov 3 (AFP) - The harbour reopened.", AFP),
        ("VILLANUEVA DE LA SIERRA, Nov 3 (Reuters) - The harbour reopened.", "Reuters"),
    ],
)
def test_datelines(line: str, name: str) -> None:
    assert agency(below_the_headline(line)) == name


@pytest.mark.parametrize(
    "line",
    [
        "The Associated Press (AP) — the agency with most reporters — said the harbour had reopened.",
        "Agence France-Presse (AFP) – the French agency – was the first to report it.",
        "Port Ellery’s council told the Press Trust of India (PTI) that the harbour had reopened.",
        "The Anadolu Agency (AA) reported that the harbour had reopened.",
        "Agence France-Presse (AFP) – France’s agency – was the first to report it.",
        "Photo (AP): The harbour on Monday.",
        "Monday, Nov 3 (PTI) said the harbour had reopened.",
        "The harbour on Monday (AP Photo/Ben Ashe) - the wall is gone.",
        "The harbour reopened (Reuters was first to report it) - and closed again.",
        "Ines Calder (MAP) - the candidate of the islands - did not answer.",
        "The council asked Ada Roe (PA) to wait.",
    ],
)
def test_brackets_that_are_no_dateline(line: str) -> None:
    assert agency(below_the_headline(line)) == ""


# ---------------------------------------------------------------- bylines


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Reuters", "Reuters"),
        ("REUTERS", "Reuters"),
        ("AFP", AFP),
        ("The Associated Press", AP),
        ("ASSOCIATED PRESS", AP),
        ("Agencies", UNNAMED),
        ("Source: Agencies", UNNAMED),
        ("Source: News Agencies", UNNAMED),
        ("Source: The Acorn and news agencies", UNNAMED),
        ("Acorn staff and agencies", UNNAMED),
        ("By Acorn Staff and Agencies", UNNAMED),
        ("By Acorn Staff and AFP", AFP),
        ("Agencies, AFP", AFP),
        ("By Associated Press", AP),
        ("By The Associated Press", AP),
        ("BY REUTERS", "Reuters"),
        ("by AFP", AFP),
        ("By: PTI", "PTI"),
        ("By | ANI |", "ANI"),
        ("By Reuters November 3, 2023", "Reuters"),
        ("By Reuters | Nov 3, 2023 4:15 pm", "Reuters"),
        ("By AFP - Published November 3, 2023", AFP),
        ("By AFP Updated 4 hours ago", AFP),
        ("By ADA QUILL Associated Press", AP),
        ("By Ada Quill and Ben Ashe, Associated Press", AP),
        ("By Ada Quill, AP Sports Writer", AP),
        ("By Ada Quill of The Associated Press", AP),
        ("By Ada Quill | The Associated Press", AP),
        ("By Ada Quill, PA Political Editor", "PA Media"),
        ("By PA Reporter", "PA Media"),
        ("By Ada Quill for Reuters", "Reuters"),
        ("By Australian Associated Press", "Australian Associated Press"),
        ("By Ada Quill, Australian Associated Press", "Australian Associated Press"),
        ("By Associated Press of Pakistan", "Associated Press of Pakistan"),
        ("By Bloomberg News", "Bloomberg"),
        ("Reuters Staff", "Reuters"),
        ("Reuters in Port Ellery", "Reuters"),
        ("Agence France-Presse in Lowton", AFP),
        ("Ada Quill, Associated Press", AP),
        ("Ada Quill and agencies", UNNAMED),
        ("Reuters, AFP", "Reuters"),
        ("AP/AFP", AP),
        ("AFP, LOWTON", AFP),
        ("PTI | Lowton | Nov 3, 2023", "PTI"),
        ("AFP - November 3, 2023", AFP),
        ("Press Trust of India", "PTI"),
        ("Source: Xinhua", "Xinhua"),
        ("Sources: AP, Reuters", AP),
        ("\u00a0 By\u00a0Reuters \r", "Reuters"),
    ],
)
def test_bylines(line: str, name: str) -> None:
    assert agency(below_the_headline(line)) == name
    assert agency(at_the_end(line)) == name


@pytest.mark.parametrize(
    "line",
    [
        "By Ada Quill",
        "By Ada Bloomberg",
        "Ada Bloomberg",
        "By Reuters’ count, forty boats are missing.",
        "By Monday, Reuters and AP had left the town.",
        "Sources told Reuters",
        "Source: Getty Images/AFP",
        "Image source, Reuters",
        "Image: AFP",
        "Photo: Reuters",
        "Photograph: Ben Ashe/Reuters",
        "Picture: AP",
        "AP Photo",
        "(AP Photo/Ben Ashe)",
        "AP Photo/Ben Ashe, File",
        "Reuters/Ben Ashe",
        "REUTERS/Ben Ashe",
        "Ben Ashe/AFP",
        "AFP/Getty Images",
        "AFP via Getty Images",
        "Ben Ashe/AFP via Getty Images",
        "[Reuters]",
        "The harbour on Monday [Ben Ashe/Reuters]",
        "The harbour on Monday. (AP)",
        "The harbour on Monday. (Ben Ashe/AP)",
        "The harbour on Monday. Reuters/Ben Ashe",
        "File picture of the harbour - AFP",
        "Lowton, PA",
        "ap",
        "reuters",
        "Ani",
        "Pap",
        "© AFP",
        "Follow Reuters on Telegram",
        "Read more from AP",
        "Reuters has the story",
        "The UN agency for the sea",
        "Reuters reporter held in Lowton",
        "Council Blocks AP",
        "Reuters and AP Win Prize",
        "AFP, Handout",
        "AP, File",
    ],
)
def test_lines_that_are_no_byline(line: str) -> None:
    assert agency(below_the_headline(line)) == ""


@pytest.mark.parametrize(
    "headline", ["Council, Reuters and AP Settle", "Harbour, Wall and AFP", "Islands: Reuters, AP, AFP"]
)
def test_a_headline_of_names_is_no_byline(headline: str) -> None:
    assert agency("\n".join([headline, "By Ada Quill", *BODY])) == ""
    assert agency("\n".join([headline, *BODY[:2]])) == ""


# ---------------------------------------------------------------- after the text


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("– Reuters", "Reuters"),
        ("-- AFP", AFP),
        ("— Agencies", UNNAMED),
        ("—Bernama", "Bernama"),
        ("The wall will be mended, he said. – Reuters", "Reuters"),
        ("“The wall will be mended.” — AFP", AFP),
        ("The wall will be mended, he said.—AFP", AFP),
        ("The wall will be mended, he said. - Agence France-Presse", AFP),
        ("The wall will be mended, he said. (Reuters)", "Reuters"),
        ("“The wall will be mended,” he said. “One day.” (AFP)", AFP),
        ("The wall will be mended, he said. (ANI)", "ANI"),
        ("The wall will be mended, he said. (AFP/Reuters)", AFP),
        ("The wall will be mended, he said. Reuters", "Reuters"),
        ("The wall will be mended, he said. – AP, Reuters", AP),
        ("The wall will be mended, he said. (With inputs from ANI)", "ANI"),
        ("(With inputs from agencies)", UNNAMED),
        ("(with PTI inputs)", "PTI"),
        ("With agency inputs", UNNAMED),
        ("— With files from The Canadian Press", "Canadian Press"),
        ("With additional reporting by Reuters", "Reuters"),
        ("Additional reporting by AFP", AFP),
        ("(Reporting by Ada Quill and Reuters)", "Reuters"),
        ("Reuters contributed to this report.", "Reuters"),
        ("The Associated Press contributed to this article.", AP),
        ("AFP and Reuters contributed to this story.", AFP),
        (
            "Associated Press writers Ada Quill in Lowton and Ben Ashe in Port Ellery contributed to this report.",
            AP,
        ),
        ("___ Ada Quill of The Associated Press contributed to this report.", AP),
        ("This story was originally published by AP", AP),
        ("This story was originally published by the Associated Press on November 3, 2023.", AP),
        ("This article first appeared on Reuters.", "Reuters"),
        ("This report was produced by Agence France-Presse.", AFP),
        ("(This story has not been edited by Acorn staff and is published from a PTI feed.)", "PTI"),
        (
            "(Except for the headline, this story has not been edited by Acorn staff and is published from a syndicated feed.)",
            UNNAMED,
        ),
        ("This story has been published from a wire agency feed without modifications to the text.", UNNAMED),
        ("Copyright 2023 The Associated Press. All rights reserved.", AP),
        ("© 2023 AFP", AFP),
        ("(c) 2023 Reuters", "Reuters"),
        ("By Reuters", "Reuters"),
    ],
)
def test_after_the_text(line: str, name: str) -> None:
    assert agency(at_the_end(line)) == name


@pytest.mark.parametrize(
    "line",
    [
        "The wall will be mended, a councillor told Reuters.",
        "The wall will be mended, Reuters reported.",
        "The wall will be mended, the ministry said, citing AFP.",
        "The wall will be mended, according to the Associated Press.",
        "The wall will be mended, according to AP, AFP and Reuters",
        "The paper bought its news from one source – Reuters",
        "He had worked for three agencies. One was Reuters.",
        "The wall, built in 1911 (Reuters)",
        "The harbour on Monday. (AP Photo/Ben Ashe)",
        "The harbour on Monday. (Photo: AFP)",
        "The harbour on Monday. (Ben Ashe/Reuters)",
        "The agency contributed to this wall.",
        "The UN agency contributed to this report.",
        "The UN Agency contributed to this report.",
        "Ada Quill contributed to this report.",
        "In line with reports from Reuters and AP that day, the council said no.",
        "This week Reuters published a list of walls.",
        "This story, the council told Reuters, is not over.",
        "The report, published by Reuters on Monday, counts forty boats.",
        "(Reporting by Ada Quill; Editing by Ben Ashe)",
        "Photo © 2023 AFP",
        "Ada Quill is a writer who has worked for Reuters and AFP.",
    ],
)
def test_ends_that_are_no_credit(line: str) -> None:
    assert agency(at_the_end(line)) == ""


def test_a_name_alone_after_a_sentence_ends_the_text_or_is_no_credit() -> None:
    assert (
        agency("\n".join(["Harbour reopens", *BODY, *BODY, "He was first to report it. Reuters", BODY[0]]))
        == ""
    )


def test_a_long_paragraph_about_a_report_is_no_note() -> None:
    long = f"This report, which the council published, was praised. {' '.join(BODY)} Its author spoke on Reuters television."
    assert agency(at_the_end(long)) == ""


# ---------------------------------------------------------------- where it looks


def test_a_credit_in_the_middle_is_not_looked_for() -> None:
    """A list of other stories, say."""
    assert agency("\n".join(["Harbour reopens", *BODY, *BODY, "By Reuters", *BODY, *BODY])) == ""


def test_a_caption_at_the_top_of_a_short_text_is_no_credit_after_it() -> None:
    assert agency("Harbour reopens\nThe harbour on Monday. (AP)\nIt reopened.\nThe wall is gone.") == ""


def test_a_text_in_one_line() -> None:
    text = " ".join(BODY)
    assert agency(f"{text} – Reuters") == "Reuters"
    assert agency(f"{text} (AFP)") == AFP
    assert agency(f"PORT ELLERY, Nov 3 (Reuters) - {text}") == "Reuters"
    assert agency(text) == ""


def test_a_very_long_paragraph_is_read_at_both_ends() -> None:
    text = " ".join(BODY * 2000)
    assert agency(f"PORT ELLERY (AP) — {text}") == AP
    assert agency(f"{text} — AFP") == AFP
    assert agency(f"{text} Reuters {text}") == ""


def test_the_first_name_wins_and_any_name_wins_over_none() -> None:
    assert (
        agency(
            "\n".join(
                [
                    "Harbour reopens",
                    "By Acorn Staff and Agencies",
                    *BODY,
                    "Reuters contributed to this report.",
                ]
            )
        )
        == "Reuters"
    )
    assert agency("\n".join(["Harbour reopens", "PORT ELLERY (AP) — It reopened.", *BODY, "– AFP"])) == AP


@pytest.mark.parametrize("text", ["", "\n\n", " ", "Reuters\n", "\ufeffReuters"])
def test_next_to_nothing(text: str) -> None:
    assert agency(text) == ("Reuters" if "Reuters" in text else "")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\n\n\n"])
def test_any_line_end(end: str) -> None:
    assert agency(end.join(["Harbour reopens", "By Reuters", *BODY])) == "Reuters"


# ---------------------------------------------------------------- the table


@pytest.mark.parametrize(
    ("name", "form"), [(name, form) for name, forms in AGENCIES.items() for form in forms]
)
def test_every_name_is_credited_by_every_form(name: str, form: str) -> None:
    assert agency(below_the_headline(f"PORT ELLERY, Nov 3 ({form}) - The harbour reopened.")) == name
    assert agency(below_the_headline(f"By {form}")) == name
    assert agency(below_the_headline(form.upper())) == name


def test_no_form_stands_for_two_agencies() -> None:
    forms = [form for forms in AGENCIES.values() for form in forms]
    assert len(forms) == len(set(forms))


# ---------------------------------------------------------------- properties

PIECES = st.sampled_from(
    [
        "Reuters", "AP", "(AFP)", "/TASS/", "agencies", "feed", "LOWTON", "Nov 3", " - ", "—", ".", ",", "/", "\n", "By ", "with ", "inputs ",
        "This story ", "published ", "by ", "Ada Quill", "said", "©", "2023", "(", ")", "[", "contributed to this report", "Photo",
    ]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_heap_of_pieces_gives_a_name_of_the_table(text: str) -> None:
    assert agency(text) in {"", UNNAMED, *AGENCIES}


@settings(deadline=None)
@given(st.text(st.characters()))
def test_any_text_goes(text: str) -> None:
    assert agency(text) in {"", UNNAMED, *AGENCIES}


@settings(deadline=None)
@given(
    st.sampled_from(
        ["A", "A.", "de ", "Nov ", "(AP", "AP ", "AP, ", "By A", "with ", "This is a ", ". ", "- ", "©"]
    ),
    st.integers(1, 3000),
)
def test_a_heap_of_one_piece_ends(piece: str, n: int) -> None:
    """No pattern tries every way to cut a line: one that did would not come back."""
    assert agency(piece * n + " AP") in {"", UNNAMED, *AGENCIES}

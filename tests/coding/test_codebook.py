"""Codebooks: the bundled one, the one that is begun, the content hash, and every defect with its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from framing.coding import codebook
from framing.coding.codebook import Codebook, Head
from framing.errors import CodebookError

HEAD = 'title = "Park"\nversion = "1"\n'
ACTOR = '[actors.council]\nexpressions = ["council"]\n'
AXIS = """
[[axis]]
id = "tree-work"
name = "Work on trees"
question = "What is it called?"
rule = "Code the verb."

[[axis.poles]]
id = "felled"
name = "felling"
indicators = ["felled"]

[[axis.poles]]
id = "removed"
name = "removal"
indicators = ["removed"]
"""
SEE = "; see docs/codebook.md for what a codebook holds"


def lines(text: str) -> list[str]:
    with pytest.raises(CodebookError) as caught:
        Codebook.parse(text, "c.toml")
    return caught.value.lines


# ---------------------------------------------------------------- sound ones


def test_the_bundled_codebook_is_sound() -> None:
    book = codebook.load()
    assert book.path == str(codebook.bundled())
    assert len(book.heads) == 2 * len(book.axes)
    assert len({h.name for h in book.heads}) == len(book.heads)
    assert set(book.voices) == {"own", "reported", "quoted", "scare"}
    assert all(a.question and a.rule and all(p.indicators and p.examples for p in a.poles) for a in book.axes)


def test_what_a_codebook_offers(park_book: Codebook) -> None:
    assert [a.id for a in park_book.axes] == ["tree-work", "visitors", "pond"]
    assert park_book.heads[:2] == (Head("tree-work", "felled"), Head("tree-work", "removed"))
    assert park_book.heads[0].name == "tree-work/felled"
    assert park_book.actor_names == ("council", "friends")
    assert "pond" in park_book
    assert "lake" not in park_book
    assert park_book.axis("pond").poles[1].name == "terms of wildness"
    with pytest.raises(KeyError):
        park_book.axis("lake")


def test_a_codebook_that_is_begun_is_sound(tmp_path: Path) -> None:
    file = tmp_path / "new" / "codebook.toml"
    codebook.begin(file)
    book = codebook.load(file)
    assert [h.name for h in book.heads] == ["arrival/flow", "arrival/journey"]


def test_beginning_does_not_overwrite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("c.toml").write_text("mine")
    with pytest.raises(CodebookError) as caught:
        codebook.begin("c.toml")
    assert caught.value.lines == ["c.toml: exists already; give another name"]
    assert Path("c.toml").read_text() == "mine"


@pytest.mark.parametrize(
    "save",
    [
        lambda t: t.encode("utf-8-sig"),
        lambda t: t.replace("\n", "\r\n").encode(),
    ],
    ids=["BOM", "CRLF"],
)
def test_forms_that_editors_save(tmp_path: Path, save: Callable[[str], bytes]) -> None:
    file = tmp_path / "c.toml"
    file.write_bytes(save(HEAD + ACTOR + AXIS))
    assert codebook.load(file).sha256 == Codebook.parse(HEAD + ACTOR + AXIS).sha256


# ---------------------------------------------------------------- the content hash


def test_comments_order_and_white_space_do_not_change_the_hash() -> None:
    one = Codebook.parse(HEAD + ACTOR + AXIS)
    other = Codebook.parse('# a comment\nversion   = "1"\ntitle = "Park"  # another\n\n' + AXIS + ACTOR)
    assert one.sha256 == other.sha256


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"felled"]', '"felled", "cut"]'),
        ('["council"]', '["council", "mayor"]'),
        ("Code the verb.", "Code the noun."),
        ('version = "1"', 'version = "2"'),
        ('name = "felling"', 'name = "Felling"'),
    ],
)
def test_every_content_changes_the_hash(old: str, new: str) -> None:
    text = HEAD + ACTOR + AXIS
    assert old in text
    assert Codebook.parse(text).sha256 != Codebook.parse(text.replace(old, new)).sha256


def test_the_content_comes_back_from_plain_data(park_book: Codebook) -> None:
    again = Codebook.from_dict(park_book.toml_dict(), "manifest.json")
    assert again.sha256 == park_book.sha256
    assert again.heads == park_book.heads


def test_plain_data_that_is_no_codebook_has_no_lines(park_book: Codebook) -> None:
    with pytest.raises(CodebookError) as caught:
        Codebook.from_dict({"title": "Park"}, "manifest.json")
    assert caught.value.lines == ["manifest.json: Object missing required field `version`"]
    data = park_book.toml_dict()
    data["axis"] = [{**data["axis"][0], "exceptions": ["Capital"]}]  # type: ignore[index]
    with pytest.raises(CodebookError) as caught:
        Codebook.from_dict(data, "manifest.json")
    assert caught.value.lines == [
        'manifest.json: axis "tree-work": exception "Capital" has a capital letter in "Capital"'
    ]


# ---------------------------------------------------------------- files that cannot be read


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("cp1252.toml").write_bytes(b'title = "Park"\nversion = "caf\xe9"\n')
    Path("utf16.toml").write_bytes('title = "Park"'.encode("utf-16"))
    for name, message in {
        "nowhere.toml": "nowhere.toml: no such file or directory",
        ".": ".: is a directory",
        "cp1252.toml": "cp1252.toml:2: not UTF-8 (byte 0xe9); save the file as UTF-8",
        "utf16.toml": "utf16.toml:1: not UTF-8 (byte 0xff); save the file as UTF-8",
    }.items():
        with pytest.raises(CodebookError) as caught:
            codebook.load(name)
        assert caught.value.lines == [message]


def test_what_is_not_toml_is_said_with_its_line() -> None:
    assert lines('title = "Park"\nversion = 1"\n') == [
        "c.toml:2: not valid TOML: Expected newline or end of document after a statement (at line 2, column 12)"
    ]
    assert lines('title = "Park"\ntitle = "Wood"\n') == [
        "c.toml:2: not valid TOML: Cannot overwrite a value (at line 2, column 15)"
    ]
    assert lines('title = "Park') == ["c.toml: not valid TOML: Unterminated string (at end of document)"]


# ---------------------------------------------------------------- the wrong shape


def test_what_is_missing_unknown_or_of_the_wrong_kind_is_said_for_every_part_at_once() -> None:
    text = """titel = "Park"
version = "1"

[actors.council]
expression = ["council"]

[actors.friends] # of the park
expressions = "friends"

[[axis]]
id = "tree-work"
name = "Work on trees"
question = "What is it called?"

[[axis.poles]]
id = "felled"
name = 3

[[axis.poles]]
id = "removed"
name = "removal"
indicator = ["removed"]

[[axis]]
id = "pond"
name = "Pond"
question = "What is it called?"
rule = "Code it."

[[axis.poles]]
id = "wild"
name = "wild"

[[axis]]
name = "Visitors"
"""
    assert lines(text) == [
        f"c.toml: Object contains unknown field `titel`{SEE}",
        f"c.toml:4: actor council: Object contains unknown field `expression`{SEE}",
        f"c.toml:7: actor friends: expressions: Expected `array`, got `str`{SEE}",
        f'c.toml:10: axis "tree-work": Object missing required field `rule`{SEE}',
        f'c.toml:15: axis "tree-work": pole 1: name: Expected `str`, got `int`{SEE}',
        f'c.toml:19: axis "tree-work": pole 2: Object contains unknown field `indicator`{SEE}',
        f'c.toml:24: axis "pond": poles: Expected `array` of length 2, got 1{SEE}',
        f"c.toml:34: axis 3: Object missing required field `id`{SEE}",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"c.toml: Object missing required field `title`{SEE}"),
        (HEAD, f"c.toml: Object missing required field `axis`{SEE}"),
        (HEAD + 'axis = "pond"', f"c.toml: axis: Expected `array`, got `str`{SEE}"),
        (HEAD + "axis = [1]", f"c.toml: axis 1: Expected `object`, got `int`{SEE}"),
        (HEAD + "axis = []\nactors = 1", f"c.toml: actors: Expected `object`, got `int`{SEE}"),
        (HEAD + "axis = []", "c.toml:1: has no axis; add at least one [[axis]]"),
    ],
)
def test_other_wrong_shapes(text: str, message: str) -> None:
    assert lines(text) == [message]


# ---------------------------------------------------------------- the wrong content

CONTENT = {
    "id of an axis": (
        'id = "tree-work"',
        'id = "Tree work"',
        'c.toml:7: axis "Tree work": an id is lower-case letters, digits and hyphens',
    ),
    "id of a pole": ('id = "felled"', 'id = "Felled!"', 'c.toml:13: axis "tree-work": "Felled!" cannot be the id of a pole'),
    "pole none": ('id = "felled"', 'id = "none"', 'c.toml:13: axis "tree-work": "none" cannot be the id of a pole'),
    "pole star": ('id = "felled"', 'id = "*"', 'c.toml:13: axis "tree-work": "*" cannot be the id of a pole'),
    "poles of one id": ('id = "felled"', 'id = "removed"', "c.toml:7: axis \"tree-work\": both poles have the id 'removed'"),
    "unknown referent": (
        'rule = "Code the verb."',
        'rule = "Code the verb."\nreferents = ["council", "mayor"]',
        'c.toml:11: axis "tree-work": referent <mayor> is not an actor',
    ),
    "indicator": (
        '["felled"]',
        '["felled", "Felled", "cut .."]',
        'c.toml:15: axis "tree-work": indicator "Felled" has a capital letter in "Felled"\n'
        'c.toml:15: axis "tree-work": indicator "cut .." begins or ends with ".."',
    ),
    "indicator of an unknown actor": (
        '["felled"]',
        '["<mayor> felled"]',
        'c.toml:15: axis "tree-work": indicator "<mayor> felled" names an unknown actor <mayor>',
    ),
    "exception": (
        'rule = "Code the verb."',
        'rule = "Code the verb."\nexceptions = ["ill-felled"]',
        'c.toml:11: axis "tree-work": exception "ill-felled" has a hyphen in "ill-felled"; write a space',
    ),
    "actor in the language of indicators": (
        '["council"]',
        '["council", "<council> clerk", "a|b", "park .. council"]',
        'c.toml:4: actor council: "<council> clerk": an actor is written in plain words\n'
        'c.toml:4: actor council: "a|b": an actor is written in plain words\n'
        'c.toml:4: actor council: "park .. council": an actor is written in plain words',
    ),
    "actor in capitals": (
        '["council"]',
        '["Council"]',
        'c.toml:4: actor council: "Council" has a capital letter in "Council"',
    ),
    "name of an actor": (
        "[actors.council]",
        "[actors.Council_2]",
        'c.toml:3: actor "Council_2": a name is lower-case letters and hyphens',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), CONTENT.values(), ids=CONTENT)
def test_every_defect_of_content_is_told_with_its_line(old: str, new: str, expected: str) -> None:
    text = HEAD + ACTOR + AXIS
    assert old in text
    assert lines(text.replace(old, new)) == expected.split("\n")


def test_an_axis_that_stands_twice_is_told_where_it_stands_again() -> None:
    again = AXIS.replace("felled", "cut").replace("removed", "cleared")
    assert lines(HEAD + AXIS + again) == ['c.toml:21: axis "tree-work" stands twice']


def test_all_defects_are_told_at_once_in_the_order_of_the_file() -> None:
    second = AXIS.replace('id = "tree-work"', 'id = "Pond"').replace('["removed"]', '["Felled", "a  b"]')
    text = (
        HEAD
        + ACTOR.replace('"council"', '"park-council"')
        + AXIS.replace('["felled"]', '["Felled"]')
        + second
    )
    assert lines(text) == [
        'c.toml:4: actor council: "park-council" has a hyphen in "park-council"; write a space',
        'c.toml:15: axis "tree-work": indicator "Felled" has a capital letter in "Felled"',
        'c.toml:23: axis "Pond": an id is lower-case letters, digits and hyphens',
        'c.toml:36: axis "Pond": indicator "Felled" has a capital letter in "Felled"',
        'c.toml:36: axis "Pond": indicator "a  b" is empty or has two spaces in a row',
    ]

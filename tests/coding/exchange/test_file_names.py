"""Coders' names as names of files: each comes back, none leaves its folder, no two share a file."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing.coding.exchange.file_names import coder, file_name

_NAMES = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("./\\%al:"), max_size=12)


@pytest.mark.parametrize(
    "name", ["ada", "ada@elm.example", "ada.quill", "Åsa_1+2-3", "writer-28", "שרה", "アダ"]
)
def test_a_name_that_doccano_may_have_stays_as_it_is(name: str) -> None:
    assert file_name(name) == name


@pytest.mark.parametrize(
    "name", ["..", ".", ".ada", "ada.", "a/b", "../../etc", "a\\b", "all", "ALL", "100%", "%2F", "a\nb", "🌳"]
)
def test_other_names_are_escaped(name: str) -> None:
    assert file_name(name) != name
    assert coder(file_name(name)) == name


def test_nobody_is_all() -> None:
    assert (file_name(""), coder("all")) == ("all", "")


@given(_NAMES, _NAMES)
def test_names_come_back_stay_apart_and_stay_inside(a: str, b: str) -> None:
    assert coder(file_name(a)) == a
    assert (file_name(a) == file_name(b)) == (a == b)
    for path in (PurePosixPath(f"{file_name(a)}.jsonl"), PureWindowsPath(f"{file_name(a)}.jsonl")):
        assert len(path.parts) == 1
        assert path.stem == file_name(a)

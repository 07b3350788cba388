from __future__ import annotations

import socket
from pathlib import Path

import pytest

from framing.errors import MissingExtra, SourceError
from framing.text import page
from framing.text.page import Page, extract

pytest.importorskip("trafilatura")

PARAGRAPHS = [
    "The sea wall of Port Ellery fell on Monday after two days of storm, the harbour master said.",
    "“We lost eleven boats,” Ines Calder told reporters. “Nobody was hurt, and that is what counts.”",
    "The council had promised money for a new wall in 2019, but the stones were never ordered.",
]


def html(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


ARTICLE = "<article><h1>Harbour wall falls</h1>" + "".join(f"<p>{p}</p>" for p in PARAGRAPHS) + "</article>"


def test_the_article_of_a_page() -> None:
    head = (
        "<title>Harbour wall falls - Coast Wire</title>"
        '<meta property="og:site_name" content="Coast Wire">'
        '<meta property="article:published_time" content="2024-03-04T10:00:00Z">'
    )
    body = f"<nav><a href='/'>Home</a> <a href='/news'>News</a></nav>{ARTICLE}<footer>© Coast Wire</footer>"
    found = extract(html(body, head), "a.html")
    assert (found.title, found.date) == ("Harbour wall falls", "2024-03-04")
    assert [line for line in found.text.split("\n") if line] == ["Harbour wall falls", *PARAGRAPHS]


def test_the_title_is_the_first_line_where_the_text_lacks_it() -> None:
    body = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    found = extract(html(body, "<title>Harbour wall falls</title>"), "a.html")
    assert found.text == "\n".join(["Harbour wall falls", "", *PARAGRAPHS])


@pytest.mark.parametrize(
    "data",
    [
        b"<html></html>",
        html("<p></p>"),
        b"\x00\xff<html>\xfe" * 20,
        b"<" * 5000,
        html("<div>" * 3000),
        html("<p>&#xd800;</p>"),
    ],
    ids=["empty", "no text", "binary", "brackets", "nested", "surrogate"],
)
def test_a_page_without_an_article_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError) as e:
        extract(data, "a.html")
    assert str(e.value) == "a.html: no article text found on this page; save the text as .txt"


def test_a_page_has_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "_WORKER", Path("none"))
    with pytest.raises(SourceError, match=r"^a.html: a page of 5.1 MB; at most 5 MB are read$"):
        extract(b"x" * 5_100_000, "a.html")


def test_a_page_has_a_longest_time() -> None:
    with pytest.raises(
        SourceError, match=r"^a.html: no article found within 0.01 seconds; save the text as .txt$"
    ):
        extract(html(ARTICLE), "a.html", seconds=0.01)


def test_what_the_worker_says_is_checked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    worker = tmp_path / "worker.py"
    monkeypatch.setattr(page, "_WORKER", worker)
    worker.write_text('print(\'{"text": "It fell."}\')')
    assert extract(b"", "a.html") == Page("It fell.")
    for said in ("print('junk')", "print('{\"text\": 5}')", "raise SystemExit(3)"):
        worker.write_text(said)
        with pytest.raises(SourceError, match="no article text found"):
            extract(b"", "a.html")


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra) as e:
        extract(b"", "a.html")
    assert (
        str(e.value) == "reading HTML pages needs trafilatura; install it with: pip install 'framing[html]'"
    )


def test_a_page_reaches_neither_files_nor_the_network(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of the wall")
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        entities = f'<!DOCTYPE html [<!ENTITY a SYSTEM "{secret.as_uri()}"><!ENTITY b SYSTEM "{url}">]>'
        links = f'<link rel="stylesheet" href="{url}"><script src="{url}"></script><base href="{url}">'
        body = f'<img src="{url}"><iframe src="{url}"></iframe>{ARTICLE}<p>Entities: &a; &b;</p>'
        found = extract(entities.encode() + html(body, links), "a.html")
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert PARAGRAPHS[0] in found.text
    assert "secret" not in found.text

"""Articles in a zip archive: read as a folder is, from memory, within limits; hostile and damaged archives are refused in one line."""

from __future__ import annotations

import io
import stat
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path
from unicodedata import category

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from framing.errors import DataError, SourceError
from framing.text import archive
from framing.text.archive import Archive
from framing.text.sources import read
from framing.units import Article

Found = tuple[list[Article], list[str]]
Entries = dict[str, bytes]


def packed(entries: Entries, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as z:
        for name, data in entries.items():
            z.writestr(name, data)
    return out.getvalue()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the working folder: paths in messages are short."""
    monkeypatch.chdir(tmp_path)
    return Path()


def of(data: bytes, name: str = "corpus.zip") -> Found:
    Path(name).write_bytes(data)
    defects: list[DataError] = []
    found = list(read([name], defects=defects))
    assert sorted(p.name for p in Path().iterdir()) == [name], "something was unpacked"
    return found, [str(d) for d in defects]


# ---------------------------------------------------------------- as a folder

BOTH = [Article("a", "An oak fell."), Article("b", "A lime stands.")]
MANIFEST = b"file,outlet,date,event\nb.txt,Coast,2024-03-04,storm\na.txt,,,\n"
LISTED = [Article("b", "A lime stands.", outlet="Coast", date="2024-03-04", event="storm"), BOTH[0]]
TEXTS: Entries = {"b.txt": b"A lime stands.", "a.txt": b"An oak fell."}
MAC: Entries = {
    "corpus/": b"",
    "corpus/.DS_Store": b"\0\0\0\1Bud1",
    "__MACOSX/corpus/._a.txt": b"\0\5\x16\7",
    "__MACOSX/._corpus": b"\0\5\x16\7",
    "corpus/._b.txt": b"\0\5\x16\7",
}

SHAPES: dict[str, tuple[Entries, list[Article]]] = {
    "at the top": (TEXTS, BOTH),
    "in one folder": ({f"corpus/{n}": t for n, t in TEXTS.items()}, BOTH),
    "as macOS packs a folder": ({**MAC, **{f"corpus/{n}": t for n, t in TEXTS.items()}}, BOTH),
    "as Windows leaves it": ({**TEXTS, "Thumbs.db": b"\0", "desktop.ini": b"[x]"}, BOTH),
    "with backslashes": ({f"corpus\\{n}": t for n, t in TEXTS.items()}, BOTH),
    "with ./": ({"./": b"", **{f"./{n}": t for n, t in TEXTS.items()}}, BOTH),
    "with a readme": ({**TEXTS, "README.md": b"About.", "readme.txt": b"About."}, BOTH),
    "with a readme beside the folder": (
        {"README.txt": b"About.", **{f"corpus/{n}": t for n, t in TEXTS.items()}},
        BOTH,
    ),
    "with a manifest": ({**TEXTS, "articles.csv": MANIFEST, "notes.docx": b"PK\3\4"}, LISTED),
    "with a manifest in a folder": (
        {**MAC, "corpus/articles.csv": MANIFEST, **{f"corpus/{n}": t for n, t in TEXTS.items()}},
        LISTED,
    ),
    "tables": (
        {"one.csv": b"text,id\nIt fell.,1\n", "two.jsonl": b'{"text": "It stands.", "id": "2"}\n'},
        [Article("1", "It fell."), Article("2", "It stands.")],
    ),
    "tables and texts": ({"c.ndjson": b'{"text": "It fell."}', **TEXTS}, [*BOTH, Article("c:1", "It fell.")]),
}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("shape", SHAPES)
def test_shapes(here: Path, shape: str, method: int) -> None:
    entries, articles = SHAPES[shape]
    assert of(packed(entries, method)) == (articles, [])


def test_a_parquet_table_and_a_page(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from framing.text import sources
    from framing.text.page import Page

    table = io.BytesIO()
    pq.write_table(pa.table({"text": ["It fell."], "id": ["1"]}), table)
    monkeypatch.setattr(sources, "extract", lambda data, path: Page(f"{path}: {data.decode()}"))
    found = of(packed({"a.parquet": table.getvalue(), "b.html": b"<p>x"}))
    assert found == ([Article("1", "It fell."), Article("b", "corpus.zip/b.html: <p>x")], [])


def test_zip_is_known_by_name_in_any_case(here: Path) -> None:
    assert of(packed(TEXTS), "Corpus.ZIP") == (BOTH, [])


def test_a_zip_under_another_name_is_no_text(here: Path) -> None:
    (reason,) = of(packed(TEXTS), "corpus.dat")[1]
    assert reason.startswith("corpus.dat: a Word, Excel or zip file; ")


def test_a_program_before_the_archive_does_no_harm(here: Path) -> None:
    assert of(b"MZ" + bytes(500) + packed(TEXTS)) == (BOTH, [])


# ---------------------------------------------------------------- names


def test_names_in_every_writing(here: Path) -> None:
    """Marked UTF-8; cp437 by the standard; UTF-8 without the mark; decomposed, as macOS has them, against a composed manifest."""
    marked = packed({"Jürgen.txt": b"x"})
    assert of(marked)[0] == [Article("Jürgen", "x")]
    plain = packed({"J_rgen.txt": b"x"})
    assert of(plain.replace(b"J_rgen", "Jürgen".encode("cp437")))[0] == [Article("Jürgen", "x")]
    unmarked = packed({"J__rgen.txt": b"x"}).replace(b"J__rgen", "Jürgen".encode())
    assert of(unmarked)[0] == [Article("Jürgen", "x")]
    decomposed = "Ju\u0308rgen.txt"
    entries = {decomposed: b"x", "articles.csv": "file,date\nJürgen.txt,2024\n".encode()}
    assert of(packed(entries)) == ([Article("Jürgen", "x", date="2024")], [])
    entries["articles.csv"] = f"file\nJürgen.txt\n{decomposed}\n".encode()
    assert of(packed(entries))[1] == ['corpus.zip/articles.csv:3: "Jürgen.txt" is listed twice']


@pytest.mark.parametrize(
    "name", ["../a.txt", "/a.txt", "corpus/../../a.txt", "..\\a.txt", "x//a.txt", "folder with contents/"]
)
def test_names_that_lead_out_are_no_files(here: Path, tmp_path: Path, name: str) -> None:
    """Nothing is unpacked, so that they could do no harm; they are said all the same."""
    found, reasons = of(packed({"b.txt": b"b", name: b"a"}))
    assert found == [Article("b", "b")]
    (reason,) = reasons
    assert reason.endswith(": not the name of a file in the archive")


def test_a_name_that_goes_on_behind_a_nul(here: Path) -> None:
    data = packed({"a.txt_.jpg": b"a", "b.txt": b"b"}).replace(b"a.txt_.jpg", b"a.txt\0.jpg")
    assert of(data) == (
        [Article("b", "b")],
        ["corpus.zip/a.txt\0.jpg: not the name of a file in the archive"],
    )


def test_a_name_that_stands_twice_is_not_guessed_at(here: Path) -> None:
    data = packed({"a.txt": b"one", "c.txt": b"two", "b.txt": b"b"}).replace(b"c.txt", b"a.txt")
    assert of(data) == ([Article("b", "b")], ["corpus.zip/a.txt: stands 2 times in the archive"])


def test_a_manifest_reaches_only_its_own_folder(here: Path, tmp_path: Path) -> None:
    (tmp_path.parent / "secret.txt").write_bytes(b"secret")
    names = ["../secret.txt", str(tmp_path.parent / "secret.txt"), "sub/c.txt", "corpus/a.txt", "none.txt", "", "a.txt", "a.txt"]  # fmt: skip
    manifest = "file,date\n" + "".join(f"{n},2024\n" for n in names)
    entries = {"articles.csv": manifest.encode(), "a.txt": b"a", "sub/c.txt": b"c"}
    found, reasons = of(packed(entries))
    assert found == [Article("a", "a", date="2024")]
    where = "corpus.zip/articles.csv"
    folder = "in a folder inside of the archive; files lie at its top, or all in one folder"
    assert reasons == [
        f'{where}:2: "../secret.txt" is not a file in this folder',
        f'{where}:3: "{names[1]}" is not a file in this folder',
        f'{where}:4: "sub/c.txt": {folder}',
        f'{where}:5: "corpus/a.txt" is not a file in this folder',
        f'{where}:6: "none.txt" is not a file in this folder',
        f'{where}:7: "" is not a file in this folder',
        f'{where}:9: "a.txt" is listed twice',
    ]


# ---------------------------------------------------------------- what is no article


REASONS: dict[str, tuple[str, bytes, str]] = {
    "a picture": (
        "photo.jpg",
        b"\xff\xd8\xff",
        "neither .txt, .html, .jsonl, .csv nor .parquet; leave it out, or list the articles in articles.csv",
    ),
    "an archive": ("more.zip", packed(TEXTS), "packed once more; unpack it first"),
    "a gzip file": ("more.jsonl.gz", b"\x1f\x8b", "packed once more; unpack it first"),
    "an archive that calls itself a text": (
        "z.txt",
        packed(TEXTS),
        "a Word, Excel or zip file; articles are .txt, .html, .jsonl, .csv or .parquet",
    ),
    "an empty text": ("z.txt", b"", "the file is empty"),
    "a file in a folder": (
        "sub/z.txt",
        b"z",
        "in a folder inside of the archive; files lie at its top, or all in one folder",
    ),
}


@pytest.mark.parametrize("case", REASONS)
def test_nothing_is_left_out_without_a_word(here: Path, case: str) -> None:
    name, data, reason = REASONS[case]
    articles, reasons = of(packed({**TEXTS, name: data}))
    assert articles == BOTH
    assert len(reasons) == 1
    assert reasons[0].startswith(f"corpus.zip/{name}: ")
    assert reason.partition(";")[0] in reasons[0]


def test_defects_inside_of_files_name_archive_file_and_line(here: Path) -> None:
    found, reasons = of(packed({"corpus/a.csv": b"text,id\nIt fell.,1\nx\n", "corpus/b.txt": b"a\n\xff"}))
    assert found == [Article("1", "It fell.")]
    hint = "a comma inside a text needs quotation marks around the text"
    assert reasons == [
        f"corpus.zip/corpus/a.csv:3: 1 cells where the header has 2; {hint}",
        "corpus.zip/corpus/b.txt:2: not UTF-8 (byte 0xff); save the file as UTF-8",
    ]


def test_without_a_place_for_defects_the_first_is_raised(here: Path) -> None:
    Path("corpus.zip").write_bytes(packed({"a.txt": b"a", "b.jpg": b"b"}))
    articles = read(["corpus.zip"])
    assert next(articles) == Article("a", "a")
    with pytest.raises(SourceError, match=r"^corpus.zip/b.jpg: neither .txt"):
        next(articles)


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ({}, "holds no articles, no tables and no articles.csv"),
        ({"corpus/": b"", "__MACOSX/._corpus": b"x"}, "holds no articles, no tables and no articles.csv"),
        ({"readme.txt": b"About."}, "holds no articles, no tables and no articles.csv"),
    ],
)
def test_archives_with_nothing_to_read(here: Path, entries: Entries, reason: str) -> None:
    assert of(packed(entries)) == ([], [f"corpus.zip: {reason}"])


def test_a_link_is_not_followed(here: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        link = zipfile.ZipInfo("a.txt")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        z.writestr(link, "/etc/hostname")
    assert of(out.getvalue()) == ([], ["corpus.zip/a.txt: a link, not a file"])


# ---------------------------------------------------------------- damaged and hostile

DIRECTORY, LOCAL = b"PK\x01\x02", b"PK\x03\x04"


def altered(data: bytes, offset: int, value: bytes, record: bytes = DIRECTORY) -> bytes:
    """With a field of the first entry's *record* replaced."""
    at = data.index(record) + offset
    return data[:at] + value + data[at + len(value) :]


def test_encrypted(here: Path) -> None:
    data = altered(packed(TEXTS), 8, b"\x01\x00")
    assert of(data) == (BOTH[:1], ["corpus.zip/b.txt: encrypted; unpack the archive with its password"])


@pytest.mark.parametrize("method", [9, 12, 14, 93, 99])
def test_other_compressions(here: Path, method: int) -> None:
    found, reasons = of(altered(packed(TEXTS), 10, struct.pack("<H", method)))
    assert found == BOTH[:1]
    hint = "pack the archive with Deflate, which every program has"
    assert reasons == [f"corpus.zip/b.txt: compressed by method {method}; {hint}"]


def test_contents_that_do_not_fit_their_checksum(here: Path) -> None:
    data = packed(TEXTS, zipfile.ZIP_STORED).replace(b"A lime", b"A line")
    assert of(data) == (BOTH[:1], ["corpus.zip/b.txt: damaged: Bad CRC-32 for file 'b.txt'"])


def test_headers_that_lie_about_the_size(here: Path) -> None:
    """More than there is, and less."""
    data = packed(TEXTS)
    for stated in (15, 10**6, 5):
        found, reasons = of(altered(data, 24, struct.pack("<I", stated)))
        assert found == BOTH[:1]
        (reason,) = reasons
        assert reason.startswith("corpus.zip/b.txt: damaged: ")


def test_a_header_that_states_little_and_expands_to_much(here: Path) -> None:
    data = packed({"a.txt": b"x" * 30_000_000})
    small = struct.pack("<I", 10)
    found, reasons = of(altered(altered(data, 24, small), 22, small, LOCAL))
    assert found == []
    assert reasons == ["corpus.zip/a.txt: damaged: Bad CRC-32 for file 'a.txt'"]


def test_what_expands_beyond_the_limit(here: Path) -> None:
    """Ten megabytes for a small archive, all files together; what comes after is not expanded any more."""
    data = packed(
        {"a.txt": b"a" * 4_000_000, "b.txt": b"b" * 4_000_000, "c.txt": b"c" * 40_000_000, "d.txt": b"d"}
    )
    found, reasons = of(data)
    assert [a.id for a in found] == ["a", "b"]
    beyond = "expands beyond 10 MB for the archive; unpack it first"
    assert reasons == [f"corpus.zip/{name}: {beyond}" for name in ("c.txt", "d.txt")]


def test_a_bomb_is_not_held_before_it_is_refused(here: Path) -> None:
    """Eighty megabytes in eighty kilobytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z, z.open("a.txt", "w") as f:
        for _ in range(80):
            f.write(bytes(1_000_000))
    tracemalloc.start()
    found = of(out.getvalue())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == ([], ["corpus.zip/a.txt: expands beyond 10 MB for the archive; unpack it first"])
    assert peak < 40_000_000


def overlapping(n: int, kernel: bytes) -> bytes:
    """Directory entries that all point at the same compressed bytes (Fifield 2019, the simplest form)."""
    one = packed({"0.txt": kernel})
    start = one.index(DIRECTORY)
    end = one.index(b"PK\x05\x06")
    entry = one[start:end]
    directory = b"".join(entry.replace(b"0.txt", b"%d.txt" % i) for i in range(n))
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, n, n, len(directory), start, 0)
    return one[:start] + directory + tail


def test_files_that_overlap(here: Path) -> None:
    assert of(overlapping(9, b"x" * 1_000_000)) == (
        [],
        ["corpus.zip: not a sound zip archive: its files overlap"],
    )
    assert of(overlapping(1, b"x"))[0] == [Article("0", "x")]


def test_a_limit_of_files(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ENTRIES", 2)
    assert of(packed(TEXTS)) == (BOTH, [])
    more = packed({**TEXTS, "c.txt": b"c"})
    reason = "more than 2 files; split it, or make it one .jsonl"
    assert of(more) == ([], [f"corpus.zip: {reason}"])


def test_the_directory_is_not_read_where_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own count may lie: the entries themselves are counted, before anything is made of them."""
    data = packed({f"{i}.txt": b"" for i in range(3)})
    monkeypatch.setattr(archive, "MAX_ENTRIES", 2)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(SourceError, match="more than 2 files"):
        Archive(data, Path("corpus.zip"))


@pytest.mark.parametrize(
    "data", [b"PK", b"PK\x03\x04" + bytes(50), b"PK\x05\x06" + bytes(17), b"\0" * 200, packed(TEXTS)[:-1]]
)
def test_no_sound_archives(here: Path, data: bytes) -> None:
    found, reasons = of(data)
    assert found == []
    (reason,) = reasons
    assert reason.startswith("corpus.zip: not a sound zip archive: ")


# ---------------------------------------------------------------- fuzz

SMALL = packed({"corpus/articles.csv": MANIFEST, **{f"corpus/{n}": t * 9 for n, t in TEXTS.items()}})
PLAIN = packed({**TEXTS, "c.jsonl": b'{"text": "It fell.", "id": "c"}\n'}, zipfile.ZIP_STORED)
SOUND = {a.text for a in BOTH} | {a.text * 9 for a in BOTH} | {"It fell."}


def clean(path: Path, data: bytes) -> tuple[int, int]:
    """How many articles and how many defects: every defect is one line, every article one that was packed."""
    path.write_bytes(data)
    defects: list[DataError] = []
    articles = list(read([path], defects=defects))
    assert all(isinstance(d, SourceError) and len(d.lines) == 1 for d in defects)
    shown = "".join(line for d in defects for line in d.lines)
    assert all(len(line) <= 293 for d in defects for line in d.lines)
    assert {category(c) for c in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"} == set()
    assert {a.text for a in articles} <= SOUND
    return len(articles), len(defects)


@pytest.fixture(scope="module")
def spot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("zip") / "corpus.zip"


@pytest.mark.parametrize("data", [SMALL, PLAIN], ids=["deflated", "stored"])
def test_every_bit_of_the_directory_and_every_seventh_before(spot: Path, data: bytes) -> None:
    """Whatever bit is turned: the texts that were packed, or a defect; never another text, and never less without a word."""
    whole = clean(spot, data)
    assert whole[1] == 0
    directory = 8 * data.index(DIRECTORY)
    for at in (*range(0, directory, 7), *range(directory, 8 * len(data))):
        turned = bytearray(data)
        turned[at // 8] ^= 1 << at % 8
        found = clean(spot, bytes(turned))
        assert found == whole or found[1], (at // 8, at % 8)


@pytest.mark.parametrize("data", [SMALL, PLAIN], ids=["deflated", "stored"])
def test_every_truncation(spot: Path, data: bytes) -> None:
    for end in range(len(data)):
        assert clean(spot, data[:end]) == (0, 1)


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_bytes_changed_moved_and_cut(spot: Path, data: st.DataObject) -> None:
    made = bytearray(data.draw(st.sampled_from([SMALL, PLAIN])))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(made) - 1))
        other = data.draw(
            st.sampled_from(
                [
                    bytes(made[at : at + 40]),
                    b"\xff\xff\xff\xff",
                    b"\0\0\0\0",
                    DIRECTORY,
                    b"PK\x06\x06",
                    b"\x01\0",
                ]
            )
        )
        to = data.draw(st.integers(0, len(made) - 1))
        if data.draw(st.booleans()):
            made[to : to + len(other)] = other
        else:
            made[to:to] = other
    clean(spot, bytes(made))


@given(st.binary(max_size=100))
@settings(max_examples=50, deadline=None)
@example(b"PK\x05\x06" + bytes(18))
def test_any_bytes(spot: Path, data: bytes) -> None:
    clean(spot, data)


def test_the_control_would_notice(spot: Path) -> None:
    """A harness whose control passes is void: another text with a checksum of its own is not one of those packed."""
    forged = PLAIN.replace(b"A lime", b"A line").replace(
        struct.pack("<L", zlib.crc32(b"A lime stands.")), struct.pack("<L", zlib.crc32(b"A line stands."))
    )
    with pytest.raises(AssertionError):
        clean(spot, forged)

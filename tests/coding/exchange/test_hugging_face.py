"""Data sets of Hugging Face: Parquet and a README that says what it holds."""

from __future__ import annotations

import builtins
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from framing.coding import exchange
from framing.coding.codebook import Codebook
from framing.errors import LabelsError, MissingExtra

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

Importing = Callable[..., Any]


def written(rows: Sequence[dict[str, object]], schema: Any = None, path: str = "x.parquet") -> Path:
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), path, write_page_checksum=True)
    return Path(path)


@pytest.fixture
def folder(importing: Importing, park_book: Codebook) -> Path:
    Path("in.csv").write_text(
        'id,text,axis,pole,voice,evidence,start,coder,note\ns1,"🌳 felled, felled",tree-work,felled,own,felled,10,ada,why\n'
        's1,"🌳 felled, felled",*,none,,,,bob,\n,Rain.,pond,none,,,,ada,\n'
    )
    done = exchange.export_labels(["in.csv"], "set", park_book, form="hugging-face")
    assert done.lines == ["2 sentences, 2 coders: set"]
    return Path("set")


def test_a_row_for_each_sentence_and_coder(folder: Path) -> None:
    (shard,) = folder.rglob("*.parquet")
    assert shard == folder / "data" / "train-00000-of-00001.parquet"
    rows = pq.read_table(shard).to_pylist()
    empty = {"before": "", "source": "", "event": "", "outlet": "", "genre": ""}
    none = {"pole": "none", "voice": "", "evidence": "", "start": -1, "end": -1, "note": ""}
    felled = {
        "axis": "tree-work",
        "pole": "felled",
        "voice": "own",
        "evidence": "felled",
        "start": 10,
        "end": 16,
        "note": "why",
    }
    assert rows == [
        {"text": "🌳 felled, felled", "id": "s1", **empty, "coder": "ada", "codings": [felled]},
        {"text": "🌳 felled, felled", "id": "s1", **empty, "coder": "bob", "codings": [{"axis": "*", **none}]},
        {"text": "Rain.", "id": "", **empty, "coder": "ada", "codings": [{"axis": "pond", **none}]},
    ]  # fmt: skip


def test_the_readme_says_where_the_rows_are_and_what_they_hold(folder: Path) -> None:
    text = (folder / "README.md").read_text()
    _, front, body = text.split("---\n", 2)
    head = yaml.safe_load(front)
    (config,) = head["configs"]
    assert config == {"config_name": "default", "data_files": [{"split": "train", "path": "data/train-*"}]}
    assert [p.parent.name for p in folder.glob(config["data_files"][0]["path"] + ".parquet")] == ["data"]
    schema = pq.read_schema(next(folder.rglob("*.parquet")))
    *plain, codings = head["dataset_info"]["features"]
    assert [f["name"] for f in (*plain, codings)] == schema.names
    assert {f["dtype"] for f in plain} == {"string"}
    inner = schema.field("codings").type.value_type
    assert {f["name"]: f["dtype"] for f in codings["list"]} == {f.name: str(f.type) for f in inner}
    assert (head["pretty_name"], head["size_categories"]) == ("Wording in coverage of a park", ["n<1K"])
    assert "2 sentences, coded by 2 coders: 3 rows" in body
    assert "| `pond` | What is the state of the pond called? | `murky`, `wild` |" in body


def test_a_title_cannot_break_out_of_the_yaml(park_book: Codebook) -> None:
    from framing.coding.exchange.hugging_face import readme

    text = (Path(__file__).parents[2] / "fixtures" / "park" / "codebook.toml").read_text()
    title = 'A: \\"b\\" # c\\n---\\nlicense: mit | x'
    book = Codebook.parse(text.replace("Wording in coverage of a park", title))
    head = yaml.safe_load(readme([], book).split("\n---\n", 1)[0])
    assert head["pretty_name"] == 'A: "b" # c\n---\nlicense: mit | x'
    assert "license" not in head


def test_a_folder_that_is_there_is_not_written_over(folder: Path, park_book: Codebook) -> None:
    before = sorted(Path().rglob("*"))
    with pytest.raises(LabelsError) as caught:
        exchange.export_labels(["in.csv"], "set", park_book, form="hugging-face")
    assert caught.value.lines == ["set: is there already; name a new folder"]
    assert sorted(Path().rglob("*")) == before
    Path("empty").mkdir()
    exchange.export_labels(["in.csv"], "empty", park_book, form="hugging-face")
    assert (Path("empty") / "README.md").exists()


def test_a_folder_of_several_shards_and_a_file_by_itself(importing: Importing, folder: Path) -> None:
    shard = next(folder.rglob("*.parquet"))
    (folder / "data" / "test-0.parquet").write_bytes(shard.read_bytes())
    (folder / ".cache").mkdir()
    (folder / ".cache" / "old.parquet").write_text("no")
    found = importing(folder)
    assert found.told == ["read as a Hugging Face data set", "3 rows: out.csv", "3 rows say what an earlier one says: left out"]  # fmt: skip
    assert found.rows == importing(shard).rows


def test_rows_of_a_label_file(importing: Importing) -> None:
    rows = [
        {"text": "felled, felled", "axis": "tree-work", "pole": "felled", "evidence": "felled", "start": "8", "coder": "ada"},
        {"text": "felled, felled", "axis": "*", "pole": "none", "evidence": None, "start": None, "coder": "ada"},
        {"text": "felled, felled", "axis": "tree-work", "pole": "removed", "evidence": "felled", "start": "", "coder": "bob"},
        {"text": "Rain.", "axis": "pond", "pole": "dry", "evidence": "", "start": None, "coder": None},
    ]  # fmt: skip
    found = importing(written(rows))
    assert found.rows[1:] == [
        '"felled, felled",tree-work,felled,felled,8,ada',
        '"felled, felled",*,none,,,ada',
        '"felled, felled",tree-work,removed,felled,,bob',
    ]
    assert [(r["row"], r["reason"][:29]) for r in found.rejects] == [(4, 'label "pond/dry" is not known')]


def test_class_numbers_have_the_names_that_the_file_gives_them(importing: Importing) -> None:
    features = {"label": {"names": ["pond/wild", "pond/murky"], "_type": "ClassLabel"}}
    schema = pa.schema([("text", pa.string()), ("label", pa.int64())])
    named = schema.with_metadata({"huggingface": json.dumps({"info": {"features": features}})})
    rows = [{"text": "Rain.", "label": 0}, {"text": "Sun.", "label": 1}, {"text": "Fog.", "label": None}]
    found = importing(written(rows, named), coder="ada", axes=["pond"])
    assert found.rows[1:] == ["Rain.,pond,wild,ada", "Sun.,pond,murky,ada"]
    assert found.told[-1] == "1 records without an annotation: no coding"
    with pytest.raises(LabelsError) as caught:
        importing(written(rows, schema), coder="ada")
    assert [line[:29] for line in caught.value.lines] == ['x.parquet: row 1: label "0" i', 'x.parquet: row 2: label "1" i']  # fmt: skip


def test_spans_and_lists_of_labels(importing: Importing) -> None:
    span = {"start": 0, "end": 6, "label": "visitors/crowds"}
    rows = [{"text": "Crowds came.", "spans": [span], "labels": ["pond/wild"]}, {"text": "Rain.", "spans": [], "labels": []}]  # fmt: skip
    found = importing(written(rows), coder="ada")
    assert found.rows[1:] == [
        "Crowds came.,pond,wild,,ada",
        "Crowds came.,visitors,crowds,Crowds,ada",
        "Crowds came.,*,none,,ada",
        "Rain.,*,none,,ada",
    ]


def test_a_coding_whose_offsets_and_words_differ(importing: Importing) -> None:
    def coding(start: int, end: int) -> dict[str, object]:
        return {
            "axis": "tree-work",
            "pole": "felled",
            "voice": "",
            "evidence": "felled",
            "start": start,
            "end": end,
            "note": "",
        }

    rows = [
        {"text": "🌳 felled, felled", "id": "a", "codings": [coding(11, 17)]},
        {"text": "🌳 felled, felled", "id": "b", "codings": [coding(3, 5)]},
        {"text": "🌳 felled", "id": "c", "codings": []},
    ]
    found = importing(written(rows), coder="ada")
    assert found.rows[1:] == ['a,"🌳 felled, felled",tree-work,felled,felled,10,ada']
    assert [(r["row"], r["reason"][:45]) for r in found.rejects] == [
        (2, 'the span 3–5 reads "el"; its words "felled" s'),
        (3, "no label, and no axis that was looked at"),
    ]


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ([{"body": "Rain."}], "x.parquet: has no column text; it has body"),
        ([{"text": "Rain.", "page": 3}], "x.parquet: row 1: no column codings, axis or label; it has text"),
        ([{"text": 5.5, "label": "pond/wild"}], "x.parquet: row 1: the text is no text"),
        ([{"text": "Rain.", "codings": "pond/wild"}], "x.parquet: row 1: codings is no list"),
        ([{"text": "Rain.", "codings": [{"axis": "pond", "start": "x", "evidence": "Rain", "pole": "wild"}]}], "x.parquet: row 1: start or end of a span is no whole number"),
    ],
)  # fmt: skip
def test_tables_of_another_kind(importing: Importing, rows: list[dict[str, object]], line: str) -> None:
    with pytest.raises(LabelsError) as caught:
        importing(written(rows))
    assert caught.value.lines == [line]


def test_a_column_that_stands_twice(importing: Importing) -> None:
    table = pa.table([["Rain."], ["a"], ["b"]], names=["text", "label", "label"])
    pq.write_table(table, "x.parquet")
    with pytest.raises(LabelsError) as caught:
        importing(Path("x.parquet"))
    assert caught.value.lines == ['x.parquet: has the column "label" twice']


def test_a_table_that_expands_without_end(importing: Importing) -> None:
    table = pa.table(
        {"text": pa.array(["a" * 4000] * 20_000).dictionary_encode(), "label": ["pond/wild"] * 20_000}
    )
    pq.write_table(
        table.cast(pa.schema([("text", pa.string()), ("label", pa.string())])),
        "x.parquet",
        compression="zstd",
    )
    with pytest.raises(LabelsError) as caught:
        importing(Path("x.parquet"))
    assert caught.value.lines == ["x.parquet: expands to more than 100 times its size"]


def test_without_pyarrow_the_extra_is_named(
    folder: Path, importing: Importing, park_book: Codebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ImportError(name)
        return found(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(
        MissingExtra, match=r"^reading Parquet needs pyarrow; install it with: pip install 'framing\[bulk\]'$"
    ):
        importing(folder)
    with pytest.raises(MissingExtra, match="writing Parquet needs pyarrow"):
        exchange.export_labels(["in.csv"], "other", park_book, form="hugging-face")
    assert not Path("other").exists()

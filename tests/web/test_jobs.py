from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from framing.web.jobs import Job, Jobs, TooMany
from framing.web.work import Compare, Said, Train


@pytest.fixture
def jobs(tmp_path: Path) -> Iterator[Jobs]:
    made = Jobs(tmp_path / "jobs")
    yield made
    made.close()


def ended(job: Job, seconds: float = 60) -> Job:
    deadline = time.monotonic() + seconds
    while not job.ended and time.monotonic() < deadline:
        time.sleep(0.02)
    assert job.ended
    return job


def compare(jobs: Jobs, corpus: Path, model: Path) -> Job:
    folder = jobs.new_folder()
    return jobs.start(Compare(str(corpus), str(model), str(folder), "dropped.csv"), "dropped.csv", folder)


def corpus(path: Path, rows: list[str]) -> Path:
    path.write_text("\n".join(["id,outlet,text", *rows]) + "\n", encoding="utf-8")
    return path


def test_a_comparison(jobs: Jobs, tmp_path: Path, park_folder: Path) -> None:
    rows = [f"{o}{n},Paper {o},Workers felled the tree number {n}." for o in "AB" for n in range(3)]
    job = ended(compare(jobs, corpus(tmp_path / "c.csv", rows), park_folder))
    assert (job.state, job.errors) == ("done", [])
    assert job.result.pop("finding")
    assert job.result.pop("model") == ""
    assert job.result == {"articles": "6", "outlets": "2", "rejects": "0", "first_reject": ""}
    summary = msgspec.json.decode((job.folder / "summary.json").read_bytes())
    assert {o["outlet"] for o in summary["outlets"]} == {"Paper A", "Paper B"}
    for name in ("report.html", "report.md", "tables.zip"):
        assert (job.folder / name).stat().st_size > 500
    assert "dropped.csv" in (job.folder / "report.html").read_text()


def test_what_cannot_be_read_is_set_aside_with_its_line(
    jobs: Jobs, tmp_path: Path, park_folder: Path
) -> None:
    rows = ["a,Paper,The oak was felled.", "b,Paper,", "c,Paper,The lime came down."]
    job = ended(compare(jobs, corpus(tmp_path / "c.csv", rows), park_folder))
    assert (job.state, job.result["articles"], job.result["rejects"]) == ("done", "2", "1")
    (reject,) = map(msgspec.json.decode, (job.folder / "rejects.jsonl").read_bytes().splitlines())
    assert (reject["file"], reject["line"]) == ("dropped.csv", 3)
    assert job.result["first_reject"].startswith("dropped.csv:3: ")


def test_a_corpus_that_is_none(jobs: Jobs, tmp_path: Path, park_folder: Path) -> None:
    path = tmp_path / "c.parquet"
    path.write_bytes(b"PAR1 and no more")
    job = ended(compare(jobs, path, park_folder))
    assert job.state == "failed"
    assert job.errors[0].startswith("dropped.csv: "), "by the name that it was dropped under"
    assert not (job.folder / "report.html").exists()


def test_a_model_that_is_gone(jobs: Jobs, tmp_path: Path) -> None:
    job = ended(compare(jobs, corpus(tmp_path / "c.csv", ["a,P,The oak was felled."]), tmp_path / "none"))
    assert job.state == "failed"
    assert "none" in job.errors[0]


def test_one_at_a_time_and_a_stop(jobs: Jobs, tmp_path: Path, park_folder: Path) -> None:
    many = [f"{n},Paper {n % 7},Workers felled the tree number {n} by the gate." for n in range(6_000)]
    path = corpus(tmp_path / "c.csv", many)
    first, second = compare(jobs, path, park_folder), compare(jobs, path, park_folder)
    running = [j for j in (first, second) if j.state == "running"]
    assert len(running) <= 1
    deadline = time.monotonic() + 60
    while not any(j.total for j in (first, second)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert {first.state, second.state} == {"running", "waiting"}
    for job in (first, second):
        jobs.cancel(job.id)
        assert job.state == "cancelled"
    jobs.cancel("no such job")
    time.sleep(0.3)
    assert [j.state for j in (first, second)] == ["cancelled", "cancelled"]
    assert [j.id for j in jobs.all()] == [second.id, first.id]


def test_a_child_that_dies_is_a_failure_and_no_more(jobs: Jobs, tmp_path: Path, park_folder: Path) -> None:
    many = [f"{n},Paper {n % 7},Workers felled the tree number {n} by the gate." for n in range(6_000)]
    job = compare(jobs, corpus(tmp_path / "c.csv", many), park_folder)
    deadline = time.monotonic() + 60
    while not job.total and time.monotonic() < deadline:
        time.sleep(0.01)
    assert jobs._child is not None
    os.kill(jobs._child.pid, signal.SIGKILL)
    assert ended(job).state == "failed"
    assert job.errors[0].startswith("the work ended before its time")
    assert (
        ended(compare(jobs, corpus(tmp_path / "d.csv", ["a,P,The oak was felled."]), park_folder)).state
        == "done"
    )


def test_a_training_leaves_a_model_that_scores(
    jobs: Jobs, tmp_path: Path, park: Path, park_folder: Path
) -> None:
    import framing

    sentences = tmp_path / "sentences.jsonl"
    sentences.write_text('{"id":"1","text":"The council felled the old oak.","outlet":"P"}\n')
    folder, output = jobs.new_folder(), tmp_path / "models" / "mine"
    output.parent.mkdir()
    work = Train((str(park),), "", str(output), str(folder), str(park_folder), str(sentences), fast=True)
    job = ended(jobs.start(work, "mine", folder))
    assert (job.state, job.errors, job.result) == ("done", [], {"model": "mine"})
    model = framing.load_model(output)
    assert model.manifest.name == "mine"
    changes = msgspec.json.decode((folder / "changes.json").read_bytes())
    assert (changes["old"], changes["new"], changes["n_articles"]) == ("park", "mine", 1)


def test_labels_with_defects_are_named(jobs: Jobs, tmp_path: Path, park_folder: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("text,axis,pole\nThe oak fell.,tree-work,nonsense\n")
    folder = jobs.new_folder()
    job = ended(
        jobs.start(Train((str(bad),), "", str(tmp_path / "m"), str(folder), str(park_folder)), "m", folder)
    )
    assert job.state == "failed"
    assert "bad.csv:2" in job.errors[0]
    assert "nonsense" in job.errors[0]
    assert not (tmp_path / "m").exists()


def test_the_child_ends_with_its_server(tmp_path: Path, park_folder: Path) -> None:
    many = [f"{n},Paper {n % 7},Workers felled the tree number {n} by the gate." for n in range(20_000)]
    work = Compare(str(corpus(tmp_path / "c.csv", many)), str(park_folder), str(tmp_path), "c.csv")
    child = subprocess.Popen(
        [sys.executable, "-m", "framing.web.worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(msgspec.json.encode(work) + b"\n")
    child.stdin.flush()
    assert msgspec.json.decode(child.stdout.readline(), type=Said).step
    child.stdin.close()  # as the system does when the server is killed
    assert child.wait(30) != 0
    child.stdout.close()
    assert not (tmp_path / "report.html").exists()


def test_what_was_stopped_stays_stopped(
    jobs: Jobs, tmp_path: Path, park_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A child that says "done" after the stop, before it is ended, changes nothing."""
    job = compare(jobs, corpus(tmp_path / "c.csv", ["a,P,The oak was felled."]), park_folder)
    monkeypatch.setattr("framing.web.jobs._end", lambda child: child.wait())
    deadline = time.monotonic() + 60
    while job.state == "waiting" and time.monotonic() < deadline:
        time.sleep(0.01)
    jobs.cancel(job.id)
    jobs.close()
    assert jobs._child is None
    assert (job.state, job.result) == ("cancelled", {})


def test_so_many_ended_jobs_are_remembered(
    jobs: Jobs, tmp_path: Path, park_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("framing.web.jobs.KEPT", 2)
    started = [compare(jobs, tmp_path / "none.csv", tmp_path / "none") for _ in range(4)]
    for job in started:
        jobs.cancel(job.id)
    assert started[0].folder.is_dir()
    last = compare(jobs, tmp_path / "none.csv", tmp_path / "none")
    assert [j.id for j in jobs.all()] == [last.id, started[3].id, started[2].id]
    assert jobs.get(started[0].id) is None
    assert ended(last).state == "failed"


def test_nothing_of_the_folder_of_the_server_is_run(
    jobs: Jobs, tmp_path: Path, park_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("numpy", "msgspec", "framing"):
        Path(f"{name}.py").write_text("open('ran', 'w').close()")
    job = ended(compare(jobs, corpus(tmp_path / "c.csv", ["a,P,The oak was felled."]), park_folder))
    assert (job.state, job.errors) == ("done", [])
    assert not Path("ran").exists()


def alive(group: int) -> list[str]:
    """Processes of a group that still run; one that nobody has asked after yet is dead all the same."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = entry.read_text().rpartition(")")
        except OSError:  # it ended meanwhile
            continue
        state, _, its_group = rest.split()[:3]
        if int(its_group) == group and state not in "ZX":
            found.append(name)
    return found


def test_a_training_that_is_stopped_makes_way_at_once(
    jobs: Jobs, tmp_path: Path, park: Path, park_folder: Path
) -> None:
    """Its children, which fit in parallel, hold the pipe: they have to end with it."""
    folder = jobs.new_folder()
    job = jobs.start(Train((str(park),), "", str(tmp_path / "m"), str(folder), str(park_folder)), "m", folder)
    deadline = time.monotonic() + 60
    while "cross-validating" not in job.step and not job.ended and time.monotonic() < deadline:
        time.sleep(0.005)
    child = jobs._child
    assert child is not None
    assert alive(child.pid), "the control"
    jobs.cancel(job.id)
    other = ended(compare(jobs, corpus(tmp_path / "c.csv", ["a,P,The oak was felled."]), park_folder))
    assert (job.state, other.state) == ("cancelled", "done")
    assert alive(child.pid) == []
    assert not (tmp_path / "m").exists()


def test_a_folder_that_is_gone_fails_the_job_and_not_the_next(
    jobs: Jobs, tmp_path: Path, park_folder: Path
) -> None:
    folder = jobs.new_folder()
    folder.rmdir()
    job = ended(jobs.start(Compare("c.csv", str(park_folder), str(folder), "c.csv"), "c.csv", folder))
    assert job.state == "failed"
    assert "no such file" in job.errors[0]
    assert (
        ended(compare(jobs, corpus(tmp_path / "c.csv", ["a,P,The oak was felled."]), park_folder)).state
        == "done"
    )


def test_jobs_take_their_turn_in_order(jobs: Jobs, tmp_path: Path, park_folder: Path) -> None:
    made = [
        compare(jobs, corpus(tmp_path / f"{n}.csv", [f"a,P{n},The oak was felled."]), park_folder)
        for n in range(3)
    ]
    while not made[-1].ended:
        states = [j.state for j in made]
        assert states == sorted(states, key=["done", "running", "waiting"].index)
        time.sleep(0.02)
    jobs.close()
    assert not list(tmp_path.glob("*.csv")), "uploads go when they have been read"


def test_only_so_many_may_wait(
    jobs: Jobs, tmp_path: Path, park_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("framing.web.jobs.WAITING", 1)
    for _ in range(2):
        compare(jobs, tmp_path / "none.csv", park_folder)
    with pytest.raises(TooMany, match="1 jobs are waiting"):
        compare(jobs, tmp_path / "none.csv", park_folder)

"""The server is killed at 25 moments while a coder saves: every coding that was acknowledged is there, whole and once."""

from __future__ import annotations

import http.client
import json
import random
import signal
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from serving import Served

from framing.coding.codebook import Codebook
from framing.coding.project import Item, Mark, Project
from framing.web.label_records import key

SENTENCES = 40
KILLS = 25


class Coder(threading.Thread):
    """Saves one coding after the other until the connection breaks; remembers what was acknowledged."""

    def __init__(self, served: Served, name: str, items: list[Item], known: dict[str, int]) -> None:
        super().__init__(daemon=True)
        self._served, self._coder, self._items, self._known = served, name, items, known
        self.acknowledged: dict[tuple[str, int], dict[str, Any]] = {}
        self.refused: list[str] = []

    def run(self) -> None:
        connection = http.client.HTTPConnection(self._served.address.removeprefix("http://"), timeout=20)
        try:
            n = 0
            while self._save(connection, self._items[n % len(self._items)], n):
                n += 1
        except (OSError, http.client.HTTPException, ValueError):
            return  # the server is gone
        finally:
            connection.close()

    def _save(self, connection: http.client.HTTPConnection, item: Item, n: int) -> bool:
        start = item.text.index("felled")
        body = {
            "item": key(item.id), "coder": self._coder, "base": self._known.get(item.id, 0), "state": "coded", "comment": f"{self._coder} {n} 🌳",
            "marks": [{"axis": "tree-work", "pole": "felled", "voice": "own", "start": start, "end": start + 6}],
        }  # fmt: skip
        headers = {"authorization": f"Bearer {self._served.token}", "content-type": "application/json"}
        connection.request("PUT", "/api/label/codings", json.dumps(body), headers)
        answer = connection.getresponse()
        said = json.loads(answer.read())
        if answer.status != 200:
            self.refused.append(str(said))
            return False
        self._known[item.id] = said["number"]
        self.acknowledged[item.id, said["number"]] = body
        return True


@pytest.mark.slow
def test_every_acknowledged_coding_survives(
    tmp_path: Path, park: Path, park_folder: Path, park_book: Codebook
) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    items = [Item(f"a#{n}", f"Workers felled the tree number {n} by the gate.") for n in range(SENTENCES)]
    with Project(folder / "codings.sqlite", park_book) as project:
        project.add(items)
    options = ("--model", str(park_folder), "--codebook", str(park / "codebook.toml"))
    moments, total = random.Random(25), 0
    known: dict[str, dict[str, int]] = {"Ada": {}, "Ben": {}}
    for kill in range(KILLS):
        served = Served(folder, *options)
        coders = [Coder(served, name, items, known[name]) for name in known]
        for c in coders:
            c.start()
        time.sleep(moments.uniform(0.02, 0.6))
        served.process.send_signal(signal.SIGKILL)
        served.process.wait()
        assert served.process.stderr is not None
        served.process.stderr.close()
        for c in coders:
            c.join(30)
            assert not c.is_alive()
            assert c.refused == [], f"kill {kill}"
        with Project(folder / "codings.sqlite", park_book) as project:
            for c in coders:
                for (item, number), body in c.acknowledged.items():
                    (found,) = [r for r in project.history(item, c._coder) if r.number == number]
                    assert found.comment == body["comment"]
                    assert found.marks == tuple(Mark(**m) for m in body["marks"])
                    total += 1
                # one that was stored and not acknowledged is the coder's all the same: what they would see on return
                known[c._coder].update(
                    {i.id: r.number for i in items if (r := project.latest(i.id, c._coder)) is not None}
                )
    assert total >= KILLS, "the control: codings were saved at all"

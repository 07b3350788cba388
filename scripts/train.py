"""Train the model that ships: labels/ → models/default. The same as ``framing train --labels labels -o models/default``."""

from __future__ import annotations

import sys
from pathlib import Path

from framing.cli import main

ROOT = Path(__file__).parents[1]

if __name__ == "__main__":
    main(["train", "--labels", str(ROOT / "labels"), "-o", str(ROOT / "models" / "default"), *sys.argv[1:]])

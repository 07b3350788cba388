"""Evaluate the model that ships. The same as ``framing evaluate``; takes its options."""

from __future__ import annotations

import sys
from pathlib import Path

from framing.cli import main

ROOT = Path(__file__).parents[1]

if __name__ == "__main__":
    main(["evaluate", "--model", str(ROOT / "models" / "default"), *sys.argv[1:]])

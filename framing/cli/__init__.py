"""The command line: parse, call one function, print. The contract that others script against is docs/cli.md.

Data goes to standard output, everything else to standard error. Exit 0 done, 1 bad data, 2 usage, 130 interrupted.

In reading order: :mod:`app`, :mod:`terminal`; then a file for each command: :mod:`score`, :mod:`classify`, :mod:`compare`,
:mod:`train`, :mod:`evaluate`, :mod:`ingest`, :mod:`labels`, :mod:`codebook`, :mod:`model`,
:mod:`serve`.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> None:
    """Run a command; the only place where an error becomes a line and an exit code."""
    from framing.errors import FramingError, printable

    words = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in words
    words = [w for w in words if w != "--debug"]
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # data is UTF-8 in every locale
    try:
        from framing.cli.app import app

        app(args=words, prog_name="framing")
    except SystemExit as e:
        if isinstance(e.__context__, BrokenPipeError):
            # The reader went away (| head): the parser calls that a failure, and it is none.
            sys.exit(0)
        raise
    except FramingError as e:
        if debug:
            raise
        for line in e.lines:
            print(f"error: {line}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        # The reader went away (| head): nothing more to say, and nothing to flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(130)
    except UnicodeEncodeError as e:
        if debug:
            raise
        found = printable(e.object[max(0, e.start - 40) : e.end + 40], 200)
        print(
            f'error: "{found}" cannot be written as UTF-8; rename the file or mend the text', file=sys.stderr
        )
        sys.exit(1)
    except OSError as e:
        if debug:
            raise
        where = f"{e.filename}: " if e.filename else ""
        print(f"error: {printable(where + (e.strerror or str(e)).lower(), 290)}", file=sys.stderr)
        sys.exit(1)

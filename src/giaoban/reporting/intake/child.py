"""Run as a program of its own: reads one return from standard input under hard limits, writes it as JSON.

The file may be hostile. Before it is parsed this process gives up what parsing does not need: memory beyond the limit,
processor time, writing files, opening any further file or socket.
"""

from __future__ import annotations

import codecs
import json
import resource
import sys
from pathlib import Path

MEMORY = 256 * 1024 * 1024
SECONDS = 9


def main() -> int:
    """0 and the return as JSON on standard output; 3 and one sentence when the file is not taken in."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from giaoban.reporting.forms import all_forms
    from giaoban.reporting.intake.reading import read_return
    from giaoban.reporting.intake.refusals import TOO_LARGE, Unreadable
    from giaoban.reporting.intake.sheets import MOST_BYTES

    # What is loaded only when first needed has to be there before the door closes.
    all_forms()
    for encoding in ("cp437", "cp1258", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"):
        codecs.lookup(encoding)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))  # standard input, output and error; nothing can be opened
    try:
        data = sys.stdin.buffer.read(MOST_BYTES + 1)
        answer = json.dumps(read_return(data, sys.argv[1]).as_json(), ensure_ascii=False)
    except Unreadable as refusal:
        sys.stdout.write(str(refusal))
        return 3
    except MemoryError:
        sys.stdout.write(TOO_LARGE)
        return 3
    sys.stdout.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())

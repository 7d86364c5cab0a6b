"""What reading reports in prose gives and costs: figures right, findings named, seconds a document.

.venv/bin/python benchmarks/prose.py            the texts of the tests
.venv/bin/python benchmarks/prose.py TỆP …      only how long each of these files takes, as ./giaoban read-report reads it
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from giaoban.reporting.prose.command import read_apart  # noqa: E402
from giaoban.reporting.prose.tests.scoring import read, score, truths  # noqa: E402


def texts() -> None:
    """One row a text of the tests, and the sums."""
    print("| text | clean | right | missed | wrong and sure | findings | false alarms | ms |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    sums = [0, 0, 0, 0, 0, 0]
    for truth in truths():
        began = time.process_time()
        result = score(truth, read(truth))
        took = (time.process_time() - began) * 1000
        named = len(truth.findings) - len(result.not_found)
        row = [
            result.right,
            len(result.missed),
            len(result.wrong_and_sure),
            named,
            len(truth.findings),
            len(result.false_alarms),
        ]
        sums = [total + value for total, value in zip(sums, row, strict=True)]
        right, missed, wrong, named, wanted, false = row
        print(
            f"| {truth.name} | {'yes' if truth.clean else ''} | {right} | {missed} | {wrong} | {named} of {wanted} | {false} | {took:.0f} |"
        )
    print(f"| **all** | | {sums[0]} | {sums[1]} | {sums[2]} | {sums[3]} of {sums[4]} | {sums[5]} | |")


def files(paths: list[str]) -> None:
    """How long each file takes from its bytes to the answer, the confined process with it."""
    for path in paths:
        began = time.monotonic()
        answer = read_apart(Path(path))
        print(
            f"{path}: {len(answer['figures'])} figures, {len(answer['findings'])} findings, {time.monotonic() - began:.2f} s"
        )


if __name__ == "__main__":
    files(sys.argv[1:]) if sys.argv[1:] else texts()

"""What Arelle says of files, asked in a process of its own, without a network: ``arelle_says.py TAXONOMY FILE …``.

Prints a JSON object: for each file the codes of what it found wrong, and how many facts it read.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from arelle.api.Session import Session
from arelle.logging.handlers.StructuredMessageLogHandler import StructuredMessageLogHandler
from arelle.RuntimeOptions import RuntimeOptions

GRAVE = {"WARNING", "ERROR", "CRITICAL", "INCONSISTENCY", "ERROR-SEMANTIC", "ASSERTION"}


def says(file: str, taxonomy: str) -> dict[str, object]:
    """Every code above a mere note, and the number of facts."""
    handler = StructuredMessageLogHandler()
    began = time.perf_counter()
    with Session() as session:
        session.run(
            RuntimeOptions(
                entrypointFile=file,
                packages=[taxonomy] if taxonomy else None,
                internetConnectivity="offline",
                validate=True,
                calcs="round-to-nearest",
                logFormat="[%(messageCode)s] %(message)s",
                keepOpen=True,
                disablePersistentConfig=True,
            ),
            logHandler=handler,
        )
        models = session.get_models()
        messages = session.get_log_messages()
        facts = sum(len(model.facts) for model in models)
        return {
            "facts": facts,
            "seconds": round(time.perf_counter() - began, 2),
            "wrong": [one["messageCode"] for one in messages if one["levelname"].upper() in GRAVE],
            "told": [" ".join((one["levelname"], one["messageCode"], str(one["msg"])[:300])) for one in messages],
        }


if __name__ == "__main__":
    package, *files = sys.argv[1:]
    print(json.dumps({Path(file).name: says(file, package) for file in files}))

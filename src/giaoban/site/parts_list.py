"""The parts that the program is made of, as CycloneDX 1.6 from the lock: name, version, hashes; what an auditor asks for."""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
import uuid
from pathlib import Path
from typing import Any

from giaoban import __version__

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)\s*(?:;([^\\]+))?\\?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def bill_of(lock: str, vendored: str) -> dict[str, Any]:
    """The bill of materials: every pin of the lock, and what lies vendored in the pages; the same for the same input."""
    parts: list[dict[str, Any]] = []
    for line in lock.splitlines():
        if pin := _PIN.match(line.strip()):
            name, version, marker = pin.groups()
            part: dict[str, Any] = {
                "type": "library", "bom-ref": f"pkg:pypi/{name}@{version}", "name": name, "version": version,
                "purl": f"pkg:pypi/{name}@{version}", "hashes": [],
            }  # fmt: skip
            if marker:
                part["properties"] = [{"name": "giaoban:marker", "value": marker.strip()}]
            parts.append(part)
        elif parts and (hashed := _HASH.search(line)):
            parts[-1]["hashes"].append({"alg": "SHA-256", "content": hashed[1]})
    for package in tomllib.loads(vendored)["package"]:
        parts.append(
            {
                "type": "library", "bom-ref": f"vendored:{package['name']}@{package['version']}", "name": package["name"],
                "version": package["version"], "licenses": [{"license": {"name": package["licence"]}}],
                "hashes": [{"alg": "SHA-256", "content": digest} for digest in package["files"].values()],
            }
        )  # fmt: skip
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, lock + vendored + __version__)}",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "bom-ref": "giaoban", "name": "giaoban", "version": __version__}
        },
        "components": parts,
        "dependencies": [{"ref": "giaoban", "dependsOn": [part["bom-ref"] for part in parts]}],
    }


def main(checkout: Path, words: list[str]) -> int:
    """The bill of materials is printed, or lies in the file that is named."""
    parser = argparse.ArgumentParser(prog="giaoban sbom")
    parser.add_argument("file", type=Path, nargs="?")
    given = parser.parse_args(words)
    vendored = checkout / "src/giaoban/faces/static/giaoban/vendor/VENDORED.toml"
    bill = bill_of((checkout / "requirements/run.lock").read_text(), vendored.read_text())
    written = json.dumps(bill, ensure_ascii=False, indent=1) + "\n"
    if given.file:
        given.file.write_text(written)
    else:
        sys.stdout.write(written)
    return 0

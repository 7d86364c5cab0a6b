"""What the browser loads from others is what we once looked at, and all of it is listed."""

import hashlib
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "src/giaoban/faces/static/giaoban/vendor"
PACKAGES = tomllib.loads((VENDOR / "VENDORED.toml").read_text())["package"]
LISTED = {path: digest for package in PACKAGES for path, digest in package["files"].items()}


def test_every_vendored_file_has_the_checksum_that_the_list_gives():
    found = {path: hashlib.sha256((ROOT / path).read_bytes()).hexdigest() for path in LISTED}
    assert found == LISTED


def test_no_file_lies_among_the_vendored_ones_without_being_listed():
    lying = {
        str(path.relative_to(ROOT))
        for folder in (VENDOR, ROOT / "tests/vendor")
        for path in folder.rglob("*")
        if path.is_file() and path.name != "VENDORED.toml"
    }
    assert lying == set(LISTED)


def test_every_vendored_package_says_its_version_its_origin_and_keeps_its_licence():
    for package in PACKAGES:
        assert {"name", "version", "licence", "origin", "use", "files"} <= package.keys()
        assert package["version"] in package["origin"]
        assert any(path.endswith("/LICENSE") for path in package["files"])

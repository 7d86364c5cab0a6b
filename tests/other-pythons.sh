#!/usr/bin/env bash
# The rules, the ground, two areas and the reading of returns on every newer Python that is at hand, each with its own database.
set -eu
cd "$(dirname "$0")/.."

usable() { "$1" -c 'import venv, ensurepip, sqlite3, ssl' > /dev/null 2>&1; }

for version in 3.12 3.13; do
  python=""
  for candidate in "$(command -v "python$version" || true)" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version".*/bin/python; do
    if [ -x "$candidate" ] && usable "$candidate"; then python=$candidate; break; fi
  done
  if [ -z "$python" ]; then echo "Python $version is not here; not tried on it."; continue; fi
  place=$(mktemp -d)
  trap 'rm -rf "$place"' EXIT
  "$python" -m venv "$place/venv"
  "$place/venv/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/test.lock
  echo "== Python $("$python" -c 'import platform; print(platform.python_version())')"
  "$place/venv/bin/python" -m pytest -n 2 --dist loadfile \
    src/giaoban/core src/giaoban/ground src/giaoban/areas/admissions src/giaoban/areas/transfers \
    src/giaoban/reporting/tests tests/journeys/test_admission.py
  rm -rf "$place"
  trap - EXIT
done

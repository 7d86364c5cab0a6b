#!/usr/bin/env bash
# What needs no database, on every newer Python that is at hand: rules, core, forms and checks.
set -eu
cd "$(dirname "$0")/.."
for version in 3.12 3.13; do
  python=$(command -v "python$version" || ls -d "$HOME"/.pyenv/versions/"$version".*/bin/python 2>/dev/null | tail -n 1 || true)
  if [ -z "$python" ] || ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then echo "Python $version is not here; not tried on it."; continue; fi
  place=$(mktemp -d)
  "$python" -m venv "$place"
  "$place/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r requirements/test.lock
  echo "== Python $version"
  PYTHONPATH=src "$place/bin/python" -m pytest -p no:django -c /dev/null --rootdir . -o pythonpath=src -q --noconftest \
    src/giaoban/core src/giaoban/reporting/tests/test_reading.py src/giaoban/reporting/tests/test_checks.py
  rm -rf "$place"
done

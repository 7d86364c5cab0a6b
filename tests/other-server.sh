#!/usr/bin/env bash
# The ground and the registers on another PostgreSQL, named by DATABASE_URL: Debian's own, where it is installed.
set -eu
cd "$(dirname "$0")/.."
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
if [ -z "$bin" ]; then echo "No other PostgreSQL server is installed here; the tests ran on the program's own only."; exit 0; fi
place=$(mktemp -d /var/tmp/giaoban-server.XXXXXX)
as=()
if [ "$(id -u)" = 0 ]; then chown postgres "$place"; as=(setpriv --reuid=postgres --regid=postgres --clear-groups); fi
cd "$place"
echo "another-server" > pw; chmod 644 pw
"${as[@]}" "$bin/initdb" -D "$place/data" -U owner -A scram-sha-256 --pwfile=pw -E UTF8 --locale=C.UTF-8 > initdb.log
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"${as[@]}" "$bin/pg_ctl" -D "$place/data" -w -l "$place/data/log" -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=" start > start.log
trap '"${as[@]}" "$bin/pg_ctl" -D "$place/data" -m fast stop > /dev/null; rm -rf "$place"' EXIT
cd - > /dev/null
export PGPASSWORD=another-server
psql=("$bin/psql" -q -h 127.0.0.1 -p "$port" -U owner -d postgres)
# Not a superuser: the role that an administrator would give.
"${psql[@]}" -c "CREATE ROLE office LOGIN CREATEDB CREATEROLE PASSWORD 'another-server'" -c "CREATE DATABASE office OWNER office"
unset PGPASSWORD
echo "== PostgreSQL $("$bin/postgres" --version | grep -o '[0-9.]*' | head -n 1) by DATABASE_URL"
export GIAOBAN_HOME="$(mktemp -d)"
DATABASE_URL="postgresql://office:another-server@127.0.0.1:$port/office" .venv/bin/python -m pytest \
  src/giaoban/ground src/giaoban/areas/transfers src/giaoban/areas/accounts src/giaoban/areas/regulations \
  tests/journeys/test_admission.py tests/drills/test_restoring.py

#!/usr/bin/env bash
# A PostgreSQL of the tests' own, on a loopback port, in a folder of its own.
#   start-postgres.sh start FOLDER   prints MAILDIAG_TEST_POSTGRES's value; 77 where the programs are absent
#   start-postgres.sh stop FOLDER    stops it and deletes the folder
set -euo pipefail

verb=${1:?start or stop} folder=${2:?a folder}
# Debian keeps them off the PATH.
for bin in /usr/lib/postgresql/*/bin; do PATH="$PATH:$bin"; done

# The programs refuse to run as root.
as_owner() {
  if [ "$(id -u)" != 0 ]; then "$@"; else (cd / && runuser -u postgres -- env PATH="$PATH" "$@"); fi
}

start() {
  if ! command -v initdb >/dev/null || ! command -v pg_ctl >/dev/null; then
    echo "initdb and pg_ctl are not here" >&2
    exit 77
  fi
  mkdir -p "$folder"
  folder=$(cd "$folder" && pwd)
  if [ "$(id -u)" = 0 ]; then
    id postgres >/dev/null 2>&1 || useradd --system --no-create-home postgres
    chown postgres "$folder"
  fi
  as_owner initdb --pgdata "$folder/data" --username postgres --auth trust --encoding UTF8 --locale C \
    --no-sync >"$folder.log" 2>&1 || { cat "$folder.log" >&2; exit 1; }
  local port
  # Another may take the port between the question and the start: then the next one.
  for _ in 1 2 3 4 5; do
    port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
    # fsync would be the tests' slowest part, and what they hold does not outlive them.
    if as_owner pg_ctl --pgdata "$folder/data" --log "$folder/log" --wait --timeout 30 --options \
      "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=100" \
      start >>"$folder.log" 2>&1 </dev/null; then
      echo "postgres://postgres@127.0.0.1:$port/postgres"
      return
    fi
  done
  cat "$folder.log" "$folder/log" >&2
  exit 1
}

stop() {
  as_owner pg_ctl --pgdata "$folder/data" --mode immediate --wait stop >/dev/null 2>&1 || true
  rm -rf "$folder" "$folder.log"
}

case $verb in
start) start ;;
stop) stop ;;
*) echo "start or stop" >&2; exit 2 ;;
esac

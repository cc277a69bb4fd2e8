#!/usr/bin/env bash
# Puts PostgreSQL with DocumentDB into a folder and starts it. usage: set-up.sh FOLDER start PORT | set-up.sh FOLDER stop
set -euo pipefail
dir=$1 root=$1/root data=/var/lib/other-mongo
in_root() { chroot "$root" env PATH=/usr/lib/postgresql/18/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"; }
as_postgres() { in_root su postgres -c "PATH=/usr/lib/postgresql/18/bin:\$PATH $*"; }
mount_all() {
  mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
  mountpoint -q "$root/dev" || mount --bind /dev "$root/dev"
}
unmount_all() {
  for place in proc dev; do ! mountpoint -q "$root/$place" || umount "$root/$place"; done
}
stop() {
  as_postgres pg_ctl -D $data -m immediate stop >/dev/null 2>&1 || true
  unmount_all
}

if [ "$2" = stop ]; then
  stop
  exit 0
fi
if [ -e "$root$data/postmaster.pid" ] && mountpoint -q "$root/proc" && as_postgres pg_ctl -D $data status; then
  echo "another run uses $dir" >&2
  exit 1
fi
trap stop ERR

if [ ! -e "$dir/.ready" ]; then
  # What an interrupted set-up has left; nothing of the machine's own that is still mounted there.
  unmount_all
  rm -rf --one-file-system "$root"
  mkdir -p "$root"
  command -v debootstrap >/dev/null || { apt-get update -q && apt-get install -qy debootstrap; }
  timeout 600 debootstrap --variant=minbase sid "$root" >&2
  timeout 300 chroot "$root" apt-get -o Acquire::Check-Valid-Until=false update -q
  mount_all
  DEBIAN_FRONTEND=noninteractive timeout 600 chroot "$root" apt-get install -qy --no-install-recommends postgresql-18-documentdb
  npm install --no-audit --no-fund --prefix "$dir" pg@8
  touch "$dir/.ready"
fi

mount_all
in_root bash -c "rm -rf $data && mkdir -p $data /var/run/postgresql && chown postgres $data /var/run/postgresql"
as_postgres initdb -D $data -A trust -E UTF8 --locale=C.UTF-8
# Nothing here outlives the tests, so nothing waits for the disk.
cat >>"$root$data/postgresql.conf" <<CONF
shared_preload_libraries = 'pg_cron,pg_documentdb_core,pg_documentdb,pg_documentdb_extended_rum'
cron.database_name = 'postgres'
port = $3
listen_addresses = '127.0.0.1'
fsync = off
max_connections = 200
deadlock_timeout = 15ms
CONF
as_postgres pg_ctl -D $data -l $data/log -w start </dev/null
as_postgres "psql -p $3 -qc 'CREATE EXTENSION documentdb CASCADE'"

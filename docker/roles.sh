#!/bin/sh
# Run once by the PostgreSQL image, on an empty volume: the three roles, and the database that the owner owns.
# Passwords go in by standard input, so that they are never arguments. They are hexadecimal: nothing in them needs quoting.
# All are read before a role is made: PostgreSQL takes an empty one for no password, and the image runs this only once.
set -eu
password() {
    read_from="/run/secrets/postgres_$1"
    found=$(cat "$read_from") && [ -n "$found" ] && printf %s "$found" && return
    echo "$0: $read_from cannot be read, or is empty. Run scripts.container_secrets as root, remove the volume 'postgres'," \
        "which is new and without roles, and start again." >&2
    return 1
}
owner=$(password owner) || exit 1
app=$(password app) || exit 1
log=$(password log) || exit 1
psql -X -q -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<SQL
CREATE ROLE firmai_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '$owner';
CREATE ROLE firmai_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '$app';
CREATE ROLE firmai_log LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '$log';
CREATE DATABASE firmai OWNER firmai_owner;
SQL

#!/bin/sh
# Run once by the PostgreSQL image, on an empty volume: the three roles, and the database that the owner owns.
# Passwords go in by standard input, so that they are never arguments. They are hexadecimal: nothing in them needs quoting.
set -eu
password() { cat "/run/secrets/postgres_$1"; }
psql -X -q -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<SQL
CREATE ROLE firmai_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '$(password owner)';
CREATE ROLE firmai_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '$(password app)';
CREATE ROLE firmai_log LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '$(password log)';
CREATE DATABASE firmai OWNER firmai_owner;
SQL

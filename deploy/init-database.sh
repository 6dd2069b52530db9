#!/bin/sh
# Runs once, in an empty cluster, before it takes connections from outside: the image of PostgreSQL
# executes what lies in /docker-entrypoint-initdb.d. Passwords come from files, never from here.
set -eu

secrets=${SECRETS:-/run/secrets}

sql() {
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres
}

# `cancuoc migrate` grants the rest. Of what it refused a server's log must never quote a row.
sql <<SQL
\set password \`cat $secrets/app_password\`
CREATE ROLE cancuoc_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
GRANT pg_read_all_stats TO cancuoc_app;
ALTER SYSTEM SET log_error_verbosity = 'terse';
ALTER SYSTEM SET log_parameter_max_length_on_error = 0;
SQL

# The cluster of the keys has no standby.
[ -e "$secrets/standby_password" ] || exit 0

# Written down only, and in force from the next start: until the standby is there, nothing that
# waits for it could be committed here.
sql <<SQL
\set password \`cat $secrets/standby_password\`
CREATE ROLE standby LOGIN REPLICATION PASSWORD :'password';
ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (standby)';
ALTER SYSTEM SET wal_keep_size = '1GB';
SQL
echo "host replication standby all scram-sha-256" >>"$PGDATA/pg_hba.conf"

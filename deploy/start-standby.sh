#!/bin/sh
# Copies the primary once, then follows it. A copy that was broken off is begun anew, and so is one
# whose volume was removed because it had fallen behind what the primary keeps (wal_keep_size).
set -eu

primary=${PRIMARY:?the host of the primary}
passfile=${SECRETS:-/run/secrets}/standby.pgpass

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    rm -rf "$PGDATA" "$PGDATA.begun"
    mkdir -p "$(dirname "$PGDATA")"
    pg_basebackup --pgdata "$PGDATA.begun" --wal-method stream --checkpoint fast \
        --write-recovery-conf --no-password \
        --dbname "host=$primary user=standby application_name=standby passfile=$passfile"
    mv "$PGDATA.begun" "$PGDATA"
fi
exec docker-entrypoint.sh "$@"

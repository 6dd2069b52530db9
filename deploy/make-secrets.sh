#!/bin/sh
# Makes what docker-compose.yml needs and git never sees: deploy/secrets/ with passwords and the
# key-encryption key, deploy/data/ for what the program keeps, and .env with whose they are.
# What exists is never replaced: whoever lost the key-encryption key could read nothing any more.
set -eu
cd "$(dirname "$0")/.."
umask 077
mkdir -p deploy/secrets deploy/ledger deploy/data

bytes() {
    od -An -v -tx1 -N"$1" /dev/urandom | tr -d ' \n'
}

password() {
    [ -e "deploy/secrets/$1_password" ] || bytes 24 >"deploy/secrets/$1_password"
    # PostgreSQL's password file (libpq): host, port, database, role, password.
    printf '*:*:*:%s:%s\n' "$2" "$(cat "deploy/secrets/$1_password")" >"deploy/secrets/$1.pgpass"
}

password owner cancuoc_owner
password app cancuoc_app
password standby standby

if [ ! -e deploy/secrets/kek.json ]; then
    key=$(head -c 32 /dev/urandom | base64 | tr -d '\n')
    printf '{"kek_id":"file-%s","key":"%s"}' "$(bytes 4)" "$key" >deploy/secrets/kek.json
fi

if [ ! -e .env ]; then
    sed -e "s/^RUN_AS_UID=.*/RUN_AS_UID=$(id -u)/" -e "s/^RUN_AS_GID=.*/RUN_AS_GID=$(id -g)/" \
        .env.example >.env
fi
echo "Keep a copy of deploy/secrets/kek.json in your safe. Then: docker compose up --detach"

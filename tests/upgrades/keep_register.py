"""Keeps a small register as the program of some commit writes it, for the test of upgrades.

Run in a checkout of that commit, with its own `src` and `tests` first on the path:

    PYTHONPATH=OLD/src:OLD/tests:OLD python tests/upgrades/keep_register.py FOLDER

It writes both databases as SQL, the key that seals them, and what the program answered to reads.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psycopg
from tests.adapters.http.conftest import MAKERS
from tests.adapters.http.hostile_world import build_world
from tests.adapters.http.lazy_world import LazyWorld

from adapters.postgres.cluster import binaries
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.migrate import migrate
from application.kinds import CAPABILITIES
from database import QUICK, throwaway_cluster
from service import Service, own_store, serving
from waiting import eventually

KEPT = ("posted", "suspended")
"""Records whose making leaves cases in many stages, cards, blanks, batches and claims behind."""


def keep(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with throwaway_cluster(QUICK) as cluster, tempfile.TemporaryDirectory() as scratch:
        migrate(cluster.dsn("template_store"), cluster.dsn("template_keys"), print)
        with own_store(cluster, Path(scratch)) as store:
            _fill(cluster, store, Path(scratch), folder)
            for name, dsn in (("store", store.dsn), ("keys", store.keys_dsn)):
                _dump(dsn, folder / f"{name}.sql")
        (folder / "kek.json").write_bytes((Path(scratch) / "kek.json").read_bytes())


def _fill(cluster: EmbeddedPostgres, store: Any, scratch: Path, folder: Path) -> None:
    roles = ("sequence", "project", "serve")
    unlimited = {"officer_rate": "0", "unit_rate": "0"}
    with serving(store, cluster, scratch, roles, **unlimited) as register:
        world = LazyWorld(build_world(register), register, scratch, MAKERS)
        for name in KEPT:
            assert world[name] is not None
        eventually(lambda: _is_quiet(register), 60)
        (folder / "answers.json").write_text(
            json.dumps(answers(register), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
        )


def _is_quiet(register: Service) -> bool:
    components = register.client.get("/readyz").json()["components"]
    behind = [one["facts"].get("behind", 0) for one in components if one["name"] != "reactors"]
    events = register.count("SELECT count(*) FROM events")
    return events == register.count("SELECT count(*) FROM positions") and not any(behind)


def answers(register: Service) -> dict[str, Any]:
    """What is told of every stream, by its path, and its timeline's topics and positions."""
    paths = {one.stream.name: one.stream.path for one in CAPABILITIES}
    with psycopg.connect(register.dsn) as connection:
        streams = connection.execute(
            "SELECT DISTINCT split_part(topic, '.', 1), originator_id FROM events"
        ).fetchall()
    told: dict[str, Any] = {}
    for kind, stream in streams:
        path = f"/v1/{paths[kind]}/{stream}"
        state, timeline = register.get(path, "auditor"), register.get(f"{path}/events", "auditor")
        assert state.status_code == timeline.status_code == 200, (path, state.text, timeline.text)
        items = timeline.json()["items"]
        told[path] = {
            "state": state.json(),
            "events": [[one["topic"], one["position"], one["sealed"]] for one in items],
        }
    return told


def _dump(dsn: str, file: Path) -> None:
    command = [str(binaries() / "pg_dump"), "--no-owner", "--dbname", dsn]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    # Since the last minor releases a dump names a word of chance; nothing here needs it.
    lines = [
        line for line in done.stdout.splitlines() if not line.startswith(("\\restrict", "\\un"))
    ]
    file.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    keep(Path(sys.argv[1]))

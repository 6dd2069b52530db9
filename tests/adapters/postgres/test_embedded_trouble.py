"""What stands in the way of a server: named in one sentence, and no process left behind."""

import os
import pwd
from pathlib import Path

import pytest

from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.system_account import account_for, let_read
from adapters.postgres.trouble import PostgresTrouble
from database import DURABLE
from throwaway_server import execute, processes


def test_a_wrong_setting_is_named_in_one_sentence_and_leaves_no_process(folder: Path) -> None:
    server = EmbeddedPostgres(folder / "data", settings={"shared_buffers": "a little"})

    with pytest.raises(PostgresTrouble, match=r"did not start in .*shared_buffers|configuration"):
        server.start()

    assert processes(server) == []


def test_a_start_that_takes_too_long_leaves_no_process(folder: Path) -> None:
    server = EmbeddedPostgres(folder / "data", settings=DURABLE, start_timeout=0.0)

    with pytest.raises(PostgresTrouble, match="did not start"):
        server.start()

    assert processes(server) == []


def test_data_of_another_major_version_is_refused(server: EmbeddedPostgres) -> None:
    server.stop()
    (server.data_dir / "PG_VERSION").write_text("15\n")

    with pytest.raises(PostgresTrouble, match=r"PostgreSQL 15 and this program brings 18"):
        server.start()


def test_a_directory_with_something_else_in_it_is_refused(folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "letter.txt").write_text("not a database")

    with pytest.raises(PostgresTrouble, match="not empty"):
        EmbeddedPostgres(folder / "data").start()


def test_an_interrupted_set_up_is_begun_again(folder: Path) -> None:
    half = folder / "data.unfinished"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    server = EmbeddedPostgres(folder / "data", settings=DURABLE)
    try:
        server.start()
        assert execute(server, "SELECT 1") == [(1,)]
    finally:
        server.stop("immediate")

    assert not half.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hand the server over")
def test_programs_that_the_umask_of_root_hid_are_opened(tmp_path: Path) -> None:
    tree = tmp_path / "pginstall"
    (tree / "bin").mkdir(parents=True)
    (tree / "bin" / "postgres").write_text("")
    for path, mode in ((tree / "bin" / "postgres", 0o700), (tree / "bin", 0o700), (tree, 0o700)):
        path.chmod(mode)

    let_read(account_for(tmp_path / "data"), tree)

    modes = [path.stat().st_mode & 0o777 for path in (tree, tree / "bin", tree / "bin/postgres")]
    assert modes == [0o705] * 3


def test_a_file_in_place_of_the_directory_is_named(folder: Path) -> None:
    (folder / "data").write_text("a file")

    with pytest.raises(PostgresTrouble, match=r"cannot start in .*Not a directory.*MB are free"):
        EmbeddedPostgres(folder / "data").start()


def test_a_dsn_of_a_stopped_server_is_refused(folder: Path) -> None:
    with pytest.raises(PostgresTrouble, match="No PostgreSQL server is running"):
        EmbeddedPostgres(folder / "data").dsn("cancuoc")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become an ordinary account")
def test_an_ordinary_account_can_run_it_and_is_told_where_it_may_not_write(folder: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    home = folder / "home"
    home.mkdir()
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    folder.chmod(0o755)
    pid = os.fork()
    if pid == 0:
        os.setgroups([])
        os.setgid(nobody.pw_gid)
        os.setuid(nobody.pw_uid)
        os._exit(_as_ordinary_account(home, folder / "forbidden"))

    _, status = os.waitpid(pid, 0)

    assert os.waitstatus_to_exitcode(status) == 0


def _as_ordinary_account(home: Path, forbidden: Path) -> int:
    server = EmbeddedPostgres(home / "data", settings=DURABLE)
    server.start()
    answered = execute(server, "SELECT 1") == [(1,)]
    server.stop()
    try:
        EmbeddedPostgres(forbidden / "data").start()
    except PostgresTrouble as trouble:
        return 0 if answered and "may not use" in str(trouble) else 1
    return 2


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hand the server over")
def test_root_runs_it_under_an_account_of_its_own(server: EmbeddedPostgres) -> None:
    pid = server.pid

    assert pid is not None
    assert Path("/proc", str(pid)).stat().st_uid not in (0, pwd.getpwnam("nobody").pw_uid)

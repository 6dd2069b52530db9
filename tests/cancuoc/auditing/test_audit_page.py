"""The commands of docs/audit.md, pasted into a shell by somebody who has just read them."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cancuoc.auditing.register import Register

ROOT = Path(__file__).parents[3]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("go") is None, reason="install the Debian package golang-go"),
]


def test_the_commands_of_the_page_do_what_it_says(filled: Register, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "audit.md").read_text()
    script = "\n".join(re.findall(r"^```sh\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    tools = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    shell = subprocess.run(
        ["bash", "-eu", "-c", script],
        cwd=tmp_path,
        env={**filled.environment, "PATH": tools, "SOURCE": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )

    assert shell.returncode == 0, shell.stdout + shell.stderr
    assert shell.stdout.count("as test.localhost/ledger signed them.") == 3
    assert re.search(r"the first \d+ events are those you knew", shell.stdout)
    assert re.search(r"^accepted: \d+ entries, root ", shell.stdout, re.MULTILINE)
    assert re.search(r"^All \d+ tables are what their history comes to", shell.stdout, re.MULTILINE)
    assert digest_of_first_entry(tmp_path / "evidence-june") in shell.stdout


def digest_of_first_entry(bundle: Path) -> str:
    first = min((bundle / "tile" / "entries").iterdir())
    data = first.read_bytes()
    return data[2 : 2 + int.from_bytes(data[:2], "big")][-32:].hex()

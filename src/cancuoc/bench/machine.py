"""What the figures were measured on."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

import msgspec

from adapters.postgres import cluster


class Machine(msgspec.Struct, frozen=True):
    cores: int
    processor: str
    memory_gib: int
    kernel: str
    python: str
    postgres: str
    fastapi: str
    uvicorn: str
    load_average: float
    """Of the minute before the run: others at work make rates smaller, ratios less so."""

    def line(self) -> str:
        return (
            f"{self.cores} cores {self.processor}, {self.memory_gib} GiB, Linux {self.kernel},"
            f" Python {self.python}, PostgreSQL {self.postgres}, FastAPI {self.fastapi},"
            f" uvicorn {self.uvicorn}; load average before the run {self.load_average:.1f}"
        )


def this_machine() -> Machine:
    said = subprocess.run(
        [str(cluster.binaries() / "postgres"), "--version"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Machine(
        cores=len(os.sched_getaffinity(0)),
        processor=_processor(),
        memory_gib=round(memory / 2**30),
        kernel=platform.release(),
        python=platform.python_version(),
        postgres=said.stdout.split()[2],
        fastapi=version("fastapi"),
        uvicorn=version("uvicorn"),
        load_average=os.getloadavg()[0],
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.machine()

"""One genuine Kafka broker as a process of its own: started, stopped, killed and started again."""

import os
import signal
import subprocess
import time
from pathlib import Path

from tools.kafka_jars import NoBroker

START_PATIENCE_S = 90.0
STOP_PATIENCE_S = 30.0
STARTED = b"Kafka Server started"
HEAP = "-Xmx320m"
# Whoever dies without stopping its broker closes the pipe; the guard then kills what is left.
GUARD = 'read -r _; kill -KILL "$1" 2>/dev/null'
# The second compiler takes a third of a start, and no test lasts long enough to thank it.
QUICK = ("-XX:TieredStopAtLevel=1",)
JVM = (
    HEAP, "-Xms64m", "-XX:+UseSerialGC", "-XX:-UsePerfData",
    "-Djava.awt.headless=true",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
)  # fmt: skip


class Broker:
    """A broker whose storage is formatted. `start` returns when it takes requests.

    `quick` starts sooner and carries less. Errors: NoBroker, naming the log file.
    """

    def __init__(self, folder: Path, jars: Path, quick: bool = True) -> None:
        self.folder = folder
        self.properties = folder / "server.properties"
        self.log_file = folder / "server.log"
        self._jars = jars
        self._jvm = (*JVM, *QUICK) if quick else JVM
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None
        self._log_from = 0

    @property
    def pid(self) -> int | None:
        """The process id while it lives."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def format(self, cluster: str) -> None:
        """Make its storage, a member of this cluster (KRaft)."""
        tool = self._java("kafka.tools.StorageTool", "format", "-t", cluster, "-c")
        made = subprocess.run(
            [*tool, str(self.properties)], capture_output=True, text=True, check=False
        )
        if made.returncode:
            raise NoBroker(f"Kafka cannot format {self.folder}: {made.stderr.strip()[-500:]}")

    def launch(self) -> None:
        """Start the process, without waiting; nothing when it lives already."""
        if self.pid is not None:
            return
        self._log_from = self.log_file.stat().st_size if self.log_file.exists() else 0
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                [*self._java("kafka.Kafka"), str(self.properties)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C in a terminal reaches the program that stops it, and not the broker too.
                start_new_session=True,
            )
        self._guard = subprocess.Popen(
            ["sh", "-c", GUARD, "sh", str(self._process.pid)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )

    def wait_until_started(self) -> None:
        """Return when it is registered with the controllers and takes requests."""
        patience = time.monotonic() + START_PATIENCE_S
        while time.monotonic() < patience:
            if STARTED in self._log_of_this_start():
                return
            if self.pid is None:
                raise NoBroker(f"A Kafka broker died while starting: see {self.log_file}.")
            time.sleep(0.05)
        raise NoBroker(f"A Kafka broker was not up in {START_PATIENCE_S:.0f} s: {self.log_file}.")

    def start(self) -> None:
        self.launch()
        self.wait_until_started()

    def stop(self) -> None:
        """Ask it to leave, wait, and only then insist."""
        process = self._process
        if process is None or self.pid is None:
            self._forget()
            return
        process.send_signal(signal.SIGTERM)
        # A stopped process (SIGSTOP) would never read the request to leave.
        process.send_signal(signal.SIGCONT)
        try:
            process.wait(STOP_PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
        self._forget()

    def kill(self) -> None:
        """Kill -9: the process has no last word. What the system's cache holds is not lost."""
        if self._process is not None:
            self._process.kill()
        self._forget()

    def pause(self) -> None:
        """SIGSTOP: it keeps its connections and answers nothing until `resume`."""
        if self.pid is not None:
            os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        if self.pid is not None:
            os.kill(self.pid, signal.SIGCONT)

    def last_words(self) -> str:
        """The last line of its log; it lies in a folder that is thrown away."""
        lines = self._log_of_this_start().decode(errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "it said nothing")

    def _forget(self) -> None:
        for process in (self._guard, self._process):
            if process is None:
                continue
            if process is self._guard:
                process.kill()
            process.wait()
            if process.stdin is not None:
                process.stdin.close()
        self._guard = self._process = None

    def _log_of_this_start(self) -> bytes:
        with self.log_file.open("rb") as log:
            log.seek(self._log_from)
            return log.read()

    def _java(self, *words: str) -> list[str]:
        return ["java", *self._jvm, "-cp", f"{self._jars}/*", *words]

"""What a program costs with all the processes that it starts."""

import ctypes
import dataclasses
import os
import subprocess
import sys
import tempfile
import threading
import time

import psutil

SAMPLE_SECONDS = 0.2
PR_SET_CHILD_SUBREAPER = 36


@dataclasses.dataclass(frozen=True)
class Measured:
    """
    :param seconds: from start to exit
    :param cpu_seconds: user and system, of all processes
    :param peak_rss_mib: of all processes together; pages that they share count once for each
    """

    output: str
    seconds: float
    cpu_seconds: float
    peak_rss_mib: float


class Sampler(threading.Thread):
    """Looks at the processes below this one again and again."""

    def __init__(self):
        super().__init__(daemon=True)
        self._done = threading.Event()
        self._cpu = {}
        self.peak_bytes = 0

    def run(self):
        while not self._done.is_set():
            self._sample()
            self._done.wait(SAMPLE_SECONDS)

    def _sample(self):
        resident = 0
        for process in psutil.Process().children(recursive=True):
            try:
                with process.oneshot():
                    times = process.cpu_times()
                    key = process.pid, process.create_time()
                    # One that is being started still has its parent's memory, which would count twice.
                    if key in self._cpu:
                        resident += process.memory_info().rss
                    self._cpu[key] = times.user + times.system
            except psutil.Error:
                continue
        self.peak_bytes = max(self.peak_bytes, resident)

    def cpu_seconds(self) -> float:
        """What the processes had used when they were last seen."""
        return sum(self._cpu.values())

    def stop(self):
        self._done.set()
        self.join()


def measured(command: list, grace_seconds: float = 10) -> Measured:
    """Runs a command, which must leave no process behind. Not for several threads at a time.

    What it says on its error output is passed on if it fails.

    :param grace_seconds: how long its processes may outlive it
    """
    # Processes whose parent dies come to this one, so that none is missed.
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "cannot adopt the processes of others")
    sampler = Sampler()
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.monotonic()
        program = subprocess.Popen(command, stdout=output, stderr=errors)
        sampler.start()
        _, status, usage = os.wait4(program.pid, 0)
        seconds = time.monotonic() - start
        program.returncode = os.waitstatus_to_exitcode(status)
        waited_for = usage.ru_utime + usage.ru_stime + reap_orphans(command, grace_seconds)
        sampler.stop()
        if program.returncode != 0:
            errors.seek(0)
            sys.stderr.write(errors.read().decode(errors="replace"))
            raise SystemExit(f"{named(command)} ended with {program.returncode}")
        output.seek(0)
        text = output.read().decode()
    # Some parents do not wait for their children, whose CPU time is then known from the samples only.
    cpu = max(waited_for, sampler.cpu_seconds())
    return Measured(text, seconds, cpu, sampler.peak_bytes / 2**20)


def reap_orphans(command, grace_seconds) -> float:
    """Waits for what the program has left behind; returns its CPU seconds."""
    cpu = 0.0
    deadline = time.monotonic() + grace_seconds
    while time.monotonic() < deadline:
        try:
            pid, _, usage = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return cpu
        if pid == 0:
            time.sleep(0.05)
        else:
            cpu += usage.ru_utime + usage.ru_stime
    left = psutil.Process().children(recursive=True)
    names = ", ".join(f"{process.name()} ({process.pid})" for process in left)
    for process in left:
        process.kill()
    psutil.wait_procs(left, timeout=5)
    raise SystemExit(f"{named(command)} has left processes behind: {names}")


def named(command) -> str:
    return " ".join(map(str, command[:2]))

"""What a child takes away from itself before it reads anything: memory, time, files, network, secrets (Linux; elsewhere less).

Three walls stand behind each other, and `Wall` tells which of them the kernel gave: resource limits (everywhere), a user
and network namespace without any interface (where the kernel lets ordinary users make one), and Landlock, which takes away
files beyond the program's own, TCP, and signals to others (Linux 5.13, 6.7 and 6.12). No privilege is needed for any.
"""

from __future__ import annotations

import ctypes
import os
import resource
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kallipolis.documents.reading import limits

_LIBC = ctypes.CDLL(None, use_errno=True)

_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
# Numbers of system calls that are the same on x86-64 and arm64, except capset.
_CAPSET = {"x86_64": 126, "aarch64": 91}
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446

# linux/landlock.h: what a ruleset of version 1, 2, 3, 5 handles among files; TCP from 4; abstract sockets and signals from 6.
_EXECUTE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3
_FILES_BY_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
_FILES_SINCE_5 = (1 << 16) - 1
_READ = _READ_FILE | _READ_DIR | _EXECUTE
_BIND_AND_CONNECT, _SOCKETS_AND_SIGNALS = 0b11, 0b11
_PATH_BENEATH = 1

# What programs need to start and to speak: libraries, fonts, zones, the recognition's data. No home, no site, no spool.
_SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/opt", "/nix/store", "/etc/ld.so.cache", "/etc/localtime", "/etc/fonts",
           "/etc/alternatives", "/dev/urandom", "/proc/self", "/proc/meminfo", "/sys/devices/system/cpu")  # fmt: skip


@dataclass(frozen=True)
class Wall:
    """Which walls stand. `network` is "namespace", "landlock" (TCP only) or "none"; `files` is "landlock" or "none"."""

    network: str
    files: str


def raise_wall(*, temporary: Path, program: Iterable[Path]) -> Wall:
    """Takes away all that reading does not need. `temporary` stays writable, `program` (its own folders) readable."""
    _limit()
    _call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    alone = _leave_the_network()
    if alone:
        # Processes are counted by user, and here this user begins anew: outside it would count the server's own threads.
        resource.setrlimit(resource.RLIMIT_NPROC, (limits.PROCESSES, limits.PROCESSES))
    confined = _confine_to(temporary, program)
    _drop_capabilities()
    _call("prctl", _PR_SET_DUMPABLE, 0, 0, 0, 0)
    return Wall(
        network="namespace" if alone else "landlock" if confined >= 4 else "none",
        files="landlock" if confined else "none",
    )


def allow_cpu_seconds(seconds: int) -> None:
    """From now on so many processor seconds more; then the kernel ends this process (SIGXCPU)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _limit() -> None:
    lifetime = limits.CPU_SECONDS * limits.DOSSIERS_PER_CHILD
    for which, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, limits.OPEN_FILES),
        (resource.RLIMIT_FSIZE, limits.WRITTEN_FILE_BYTES),
        (resource.RLIMIT_AS, limits.ADDRESS_SPACE_BYTES),
        (resource.RLIMIT_CPU, lifetime),
    ):
        _, hard = resource.getrlimit(which)
        bounded = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (bounded, bounded))


def _call(function: str, *arguments: int) -> bool:
    return bool(getattr(_LIBC, function, lambda *_: -1)(*arguments) == 0)


def _leave_the_network() -> bool:
    """Into a network namespace of its own that has no way out; a user namespace makes that possible without privilege."""
    user, group = os.getuid(), os.getgid()
    if not _call("unshare", _CLONE_NEWUSER | _CLONE_NEWNET):
        return False
    for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        try:
            Path("/proc/self", name).write_text(line)
        except OSError:
            break  # without a map the process owns nothing here, which is enough for reading
    return True


def _drop_capabilities() -> None:
    """A new user namespace, or root, gives capabilities; none is needed."""
    number = _CAPSET.get(os.uname().machine)
    if sys.platform == "linux" and number:
        version_3, this_process = 0x20080522, 0
        _LIBC.syscall(number, struct.pack("Ii", version_3, this_process), struct.pack("6I", *[0] * 6))


def _confine_to(temporary: Path, program: Iterable[Path]) -> int:
    """Landlock on files, TCP and signals. The version in force, 0 where the kernel has none."""
    if sys.platform != "linux":
        return 0
    version = int(_LIBC.syscall(_CREATE_RULESET, None, 0, 1))
    if version < 1:
        return 0
    files = _FILES_BY_VERSION.get(version, _FILES_SINCE_5)
    handled = struct.pack(
        "QQQ", files, _BIND_AND_CONNECT if version >= 4 else 0, _SOCKETS_AND_SIGNALS if version >= 6 else 0
    )
    length = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = int(_LIBC.syscall(_CREATE_RULESET, handled, length, 0))
    if ruleset < 0:
        return 0
    try:
        for place in {*_SYSTEM, *map(str, program)}:
            _allow(ruleset, Path(place), _READ)
        _allow(ruleset, Path("/dev/null"), _READ_FILE | 1 << 1)
        _allow(ruleset, temporary, files)
        return version if _LIBC.syscall(_RESTRICT_SELF, ruleset, 0) == 0 else 0
    finally:
        os.close(ruleset)


def _allow(ruleset: int, place: Path, access: int) -> None:
    try:
        opened = os.open(place, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        # Of a single file only reading and running may be allowed; asking for a folder's rights is an error.
        allowed = access if place.is_dir() else access & (_EXECUTE | _READ_FILE | 1 << 1)
        _LIBC.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", allowed, opened), 0)
    finally:
        os.close(opened)

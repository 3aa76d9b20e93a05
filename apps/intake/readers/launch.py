"""Started as a program of its own: gives up what a reader of pictures does not need, then becomes that program.

    python -I -S launch.py MEMORY SECONDS PROGRAM [ARGUMENT ...]

It can no longer open a socket of any kind, write into a file, leave a core dump, look into another process, take more
than MEMORY bytes or more than SECONDS of a processor, and it ends with the process that started it. Exit status 71
where the kernel cannot promise that: then nothing is read. Standard library alone, because it starts for every page.
"""

import ctypes
import os
import resource
import signal
import struct
import sys

CANNOT_CONFINE = 71
DENIED, ALLOWED, KILLED = (
    0x00050001,
    0x7FFF0000,
    0x80000000,
)  # SECCOMP_RET_ERRNO with EPERM, RET_ALLOW, RET_KILL_PROCESS
LOAD, EQUAL, AT_LEAST, RETURN = (
    0x20,
    0x15,
    0x35,
    0x06,
)  # BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_JMP|JGE|K, BPF_RET|K
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, MODE_FILTER = 1, 38, 22, 2
OTHER_ABI = 0x40000000
"""Numbers from here on are calls of a second numbering on x86_64 that would pass by the filter."""
# By machine: how the kernel names it, and its numbers of socket, io_uring_setup, ptrace, process_vm_readv and _writev.
MACHINES = {
    "x86_64": (0xC000003E, (41, 425, 101, 310, 311)),
    "aarch64": (0xC00000B7, (198, 425, 117, 270, 271)),
}


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("lines", ctypes.c_void_p)]


def filter_for(machine: str) -> bytes:
    """The filter of system calls in the kernel's form. Raises KeyError for a machine whose numbers are not known."""
    name, numbers = MACHINES[machine]
    refused = len(numbers) + 1  # lines from the first comparison of a number to the line that refuses
    lines = [
        (LOAD, 0, 0, 4),
        (EQUAL, 0, refused + 3, name),
        (LOAD, 0, 0, 0),
        (AT_LEAST, refused, 0, OTHER_ABI),
        *((EQUAL, refused - 1 - place, 0, number) for place, number in enumerate(numbers)),
        (RETURN, 0, 0, ALLOWED),
        (RETURN, 0, 0, DENIED),
        (RETURN, 0, 0, KILLED),
    ]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def confine(memory: int, seconds: int) -> None:
    """Give up the rights of this process, for good. Raises OSError or KeyError where that cannot be done."""
    for limit, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    lines = filter_for(os.uname().machine)
    kept = ctypes.create_string_buffer(lines, len(lines))
    program = _Program(len(lines) // 8, ctypes.cast(kept, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    for option, argument, more in (
        (PR_SET_PDEATHSIG, int(signal.SIGKILL), None),
        (PR_SET_NO_NEW_PRIVS, 1, None),
        (PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(program)),
    ):
        if libc.prctl(
            option, ctypes.c_ulong(argument), more or ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0)
        ):
            raise OSError(ctypes.get_errno(), "prctl")


def main(memory: str, seconds: str, *program: str) -> None:
    try:
        confine(int(memory), int(seconds))
    except (OSError, KeyError, ValueError):
        sys.exit(CANNOT_CONFINE)
    os.execv(program[0], list(program))  # noqa: S606  # nosec: what this file is for; full paths, no shell


if __name__ == "__main__":
    main(*sys.argv[1:])

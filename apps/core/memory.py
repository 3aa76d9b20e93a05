"""What a process that handles content, or might, does about its own memory, beside how it is started
(`scripts/house.py`)."""

import gc
import resource
import threading
from typing import Any

from django.core.signals import request_finished

SECONDS = 0.5
"""How long after a job or a page its reference cycles may stand. Collecting takes some milliseconds each time."""
SELDOM = (100_000, 20, 20)
"""When the collector comes by itself (gc.set_threshold). As it is called after whatever ends, its own rounds are only
for what piles up within one job."""

_something_ended = threading.Event()


def leave_no_core() -> None:
    """Have the kernel write no memory of this process to a disk when it dies.

    The limit keeps it from writing a file; the filter empties what it would hand to a program that collects dumps,
    which no limit stops (core(5)). Where there is no such filter, only the limit holds.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with open("/proc/self/coredump_filter", "wb", buffering=0) as chosen:
            chosen.write(b"0")
    except OSError:
        return


def collect_soon(**_kwargs: Any) -> None:
    """A receiver for signals: something ended that may have left content in reference cycles.

    An error's traceback holds the frames that hold the error, and a request of Django's its form; without this they are
    freed, and so overwritten, when the collector comes by: in a quiet house hours later.
    """
    _something_ended.set()


def put_aside() -> None:
    """What is loaded by now is here for good: no later collection looks at it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


def after_each_page() -> threading.Thread:
    """For a process that serves pages, once it has loaded them."""
    request_finished.connect(collect_soon, dispatch_uid="memory")
    return keep_collecting()


def keep_collecting() -> threading.Thread:
    """Collect from a thread of its own soon after anything ended. What is loaded by now is put aside."""
    put_aside()
    thread = threading.Thread(target=_collect, name="memory", daemon=True)
    thread.start()
    return thread


def _collect() -> None:
    pause = threading.Event()
    while True:
        _something_ended.wait()
        # What ended has to be off its thread's stack first; and many that end together are one collection.
        pause.wait(SECONDS)
        _something_ended.clear()
        gc.collect()

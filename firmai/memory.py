"""What a process that handles content does about its own memory, beside how it is started (`scripts/house.py`)."""

import gc
import resource
from typing import Any

NOTHING = b"0"


def leave_no_core() -> None:
    """Have the kernel write no memory of this process to a disk when it dies.

    The limit keeps it from writing a file; the filter empties what it would hand to a program that collects dumps, which
    no limit stops (core(5)). Where there is no such filter, only the limit holds.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with open("/proc/self/coredump_filter", "wb", buffering=0) as chosen:
            chosen.write(NOTHING)
    except OSError:
        return


def collect_after_each_page() -> None:
    """Have what a page leaves in reference cycles freed, and so overwritten, as soon as the page is sent.

    Django's requests, forms and templates are held in cycles, with the text in them, until the collector comes by, which
    in a quiet house is hours later. What is loaded at the start is put aside first, so that a collection takes
    milliseconds.
    """
    from django.core.signals import request_finished
    from django.urls import get_resolver

    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    request_finished.connect(_collect, dispatch_uid="memory")


def _collect(**_kwargs: Any) -> None:
    gc.collect()

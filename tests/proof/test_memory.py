"""A process that searches itself sees what it holds and what it freed, and plants nothing by searching."""

import subprocess
import sys

import pytest

from proof import memory
from scripts.house import CLEAN_MEMORY
from tests.guards.reading import HERE

# The word is made of its mask in a frame that is gone when the search begins. Pieces of every size are made and freed.
PROGRAM = """
import sys
from proof import memory

masked = [bytes.fromhex(sys.argv[2])]

def make(times=1):
    word = memory.mask(masked[0]).decode()
    return [f"{word} {'x' * size}" for size in (0, 40, 300, 900, 5_000) for _ in range(times)]

def leave(what):
    if what == "a live reference":
        return make()
    if what == "a live reference, two bytes wide":
        return [text + chr(0x2019) for text in make()]
    if what == "a reference cycle":
        error = ValueError(make())
        error.itself = error
        del error
    if what == "freed":
        make(times=20)

kept = leave(sys.argv[1])
found = memory.search(masked)
print(sum(found.counts.values()), found.searched)
"""
WORD = memory.mask(b"bdfghjklmnpqrstv").hex()
HALF = {"PYTHONMALLOC": "malloc", "GLIBC_TUNABLES": "glibc.malloc.perturb=165"}


def look(what, environment):
    """How often a process of that environment finds the word that it was left with, and how much it searched."""
    command = [sys.executable, "-c", PROGRAM, what, WORD]
    done = subprocess.run(
        command, env=environment, cwd=HERE, capture_output=True, text=True, check=True, timeout=60
    )
    times, searched = map(int, done.stdout.split())
    assert searched > 1_000_000
    return times


@pytest.mark.parametrize("environment", [{}, CLEAN_MEMORY], ids=["as it comes", "overwritten"])
@pytest.mark.parametrize(
    "what", ["a live reference", "a live reference, two bytes wide", "a reference cycle"]
)
def test_what_is_still_held_is_found(what, environment):
    assert look(what, environment) >= 5


@pytest.mark.parametrize("environment", [{}, HALF], ids=["as it comes", "but for what glibc keeps aside"])
def test_freed_memory_is_found_where_it_is_not_overwritten(environment):
    assert look("freed", environment) > 0


def test_freed_memory_is_gone_where_it_is_overwritten():
    assert look("freed", CLEAN_MEMORY) == 0


@pytest.mark.parametrize("environment", [{}, CLEAN_MEMORY], ids=["as it comes", "overwritten"])
def test_a_search_plants_nothing(environment):
    assert look("nothing", environment) == 0

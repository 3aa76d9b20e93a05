"""What is installed at once by several pips is what the locks say, each package by one of them."""

import pytest

from demo import people
from scripts import demo, environment

from .checkout import HERE

ONE = """\
a==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:ab
    # via b
b==2.0 ; python_version < '3.12' \\
    --hash=sha256:ba
b==3.0 ; python_version >= '3.12' \\
    --hash=sha256:bb
"""
TWO = """\
# a comment at the head
a==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:ab
c==4.0 \\
    --hash=sha256:ca
"""


@pytest.fixture
def parts(tmp_path, monkeypatch):
    """Deal these locks out for so many processors, and give the text of each part."""

    def deal(*locks, processors):
        monkeypatch.setattr("os.cpu_count", lambda: processors)
        return [part.read_text() for part in environment._parts(locks, tmp_path)]

    return deal


def test_a_package_that_two_locks_name_is_installed_once_with_all_its_lines(parts, tmp_path):
    one, two = tmp_path / "one.lock", tmp_path / "two.lock"
    one.write_text(ONE)
    two.write_text(TWO)

    first, second = parts(one, two, processors=2)

    assert sorted((first + second).split()) == sorted((ONE + "c==4.0 \\ --hash=sha256:ca").split())
    assert ("b==2.0" in first) == ("b==3.0" in first)


@pytest.mark.parametrize("processors", [None, 1, 2, 3, 64])
def test_every_hash_of_the_locks_is_in_one_part(parts, processors):
    locks = [HERE / name for name in environment.GROUPS.values()]

    dealt = parts(*locks, processors=processors)

    wanted = {
        line.strip(" \\") for lock in locks for line in lock.read_text().split("\n") if "--hash=" in line
    }
    found = [line.strip(" \\") for part in dealt for line in part.split("\n") if "--hash=" in line]
    assert sorted(found) == sorted(wanted)
    assert len(dealt) == min(processors or 1, environment.MOST_PIPS)


def test_the_demonstration_is_of_the_sample_firm():
    assert demo.FIRM == people.FIRM

"""The log's public keys, made from its seeds where nothing of ours is installed."""

import base64
import os
import re

import pytest

from apps.audit.notes import Signer
from scripts import log_public
from scripts.problem import Problem

from .checkout import HERE

SEEDS = [bytes(32), b"\xff" * 32, *(os.urandom(32) for _ in range(8))]


@pytest.fixture
def files(tmp_path):
    """Write the file of seeds and bring that of public keys up to date; give what is in it."""
    place = tmp_path / "public"

    def kept(seeds, origin="firm.example/log"):
        lines = [f"{version}:{base64.b64encode(seed).decode()}\n" for version, seed in seeds.items()]
        (tmp_path / "seeds").write_text("\n".join(lines))
        log_public.keep(tmp_path / "seeds", place, origin)
        return place.read_text().splitlines()

    kept.place, kept.seeds = place, tmp_path / "seeds"
    return kept


def named(seed, origin="firm.example/log"):
    return str(Signer(origin, seed).verifier)


@pytest.mark.parametrize("seed", SEEDS, ids=range(len(SEEDS)))
def test_a_key_is_the_one_that_the_log_is_signed_with(files, seed):
    assert files({1: seed}) == [named(seed)]


def test_the_log_has_the_name_here_that_it_has_in_the_settings():
    settings = (HERE / "firmai" / "settings" / "base.py").read_text()

    assert re.findall(r'"LOG_ORIGIN", default="(.+)"', settings) == [log_public.ORIGIN]


def test_the_newest_is_first_and_one_whose_seed_is_gone_stays(files):
    one, two, three = SEEDS[2:5]
    files({1: one})

    assert files({1: one, 2: two}) == [named(two), named(one)]
    assert files({3: three}) == [named(three), named(two), named(one)]
    assert files({3: three}, "other.example/log")[:2] == [named(three, "other.example/log"), named(three)]


def test_a_file_that_is_up_to_date_is_not_written_again(files):
    """Containers hold the file that they were started with."""
    files({1: SEEDS[2]})
    before = files.place.stat()

    files({1: SEEDS[2]})

    assert files.place.stat() == before
    assert before.st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1:not-shown\n", "Line 1 of"),
        (f"\n\n{base64.b64encode(SEEDS[2]).decode()}\n", "Line 3 of"),
        ("\n", "holds no key"),
    ],
    ids=["no-key", "no-version", "empty"],  # a seed is made anew in each process of a run
)
def test_seeds_that_cannot_be_used_are_refused_in_a_line_that_quotes_nothing(files, text, said):
    files({1: SEEDS[2]})
    before = files.place.read_text()
    files.seeds.write_text(text)

    with pytest.raises(Problem, match=said) as refused:
        log_public.keep(files.seeds, files.place, "firm.example/log")

    assert "\n" not in str(refused.value)
    assert "not-shown" not in str(refused.value)
    assert files.place.read_text() == before


def test_where_there_are_no_seeds_that_is_said(files):
    with pytest.raises(Problem, match="cannot be read"):
        log_public.keep(files.seeds, files.place, "firm.example/log")

import functools
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.audit import tree

# The entries, roots and proofs that implementations of Certificate Transparency are held to.
ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
FIRST_OF_EIGHT = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]
SIX_OF_EIGHT = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]


class Naive:
    """The definitions of RFC 6962, section 2.1, word for word, with nothing kept but the leaves, and what was said of
    the same leaves before."""

    @classmethod
    def root(cls, leaves):
        return cls._root(tuple(leaves))

    @classmethod
    @functools.lru_cache(20_000)
    def _root(cls, leaves):
        if not leaves:
            return hashlib.sha256().digest()
        if len(leaves) == 1:
            return leaves[0]
        k = cls.split(len(leaves))
        return hashlib.sha256(b"\x01" + cls._root(leaves[:k]) + cls._root(leaves[k:])).digest()

    @classmethod
    def path(cls, m, leaves):
        if len(leaves) == 1:
            return []
        k = cls.split(len(leaves))
        if m < k:
            return [*cls.path(m, leaves[:k]), cls.root(leaves[k:])]
        return [*cls.path(m - k, leaves[k:]), cls.root(leaves[:k])]

    @classmethod
    def subproof(cls, m, leaves, whole):
        if m == len(leaves):
            return [] if whole else [cls.root(leaves)]
        k = cls.split(len(leaves))
        if m <= k:
            return [*cls.subproof(m, leaves[:k], whole), cls.root(leaves[k:])]
        return [*cls.subproof(m - k, leaves[k:], False), cls.root(leaves[:k])]

    @staticmethod
    def split(n):
        k = 1
        while k * 2 < n:
            k *= 2
        return k


@functools.cache
def leaf(number):
    return tree.leaf_hash(number.to_bytes(4, "big"))


def leaves_of(size):
    return [leaf(number) for number in range(size)]


def hashes(ranges, leaves):
    return [Naive.root(leaves[start:end]) for start, end in ranges]


def frontier(leaves):
    growing = tree.Frontier()
    for leaf in leaves:
        growing.append(leaf)
    return growing


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size):
    leaves = [tree.leaf_hash(entry) for entry in ENTRIES[:size]]

    assert frontier(leaves).root().hex() == ROOTS[size]


def test_proofs_are_the_published_ones():
    leaves = [tree.leaf_hash(entry) for entry in ENTRIES]

    assert [h.hex() for h in hashes(tree.inclusion_ranges(0, 8), leaves)] == FIRST_OF_EIGHT
    assert [h.hex() for h in hashes(tree.consistency_ranges(1, 8), leaves)] == FIRST_OF_EIGHT
    assert [h.hex() for h in hashes(tree.consistency_ranges(6, 8), leaves)] == SIX_OF_EIGHT


def test_roots_of_every_size_to_three_hundred_are_those_of_the_definition():
    leaves, growing = leaves_of(300), tree.Frontier()

    for size in range(301):
        assert growing.root() == Naive.root(leaves[:size])
        assert len(growing.peaks) == len(tree.peak_ranges(size))
        assert growing.peaks == hashes(tree.peak_ranges(size), leaves)
        if size < 300:
            growing.append(leaves[size])


def test_whole_subtrees_of_a_kept_level_are_given_once_as_they_fill():
    leaves, growing = leaves_of(2**16 + 300), tree.Frontier()

    whole = [node for leaf in leaves for node in growing.append(leaf)]

    assert [(level, index) for level, index, _ in whole if level == 8] == [(8, index) for index in range(257)]
    assert [(level, index) for level, index, _ in whole if level > 8] == [(16, 0)]
    assert whole[3][2] == Naive.root(leaves[3 * 256 : 4 * 256])
    assert whole[-2][2] == Naive.root(leaves[: 2**16])


def holds(leaves, index, first):
    """Both proofs in a tree of these leaves are those of the definition, and prove what they are for."""
    size, root = len(leaves), Naive.root(leaves)
    included = hashes(tree.inclusion_ranges(index, size), leaves)
    consistent = hashes(tree.consistency_ranges(first, size), leaves)
    return (
        included == Naive.path(index, leaves)
        and consistent == Naive.subproof(first, leaves, True)
        and tree.proves_inclusion(leaves[index], index, size, included, root)
        and tree.proves_consistency(first, size, Naive.root(leaves[:first]), root, consistent)
    )


def test_proofs_in_trees_of_every_size_to_three_hundred_are_those_of_the_definition_and_hold():
    leaves = leaves_of(300)

    for size in range(1, 301):
        for at in {0, size // 3, size // 2, size - 1}:
            assert holds(leaves[:size], at, at + 1), (size, at)


@settings(max_examples=30)
@given(st.integers(301, 6000), st.data())
def test_proofs_in_larger_trees_are_those_of_the_definition_and_hold(size, data):
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))

    assert holds(leaves_of(size), index, first)


@given(st.integers(1, 300), st.data())
def test_every_inclusion_proof_is_that_of_the_definition_and_holds(size, data):
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))

    proof = hashes(tree.inclusion_ranges(index, size), leaves)

    assert proof == Naive.path(index, leaves)
    assert tree.proves_inclusion(leaves[index], index, size, proof, Naive.root(leaves))


@given(st.integers(1, 300), st.data())
def test_every_consistency_proof_is_that_of_the_definition_and_holds(second, data):
    leaves = leaves_of(second)
    first = data.draw(st.integers(1, second))

    proof = hashes(tree.consistency_ranges(first, second), leaves)

    assert proof == Naive.subproof(first, leaves, True)
    assert tree.proves_consistency(first, second, Naive.root(leaves[:first]), Naive.root(leaves), proof)


@given(st.integers(1, 300), st.data())
def test_an_inclusion_proof_proves_nothing_else(size, data):
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    proof, root = Naive.path(index, leaves), Naive.root(leaves)
    wrong = data.draw(st.sampled_from(["leaf", "index", "size", "root", "shorter", "longer", "changed"]))

    other = tree.leaf_hash(b"other")
    claims = {
        "leaf": (other, index, size, proof, root),
        "index": (
            leaves[index],
            data.draw(st.integers(-1, size).filter(lambda i: i != index)),
            size,
            proof,
            root,
        ),
        "size": (leaves[index], index, index, proof, root),
        "root": (leaves[index], index, size, proof, other),
        "shorter": (leaves[index], index, size, proof[:-1], root if proof else other),
        "longer": (leaves[index], index, size, [*proof, other], root),
        "changed": (leaves[index], index, size, [*proof[:-1], other] if proof else [other], root),
    }

    assert not tree.proves_inclusion(*claims[wrong])


@given(st.integers(1, 300), st.data())
def test_a_consistency_proof_proves_nothing_else(second, data):
    leaves = leaves_of(second)
    first = data.draw(st.integers(1, second))
    old, new, proof = Naive.root(leaves[:first]), Naive.root(leaves), Naive.subproof(first, leaves, True)
    wrong = data.draw(st.sampled_from(["old", "new", "shorter", "longer", "changed", "order"]))

    other = tree.leaf_hash(b"other")
    claims = {
        "old": (first, second, other, new, proof),
        "new": (first, second, old, other, proof),
        "shorter": (first, second, old, new if proof else other, proof[:-1]),
        "longer": (first, second, old, new, [*proof, other]),
        "changed": (first, second, old, new, [*proof[:-1], other] if proof else [other]),
        "order": (second + 1, second, old, new, proof),
    }

    assert not tree.proves_consistency(*claims[wrong])


@pytest.mark.parametrize(("index", "size"), [(-1, 1), (1, 1), (0, 0)])
def test_there_is_no_proof_of_what_is_not_there(index, size):
    with pytest.raises(ValueError):
        tree.inclusion_ranges(index, size)


@pytest.mark.parametrize(("first", "second"), [(0, 1), (2, 1), (-1, 1)])
def test_there_is_no_proof_that_a_longer_log_begins_a_shorter(first, second):
    with pytest.raises(ValueError):
        tree.consistency_ranges(first, second)


@settings(deadline=None)
@given(st.lists(st.integers(0, 700), max_size=6), st.integers(0, 300))
def test_leaves_in_lots_make_the_tree_that_they_make_one_by_one(lots, already):
    leaves = leaves_of(already + sum(lots))
    one_by_one, in_lots = tree.Frontier(), tree.Frontier()
    whole = [node for leaf in leaves for node in one_by_one.append(leaf)]
    found, done = in_lots.extend(leaves[:already]), already
    for lot in lots:
        found += in_lots.extend(leaves[done : done + lot])
        done += lot

    assert (in_lots.size, in_lots.peaks) == (one_by_one.size, one_by_one.peaks)
    assert sorted(found) == sorted(whole)

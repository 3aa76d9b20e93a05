"""Checkpoints left with a witness on another disk."""

import os

import pytest
from django.db import transaction

from apps.audit.models import Checkpoint, Entry
from apps.sync import services
from apps.sync.models import WitnessReceipt, WitnessTrouble
from tests.audit import rows, sequenced

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


@pytest.fixture
def folder(settings, tmp_path):
    settings.LOG_WITNESS_DIR = str(tmp_path / "witness")
    return tmp_path / "witness"


def names(folder):
    return sorted(each.name for each in folder.iterdir())


def test_the_newest_checkpoint_is_written_once_and_read_back(folder):
    rows.record()
    sequenced.sequence_all()

    left = [services.carry_checkpoints() for _ in range(3)]

    checkpoint = Checkpoint.objects.get()
    (name,) = names(folder)
    assert left == [1, 0, 0]
    assert name == f"{checkpoint.size:020d}-{checkpoint.key}.txt"
    assert (folder / name).read_text() == checkpoint.note
    assert os.stat(folder / name).st_mode & 0o222 == 0
    receipt = WitnessReceipt.objects.get()
    assert (receipt.kept, receipt.size, receipt.root) == (True, checkpoint.size, bytes(checkpoint.root).hex())
    assert Entry.objects.filter(event="sync.witness_kept").count() == 1


def test_carrying_alone_is_no_news(folder):
    rows.record()
    sequenced.sequence_all()
    services.carry_checkpoints()
    sequenced.sequence_all()

    assert services.carry_checkpoints() == 0
    assert Checkpoint.objects.count() == 2
    assert len(names(folder)) == 1


def test_each_checkpoint_with_news_has_a_file_of_its_own(folder):
    for _ in range(3):
        rows.record()
        sequenced.sequence_all()
        services.carry_checkpoints()

    assert len(names(folder)) == 3
    assert WitnessReceipt.objects.filter(kept=True).count() == 3


def test_a_witness_that_holds_another_checkpoint_of_the_same_size_is_told_and_left_alone(folder):
    rows.record()
    sequenced.sequence_all()
    checkpoint = Checkpoint.objects.get()
    folder.mkdir()
    place = folder / f"{checkpoint.size:020d}-{checkpoint.key}.txt"
    place.write_text("another history")

    left = [services.carry_checkpoints() for _ in range(2)]

    assert left == [0, 0]
    assert place.read_text() == "another history"
    assert list(WitnessReceipt.objects.values_list("kept", "trouble")) == [(False, WitnessTrouble.DIFFERS)]


def test_a_disk_that_cannot_be_written_to_is_told_once_and_tried_again(folder, tmp_path):
    rows.record()
    sequenced.sequence_all()
    folder.write_text("not a folder")

    failed = [services.carry_checkpoints() for _ in range(2)]
    folder.unlink()
    mended = services.carry_checkpoints()

    assert (failed, mended) == ([0, 0], 1)
    assert list(WitnessReceipt.objects.order_by("at").values_list("kept", "trouble")) == [
        (False, WitnessTrouble.CANNOT_WRITE),
        (True, ""),
    ]


def test_without_a_place_nothing_is_carried(settings):
    settings.LOG_WITNESS_DIR = ""
    rows.record()
    sequenced.sequence_all()

    assert services.carry_checkpoints() == 0
    assert not WitnessReceipt.objects.exists()


def test_a_carrier_that_died_before_its_receipt_goes_on(folder):
    rows.record()
    sequenced.sequence_all()
    services.carry_checkpoints()
    with transaction.atomic():
        WitnessReceipt.objects.all().delete()

    assert services.carry_checkpoints() == 1
    assert len(names(folder)) == 1

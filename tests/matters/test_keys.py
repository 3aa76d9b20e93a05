import uuid
from pathlib import Path

import pytest
from django.utils import timezone

from apps.audit.models import Entry
from apps.core import keyfile
from apps.core.ciphers import CannotOpen
from apps.core.sensitive import Sensitive
from apps.matters import keys
from apps.matters.models import Matter, MatterKey, Party
from tests import factories

pytestmark = pytest.mark.django_db
COLUMNS = ("aliases", "identifiers")


def _party(matter, **more):
    row = Party(matter=matter, name="Folake Adeyemi", role="client", **more)
    keys.seal(row, "aliases", Sensitive("Folá"))
    return row


def _destroy(matter):
    MatterKey.objects.filter(matter=matter).update(
        data_key=None, digest_key=None, destroyed_at=timezone.now(), destroyed_by=factories.administrator()
    )


def test_what_was_sealed_opens_again_in_its_place():
    row = _party(factories.matter())
    row.save()

    found = Party.objects.get(pk=row.pk)

    assert b"Fol" not in bytes(found.aliases)
    assert keys.reveal(found, "aliases").reveal() == "Folá"
    assert keys.reveal_bytes(found, "aliases").reveal() == "Folá".encode()


@pytest.mark.parametrize("moved", ["to another column", "to another row", "to another matter", "changed"])
def test_what_was_moved_or_changed_does_not_open(moved):
    matter, column = factories.matter(), "aliases"
    row = _party(matter)
    if moved == "to another column":
        row.identifiers, column = row.aliases, "identifiers"
    elif moved == "to another row":
        row.pk = uuid.uuid4()
    elif moved == "to another matter":
        row.matter = factories.matter()
    else:
        row.aliases = row.aliases[:-1] + bytes([row.aliases[-1] ^ 1])

    with pytest.raises(CannotOpen):
        keys.reveal(row, column)


@pytest.mark.parametrize("version", [1, 2])
def test_no_matter_is_opened_under_a_key_that_is_not_the_firms(version, tmp_path, settings):
    """Another file was put in the place of the key's: nobody would know until it was put right, and then nothing of
    what was sealed meanwhile would open."""
    first = factories.matter()
    client, office, lawyer = first.client, first.office, first.responsible
    before = Entry.objects.count()
    settings.FIRMAI_KEY_FILE = str(tmp_path / "key")
    keyfile.create(tmp_path / "key", version=version)

    with pytest.raises(keys.WrongKey, match="not the one"):
        factories.matter(client=client, office=office, responsible=lawyer)

    assert Matter.objects.count() == 1
    assert [each.event for each in Entry.objects.order_by("id")[before:]] == ["matters.refused"]


@pytest.mark.parametrize("spoiled", [1, 3])
def test_matters_keys_that_were_spoiled_keep_no_other_from_being_opened(spoiled):
    for _ in range(spoiled + 1):
        factories.matter()
    newest = list(MatterKey.objects.order_by("-made_at").values_list("pk", flat=True)[:spoiled])
    MatterKey.objects.filter(pk__in=newest).update(data_key=b"\x01spoiled")

    assert factories.matter().key.data_key


def test_destroyed_keys_open_nothing_and_name_nothing():
    matter = factories.matter()
    row = _party(matter)
    _destroy(matter)

    with pytest.raises(keys.KeysDestroyed, match="destroyed"):
        keys.reveal(row, "aliases")
    with pytest.raises(keys.KeysDestroyed):
        keys.seal(row, "aliases", Sensitive("again"))
    with pytest.raises(keys.KeysDestroyed):
        keys.digest(matter.pk, b"text")


def test_a_digest_is_stable_in_its_matter_and_means_nothing_in_another():
    matter, other = factories.matter(), factories.matter()

    first = keys.digest(matter.pk, b"ab", b"c")

    assert first == keys.digest(matter.pk, b"ab", b"c")
    assert first == keys.digester(matter.pk)(b"ab", b"c")
    assert first == keys.named(matter.pk, first.hmac)
    assert first.key == "m1"
    assert first != keys.digest(matter.pk, b"a", b"bc")
    assert first != keys.digest(other.pk, b"ab", b"c")


def test_many_rows_are_opened_with_one_read_of_the_key(django_assert_num_queries):
    matter = factories.matter()
    with keys.opened(matter.pk) as seal:
        rows = [Party(matter=matter, name=str(number), role="other") for number in range(600)]
        for row in rows:
            seal.seal(row, "aliases", Sensitive(row.name))

    with django_assert_num_queries(1), keys.opened(matter.pk) as seal:
        opened = [seal.reveal(row, "aliases").reveal() for row in rows]
        names = {seal.digest(row.name.encode()).hmac for row in rows}

    assert opened == [str(number) for number in range(600)]
    assert names == {keys.digest(matter.pk, row.name.encode()).hmac for row in rows}


def test_keys_do_not_outlive_their_block_even_when_it_fails():
    matter = factories.matter()
    row = _party(matter)

    with pytest.raises(RuntimeError), keys.opened(matter.pk) as seal:
        raise RuntimeError

    assert repr(seal) == f"<Seal of {matter.pk}, closed>"
    with pytest.raises(ValueError, match="closed"):
        seal.reveal(row, "aliases")
    with pytest.raises(ValueError, match="closed"):
        seal.digest(b"text")


def test_a_seal_refuses_the_row_of_another_matter():
    row = _party(factories.matter())

    with keys.opened(factories.matter().pk) as seal, pytest.raises(ValueError, match="another matter"):
        seal.reveal(row, "aliases")


def test_an_open_seal_does_not_show_its_keys():
    matter = factories.matter()

    with keys.opened(matter.pk) as seal:
        shown = repr(seal)

    assert shown == f"<Seal of {matter.pk}>"


def test_making_a_matters_keys_is_on_record_without_them():
    matter = factories.matter()

    entry = Entry.objects.get(event="matters.keys_made")

    assert entry.matter == matter.pk
    assert entry.facts == {"version": 1, "firm_version": 1}


def test_that_matters_of_an_older_version_open_does_not_speak_for_the_newest(tmp_path, settings):
    """Its line was put in anew and is another's: what is sealed under that now would not open once it is put right."""
    first = factories.matter()
    client, office, lawyer = first.client, first.office, first.responsible
    old = Path(settings.FIRMAI_KEY_FILE).read_text()
    settings.FIRMAI_KEY_FILE = str(tmp_path / "key")
    keyfile.create(tmp_path / "key", version=2)
    with open(tmp_path / "key", "a") as file:
        file.write(old)
    for _ in range(3):
        factories.matter(client=client, office=office, responsible=lawyer)
    (tmp_path / "key").unlink()
    keyfile.create(tmp_path / "key", version=2)
    with open(tmp_path / "key", "a") as file:
        file.write(old)

    with pytest.raises(keys.WrongKey):
        factories.matter(client=client, office=office, responsible=lawyer)

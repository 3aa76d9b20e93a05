from apps.core import errors
from apps.core.identity import Identified


def test_a_row_has_its_name_before_it_is_saved():
    class Thing(Identified):
        class Meta:
            app_label = "core_tests"

    one, other = Thing(), Thing()

    assert (one.pk.version, one.pk == other.pk) == (4, False)


def test_a_refusal_carries_its_sentence_and_its_codes():
    refusal = errors.NotAllowed("The client was not told.", codes=["client_not_told"])

    assert (str(refusal), refusal.codes) == ("The client was not told.", ("client_not_told",))
    assert isinstance(refusal, errors.FirmaiError)

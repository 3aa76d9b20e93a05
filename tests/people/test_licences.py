"""Licences on record: of every law society, corrected where they were a mistake, and never one's own alone."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core.errors import BadInput, NotAllowed, WrongState
from apps.core.provinces import Province
from apps.people import queries, services
from apps.people.licence_models import LICENSES
from apps.people.models import Licence, LicenceClass, Regulator, Scope, User
from tests import factories

pytestmark = pytest.mark.django_db
SINCE = dt.date(2015, 1, 5)


@pytest.fixture
def admin():
    return factories.administrator()


@pytest.fixture
def staff(admin):
    """Somebody without a licence."""
    return factories.person("staff", name="Judith Okafor")


def browser(user):
    made = Client()
    made.force_login(user)
    return made


def record(user, by, *, kind=LicenceClass.LAWYER, regulator=Regulator.LSO, number="71930F", **more):
    scope = [Scope.SMALL_CLAIMS] if kind == LicenceClass.PARALEGAL else []
    return services.record_licence(
        user=user,
        licence_class=kind,
        regulator=regulator,
        number=number,
        by=by,
        **{"scope": scope, "since": SINCE} | more,
    )


# --- who licenses


@pytest.mark.parametrize("province", Province)
def test_a_lawyer_of_each_province_and_territory_is_on_record_as_what_they_are(province, staff, admin):
    (regulator,) = (
        each
        for each, (where, kinds) in LICENSES.items()
        if where == province and LicenceClass.LAWYER in kinds
    )

    record(staff, admin, regulator=regulator)

    assert staff.current_licence.regulator == regulator


def test_every_law_society_says_where_and_whom_it_licenses():
    assert set(LICENSES) == set(Regulator)
    assert len(Regulator) == 14


@pytest.mark.parametrize(
    ("kind", "regulators"),
    [
        (LicenceClass.PARALEGAL, {Regulator.LSO}),
        (LicenceClass.NOTARY, {Regulator.CHAMBRE}),
        (LicenceClass.LAWYER, set(Regulator) - {Regulator.CHAMBRE}),
    ],
)
def test_a_class_is_licensed_by_whoever_licenses_it_and_by_nobody_else(kind, regulators, staff, admin):
    for regulator in Regulator:
        if regulator in regulators:
            record(staff, admin, kind=kind, regulator=regulator)
        else:
            with pytest.raises(BadInput, match="no licence of this class"):
                record(staff, admin, kind=kind, regulator=regulator)

    assert set(Licence.objects.filter(user=staff).values_list("regulator", flat=True)) == regulators


def test_the_form_offers_each_under_its_province(staff, admin):
    page = browser(admin).get(reverse("people:new_licence", args=[staff.pk])).content.decode()

    nova_scotia = page.split('<optgroup label="Nova Scotia">')[1].split("</optgroup>")[0]
    assert 'value="nsbs"' in nova_scotia
    quebec = page.split('<optgroup label="Quebec">')[1].split("</optgroup>")[0]
    assert 'value="barreau"' in quebec
    assert 'value="chambre"' in quebec


# --- recorded by mistake


def last_entry():
    return Entry.objects.order_by("id").last()


def test_a_number_recorded_for_the_wrong_person_moves_to_the_right_one(staff, admin):
    wrong = factories.person("staff")
    licence = record(wrong, admin)

    services.withdraw_licence(licence=licence, by=admin)

    licence.refresh_from_db()
    assert (wrong.current_licence, licence.withdrawn_by, licence.standing) == (None, admin, "withdrawn")
    assert (last_entry().event, last_entry().subject) == ("people.licence_withdrawn", licence.pk)
    assert last_entry().facts == {"user": str(wrong.pk), "licence_class": "lawyer"}
    right = record(staff, admin)
    assert staff.current_licence == right


def test_what_was_recorded_as_a_lawyers_becomes_a_paralegals(staff, admin):
    services.withdraw_licence(licence=record(staff, admin), by=admin)

    record(staff, admin, kind=LicenceClass.PARALEGAL)

    assert staff.current_licence.licence_class == LicenceClass.PARALEGAL


def test_it_is_withdrawn_once_and_not_changed_afterwards(staff, admin):
    licence = record(staff, admin)
    services.withdraw_licence(licence=licence, by=admin)

    with pytest.raises(WrongState, match="withdrawn already"):
        services.withdraw_licence(licence=licence, by=admin)
    assert last_entry().facts == {"attempted": "withdraw_licence", "reasons": ["wrong_state"]}
    with pytest.raises(WrongState):
        services.change_licence(licence=licence, scope=[], since=SINCE, until=SINCE, by=admin)

    licence.refresh_from_db()
    assert licence.until is None


def test_the_list_of_people_knows_it_no_more(staff, admin):
    services.withdraw_licence(licence=record(staff, admin), by=admin)

    assert staff in queries.found(licence="none")
    assert queries.page(queries.found(words="Judith"))[0][0].licence is None


def test_the_database_holds_that_whoever_withdrew_it_is_named(staff, admin):
    licence = record(staff, admin)

    for given in (
        {"withdrawn_at": timezone.now()},
        {"withdrawn_by": admin},
        {"withdrawn_at": licence.recorded_at - dt.timedelta(days=1), "withdrawn_by": admin},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Licence.objects.filter(pk=licence.pk).update(**given)
    with pytest.raises(IntegrityError, match="one_licence_per_number"), transaction.atomic():
        Licence.objects.create(
            user=admin, licence_class="lawyer", regulator="lso", number="71930F", since=SINCE
        )


# --- one's own


def attempts(by):
    """Each act on an administrator's own licence."""
    kept = Licence.objects.create(user=by, licence_class="lawyer", regulator="lsa", number="7", since=SINCE)
    return {
        "record_licence": lambda who: record(by, who),
        "change_licence": lambda who: services.change_licence(
            licence=kept, scope=[], since=SINCE, until=dt.date(2040, 1, 1), by=who
        ),
        "withdraw_licence": lambda who: services.withdraw_licence(licence=kept, by=who),
    }


@pytest.mark.parametrize("act", ["record_licence", "change_licence", "withdraw_licence"])
@pytest.mark.parametrize("other", ["partner", "administrator"])
def test_an_administrator_records_no_licence_of_their_own(act, other, admin):
    somebody = factories.person(other)
    tried = attempts(admin)[act]
    before = list(Licence.objects.order_by("pk").values())

    with pytest.raises(NotAllowed, match="Somebody else records your licence"):
        tried(admin)

    assert list(Licence.objects.order_by("pk").values()) == before
    assert last_entry().facts == {"attempted": act, "reasons": ["own_licence"]}
    tried(somebody)
    assert list(Licence.objects.order_by("pk").values()) != before


def test_whoever_is_alone_records_their_own(admin):
    User.objects.people().exclude(pk=admin.pk).update(is_active=False)

    assert record(admin, admin).recorded_by == admin


def test_a_partner_records_no_licence_but_an_administrators(staff, admin):
    partner = factories.person("partner")

    for who in (staff, partner):
        with pytest.raises(NotAllowed, match="Only an administrator"):
            record(who, partner)

    assert not staff.licences.exists()
    assert record(admin, partner).recorded_by == partner


# --- the pages


def test_it_is_withdrawn_on_the_persons_page_and_stays_there(staff, admin):
    licence, page = record(staff, admin), reverse("people:person", args=[staff.pk])
    address = reverse("people:withdraw_licence", args=[staff.pk, licence.pk])
    assert address in browser(admin).get(page).content.decode()

    browser(admin).post(address)

    shown = browser(admin).get(page).content.decode()
    assert "recorded by mistake" in shown
    assert address not in shown
    assert browser(admin).post(address).status_code == 404
    assert reverse("review:under_licence", args=[licence.pk]) in (
        browser(factories.person("partner")).get(page).content.decode()
    )


def test_a_partner_reaches_the_pages_of_an_administrators_licence_and_of_no_others(staff, admin):
    visitor = browser(factories.person("partner"))

    assert visitor.get(reverse("people:new_licence", args=[admin.pk])).status_code == 200
    assert visitor.get(reverse("people:new_licence", args=[staff.pk])).status_code == 404
    licence = record(staff, admin)
    for page in ("licence", "withdraw_licence"):
        address = reverse(f"people:{page}", args=[staff.pk, licence.pk])
        assert visitor.post(address, {"since": "2015-01-05"}).status_code == 404
    licence.refresh_from_db()
    assert licence.withdrawn_at is None


@pytest.mark.parametrize(
    "change", [{"licence_class": "notary"}, {"regulator": "lsbc"}, {"number": "1"}, {"user": True}], ids=str
)
def test_the_database_keeps_a_licence_as_what_and_whose_it_was_recorded(staff, admin, change):
    licence = record(staff, admin)
    given = {"user": admin} if "user" in change else change

    with pytest.raises(IntegrityError, match="stays as it was recorded"), transaction.atomic():
        Licence.objects.filter(pk=licence.pk).update(**given)

    services.change_licence(licence=licence, scope=[], since=SINCE, until=dt.date(2030, 1, 1), by=admin)
    services.withdraw_licence(licence=licence, by=admin)
    with pytest.raises(IntegrityError, match="stays withdrawn"), transaction.atomic():
        Licence.objects.filter(pk=licence.pk).update(withdrawn_at=None, withdrawn_by=None)
    with pytest.raises(IntegrityError, match="not removed"), transaction.atomic():
        Licence.objects.filter(pk=licence.pk).delete()

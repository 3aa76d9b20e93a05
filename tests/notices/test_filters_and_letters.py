"""Views of the queue that people keep, and e-mail without content."""

import datetime as dt
from smtplib import SMTPDataError, SMTPRecipientsRefused

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends import locmem
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import Entry
from apps.core import ciphers
from apps.core.errors import BadInput, NotAllowed
from apps.desk import posture
from apps.desk.seen import Status
from apps.notices import filters, mailing, queries, services
from apps.notices.models import (
    ALWAYS_MAILED,
    CHOSEN,
    Letter,
    NoticeKind,
    Notification,
    NotTaken,
    Page,
    SavedFilter,
)
from apps.people.models import User
from tests.drafting import factories as f

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 11, 25, 14, 0, tzinfo=dt.UTC)  # nine in Toronto
NIGHT = dt.datetime(2026, 11, 25, 6, 0, tzinfo=dt.UTC)  # one in Toronto


def told(user, kind=NoticeKind.DRAFT_READY, matter=None, entry=1, at=None):
    return Notification.objects.create(
        user=user, kind=kind, matter=matter, subject=user.pk, entry=entry, **({"at": at} if at else {})
    )


def send_all():
    return [services.send_letter(pk) for pk in services.claim_letters(10)]


def test_nobody_is_mailed_who_did_not_choose_it():
    told(f.person("lawyer"))

    assert send_all() == []
    assert mail.outbox == []


def test_a_letter_says_how_many_of_which_kind_and_names_nothing():
    lawyer = f.person("lawyer")
    matter = f.matter(responsible=lawyer)
    services.choose(kind="draft_ready", way="mail", by=lawyer)
    for entry in (1, 2):
        told(lawyer, matter=matter, entry=entry)
    told(lawyer, NoticeKind.RETURNED, matter, entry=3)

    assert send_all() == [2]
    assert send_all() == []

    (letter,) = mail.outbox
    assert letter.to == [lawyer.email]
    assert letter.subject == "firmai: 2 things to see"
    assert "2 × A draft is ready for your review" in letter.body
    for word in (
        matter.title,
        matter.number,
        str(matter.client),
        str(matter.pk),
        lawyer.full_name,
        "returned",
    ):
        assert word not in letter.subject + letter.body
    assert Entry.objects.filter(event="notices.notified").count() == 2


def test_the_daily_letter_comes_once_in_the_morning():
    lawyer = f.person("lawyer")
    services.choose(kind="draft_ready", way="digest", by=lawyer)
    with time_machine.travel(NIGHT, tick=False):
        told(lawyer)
        assert send_all() == []
    with time_machine.travel(MORNING, tick=False):
        assert send_all() == [1]
        told(lawyer, entry=2)
        assert send_all() == []
    with time_machine.travel(MORNING + dt.timedelta(days=1), tick=False):
        assert send_all() == [1]
    assert len(mail.outbox) == 2


def test_what_is_said_after_the_daily_letter_waits_for_the_next_one():
    lawyer = f.person("lawyer")
    services.choose(kind="draft_ready", way="digest", by=lawyer)
    with time_machine.travel(MORNING, tick=False) as clock:
        told(lawyer)
        assert send_all() == []
        clock.shift(dt.timedelta(hours=6))
        told(lawyer, entry=2)
        assert send_all() == []

        clock.shift(dt.timedelta(hours=17, minutes=1))
        assert send_all() == [2]
    assert len(mail.outbox) == 1


def test_a_screen_raised_in_between_holds():
    partner = f.person("partner")
    matter = f.matter()
    services.choose(kind="draft_ready", way="mail", by=partner)
    told(partner, matter=matter)
    matter.screens.create(user=partner, reason="personal", raised_by=matter.responsible)

    assert send_all() == [0]
    assert send_all() == []
    assert mail.outbox == []


def test_what_a_screen_hides_does_not_hold_the_daily_letter_back():
    with time_machine.travel(MORNING, tick=False) as clock:
        partner, hidden = f.person("partner"), f.matter()
        services.choose(kind="draft_ready", way="digest", by=partner)
        told(partner, matter=hidden, at=NIGHT)
        hidden.screens.create(user=partner, reason="personal", raised_by=hidden.responsible)
        assert send_all() == [0]
        assert services.claim_letters(10) == []

        clock.shift(dt.timedelta(hours=1))
        told(partner, matter=f.matter(), entry=2, at=NIGHT)

        assert send_all() == [1]
    assert Notification.objects.get(matter=hidden).mailed_at is None
    assert len(mail.outbox) == 1


@pytest.fixture
def server(settings):
    """The mail server, which can be away or refuse an address."""

    def server(state):
        settings.EMAIL_BACKEND = BACKENDS[state]
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    return server


class Killed(BaseException):
    """The worker is gone, wherever it was."""


class DiesBefore(locmem.EmailBackend):
    def send_messages(self, messages):
        raise Killed


class DiesAfter(locmem.EmailBackend):
    def send_messages(self, messages):
        super().send_messages(messages)
        raise Killed


class FallsSilent(locmem.EmailBackend):
    """Takes it, and its answer is lost."""

    def send_messages(self, messages):
        super().send_messages(messages)
        raise TimeoutError


class Full(locmem.EmailBackend):
    def send_messages(self, messages):
        raise SMTPDataError(452, b"no room")


BACKENDS = {
    **{each.__name__: f"{__name__}.{each.__name__}" for each in (DiesBefore, DiesAfter, FallsSilent, Full)},
    "away": "django.core.mail.backends.smtp.EmailBackend",
    "there": "django.core.mail.backends.locmem.EmailBackend",
    "refuses": "tests.notices.test_filters_and_letters.Refusing",
}
REFUSED = "refused@firm.example"


class Refusing(locmem.EmailBackend):
    """A mail server that does not know one address."""

    def send_messages(self, messages):
        for message in messages:
            if REFUSED in message.to:
                raise SMTPRecipientsRefused({REFUSED: (550, b"no such user")})
        return super().send_messages(messages)


def wants(*, address="", entry=1):
    """A lawyer to whom an e-mail is due."""
    lawyer = f.person("lawyer")
    if address:
        lawyer.email = address
        lawyer.save(update_fields=["email"])
    services.choose(kind="draft_ready", way="mail", by=lawyer)
    told(lawyer, entry=entry)
    return lawyer


def recorded():
    return Entry.objects.filter(event="notices.notified").count()


def test_a_server_that_is_down_for_a_day_leaves_no_line_that_says_people_were_told(server):
    server("away")
    with time_machine.travel(MORNING, tick=False) as clock:
        wants(), wants()
        for _ in range(24):
            assert send_all() == [0, 0]
            clock.shift(mailing.LONGEST_PAUSE)

        assert recorded() == 0
        assert Notification.objects.filter(mailed_at=None).count() == 2

        server("there")
        clock.shift(mailing.LONGEST_PAUSE)
        assert sum(send_all()) == 2

    assert recorded() == 2
    assert len(mail.outbox) == 2
    assert not Letter.objects.exists()


def test_what_was_not_taken_is_tried_with_growing_pauses(server):
    server("away")
    pauses = []
    with time_machine.travel(MORNING, tick=False) as clock:
        wants()
        for _ in range(9):
            assert send_all() == [0]
            assert send_all() == []
            letter = Letter.objects.get()
            pauses.append((letter.try_after - timezone.now()) // dt.timedelta(minutes=1))
            clock.move_to(letter.try_after)

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert (letter.trouble, letter.tries, letter.since) == (NotTaken.SERVER, 9, MORNING)


def test_a_refused_address_holds_up_only_its_person(server):
    server("refuses")
    with time_machine.travel(MORNING, tick=False) as clock:
        refused, other = wants(address=REFUSED), wants()

        assert sorted(send_all()) == [0, 1]
        assert send_all() == []

        assert [letter.to for letter in mail.outbox] == [[other.email]]
        assert recorded() == 1
        letter = Letter.objects.get()
        assert (letter.user, letter.trouble) == (refused, NotTaken.ADDRESS)
        clock.shift(mailing.FIRST_PAUSE)
        assert send_all() == [0]


def test_once_the_server_takes_one_everybody_who_waited_for_it_is_due_again(server):
    server("away")
    with time_machine.travel(MORNING, tick=False) as clock:
        for _ in range(3):
            wants()
        for _ in range(30):
            send_all()
            clock.shift(dt.timedelta(minutes=5))
        server("there")
        wants()

        assert send_all() == [1]
        assert send_all() == [1, 1, 1]


def test_a_letter_that_a_worker_is_at_is_sent_by_no_other():
    with time_machine.travel(MORNING, tick=False) as clock:
        lawyer = wants()
        [user_id] = services.claim_letters(10)
        assert services.claim_letters(10) == []
        taken = mailing._take(lawyer)
        told(lawyer, entry=2)

        clock.shift(60)
        assert send_all() == [0]
        assert services.send_letter(user_id) == 0

        mailing._taken(lawyer, taken)
        assert send_all() == [1]
    assert recorded() == 2


def test_a_long_sending_keeps_its_letter_until_it_ends(server):
    server("Full")
    with time_machine.travel(MORNING, tick=False) as clock:
        lawyer = wants()
        taken = mailing._take(lawyer)
        clock.shift(60)
        services.claim_letters(10)
        assert Letter.objects.get().taken_until is not None

        mailing._not_taken(lawyer, taken, NotTaken.SERVER)

        assert services.claim_letters(10) == []
        clock.shift(mailing.FIRST_PAUSE)
        assert services.claim_letters(10) == [lawyer.pk]


class TestASendingThatIsCutOff:
    @pytest.mark.parametrize(("dies", "went"), [("DiesBefore", 0), ("DiesAfter", 1)])
    def test_a_worker_killed_around_it_sends_it_once_at_most(self, server, dies, went):
        with time_machine.travel(MORNING, tick=False) as clock:
            lawyer = wants()
            server(dies)
            with pytest.raises(Killed):
                send_all()
            server("there")

            for _ in range(24):
                clock.shift(mailing.AT_IT)
                assert sum(send_all()) == 0
            assert len(mail.outbox) == went
            assert recorded() == 0
            self.check_is_seen(lawyer)

            told(lawyer, entry=2)
            assert send_all() == [1]
        assert len(mail.outbox) == went + 1

    def test_an_answer_that_is_lost_is_not_taken_for_a_no(self, server):
        with time_machine.travel(MORNING, tick=False) as clock:
            lawyer = wants()
            server("FallsSilent")
            assert send_all() == [0]

            clock.shift(mailing.LONGEST_PAUSE)
            assert send_all() == []
            self.check_is_seen(lawyer)
        assert len(mail.outbox) == 1

    def test_a_server_that_says_no_is_tried_again(self, server):
        with time_machine.travel(MORNING, tick=False) as clock:
            wants()
            server("Full")
            assert send_all() == [0]
            server("there")

            clock.shift(mailing.FIRST_PAUSE)
            assert send_all() == [1]
        assert len(mail.outbox) == 1

    def check_is_seen(self, lawyer):
        client = Client()
        client.force_login(lawyer)
        said = "The e-mail about this was cut off and may not have gone."
        assert said in client.get("/notices/").content.decode()
        [control] = posture.look("mail")
        assert control.status == "warn"
        assert lawyer.full_name in control.evidence


def test_who_read_it_here_meanwhile_is_waited_for_no_more(server):
    server("away")
    with time_machine.travel(MORNING, tick=False) as clock:
        lawyer = wants()
        send_all()
        services.mark_all_read(newest=Notification.objects.get(), by=lawyer)
        clock.shift(mailing.LONGEST_PAUSE)
        services.claim_letters(10)

    assert not Letter.objects.exists()


class TestAnOutageIsSeen:
    def seen(self):
        [control] = posture.look("mail")
        return control.status, control.evidence

    def metrics(self):
        return Client().get("/metrics", REMOTE_ADDR="127.0.0.1").content.decode()

    def test_by_operators_and_administrators_once_it_is_long(self, server):
        server("away")
        with time_machine.travel(MORNING, tick=False) as clock:
            administrator = f.person("administrator")
            wants()
            assert self.seen()[0] is Status.OK
            send_all()
            assert self.seen()[0] is Status.WARN

            clock.shift(dt.timedelta(minutes=16))

            status, evidence = self.seen()
            assert status is Status.FAIL
            assert "1 person waits" in evidence
            assert 'firmai_letters_not_taken{trouble="server"} 1' in self.metrics()
            assert "firmai_letters_not_taken_seconds 960" in self.metrics()
            client = Client()
            client.force_login(administrator)
            assert "not going out" in client.get("/").content.decode()

    def test_a_refused_address_is_a_warning_that_names_whose(self, server):
        server("refuses")
        refused = wants(address=REFUSED)
        send_all()

        status, evidence = self.seen()

        assert status is Status.WARN
        assert refused.full_name in evidence
        assert REFUSED not in self.metrics()
        assert 'firmai_letters_not_taken{trouble="address"} 1' in self.metrics()


@pytest.mark.parametrize(
    ("kind", "days", "went"), [("draft_ready", 3, 0), ("role_asked", 3, 1), ("role_asked", 31, 0)]
)
def test_what_is_always_mailed_goes_after_an_outage_of_days_and_what_was_chosen_is_stale(kind, days, went):
    with time_machine.travel(MORNING, tick=False):
        partner = f.person("partner")
        if kind not in ALWAYS_MAILED:
            services.choose(kind=kind, way="mail", by=partner)
        told(partner, NoticeKind(kind), at=MORNING - dt.timedelta(days=days))

        assert sum(send_all()) == len(mail.outbox) == went


def test_without_a_mail_server_nothing_is_claimed(settings):
    lawyer = f.person("lawyer")
    services.choose(kind="draft_ready", way="mail", by=lawyer)
    told(lawyer)
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

    assert services.claim_letters(10) == []


@pytest.mark.parametrize("given", [("draft_ready", "pigeon"), ("weather", "mail")])
def test_only_what_there_is_can_be_chosen(given):
    with pytest.raises(BadInput):
        services.choose(kind=given[0], way=given[1], by=f.person("lawyer"))


def kept(by, *, shared=False, name="Filings this week", **given):
    return services.save_filter(
        page=Page.QUEUE, name=name, asked={"show": "team"} | given, shared=shared, by=by
    )


def test_a_filter_is_kept_replaced_and_shared():
    lawyer, other = f.person("lawyer"), f.person("lawyer")
    kept(lawyer)
    kept(lawyer, kind="court_filing", due="week", shared=True)

    saved = SavedFilter.objects.visible_to(other).get()

    assert saved.query == "show=team&kind=court_filing&due=week"
    with pytest.raises(NotAllowed):
        services.remove_filter(saved=saved, by=other)
    assert SavedFilter.objects.get() == saved
    services.remove_filter(saved=saved, by=lawyer)
    assert not SavedFilter.objects.exists()
    assert [entry.facts for entry in Entry.objects.filter(event="notices.filter_shared").order_by("id")] == [
        {"shared": True},
        {"shared": False},
    ]


def queue_of(user):
    client = Client()
    client.force_login(user)
    return client.get(reverse("review:queue")).content.decode()


def test_a_shared_filter_tells_nobody_of_a_matter_they_are_kept_from():
    lawyer, screened = f.person("lawyer"), f.person("partner")
    matter = f.matter(responsible=lawyer)
    kept(lawyer, shared=True, matter=matter)
    assert f">My teams · {matter.number}</a>" in queue_of(screened)
    matter.screens.create(user=screened, reason="personal", raised_by=lawyer)

    assert not SavedFilter.objects.visible_to(screened).exists()
    assert matter.number not in queue_of(screened)
    with pytest.raises(NotAllowed):
        kept(screened, matter=matter)


def test_a_name_is_its_owners_and_colleagues_read_what_the_filter_asks_for():
    lawyer, screened = f.person("lawyer"), f.person("partner")
    matter = f.matter(responsible=lawyer)
    matter.screens.create(user=screened, reason="personal", raised_by=lawyer)
    type(matter.client).objects.filter(pk=matter.client_id).update(name="Ida Quarrington")
    kept(lawyer, shared=True, name="Quarrington, to file", kind="court_filing", due="week")

    own, others = queue_of(lawyer), queue_of(screened)

    assert ">Quarrington, to file</a>" in own
    assert "Quarrington" not in others
    assert ">My teams · Court filing · Within a week</a>" in others
    assert lawyer.short_name in others


def test_what_somebody_shared_who_left_is_in_nobodys_way():
    lawyer, colleague = f.person("lawyer"), f.person("lawyer")
    kept(lawyer, shared=True)
    assert SavedFilter.objects.visible_to(colleague).count() == 1
    User.objects.filter(pk=lawyer.pk).update(is_active=False)

    assert not SavedFilter.objects.visible_to(colleague).exists()


def test_a_kept_filter_names_a_matter_by_its_id_and_holds_no_words_of_it():
    lawyer = f.person("lawyer")
    matter = f.matter(responsible=lawyer)

    saved = kept(lawyer, matter=matter)

    assert saved.query == f"show=team&matter={matter.pk}"
    values = [str(getattr(saved, field.attname)) for field in SavedFilter._meta.concrete_fields]
    assert not [value for value in values if matter.title in value or matter.number in value]


def test_what_a_person_calls_a_filter_rests_sealed_and_opens_for_no_other_row():
    lawyer = f.person("lawyer")
    saved, other = kept(lawyer, name="The Halloran matter"), kept(lawyer, name="Late")

    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text, s.name FROM notices_savedfilter s WHERE id = %s", [saved.pk])
        row, name = cursor.fetchone()

    assert b"Halloran" not in bytes(name)
    assert "Halloran" not in row
    assert b"Halloran".hex() not in row
    assert SavedFilter.objects.get(pk=saved.pk).called == "The Halloran matter"
    SavedFilter.objects.filter(pk=other.pk).update(name=saved.name)
    with pytest.raises(ciphers.CannotOpen):
        len(SavedFilter.objects.get(pk=other.pk).called)


def test_the_queue_lists_them_by_name():
    lawyer = f.person("lawyer")
    for name in ("late", "Early", "middle"):
        kept(lawyer, name=name)
    client = Client()
    client.force_login(lawyer)

    shown = client.get(reverse("review:queue")).content.decode()

    places = [shown.index(f">{name}</a>") for name in ("Early", "late", "middle")]
    assert places == sorted(places)


def test_a_name_that_cannot_be_opened_holds_up_neither_the_queue_nor_what_is_kept_next():
    lawyer, colleague = f.person("lawyer"), f.person("lawyer")
    spoiled = kept(colleague, name="Spoiled", shared=True)
    kept(colleague, name="Whole", shared=True)
    SavedFilter.objects.filter(pk=spoiled.pk).update(name=b"something else")

    for reader in (lawyer, colleague):
        client = Client()
        client.force_login(reader)
        page = client.get(reverse("review:queue"))
        assert page.status_code == 200
        assert (">Whole</a>" if reader == colleague else ">My teams</a>") in page.content.decode()
    assert kept(colleague, name="Another").called == "Another"


def test_what_colleagues_share_leaves_room_for_all_of_ones_own():
    lawyer, colleague, other = (f.person("lawyer") for _ in range(3))
    own = kept(lawyer, name="Mine")
    for n in range(filters.MOST):
        kept(colleague, name=f"Theirs {n}", shared=True)
        kept(other, name=f"Others {n}", shared=True)

    shown = queries.filters_of_the_queue(lawyer).rows()

    assert own in shown
    assert len(shown) == 2 * filters.MOST


def test_a_name_stands_for_the_newest_of_it_and_there_is_room_for_so_many():
    lawyer = f.person("lawyer")
    for n in range(filters.MOST):
        kept(lawyer, name=f"View {n}")

    kept(lawyer, name="View 0", due="week")
    with pytest.raises(BadInput, match="there is room for"):
        kept(lawyer, name="One more")

    assert lawyer.saved_filters.count() == filters.MOST
    assert [each.due for each in lawyer.saved_filters.all() if each.called == "View 0"] == ["week"]


def test_a_filter_of_the_log_that_asks_for_more_is_another():
    lawyer = f.person("lawyer")
    wide = services.save_filter(asked={"event": "review.approved", "outcome": "done"}, by=lawyer)

    narrow = services.save_filter(asked={"event": "review.approved"}, by=lawyer)

    assert narrow != wide
    assert services.save_filter(asked={"event": "review.approved"}, by=lawyer) == narrow
    assert lawyer.saved_filters.count() == 2


@pytest.mark.parametrize("asked", [{"show": "x"}, {"kind": "x"}, {"due": "x"}, {"name": " "}])
def test_what_the_queue_does_not_know_is_not_kept(asked):
    with pytest.raises(BadInput):
        kept(f.person("lawyer"), **asked)

    assert not SavedFilter.objects.exists()


def test_the_queue_shows_what_was_kept_and_leads_back_to_it():
    lawyer = f.person("lawyer")
    client = Client()
    client.force_login(lawyer)

    response = client.post(
        reverse("notices:keep_view"), {"name": "Late", "queue": "show=team&due=overdue"}, follow=True
    )

    assert response.redirect_chain[-1][0] == f"{reverse('review:queue')}?show=team&due=overdue"
    assert ">Late</a>" in response.content.decode()


def test_how_somebody_is_told_is_theirs_to_choose_or_always_by_mail_and_nothing_between():
    assert set(NoticeKind) == {*CHOSEN, *ALWAYS_MAILED}
    assert not CHOSEN.keys() & ALWAYS_MAILED


def test_the_page_of_notices_takes_choices_and_hides_what_a_screen_hides():
    partner = f.person("partner")
    matter = f.matter()
    told(partner, matter=matter)
    client = Client()
    client.force_login(partner)
    assert matter.title in client.get(reverse("notices:list")).content.decode()
    matter.screens.create(user=partner, reason="personal", raised_by=matter.responsible)

    client.post(reverse("notices:ways"), {"draft_ready": "digest"})
    html = client.get(reverse("notices:list")).content.decode()

    assert matter.title not in html
    assert '<option value="digest" selected>' in html

"""Who takes which entries away, for whom, under which names, and what the log says of it."""

import datetime as dt
import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from apps.audit import notes
from apps.audit.bundles import verifier
from apps.audit.bundles.selection import Scope
from apps.audit.events import Event
from apps.audit.models import Entry
from apps.core.errors import NotAllowed
from apps.desk import exporting, summary
from apps.desk.exporting import NothingThere, Recipient
from tests import factories as f
from tests.audit import rows
from tests.audit.sequenced import sequence_all

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


class House:
    """A partner with a matter, another partner with another, both in a signed log."""

    def __init__(self):
        self.partner, self.other = f.person("partner", name="Ada Nwosu"), f.person("partner", name="Ben Roy")
        self.mine = f.matter(responsible=self.partner, title="Re the estate of Adeyemi")
        self.theirs = f.matter(responsible=self.other, title="Re the lease of Tremblay")
        for matter in (self.mine, self.theirs):
            f.party(matter, by=matter.responsible)
        sequence_all()


@pytest.fixture
def house():
    return House()


def auditor():
    return f.person("auditor", name="Chloe Dubois")


def taken(user, *, recipient=Recipient.REGULATOR, named=True, **scope):
    made = exporting.export(scope=Scope(**scope), recipient=recipient, named=named, by=user)
    return b"".join(made.pieces)


def files(data):
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def sound(data, tmp_path):
    (tmp_path / "b.zip").write_bytes(data)
    return verifier.check(tmp_path / "b.zip", given=[str(key) for key in notes.verifiers()])


def matters_in(data):
    return {json.loads(line)["matter"] for line in files(data)["entries.txt"].splitlines()}


def last():
    entry = Entry.objects.latest("pk")
    return entry.event, entry.content


def test_a_partner_takes_a_matter_of_their_own_whole(house, tmp_path):
    data = taken(house.partner, matter=house.mine.pk)

    assert sound(data, tmp_path)["entries"] == Entry.objects.filter(matter=house.mine.pk).count() - 1
    assert matters_in(data) == {str(house.mine.pk)}
    names = json.loads(files(data)["names.json"])
    assert names["matters"] == {str(house.mine.pk): str(house.mine)}
    assert names["people"][str(house.partner.pk)] == "Ada Nwosu"
    assert LEFT_OUT not in files(data)["summary.html"].decode()


def test_nothing_of_another_matter_is_in_any_file_of_it(house):
    shown = b"\n".join(files(taken(house.partner, matter=house.mine.pk)).values())

    paper = " ".join(
        page.extract_text()
        for page in PdfReader(
            io.BytesIO(files(taken(house.partner, matter=house.mine.pk))["summary.pdf"])
        ).pages
    )
    for word in (
        house.theirs.pk,
        house.theirs.number,
        "Tremblay",
        house.other.pk,
        "Ben Roy",
        house.theirs.client_id,
    ):
        assert str(word).encode() not in shown
        assert str(word) not in paper
    for entry in Entry.objects.exclude(matter=house.mine.pk):
        assert entry.content["nonce"].encode() not in shown


def test_the_export_is_in_the_log_with_who_what_for_whom_and_how_much(house):
    taken(house.partner, matter=house.mine.pk, recipient=Recipient.CLIENT, named=False)

    event, content = last()
    assert event == "log.exported"
    assert (content["by"], content["on"]["id"], content["matter"]) == (
        str(house.partner.pk),
        str(house.mine.pk),
        str(house.mine.pk),
    )
    assert content["facts"] == {
        "entries": Entry.objects.filter(matter=house.mine.pk).count() - 1,
        "named": False,
        "recipient": "client",
        "scope": "matter",
        "scope_id": str(house.mine.pk),
        "size": Entry.objects.count() - 1,
    }


def test_it_is_in_the_log_before_a_byte_is_sent(house):
    exporting.export(scope=Scope(matter=house.mine.pk), recipient=Recipient.FIRM, by=house.partner)

    assert last()[0] == "log.exported"


@pytest.mark.parametrize("kind", ["person", "period"])
def test_a_partner_takes_only_their_own_matters_of_a_person_or_a_period(house, kind, tmp_path):
    scope = {"person": house.partner.pk} if kind == "person" else period()

    data = taken(house.partner, **scope)

    assert matters_in(data) == {str(house.mine.pk)}
    assert sound(data, tmp_path)["sound"]
    assert LEFT_OUT in files(data)["summary.html"].decode()


LEFT_OUT = "Entries about matters that whoever made this does not answer for or work on"


def period():
    now = dt.datetime.now(dt.UTC)
    return {"since": now - dt.timedelta(days=1), "until": now + dt.timedelta(days=1)}


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_who_reads_the_whole_log_takes_it_without_content_and_without_names_of_matters(house, role, tmp_path):
    user = f.administrator() if role == "administrator" else auditor()
    sequence_all()

    data = taken(user, **period())

    assert sound(data, tmp_path)["entries"] == Entry.objects.count() - 1
    assert {str(house.mine.pk), str(house.theirs.pk)} <= matters_in(data)
    assert json.loads(files(data)["names.json"])["matters"] == {}
    assert b"Adeyemi" not in b"\n".join(files(data).values())
    assert LEFT_OUT not in files(data)["summary.html"].decode()


@pytest.mark.parametrize("screened", [True, False])
def test_what_a_screen_leaves_out_of_one_matters_entries_is_said_whether_or_not_there_is_one(house, screened):
    reader = auditor()
    f.screen(house.mine, reader if screened else f.person("lawyer"))
    sequence_all()

    made = files(taken(reader, matter=house.mine.pk))

    events = [json.loads(line)["event"] for line in made["entries.txt"].splitlines()]
    assert ("matters.screen_raised" in events) is not screened
    assert (
        "Entries about a screen around whoever made this, if there are any" in made["summary.html"].decode()
    )


def test_an_auditor_as_recipient_learns_no_name_of_a_matter(house):
    data = taken(house.partner, matter=house.mine.pk, recipient=Recipient.AUDITOR)

    assert json.loads(files(data)["names.json"])["matters"] == {}
    assert b"Adeyemi" not in b"\n".join(files(data).values())
    assert b"Ada Nwosu" in files(data)["names.json"]


def test_without_names_there_is_none(house):
    shown = files(taken(house.partner, matter=house.mine.pk, named=False))

    assert json.loads(shown["names.json"]) == {"matters": {}, "people": {}}
    assert b"Nwosu" not in b"\n".join(shown.values())


REFUSED = {
    "a lawyer's own matter": ("lawyer", "mine", Recipient.FIRM, "role_does_not_export"),
    "a clerk": ("clerk", "mine", Recipient.FIRM, "role_does_not_export"),
    "another partner's matter": ("partner", "theirs", Recipient.FIRM, "not_own_matter"),
    "a client, of a person": ("partner", "person", Recipient.CLIENT, "not_one_matter"),
    "all of time": ("partner", "", Recipient.FIRM, "open_period"),
}


@pytest.mark.parametrize("which", REFUSED)
def test_a_refusal_takes_nothing_and_is_on_record(house, which):
    role, what, recipient, reason = REFUSED[which]
    user = house.partner if role == "partner" else f.member(house.mine, f.person(role))
    scope = {
        "mine": Scope(matter=house.mine.pk),
        "theirs": Scope(matter=house.theirs.pk),
        "person": Scope(person=user.pk),
        "": Scope(),
    }[what]
    before = Entry.objects.count()

    with pytest.raises(NotAllowed):
        exporting.export(scope=scope, recipient=recipient, by=user)

    assert Entry.objects.count() == before + 1
    event, content = last()
    assert (event, content["by"], content["facts"]["reasons"]) == (
        "log.export_refused",
        str(user.pk),
        [reason],
    )


def test_a_screened_partner_takes_nothing_of_the_matter(house):
    f.member(house.theirs, house.partner)
    f.screen(house.theirs, house.partner)
    sequence_all()

    assert matters_in(taken(house.partner, **period())) == {str(house.mine.pk)}
    with pytest.raises(NotAllowed):
        taken(house.partner, matter=house.theirs.pk)


@pytest.mark.parametrize("page", ["export", "dossier"])
def test_a_page_that_was_open_when_the_matter_became_anothers_is_refused_on_record(house, page):
    client = Client()
    client.force_login(house.partner)
    given = {"matter": house.mine.pk, "matters": [house.mine.pk], "recipient": "firm", "privilege": "on"}
    assert str(house.mine.pk) in client.get(reverse(f"desk:{page}")).content.decode()
    f.matters.change_responsible(matter=house.mine, responsible=house.other, by=house.other)
    f.matters.leave_team(matter=house.mine, user=house.partner, by=house.other)

    answer = client.post(reverse(f"desk:{page}"), given)

    assert answer.status_code == 404
    assert last()[0] == "people.act_refused"
    assert last()[1]["facts"]["where"] == f"desk.{page}"


def test_a_closed_account_takes_nothing(house):
    house.partner.is_active = False

    with pytest.raises(NotAllowed):
        taken(house.partner, matter=house.mine.pk)


def test_what_is_not_signed_yet_cannot_be_taken(house):
    fresh = f.matter(responsible=house.partner)
    before = Entry.objects.count()

    with pytest.raises(NothingThere):
        taken(house.partner, matter=fresh.pk)

    assert Entry.objects.count() == before


def test_times_among_the_facts_are_by_the_clock_that_the_summary_names(house):
    admin, ends = f.administrator(), dt.datetime(2026, 11, 27, 18, 5, tzinfo=dt.UTC)
    rows.record(Event.PEOPLE_INVITED, by=admin, user=admin.pk, ends_at=ends, again=False)
    sequence_all()

    with timezone.override("America/Toronto"):
        said = files(taken(admin, **period()))["summary.html"].decode()

    assert "When (UTC)" in said
    assert "27 Nov 2026, 18:05" in said
    assert "13:05" not in said


def test_the_summary_says_on_screen_and_paper_what_the_entries_say(house):
    shown = files(taken(house.partner, matter=house.mine.pk))

    html = shown["summary.html"].decode()
    pdf = PdfReader(io.BytesIO(shown["summary.pdf"]))
    paper = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    for words in ("Ada Nwosu", "opened a matter", house.mine.number, "The names here are the firm's word."):
        assert words.replace("'", "&#x27;") in html
        assert words.replace("'", "’") in paper or words in paper
    assert pdf.metadata.title == "Entries of the firm's log"


def test_the_summary_speaks_the_language_of_who_makes_it(house):
    house.partner.language = "fr"

    assert '<html lang="fr">' in files(taken(house.partner, matter=house.mine.pk))["summary.html"].decode()


def test_a_long_bundle_is_listed_in_part_and_says_so(house, monkeypatch):
    monkeypatch.setattr(summary, "LISTED", 2)

    shown = files(taken(house.partner, matter=house.mine.pk))

    left = len(shown["entries.txt"].splitlines()) - 2
    assert f"{left} more entries are in entries.txt." in shown["summary.html"].decode()


# The page ---------------------------------------------------------------------------------------------------


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_the_page_gives_a_download_that_nothing_keeps(house, tmp_path):
    asked = {"matter": house.mine.pk, "recipient": "client", "named": "on"}

    response = signed_in(house.partner).post(reverse("desk:export"), asked)

    assert response.streaming
    assert response["Cache-Control"] == "no-store, private"
    assert response["Content-Type"] == "application/zip"
    assert house.mine.number not in response["Content-Disposition"]
    assert sound(b"".join(response.streaming_content), tmp_path)["sound"]


@pytest.mark.parametrize("role", ["lawyer", "paralegal", "student", "clerk", "staff"])
def test_a_stranger_finds_no_page_and_an_attempt_is_on_record(house, role):
    user = f.person(role)
    client = signed_in(user)

    assert client.get(reverse("desk:export")).status_code == 404
    assert client.post(reverse("desk:export"), {"matter": house.mine.pk}).status_code == 404

    event, content = last()
    assert (event, content["by"], content["facts"]) == (
        "people.act_refused",
        str(user.pk),
        {"where": "desk.export"},
    )


def test_the_page_lists_a_partners_own_matters_and_no_other(house):
    shown = signed_in(house.partner).get(reverse("desk:export")).content.decode()

    assert house.mine.number in shown
    assert house.theirs.number not in shown


def test_another_partners_matter_is_no_choice(house):
    asked = {"matter": house.theirs.pk, "recipient": "firm"}

    response = signed_in(house.partner).post(reverse("desk:export"), asked)

    assert response.status_code == 404
    assert last()[0] != "log.exported"


def test_the_page_shows_an_auditor_no_name_of_a_matter(house):
    client = signed_in(auditor())
    sequence_all()

    shown = client.get(reverse("desk:export")).content.decode()
    unknown = client.post(
        reverse("desk:export"), {"matter_id": "7" * 32, "recipient": "auditor"}
    ).content.decode()
    data = b"".join(
        client.post(
            reverse("desk:export"), {"matter_id": house.mine.pk, "recipient": "auditor"}
        ).streaming_content
    )

    assert house.mine.number not in shown
    assert "The log knows no matter with that id." in unknown
    assert matters_in(data) == {str(house.mine.pk)}


def test_the_page_says_what_is_wrong_with_a_period(house):
    backwards = {"since": "2026-03-02", "until": "2026-03-01", "recipient": "firm"}
    open_ended = {"since": "2026-03-02", "recipient": "firm"}
    client = signed_in(house.partner)

    assert (
        "The last day is before the first." in client.post(reverse("desk:export"), backwards).content.decode()
    )
    assert (
        "A period has a first and a last day."
        in client.post(reverse("desk:export"), open_ended).content.decode()
    )


# The command ------------------------------------------------------------------------------------------------


def test_the_command_writes_a_file_that_only_its_owner_reads_and_that_verifies(house, tmp_path, capsys):
    path = tmp_path / "out.zip"

    call_command(
        "audit_export",
        f"--matter={house.mine.number}",
        "--for=client",
        f"--by={house.partner.email}",
        f"--to={path}",
    )
    call_command("audit_verify", f"--bundle={path}")

    assert path.stat().st_mode & 0o777 == 0o600
    said = capsys.readouterr().out
    assert "entries," in said
    assert "Sound:" in said
    event, content = last()
    assert (event, content["asked_by"], content["facts"]["recipient"]) == (
        "log.exported",
        str(house.partner.pk),
        "client",
    )


def test_a_fault_of_a_bundle_is_named_and_is_the_exit_status(house, tmp_path, capsys):
    shown = files(taken(house.partner, matter=house.mine.pk))
    for name, content in shown.items():
        (tmp_path / name).write_bytes(content.replace(b"matter_opened", b"matter_closed"))

    with pytest.raises(SystemExit) as stopped:
        call_command("audit_verify", f"--bundle={tmp_path}", "--json")

    assert stopped.value.code == 1
    assert json.loads(capsys.readouterr().out)["fault"]["code"] == "entry"


WRONG = {
    "nobody's e-mail": (["--by=nobody@firm.example", "--matter=1"], "Nobody has that e-mail"),
    "a matter that is not there": (["--matter=9999-1"], "no such matter"),
    "a person who is not there": (["--person=nobody@firm.example"], "no such person"),
    "all of time": ([], "first and a last day"),
}


@pytest.mark.parametrize("which", WRONG)
def test_a_command_that_cannot_be_done_leaves_no_file(house, tmp_path, which):
    arguments, said = WRONG[which]
    by = [] if "--by" in "".join(arguments) else [f"--by={house.partner.email}"]

    with pytest.raises(CommandError, match=said):
        call_command("audit_export", *arguments, *by, "--for=firm", f"--to={tmp_path / 'out.zip'}")

    assert not (tmp_path / "out.zip").exists()
    assert not Entry.objects.filter(event="log.exported").exists()


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30"])
def test_a_day_that_cannot_be_meant_is_said_in_a_line(house, tmp_path, day):
    to = ["--for", "firm", "--by", house.partner.email, "--to", str(tmp_path / "b.zip")]

    with pytest.raises(CommandError, match="YYYY-MM-DD"):
        call_command("audit_export", "--since", "2026-01-01", "--until", day, *to)

    assert not (tmp_path / "b.zip").exists()


def test_the_command_replaces_no_file(house, tmp_path):
    (tmp_path / "out.zip").write_text("something else")

    with pytest.raises(CommandError, match="cannot be made"):
        call_command(
            "audit_export", f"--matter={house.mine.number}", "--for=firm", f"--by={house.partner.email}",
            f"--to={tmp_path / 'out.zip'}",
        )  # fmt: skip

    assert (tmp_path / "out.zip").read_text() == "something else"
    assert not Entry.objects.filter(event="log.exported").exists()

"""Reviews of drafts, and a person's way through everything that stands before an approval."""

from apps.core.sensitive import Sensitive
from apps.matters import keys
from apps.review import queries, services
from apps.review.models import Authority, AuthorityCheck, ReviewTask
from tests.drafting import factories as f

LETTER = "Dear client,\n\nThe lease ends on 3 March 2027 and may be renewed once.\n\nYours truly"
SOURCE = "The lease ends on 3 March 2027 and may be renewed once. Rent is due monthly."


def task(text=LETTER, *, code="client_letter", responsible=None, by=None, matter=None, cites=True):
    """An open review of a client letter that the responsible lawyer may approve once every question is answered."""
    responsible = responsible or (matter.responsible if matter else f.person("lawyer"))
    matter = matter or f.matter(responsible=responsible)
    by = by or responsible
    source = f.source(matter, SOURCE)
    words = "The lease ends on 3 March 2027 and may be renewed once."
    stretches = [f.supported(text, words, source)] if cites and words in text else []
    draft = f.draft(
        matter, by, text, code=code, sources=[source], responsible=responsible, stretches=stretches
    )
    services.collect(10)
    return ReviewTask.objects.get(draft=draft)


def version(task):
    return task.draft.latest


def text(task):
    return keys.reveal(version(task), "text").reveal()


def obstacles(task, by):
    return [each.code.value for each in queries.standing_between(fresh(task), version(task), by)]


def fresh(task):
    return ReviewTask.objects.get(pk=task.pk)


def answer_all(task, by):
    """Every question that is asked, and every check of every authority."""
    task = fresh(task)
    for line, check in queries.open_checks(queries.read(task, version(task))):
        services.find(
            authority=Authority.objects.get(pk=line.authority.pk),
            version=version(task),
            check=check,
            outcome="confirmed",
            source_class="canlii" if check == AuthorityCheck.EXISTS else "",
            by=by,
        )
    for each in queries.standing_between(task, version(task), by):
        if each.target.startswith("check-"):
            services.answer(
                task=task,
                version=version(task),
                item=each.target.removeprefix("check-"),
                answer="done",
                by=by,
            )


def approve(task, by, **given):
    newest = version(task)
    given = {"version": newest, "text_hmac": newest.text_hmac} | given
    return services.approve(task=fresh(task), by=by, **given)


def edit(task, by, text="Dear client,\n\nA new text that a person wrote.\n"):
    return services.edit(task=fresh(task), base_version=version(task), text=Sensitive(text), by=by)

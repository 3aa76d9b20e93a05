"""What the firm means by the practice system's words: set by a person, and listed where nobody has yet."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.audit import services as audit
from apps.audit.events import Event
from apps.core.errors import BadInput
from apps.core.prepared import Prepared
from apps.integrations.models import Connection
from apps.integrations.refusals import Attempt, on_record
from apps.matters.models import PartyRole, PracticeArea, Province
from apps.people.models import User
from apps.sync import mapping, rules
from apps.sync.models import Word, WordField

MEANINGS: dict[WordField, type[models.TextChoices]] = {
    WordField.AREA: PracticeArea,
    WordField.PROVINCE: Province,
    WordField.ROLE: PartyRole,
}


@on_record(Attempt.SET_WORD)
def set_word(*, connection: Connection, field: str, word: str, meaning: str, by: User) -> Word:
    """Say what a word means from now on; an empty meaning leaves it to what firmai understands by itself.

    Matters that are here already keep what they have. Raises NotAllowed, and BadInput for what cannot be meant.
    """
    rules.check_can_pull(by)
    plain = mapping.plain(word.replace("\0", ""))
    if field not in WordField.values or not plain:
        raise BadInput(_("Say which word it is, and what it is about."))
    about = WordField(field)
    if meaning and meaning not in MEANINGS[about].values:
        raise BadInput(_("Choose one of the meanings in the list."))
    row, _made = Word.objects.select_for_update().get_or_create(
        connection=connection, field=about, word=plain
    )
    row.meaning, row.set_by, row.set_at = meaning, by, timezone.now()
    row.save(update_fields=["meaning", "set_by", "set_at"])
    audit.record(
        event=Event.SYNC_WORD_SET,
        by=by,
        on=row,
        connection=connection.pk,
        what=about,
        understood=bool(meaning),
    )
    return row


def meanings(connection: Connection, field: WordField) -> mapping.Meanings:
    """What the firm says that words mean."""
    return dict(_MEANINGS(connection=connection.pk, field=field.value))


_MEANINGS = Prepared(
    lambda connection, field: (
        Word.objects.filter(connection=connection, field=field)
        .exclude(meaning="")
        .values_list("word", "meaning")
    )
)


def not_understood(connection: Connection, field: WordField, word: str) -> None:
    """List a word that means nothing here yet. Not kept: an empty one, or a part."""
    plain = mapping.plain(word)
    if plain and field != WordField.ROLE:
        Word.objects.bulk_create(
            [Word(connection=connection, field=field, word=plain)], ignore_conflicts=True
        )

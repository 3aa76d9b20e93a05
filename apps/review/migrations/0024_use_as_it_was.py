from django.db import migrations
from django.utils import timezone

OLD = "A lawyer reviewed and revised it, and checked every fact and every authority cited."
WORDING = (
    "Use of artificial intelligence: {tool} was used to prepare a first version of this document ({purpose}). The lawyer "
    "who is responsible for it reviewed and approved it, and each authority cited was checked at its source."
)
WORDING_FR = (
    "Utilisation de l’intelligence artificielle\u00a0: {tool} a servi à préparer une première version du présent document "
    "({purpose}). L’avocat ou l’avocate responsable l’a revu et approuvé, et chaque source citée a été vérifiée à "
    "l’original."
)
KEPT = (
    "forum", "document", "statement", "place", "must_stand", "must_stand_fr", "asks", "signer", "links_required", "source",
    "source_url", "checked_on", "owner_id", "proposed_by_id", "approved_by_id",
)


def replace(apps, schema_editor):
    """The firm's first statement of use said of a lawyer what others may have done, and that the text was revised where
    nobody changed it. A firm's own wording stays."""
    rules = apps.get_model("review", "FilingRule").objects.using(schema_editor.connection.alias)
    at = timezone.now()
    for rule in rules.filter(statement="use", retired_at=None, proposed_by=None, wording__contains=OLD):
        last = rules.filter(forum=rule.forum, document=rule.document).order_by("-number").first()
        rules.filter(pk=rule.pk).update(retired_at=at)
        kept = {name: getattr(rule, name) for name in KEPT}
        rules.create(
            **kept, number=last.number + 1, wording=WORDING, wording_fr=WORDING_FR, proposed_at=at, approved_at=at
        )


class Migration(migrations.Migration):
    """A statement of use says no more than the record of the item does."""

    dependencies = [("review", "0023_versions_opened")]

    operations = [migrations.RunPython(replace, migrations.RunPython.noop)]

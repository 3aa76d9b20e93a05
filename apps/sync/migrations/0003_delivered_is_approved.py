from django.db import migrations

JOIN = (
    "ALTER TABLE sync_delivery ADD CONSTRAINT a_delivery_is_of_that_manifest"
    " FOREIGN KEY (manifest_id, manifest_digest) REFERENCES review_manifest (id, digest)"
)
PART = "ALTER TABLE sync_delivery DROP CONSTRAINT a_delivery_is_of_that_manifest"


class Migration(migrations.Migration):
    """A delivery names exactly what was approved, by id and digest together."""

    dependencies = [("sync", "0002_moves"), ("review", "0002_guards")]

    operations = [migrations.RunSQL(JOIN, PART)]

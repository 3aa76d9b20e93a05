import pytest
from django.conf import settings

from apps.audit.triggers import TABLES


@pytest.fixture
def as_nobody_may(connect_as):
    """Run statements as a database superuser who switches the guard off, and on again behind him."""
    if "admin" not in settings.DATABASES:
        pytest.skip("No database superuser is configured.")

    def run(*statements):
        with connect_as("admin") as admin:
            for table in TABLES:
                admin.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for statement in statements:
                admin.execute(statement)
            for table in TABLES:
                admin.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER audit_refuse_row_change")
                admin.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER audit_refuse_truncate")

    return run

"""Who may do what in the database, apart from who owns it.

The application's role reads and writes every table but those of the log: there it may add an entry, by its bytes
alone, and an authority's timestamp, and read. The log's role reads entries and adds leaves, nodes and checkpoints, and
sees nothing else. The owner migrates. These are granted anew after every migration; granting twice changes nothing.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from psycopg import sql

from .triggers import TABLES

SCHEMA = sql.Identifier("public")
SEQUENCED = ("audit_leaf", "audit_node", "audit_checkpoint")
"""What the log's role adds to."""


@dataclass(frozen=True)
class Roles:
    """The names of the three roles, as the connections of this process use them."""

    owner: str
    application: str
    log: str

    @property
    def apart(self) -> bool:
        """Whether all three differ, as production requires."""
        return len({self.owner, self.application, self.log}) == 3


class NotApart(Exception):
    """One database role would do what only different ones may."""


def owner_alias() -> str:
    """The connection that migrates: `owner` where one is configured, else the application's own."""
    return "owner" if "owner" in settings.DATABASES else "default"


def log_alias() -> str:
    """The connection that sequences: `log` where one is configured, else the application's own."""
    return "log" if "log" in settings.DATABASES else "default"


def configured() -> Roles:
    """The roles that the settings name."""
    names = [settings.DATABASES[alias]["USER"] for alias in (owner_alias(), "default", log_alias())]
    return Roles(*names)


def shared_here() -> list[str]:
    """A sentence for each role that stands for two, among those that this process is given: most are given one."""
    here = configured()
    known = {"owner": here.owner, "default": here.application, "log": here.log}
    given = {alias: role if alias in settings.DATABASES else object() for alias, role in known.items()}
    return _sentences(given["owner"], given["default"], given["log"])


def grant(roles: Roles) -> list[str]:
    """Give the application's and the log's roles their rights, as the owner, in one transaction.

    A role that is also the owner keeps what an owner has. Returns a sentence for each role that stands for two. Raises
    NotApart, and grants nothing, where there is one and production refuses it (setting ``ROLES_APART_REQUIRED``).
    """
    if settings.ROLES_APART_REQUIRED and not roles.apart:
        raise NotApart(" ".join(_shared(roles)))
    connection = connections[owner_alias()]
    with transaction.atomic(using=owner_alias()), connection.cursor() as cursor:
        for statement in _statements(roles):
            cursor.execute(statement.as_string(cursor.connection))
    return _shared(roles)


def withhold(roles: Roles) -> None:
    """Have tables that the owner makes from here on be nobody else's, until the rights are granted anew.

    For a database from which everything was taken out: what was promised of tables to come would still hold there.
    """
    connection = connections[owner_alias()]
    with transaction.atomic(using=owner_alias()), connection.cursor() as cursor:
        for role in {roles.application, roles.log} - {roles.owner}:
            for kind in ("TABLES", "SEQUENCES"):
                statement = sql.SQL(
                    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema} REVOKE ALL ON {kind} FROM {role}"
                ).format(
                    owner=sql.Identifier(roles.owner),
                    schema=SCHEMA,
                    kind=sql.SQL(kind),
                    role=sql.Identifier(role),
                )
                cursor.execute(statement.as_string(cursor.connection))


# What the application's own role must not be able to do: change the log, write past its entries, or own it.
_EXCESS = """
    SELECT t.name || ': ' || p.privilege FROM unnest(%s::text[]) t(name)
    CROSS JOIN unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'INSERT', 'TRIGGER']) p(privilege)
    WHERE has_table_privilege(t.name, p.privilege)
       OR (p.privilege = 'UPDATE' AND has_any_column_privilege(t.name, p.privilege))
    UNION ALL
    SELECT c.relname || ': OWNER' FROM pg_class c
    WHERE c.oid = ANY (%s::regclass[]) AND pg_has_role(c.relowner, 'MEMBER')
    UNION ALL
    SELECT rolname || ': SUPERUSER' FROM pg_roles WHERE rolname = current_user AND rolsuper
    ORDER BY 1"""


def excess() -> list[str]:
    """The rights over the log that the application's role has and should not have, as `table: RIGHT`; best none."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(_EXCESS, [list(TABLES), list(TABLES)])
        return [right for (right,) in cursor]


def _statements(roles: Roles) -> list[sql.Composable]:
    owner, application, log = map(sql.Identifier, (roles.owner, roles.application, roles.log))
    statements: list[sql.Composable] = []

    def give(template: str, **parts: sql.Composable) -> None:
        statements.append(sql.SQL(template).format(schema=SCHEMA, owner=owner, **parts))

    for name, role in {roles.application: application, roles.log: log}.items():
        if name != roles.owner:
            give("GRANT USAGE ON SCHEMA {schema} TO {role}", role=role)
            for table in TABLES:
                give("REVOKE ALL ON {table} FROM {role}", table=sql.Identifier(table), role=role)
    if roles.application != roles.owner:
        give(
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
            role=application,
        )
        give("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}", role=application)
        give(
            "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema}"
            " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
            role=application,
        )
        give(
            "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA {schema}"
            " GRANT USAGE, SELECT ON SEQUENCES TO {role}",
            role=application,
        )
        for table in TABLES:
            give("REVOKE ALL ON {table} FROM {role}", table=sql.Identifier(table), role=application)
            give("GRANT SELECT ON {table} TO {role}", table=sql.Identifier(table), role=application)
        give("GRANT INSERT (body) ON audit_entry TO {role}", role=application)
        give("GRANT INSERT (size, digest, answer, at) ON audit_stamp TO {role}", role=application)
    if roles.log != roles.owner:
        give("GRANT SELECT ON audit_entry TO {role}", role=log)
        for table in SEQUENCED:
            give("GRANT SELECT, INSERT ON {table} TO {role}", table=sql.Identifier(table), role=log)
        give("GRANT USAGE ON SEQUENCE audit_checkpoint_id_seq TO {role}", role=log)
    return statements


def _shared(roles: Roles) -> list[str]:
    return _sentences(roles.owner, roles.application, roles.log)


def _sentences(owner: object, application: object, log: object) -> list[str]:
    pairs = {
        "migrates and serves the application": (owner, application),
        "migrates and sequences the log": (owner, log),
        "serves the application and sequences the log": (application, log),
    }
    return [
        f"The database role {one} {does}: the log is guarded by triggers alone there. Production refuses this."
        for does, (one, other) in pairs.items()
        if one == other
    ]

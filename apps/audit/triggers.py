"""What the database itself refuses, whoever asks: any change or removal in the log."""

FIRST = ("audit_entry", "audit_leaf", "audit_node", "audit_checkpoint")
TABLES = (*FIRST, "audit_stamp")
FUNCTION = "audit_refuse_change"
SOURCE = """
BEGIN
    RAISE EXCEPTION 'the log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
"""
ROW_TRIGGER, TRUNCATE_TRIGGER = "audit_refuse_row_change", "audit_refuse_truncate"
FIRES = {
    ROW_TRIGGER: 1 | 2 | 8 | 16,  # for each row, before, DELETE, UPDATE
    TRUNCATE_TRIGGER: 2 | 32,  # before, TRUNCATE
}
"""When each fires, as the catalogue has it (pg_trigger.tgtype)."""


def create() -> str:
    """The statements that put the function and the first tables' triggers in place."""
    function = f"CREATE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $body${SOURCE}$body$"
    return ";\n".join([function, guard(*FIRST)])


def guard(*tables: str) -> str:
    """The statements that put triggers on tables, enabled whatever the session's replication role."""
    statements = []
    for table in tables:
        for name, when in (
            (ROW_TRIGGER, f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW"),
            (TRUNCATE_TRIGGER, f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"),
        ):
            statements.append(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {FUNCTION}()")
            statements.append(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
    return ";\n".join(statements)


def drop() -> str:
    """The way back, for a database that is being taken down to nothing."""
    return ";\n".join([unguard(*FIRST), f"DROP FUNCTION {FUNCTION}()"])


def unguard(*tables: str) -> str:
    """The way back for some of the tables."""
    names = (ROW_TRIGGER, TRUNCATE_TRIGGER)
    return ";\n".join(f"DROP TRIGGER {name} ON {table}" for table in tables for name in names)

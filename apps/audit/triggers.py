"""What the database itself refuses, whoever asks: any change or removal in the log."""

TABLES = ("audit_entry", "audit_leaf", "audit_node", "audit_checkpoint")
FUNCTION = "audit_refuse_change"
SOURCE = """
BEGIN
    RAISE EXCEPTION 'the log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
"""
ROW_TRIGGER, TRUNCATE_TRIGGER = "audit_refuse_row_change", "audit_refuse_truncate"


def create() -> str:
    """The statements that put the triggers in place, enabled whatever the session's replication role."""
    statements = [f"CREATE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $body${SOURCE}$body$"]
    for table in TABLES:
        for name, when in (
            (ROW_TRIGGER, f"BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW"),
            (TRUNCATE_TRIGGER, f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"),
        ):
            statements.append(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {FUNCTION}()")
            statements.append(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
    return ";\n".join(statements)


def drop() -> str:
    """The way back, for a database that is being taken down to nothing."""
    names = (ROW_TRIGGER, TRUNCATE_TRIGGER)
    statements = [f"DROP TRIGGER {name} ON {table}" for table in TABLES for name in names]
    return ";\n".join([*statements, f"DROP FUNCTION {FUNCTION}()"])

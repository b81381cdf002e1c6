"""The walls inside the database, as statements: row-level security, the compartment's trigger, the audit trail's triggers.

Used by migrations only. A later migration that adds a guarded table calls `guard` for it.
"""

from sqlalchemy import inspect, text

APP, SYSTEM = "casework_app", "casework_system"
MINE = "ANY (string_to_array(current_setting('app.principals', true), ','))"
ME = "(SELECT nullif(current_setting('app.user_id', true), '')::bigint)"
MY_ORG = "(SELECT nullif(current_setting('app.org_id', true), '')::bigint)"
NOW = "(SELECT coalesce(nullif(current_setting('app.now', true), '')::timestamptz, now()))"


NOTES = 16
# The column that says of which day a row is, for a grant of notes from a day on; a table without one has no day.
MOMENTS = {"note": "happened_at"}
MOMENT = "moment_at"


def columns(connection, table):
    """Return the names of a table's columns, as the schema is now."""
    return {column["name"] for column in inspect(connection).get_columns(table)}


def from_its_day(connection, table):
    """Return the rule of a grant that opens notes from a day on; nothing where grants do not carry it yet."""
    if "notes_from" not in columns(connection, "access_grant"):
        return ""
    moment = MOMENTS.get(table, MOMENT)
    dated = f"OR {table}.{moment} >= g.notes_from " if moment in columns(connection, table) else ""
    return f"AND (g.notes_from IS NULL OR ({table}.section & {NOTES}) = 0 {dated}OR {table}.author_org_id = {MY_ORG})"


def live(table, section=False, dated=""):
    """Return the rule: a live grant of mine on this row's record (opening this row's section), and no recusal of mine."""
    opened = f"AND (g.opens & {table}.section) <> 0 {dated}" if section else ""
    return (
        f"EXISTS (SELECT 1 FROM access_grant g WHERE g.record_id = {table}.record_id AND g.principal = {MINE} "  # noqa: S608 -- names of our own tables
        f"AND g.since <= {NOW} AND g.ended_at IS NULL AND (g.until IS NULL OR g.until > {NOW}) {opened}) "
        f"AND NOT EXISTS (SELECT 1 FROM recusal r WHERE r.record_id = {table}.record_id AND r.user_id = {ME} "
        f"AND r.ended_at IS NULL)"
    )


def heard(table):
    """Return the rule of a Part's audience."""
    return (
        f"({table}.audience_id IS NULL OR {table}.author_org_id = {MY_ORG} OR EXISTS (SELECT 1 FROM audience_member m "  # noqa: S608 -- as above
        f"WHERE m.audience_id = {table}.audience_id AND m.principal = {MINE}))"
    )


def guard(connection, table, part):
    """Put one table behind row-level security."""
    dated = from_its_day(connection, table) if part else ""
    rule = f"{live(table, section=True, dated=dated)} AND {heard(table)}" if part else live(table)
    if table in ("link", "share", "share_change"):
        rule = f"(coalesce(current_setting('app.named', true), '') = 'sharing') OR ({rule})"
    for statement in (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY casework_rule ON {table} TO {APP} USING ({rule}) WITH CHECK ({rule})",
        f"CREATE POLICY casework_system_rule ON {table} TO {SYSTEM} USING (true) WITH CHECK (true)",
    ):
        connection.execute(text(statement))


def unguard(connection, table):
    """Take one table from behind row-level security (policies block changes of the columns they name)."""
    for statement in (
        f"DROP POLICY IF EXISTS casework_rule ON {table}",
        f"DROP POLICY IF EXISTS casework_system_rule ON {table}",
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    ):
        connection.execute(text(statement))


def guarded_tables(connection):
    """Return (table, is a Part) for every table that stands behind the rule by its shape, as the schema is now."""
    found = []
    inspector = inspect(connection)
    for table in sorted(inspector.get_table_names()):
        columns = {column["name"] for column in inspector.get_columns(table)}
        if {"record_id", "section", "author_org_id", "audience_id"} <= columns:
            found.append((table, True))
        elif inspector.get_pk_constraint(table)["constrained_columns"] == ["record_id"]:
            found.append((table, False))
    return found


ROLES = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP}') THEN CREATE ROLE {APP} NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{SYSTEM}') THEN CREATE ROLE {SYSTEM} NOLOGIN; END IF;
END $$
"""  # noqa: S608 -- the two names above
RIGHTS = (
    f"GRANT USAGE ON SCHEMA public TO {APP}, {SYSTEM}",
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP}, {SYSTEM}",
    f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP}, {SYSTEM}",
    f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}, {SYSTEM}",
    f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APP}, {SYSTEM}",
    f"REVOKE UPDATE, DELETE, TRUNCATE ON audit_event, audit_anchor FROM {APP}, {SYSTEM}",
    f"REVOKE DELETE, TRUNCATE ON audit_head FROM {APP}, {SYSTEM}",
    f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {APP}, {SYSTEM}",
)

COMPARTMENT_POSTGRES = """
CREATE FUNCTION refuse_in_compartment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF left(NEW.principal, 1) <> 's' AND NEW.ended_at IS NULL
     AND EXISTS (SELECT 1 FROM record WHERE id = NEW.record_id AND compartment IS NOT NULL) THEN
    RAISE EXCEPTION 'a record in the compartment is granted to cleared people by name only' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER access_grant_compartment BEFORE INSERT OR UPDATE ON access_grant
  FOR EACH ROW EXECUTE FUNCTION refuse_in_compartment();
CREATE FUNCTION refuse_into_compartment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.compartment IS NOT NULL AND EXISTS (
      SELECT 1 FROM access_grant WHERE record_id = NEW.id AND left(principal, 1) <> 's' AND ended_at IS NULL) THEN
    RAISE EXCEPTION 'end the ordinary grants before a record goes into the compartment' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER record_compartment BEFORE UPDATE OF compartment ON record FOR EACH ROW EXECUTE FUNCTION refuse_into_compartment();
"""
_REFUSE_LITE = """
CREATE TRIGGER access_grant_compartment_{when} BEFORE {event} ON access_grant
WHEN NEW.principal NOT LIKE 's%' AND NEW.ended_at IS NULL
 AND EXISTS (SELECT 1 FROM record WHERE id = NEW.record_id AND compartment IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'a record in the compartment is granted to cleared people by name only'); END
"""
COMPARTMENT_SQLITE = (
    _REFUSE_LITE.format(when="insert", event="INSERT"),
    _REFUSE_LITE.format(when="update", event="UPDATE"),
    """
CREATE TRIGGER record_compartment BEFORE UPDATE OF compartment ON record
WHEN NEW.compartment IS NOT NULL AND EXISTS (
  SELECT 1 FROM access_grant WHERE record_id = NEW.id AND principal NOT LIKE 's%' AND ended_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'end the ordinary grants before a record goes into the compartment'); END
""",
)

AUDIT_POSTGRES = """
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit trail is added to, never changed' USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER audit_event_fixed BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_event_kept BEFORE TRUNCATE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
"""
AUDIT_SQLITE = (
    "CREATE TRIGGER audit_event_fixed BEFORE UPDATE ON audit_event "
    "BEGIN SELECT RAISE(ABORT, 'the audit trail is added to, never changed'); END",
    "CREATE TRIGGER audit_event_kept BEFORE DELETE ON audit_event "
    "BEGIN SELECT RAISE(ABORT, 'the audit trail is added to, never changed'); END",
    "CREATE TRIGGER audit_event_once BEFORE INSERT ON audit_event "
    "WHEN EXISTS (SELECT 1 FROM audit_event WHERE number = NEW.number) "
    "BEGIN SELECT RAISE(ABORT, 'the audit trail is added to, never changed'); END",
)

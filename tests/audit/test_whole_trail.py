"""The trail of eighteen months of work: it holds from end to end, and a row changed past the application is named."""

from casework.kernel.db import db
from tests.support.demonstration import Demonstration


def change(demonstration: Demonstration, number: int) -> None:
    """Write another name over one entry, as the owner of the database could, past every trigger."""
    statement = f"UPDATE audit_event SET actor = 'Somebody Else' WHERE number = {number:d}"
    server = demonstration.installation.server
    if server is not None:
        with server.connect(demonstration.installation.database) as connection:
            connection.execute("ALTER TABLE audit_event DISABLE TRIGGER ALL")
            connection.execute(statement)
        return
    with demonstration.app.app_context():
        raw = db.engine.raw_connection()
        for name in ("fixed", "kept", "once"):
            raw.cursor().execute(f"DROP TRIGGER IF EXISTS audit_event_{name}")
        raw.cursor().execute(statement)
        raw.commit()
        raw.close()


def test_the_trail_holds_and_a_row_changed_in_the_database_is_named(demonstration: Demonstration) -> None:
    runner = demonstration.app.test_cli_runner()
    whole = runner.invoke(args=["audit", "verify"])
    assert whole.exit_code == 0, whole.output
    assert "The audit trail is whole." in whole.output
    entries = int(whole.output.split()[0])
    print(f"\n{whole.output}")
    assert entries > 500
    changed = entries // 2
    change(demonstration, changed)
    broken = runner.invoke(args=["audit", "verify"])
    print(broken.output)
    assert broken.exit_code == 1
    assert f"BROKEN: entry {changed} was changed." in broken.output

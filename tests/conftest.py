"""The fixtures every test may ask for; each is kept in tests/support beside what it drives."""

pytest_plugins = (
    "pytester",
    "tests.support.run_folder",
    "tests.support.postgres_fixtures",
    "tests.support.copies",
    "tests.support.browser",
    "tests.support.installation",
    "tests.support.client",
    "tests.support.walking",
    "tests.support.demonstration",
    "tests.support.once",
)

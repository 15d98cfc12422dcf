"""Loads the plugins that every test needs: its database, and what the machine can do."""

pytest_plugins = ["tests.plugins.database", "tests.plugins.machine"]

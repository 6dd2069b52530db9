"""What every test shares, one plugin a line; tests name the fixtures they need."""

pytest_plugins = ["mandatory", "database", "registers", "workshop", "brokers"]

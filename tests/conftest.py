"""What every test shares, one plugin a line; tests name the fixtures they need."""

pytest_plugins = ["mandatory", "logs_of_tests", "database", "registers", "workshop", "brokers"]

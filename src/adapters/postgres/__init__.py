"""PostgreSQL: the embedded server, migrations, the event store and its readers."""

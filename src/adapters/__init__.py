"""The outside world, by technology: databases, HTTP, keys, brokers."""

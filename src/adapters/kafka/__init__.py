"""Kafka: topics, the relay that fills them, and the feed that reads them."""

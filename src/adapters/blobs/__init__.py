"""Objects too large for an event, sealed and found by the digest of their sealed bytes."""

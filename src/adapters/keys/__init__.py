"""Data keys: how personal facts are sealed, and where the keys live."""

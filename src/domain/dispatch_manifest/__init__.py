"""Sealed boxes of cards on their way from the centre to one unit."""

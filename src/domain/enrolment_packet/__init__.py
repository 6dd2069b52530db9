"""A packet that a station hands over: accepted whole, or kept whole until it can be (§1.12)."""

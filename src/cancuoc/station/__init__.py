"""Agents beside machines: they take jobs over REST, do them and report what came of them."""

"""Who stands at the counter: bearer tokens, their keys, and the issuer for development."""

"""The ledger in public formats: RFC 6962 trees, C2SP tlog-tiles, signed notes and proofs."""

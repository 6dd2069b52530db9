"""The register entry of one person: declared, verified, approved, numbered, kept true for life."""

"""`cancuoc audit`: evidence for people who trust nobody here, and how it is checked."""

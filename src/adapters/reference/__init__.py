"""Reference files that come with the program, and their loaders."""

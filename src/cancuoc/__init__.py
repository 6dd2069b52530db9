"""The front door: settings, wiring, and the roles of the one program."""

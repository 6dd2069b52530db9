"""The front door: settings, wiring, the command line and the roles of the one program."""

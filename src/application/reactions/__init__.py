"""What follows from an event when another actor, machine or time has to act (architecture, §3)."""

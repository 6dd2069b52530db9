"""What people can see: one read model a file, each a pure function from event to rows."""

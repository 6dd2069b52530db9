"""What an officer took out of the register in bulk, for what purpose, and what became of it."""

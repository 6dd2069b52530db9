"""`cancuoc export`: entries of the register in a file, and the record that they were taken out."""

"""Laws, decrees and circulars, and the rules they put in force."""

"""Files of declarations (form DC01) on their way in, and of entries on their way out."""

"""The effective-dated rules of law: what applied on a day, as it was known at an instant."""

"""`cancuoc import`: a population of declarations, stored by several processes and never twice."""

"""The law of the case: pure decisions over events. No input or output, no clock, no chance."""

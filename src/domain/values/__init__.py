"""Values that say what they are: parsed once at the edge, literal and comparable ever after."""

"""The public REST interface: parse, call one function of an office, answer."""

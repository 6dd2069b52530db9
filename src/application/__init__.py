"""What an office can do: commands carried from an officer's order to durable events."""

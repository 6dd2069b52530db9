"""A synthetic country that asks for cards through the public interface, and those who serve it."""

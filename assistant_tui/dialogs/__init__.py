"""What asks for something and returns it."""

"""What the project ships as data."""

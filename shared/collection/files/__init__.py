"""Bringing in files: what they are, their lines, what they hold, and saving it in batches."""

"""Looking up on X who accounts are, whether posts still stand, and whose are referred to."""

"""What the page “Data and sources” is made of: what is held, where it comes from, the list."""

"""Collecting from X: what is planned and read, window by window, page by page."""

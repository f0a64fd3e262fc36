"""Render feeds, entries and pages to bytes: one module per output, and no format imports another."""

"""One feed or page to bytes: a module per format, none of which knows another."""

"""Requests to other machines: hubs, and sites to verify."""

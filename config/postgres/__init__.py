"""The embedded PostgreSQL: where it lives, who keeps it running, and the two roles that use it."""

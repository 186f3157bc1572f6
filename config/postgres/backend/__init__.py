"""PostgreSQL, told in each transaction who asks."""

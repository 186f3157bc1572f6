"""Plain Python that every step may lean on; it knows no step, no domain word and no web framework."""

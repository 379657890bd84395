"""Values, rules and algorithms. No Flask, no SQLAlchemy, no clock and no I/O of ours."""

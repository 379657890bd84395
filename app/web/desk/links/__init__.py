"""Links between statements."""

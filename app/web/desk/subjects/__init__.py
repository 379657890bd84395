"""What all subjects have: steps, revisions."""

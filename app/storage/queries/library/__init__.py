"""What public pages read: named functions, each loading what its page shows in one statement."""

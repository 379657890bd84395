"""What anybody may read of the ledger: named functions, one statement each."""

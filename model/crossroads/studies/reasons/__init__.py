"""What a choice owes to each of the documents' reasons."""

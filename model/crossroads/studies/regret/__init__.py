"""What courses were held to bring, and what they brought."""

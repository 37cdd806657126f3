"""The answer to what was asked: what changes, the sentences that say it, what they lean on, and a short table."""

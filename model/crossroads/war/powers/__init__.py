"""What a power has and does: men, oil, ships, aid, diplomacy, politics."""

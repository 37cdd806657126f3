"""Many questions at once: scenarios times points, each in the same worlds with the same luck."""

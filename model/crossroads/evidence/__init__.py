"""Every number as a record with value, range, unit, date, source."""

"""Words, dates, names and signs as people read them; the only place that makes styled text from data."""

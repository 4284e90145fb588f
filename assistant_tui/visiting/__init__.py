"""Booking, moving and changing visits: what the forms ask, and what they say of a time while it is typed."""

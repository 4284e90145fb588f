"""One patient's record by hand: what its forms ask, and how an answer becomes a field of a row."""

"""What all list screens are made from: rows in sections, search, what Enter does."""

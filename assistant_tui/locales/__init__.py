"""Catalogues of translations, Russian and English, with the program that builds them."""

"""In and out of the record: files of tables, read carefully, planned first and applied then."""

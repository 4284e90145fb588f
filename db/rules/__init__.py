"""Pure rules: no SQL, no clock, no files; numbers come in as `Rules`, facts as frozen dataclasses."""

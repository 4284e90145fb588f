"""Every read, one module a screen or list: column selects that return frozen dataclasses, run by `Caseload.ask`."""

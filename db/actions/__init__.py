"""Every write, one module a subject: a function is one transaction, run by `Caseload.do`."""

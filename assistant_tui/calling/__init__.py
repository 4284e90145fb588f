"""The course of a call, apart from how it is drawn: who speaks, what is asked, what each key writes."""

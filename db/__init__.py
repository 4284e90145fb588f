"""What is true: the record of patients, calls and visits, and the rules on it; works without any screen."""

"""Every page of the demonstration: the list of them, the checks over it, and their pictures."""

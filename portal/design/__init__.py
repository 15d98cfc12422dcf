"""The component catalogue of the demonstration: every component, in every state, both ways."""

"""What every case shares. Rooms use `workflow.gate.perform`, the one way to take an action."""

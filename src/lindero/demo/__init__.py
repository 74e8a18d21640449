"""A story to try Lindero with: two nodes as processes, simulated sensors over their real protocols, scripted desks."""

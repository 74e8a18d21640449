"""The command line: one module per group of commands; each only asks, shows and sets the exit code."""

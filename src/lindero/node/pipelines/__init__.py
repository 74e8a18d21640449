"""The four flows of a node, one file each; each only wires what other rooms do."""

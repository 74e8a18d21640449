"""SAPIENT (BSI Flex 335 v2.0): this node as the parent of sensors that register, report status and detections."""

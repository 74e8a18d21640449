"""A tester that speaks the link as a paired partner and checks the numbered requirements of spec/conformance.md."""

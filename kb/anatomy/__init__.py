"""The leg: one geometry, and everything that is measured or drawn from it."""

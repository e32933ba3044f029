"""From findings to probabilities, and from those to what is safe."""

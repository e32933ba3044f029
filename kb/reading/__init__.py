"""From YAML to a `KnowledgeBase`; knows no engine."""

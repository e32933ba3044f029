"""The learner's own record: what was answered, when and how sure."""

from widgets.record.sqlite import Event, Record, RecordError, record

__all__ = ["Event", "Record", "RecordError", "record"]

"""Ids of other records: what a field refers to is said in its type.

A running lesson sees plain strings. `kb.reading.references` follows every one of them when content is
read, and `python -m kb schema` lists the ids that there are, so that an editor completes them.
"""

from dataclasses import dataclass
from typing import Annotated, Any


@dataclass(frozen=True)
class Refers:
    """Mark on a string: the id of a record on one of these shelves (fields of `KnowledgeBase`)."""

    shelves: tuple[str, ...]

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {**handler(schema), "x-ids": list(self.shelves)}


class Id:
    """`Id["structures"]` is the id of a structure; `Id["causes", "families"]` of one or the other.

    A field whose default is '' may say nothing.
    """

    def __class_getitem__(cls, shelves: str | tuple[str, ...]) -> Any:
        return Annotated[str, Refers((shelves,) if isinstance(shelves, str) else shelves)]


CareId = Id["care"]
CauseId = Id["causes"]
CauseOrFamily = Id["causes", "families"]
ChartId = Id["charts"]
QuestionId = Id["questions"]
DeficitId = Id["deficits"]
FindingId = Id["findings"]
FormId = Id["forms"]
GaugeId = Id["gauges"]
GaugeOrForm = Id["gauges", "forms"]
LessonId = Id["lessons"]
LevelId = Id["levels"]
ParentId = Id["segments"]
ScoreId = Id["rules.scores"]
SourceId = Id["sources"]
SparedId = Id["spared"]
StructureId = Id["structures"]
TemplateId = Id["templates"]

State = Id["states"]
"""A state of the finding that is named nearest above it: as the key that it stands under, in a field
before it, or by the record itself."""
States = dict[FindingId, State]
"""Finding id to its state."""

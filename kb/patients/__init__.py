"""Virtual patients: who they are, the encounter, the debrief, a clinic."""

"""Questions: judged, proved, sat."""

"""Colours that plotly needs as they are. All others are in js/lib/tokens.css, and only there."""

PLOT = {"kb": "#3f87cc", "learner": "#c96f00", "missed": "#9a6bd0"}
"""Plotly cannot use the page's variables, so these must do on light and dark alike."""
SHARE = {"none": "#f2f6fa", "all": "#6fa8dc", "number": "#111111"}
"""Cells of a heat map from 0 to 1, light enough for the number in them."""
FIGURE = {"ink": "#2a3f5f", "paper": "#e5ecf6"}
"""Words and lines of a figure, and its bars where nothing else is said."""

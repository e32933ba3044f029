// A verdict in a sign, and in words beside it.
import { h } from "../lib/dom.js";

export const MARKS = { right: "✓", wrong: "✗", partly: "◐" };

/** What stands at the end of a line that was judged. */
export const partTag = (part) =>
  h("span", { class: "tag" }, part.right ? `${MARKS.right} right` : `${MARKS.wrong} ${part.wanted}`);

/** The class of a line that was judged, or was not yet. */
export const partState = (part) => (!part ? "" : part.right ? " is-right" : " is-wrong");

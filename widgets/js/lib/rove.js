// A row of controls with one Tab stop: the arrow keys move within it.

const WAYS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const ALONG = { across: ["ArrowLeft", "ArrowRight"], down: ["ArrowUp", "ArrowDown"], both: Object.keys(WAYS) };

/**
 * @typedef {object} How
 * @property {"across" | "down" | "both"} [along]  which arrow keys move
 * @property {boolean} [around]  from the last to the first
 * @property {boolean} [ends]  Home and End go to the first and to the last
 */

/**
 * The place that a key leads to; null where it leads nowhere, -1 and `many` past the ends.
 * @param {string} key
 * @param {number} at
 * @param {number} many
 * @param {How} [how]
 */
export function led(key, at, many, { along = "both", around = true, ends = false } = {}) {
  if (ends && key === "Home") return 0;
  if (ends && key === "End") return many - 1;
  if (!ALONG[along].includes(key)) return null;
  return around ? (at + WAYS[key] + many) % many : at + WAYS[key];
}

/**
 * Make one of them the Tab stop.
 * @param {Iterable<HTMLElement>} nodes
 * @param {HTMLElement} one
 */
export function stopAt(nodes, one) {
  for (const node of nodes) node.tabIndex = node === one ? 0 : -1;
}

/**
 * Moves the focus if the key asks for it. Returns what has it then, null where the key is no such key, and undefined
 * past an end.
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} nodes
 * @param {How} [how]
 */
export function rove(event, nodes, how) {
  const focused = /** @type {HTMLElement} */ (document.activeElement);
  const place = led(event.key, nodes.indexOf(focused), nodes.length, how);
  if (place === null) return null;
  event.preventDefault();
  const next = nodes[place];
  if (!next) return undefined;
  stopAt(nodes, next);
  next.focus();
  return next;
}

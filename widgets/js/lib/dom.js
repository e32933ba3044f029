// Shared by every view. Text is only ever set as text, so content cannot become markup.
/**
 * An element. Properties are set as such where it has them, and else as attributes; `on…` listens.
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...any} children  elements and text, nested as they come; what is missing is left out
 * @returns {any}
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "class") node.className = value;
    else if (key in node && !key.includes("-") && key !== "list" && key !== "role") node[key] = value;
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...present(children));
  return node;
}

/**
 * The same for a picture.
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...any} children
 * @returns {any}
 */
export function svgNode(tag, props = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...present(children));
  return node;
}

function present(children) {
  return children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false);
}

// The element of a view. JupyterLab must not take keys typed in it for commands: its selectors match
// whatever has the focus, so the keys must not reach it at all. Those with a modifier stay the page's.
export function stage(el, label) {
  const root = h("section", { class: "knee", "aria-label": label });
  root.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
  });
  el.replaceChildren(root);
  return root;
}

// What a screen reader is told of a change.
export function liveRegion() {
  return h("div", { class: "visually-hidden", role: "status", "aria-live": "polite" });
}

let serial = 0;
export function uid(prefix) {
  serial += 1;
  return `${prefix}-${serial}-${Math.random().toString(36).slice(2, 7)}`;
}

/**
 * Sources as numbers; each shows its card on hover, focus and tap. The same markup as in widgets/_html.py.
 * @param {{short: string, title: string, place?: string, note?: string, link: string}[] | undefined} sources
 */
export function sourceLinks(sources) {
  if (!sources || !sources.length) return null;
  return h(
    "p",
    { class: "sources" },
    sources.length > 1 ? "Sources: " : "Source: ",
    sources.map((source, i) => [i ? " " : "", cited(source, i + 1)]),
  );
}

function cited(source, number) {
  const open = { href: source.link, target: "_blank", rel: "noopener noreferrer" };
  return h(
    "span",
    { class: "cite" },
    h("button", { type: "button", "aria-label": `Source ${number}: ${source.short}` }, String(number)),
    h(
      "span",
      { class: "cite-card" },
      h("b", {}, source.short),
      h("span", {}, source.title),
      source.place ? h("span", { class: "soft" }, source.place) : null,
      source.note ? h("span", { class: "soft" }, source.note) : null,
      source.link ? h("a", open, "Open the source") : h("span", { class: "soft" }, "Not on line"),
    ),
  );
}

// Focus stays where it was when a view is drawn anew: elements say which they are by data-key.
export function keepFocus(root, draw) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  const inside = root.contains(focused) ? focused?.dataset.key : null;
  draw();
  if (inside) root.querySelector(`[data-key="${CSS.escape(inside)}"]`)?.focus({ preventScroll: true });
}

// Body charts: figures side by side, each place a focusable part. One Tab stop, arrow keys inside.
// Hatchings that differ in direction and form, so that no map depends on colour.
import { h, svgNode, uid } from "./dom.js";

const HATCHES = [
  "M0 8L8 0M-2 2L2 -2M6 10L10 6",
  "M0 0L8 8M-2 6L2 10M6 -2L10 2",
  "M0 4H8",
  "M4 0V8",
  "M4 3A1 1 0 1 0 4 5A1 1 0 1 0 4 3",
  "M0 4H8M4 0V8",
  "M0 0L8 8M0 8L8 0",
  "M0 6L4 2L8 6",
  "M2 2H6V6H2Z",
  "M0 2H8M0 6H4",
];

function hatch(id, number, className) {
  return svgNode(
    "pattern",
    { id, width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "scale(2.1)" },
    svgNode("path", { d: HATCHES[number % HATCHES.length], class: className, fill: "none" }),
  );
}

// options: data, legs, role, label (of the whole), name(place, leg), pick(id), marks(id) → {class, glyph, fill, checked, text}
export function bodyChart(options) {
  const { data, legs, role, label, name, pick, look } = options;
  const own = uid("chart");
  const caption = h("p", { class: "chart-name", "aria-hidden": "true" }, options.hint || "");
  const defs = svgNode(
    "defs",
    {},
    HATCHES.map((_, i) => hatch(`${own}-h${i}`, i, "hatch-line")),
    hatch(`${own}-mark`, 0, "hatch-mark"),
  );
  const svg = svgNode("svg", {
    viewBox: `0 0 ${data.width} ${data.height}`,
    class: "bodychart",
    role: "group",
    "aria-label": label,
  }, defs);
  const nodes = [];
  const glyphs = svgNode("g", { "aria-hidden": "true", class: "glyphs" });
  const ring = svgNode("g", { "aria-hidden": "true", class: "ring" });

  for (const figure of data.figures) {
    const shown = figure.both ? legs : legs.slice(0, 1);
    const flip = !figure.both && legs[0] === "left";
    const top = data.head + figure.top;
    const frame = (sign) =>
      `translate(${figure.at + (flip ? figure.width - 10 : 0)} ${top}) scale(${figure.both ? sign : flip ? -1 : 1} 1)`;
    svg.append(
      svgNode("text", { x: figure.middle, y: top - 16, class: "figure-name", "text-anchor": "middle" }, figure.label),
      svgNode(
        "g",
        { transform: frame(1), class: "body", "aria-hidden": "true" },
        svgNode("path", { d: figure.body, class: "skin" }),
      ),
    );
    for (const leg of shown) {
      const sign = leg === "right" ? figure.right : -figure.right;
      const across = figure.both ? sign : flip ? -1 : 1;
      for (const place of data.places.filter((one) => one.on === figure.id)) {
        if (place.midline && leg !== shown[0]) continue;
        const node = svgNode("g", {
          role,
          tabindex: "-1",
          class: "place",
          "aria-label": name(place, leg),
          "data-key": `place-${place.id}-${figure.id}-${leg}`,
        });
        const paths = [svgNode("path", { d: place.d, transform: frame(sign) })];
        if (place.midline) paths.push(svgNode("path", { d: place.d, transform: frame(-sign) }));
        node.append(...paths);
        const x = figure.at + (flip ? figure.width - 10 : 0) + (place.midline ? 0 : across * place.at[0]);
        const y = top + place.at[1];
        const glyph = svgNode("text", {
          x,
          y,
          class: "glyph",
          "text-anchor": "middle",
          "dominant-baseline": "central",
        });
        glyphs.append(glyph);
        const entry = { place, leg, node, paths, glyph, x, y };
        node.addEventListener("click", () => {
          land(entry);
          pick(place.id, leg);
        });
        node.addEventListener("keydown", (event) => keys(event, entry));
        node.addEventListener("focus", () => point(entry));
        node.addEventListener("blur", () => point(null));
        node.addEventListener("pointerenter", () => point(entry));
        node.addEventListener(
          "pointerleave",
          () => point(nodes.find((one) => one.node === document.activeElement) || null),
        );
        nodes.push(entry);
        svg.append(node);
      }
    }
    const lines = [
      svgNode("path", { d: figure.body, class: "edge", transform: frame(1) }),
      svgNode("path", { d: figure.lines, class: "contour", transform: frame(1) }),
    ];
    if (figure.both) lines.push(svgNode("path", { d: figure.lines, class: "contour", transform: frame(-1) }));
    svg.append(svgNode("g", { "aria-hidden": "true", class: "contours" }, lines));
    for (const leg of ["right", "left"]) {
      if (!figure.both) continue;
      const sign = leg === "right" ? figure.right : -figure.right;
      svg.append(
        svgNode("text", {
          x: figure.at + sign * 98,
          y: data.foot,
          class: `side ${legs.includes(leg) ? "is-chosen" : ""}`,
          "text-anchor": "middle",
          "aria-hidden": "true",
        }, leg),
      );
    }
  }
  svg.append(glyphs, ring);

  function point(entry) {
    ring.replaceChildren(...(entry ? entry.paths.map((path) => path.cloneNode()) : []));
    caption.textContent = entry ? name(entry.place, entry.leg) : options.hint || "";
  }
  function land(entry) {
    for (const one of nodes) one.node.setAttribute("tabindex", one === entry ? "0" : "-1");
    entry.node.focus({ preventScroll: true });
  }
  function keys(event, entry) {
    const way = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      pick(entry.place.id, entry.leg);
      return;
    }
    if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      land(nodes.at(event.key === "Home" ? 0 : -1));
      return;
    }
    if (!way) return;
    event.preventDefault();
    let best = null;
    for (const one of nodes) {
      if (one === entry) continue;
      const ahead = (one.x - entry.x) * way[0] + (one.y - entry.y) * way[1];
      const aside = Math.abs((one.x - entry.x) * way[1]) + Math.abs((one.y - entry.y) * way[0]);
      if (ahead < 4) continue;
      const far = ahead + 2.2 * aside;
      if (!best || far < best.far) best = { far, one };
    }
    if (best) land(best.one);
  }
  function update() {
    for (const one of nodes) {
      const { className, glyph, checked, hatched } = look(one.place.id);
      one.node.setAttribute("class", `place ${className || ""}`);
      for (const path of one.paths) path.style.fill = hatched === undefined ? "" : `url(#${own}-${hatched})`;
      one.glyph.textContent = glyph || "";
      one.glyph.setAttribute("class", `glyph ${className || ""}`);
      if (role === "checkbox") one.node.setAttribute("aria-checked", String(Boolean(checked)));
      one.node.setAttribute("aria-label", name(one.place, one.leg));
    }
    const focused = nodes.find((one) => one.node === document.activeElement);
    if (focused) caption.textContent = name(focused.place, focused.leg);
  }
  nodes[0]?.node.setAttribute("tabindex", "0");
  update();
  return { svg, caption, update, pattern: (i) => `url(#${own}-h${i})` };
}

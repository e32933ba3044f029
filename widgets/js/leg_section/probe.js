// The depth probe: a needle through the skin, and what it meets.
import { h, svgNode, uid } from "../lib/dom.js";

export const TURN = 3; // degrees from place to place

/** Where the needle goes in. Degrees round the skin from the back, positive laterally. */
export function placeInWords(angle) {
  const size = Math.abs(angle);
  const side = angle > 0 ? "lateral" : "medial";
  if (size < TURN) return "middle of the back";
  if (size > 180 - TURN) return "middle of the front";
  if (size === 90) return `${side} side`;
  return size < 90 ? `${size}° from the back, ${side}` : `${180 - size}° from the front, ${side}`;
}

/** The place nearest to a direction. */
export const nearest = (degrees) => Math.round(degrees / TURN) * TURN;

// The outer loop alone: a vessel inside a muscle is not the muscle's outline.
export function rim(outline) {
  return outline.split(/(?<=Z)/).reduce((most, loop) => (loop.length > most.length ? loop : most), "");
}

/** The needle as it is drawn over the plate. */
export function needle({ from: [x, y], way: [dx, dy], to, met }, shapes) {
  const at = (depth) => `${(x + dx * depth).toFixed(1)} ${(y + dy * depth).toFixed(1)}`;
  const ids = met.map(([id]) => id);
  const outlines = shapes.filter((shape) => ids.includes(shape.id) && shape.kind !== "skin");
  const d = `M${at(-4)}L${at(to)}`;
  const tick = ([, depth]) => {
    const start = `${(x + dx * depth - dy * 1.6).toFixed(1)} ${(y + dy * depth + dx * 1.6).toFixed(1)}`;
    return svgNode("path", { d: `M${start}l${(dy * 3.2).toFixed(1)} ${(-dx * 3.2).toFixed(1)}`, class: "tick-mark" });
  };
  return [
    svgNode("path", {
      d: outlines.map((shape) => shape.kind === "muscle" ? rim(shape.outline) : shape.outline).join(""),
      class: "met",
    }),
    svgNode("path", { d, class: "shaft-back" }),
    svgNode("path", { d, class: "shaft" }),
    ...met.map(tick),
    svgNode("circle", { cx: x - dx * 4, cy: y - dy * 4, r: 3.2, class: "handle" }),
  ];
}

const HEADS = ["Depth", "Structure", "Causes that arise there"];
const NOTE = "Depths are an estimate: those of this model of one slim adult. A nerve, vessel or tendon counts as met " +
  "when the line passes within 3 mm of it.";

export class ProbePanel {
  /** @param {(shown: number) => void} turn  where the slider was moved to */
  constructor(turn) {
    const id = uid("probe");
    this.shownAt = h("output", {});
    this.slider = h("input", {
      id,
      type: "range",
      min: -180,
      max: 180,
      step: TURN,
      oninput: () => turn(Number(this.slider.value)),
    });
    this.rows = h("tbody", { role: "rowgroup" });
    const heads = h("thead", {}, h("tr", {}, HEADS.map((text) => h("th", { scope: "col" }, text))));
    // Roles are said again, since a table that is stacked on a narrow page is none for a browser.
    const caption = h("caption", {}, "What lies beneath, as far as bone or the middle of the leg");
    this.node = h(
      "div",
      { class: "section-probe" },
      h("p", { class: "slider" }, h("label", { for: id }, "Where on the skin"), this.slider, this.shownAt),
      h("table", { class: "section-met", role: "table" }, caption, heads, this.rows),
      h("p", { class: "soft" }, NOTE),
    );
  }

  /** `shown` is the place on the slider, which runs as the picture does. */
  draw(words, shown, met, things, hand) {
    this.slider.value = String(shown);
    this.slider.setAttribute("aria-valuetext", words);
    this.shownAt.textContent = words;
    this.rows.replaceChildren(...met.map((one) => row(one, things[one[0]], hand)));
  }
}

function row([id, depth, end, beside], thing, hand) {
  const range = end - depth >= 1.5 ? `${Math.round(depth)}–${Math.round(end)} mm` : `${Math.round(depth)} mm`;
  const near = beside ? h("small", {}, `${Math.max(1, Math.round(beside))} mm beside`) : null;
  const name = h("button", {
    type: "button",
    class: "link",
    "data-key": `met-${id}`,
    onclick: () => hand.tell(id),
    onmouseenter: () => hand.highlight(id),
    onmouseleave: () => hand.highlight(null),
  }, thing.label);
  return h(
    "tr",
    { role: "row" },
    h("td", { role: "cell" }, range, near),
    h("th", { scope: "row", role: "rowheader" }, name),
    h("td", { role: "cell" }, causes(thing.causes)),
  );
}

function causes({ must, others, involve }) {
  const none = !must.length && !others.length && !involve.length;
  const danger = h("strong", { class: "danger" }, "Must not be missed: ");
  return [
    must.length ? h("p", {}, danger, must.join("; ")) : null,
    others.length ? h("p", {}, others.join("; ")) : null,
    none ? h("p", { class: "soft" }, "none in this course") : null,
    involve.length
      ? h("details", {}, h("summary", {}, `Also involved in ${involve.length}`), h("p", {}, involve.join("; ")))
      : null,
  ];
}

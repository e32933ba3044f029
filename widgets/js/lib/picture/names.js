// Writes names beside a picture, or as numbers upon it with a list below, and draws the marks of causes and verdicts.
import { h, svgNode } from "../dom.js";
import { arrange, columns, pushApart, wrap } from "./labels.js";

/** @typedef {import("./plate.js").Plate} Plate */
/** @typedef {{id: string, at: [number, number], label: string, small: boolean}} Named */

export const TEXT = 14.5; // pixels
export const GAP = 10; // pixels that the end of a leader takes of a column
const SIGNS = { right: "M-.5 .02L-.14 .4L.52-.42", wrong: "M-.42-.42L.42 .42M.42-.42L-.42 .42" };

const pen = globalThis.document?.createElement("canvas").getContext("2d");

/**
 * @param {Element} svg
 * @param {string} text
 */
export function lengthOf(svg, text) {
  pen.font = `${TEXT}px ${getComputedStyle(svg).getPropertyValue("--knee-font")}`;
  return pen.measureText(text).width;
}

/**
 * Names in two columns.
 * @param {Plate} plate
 * @param {Named[]} named
 */
export function beside(plate, named) {
  const size = TEXT / plate.scale;
  const [x0, , w] = plate.seen;
  const all = named.map((one) => {
    const lines = wrap(one.label, plate.column, (text) => lengthOf(plate.svg, text));
    return { ...one, lines, tall: lines.length * size * 1.18 + size * 0.35, want: one.at[1] };
  });
  const [top, bottom] = free(plate);
  const [left, right] = columns(all, x0 + w / 2, bottom - top, size);
  column(plate, left, -1, x0 - 2 / plate.scale, size);
  column(plate, right, 1, x0 + w + 2 / plate.scale, size);
}

/**
 * From where to where names may stand.
 * @param {Plate} plate
 * @returns {[number, number]}
 */
function free({ seen: [, top, , tall], margin, scale }) {
  return [top + margin.head / scale, top + tall - margin.foot / scale];
}

/** Names at an edge, each with a leader that has a knee. */
function column(plate, list, sign, edge, size) {
  const { scale, labels } = plate;
  const knee = edge - sign * 10 / scale;
  arrange(list, ...free(plate), knee);
  for (const one of list) {
    const y = one.y + one.tall / 2;
    const d = `M${edge} ${y}L${knee} ${y}L${one.at[0]} ${one.at[1]}`;
    labels.append(
      svgNode("path", { class: "leader-back", d, "stroke-width": 3.2 / scale }),
      svgNode("path", { class: "leader", d, "stroke-width": 1.1 / scale }),
      svgNode("circle", { class: "dot", cx: one.at[0], cy: one.at[1], r: 2.4 / scale, "stroke-width": 1 / scale }),
      ...one.lines.map((line, i) => {
        const down = size * (0.36 + 1.18 * (i - (one.lines.length - 1) / 2));
        const anchor = sign < 0 ? "end" : "start";
        return svgNode("text", { x: edge + sign * 4 / scale, y: y + down, "text-anchor": anchor }, line);
      }),
    );
  }
}

/**
 * Numbers from above down, and below the picture what each one is.
 * @param {Plate} plate
 * @param {Named[]} named
 */
export function pins(plate, named) {
  const { scale, labels, key } = plate;
  const from = plate.options.pinsFrom ?? 1;
  const r = 9 / scale;
  const middle = plate.seen[0] + plate.seen[2] / 2;
  const list = [...named].sort((a, b) => a.at[1] - b.at[1]).map((one) => {
    const aside = one.small ? (one.at[0] < middle ? -2.6 : 2.6) * r : 0;
    return { ...one, x: one.at[0] + aside, y: one.at[1] };
  });
  pushApart(list, r, plate.seen);
  list.forEach((one, i) => {
    const number = String(from + i);
    tether(labels, one, one.at, r, 1.4 / scale);
    labels.append(
      svgNode("circle", { class: "pin", cx: one.x, cy: one.y, r, "stroke-width": 1.5 / scale }),
      svgNode("text", { class: "pin-number", x: one.x, y: one.y + 4 / scale, "text-anchor": "middle" }, number),
    );
    key.append(h("li", {}, h("b", {}, number), ` ${one.label}`));
  });
}

/**
 * Marks upon the picture: numbers of causes, verdicts.
 * @param {Plate} plate
 */
export function signs(plate) {
  const { scale, marks, byId } = plate;
  const r = 12 / scale;
  const list = plate.marked.filter((one) => byId.has(one.id) || one.at).map((one) => {
    const at = one.at || plate.place(one.id).at;
    return { ...one, from: at, x: at[0], y: at[1] };
  }).filter((one) => plate.inside(one.x, one.y, -2));
  pushApart(list, r, plate.seen);
  for (const one of list) {
    const verdict = one.text in SIGNS ? `is-${one.text}` : "";
    if (verdict && byId.has(one.id)) {
      const d = byId.get(one.id).outline;
      marks.append(svgNode("path", { d, class: `outline ${verdict}`, "stroke-width": 3 / scale }));
    }
    tether(marks, one, one.from, r, 1.4 / scale);
    const circle = { cx: one.x, cy: one.y, r, class: `mark ${verdict}`, "stroke-width": 2 / scale };
    const sign = { d: SIGNS[one.text], class: "sign", transform: `translate(${one.x} ${one.y}) scale(${r})` };
    const letter = { x: one.x, y: one.y + 5 / scale, "text-anchor": "middle" };
    marks.append(
      svgNode("circle", circle),
      verdict ? svgNode("path", sign) : svgNode("text", letter, String(one.text)),
    );
  }
}

/** A line from a number to its place, where it had to give way to others. */
function tether(group, { x, y }, at, r, width) {
  if (Math.hypot(x - at[0], y - at[1]) <= r) return;
  group.append(svgNode("path", { class: "leader", d: `M${x} ${y}L${at.join(" ")}`, "stroke-width": width }));
}

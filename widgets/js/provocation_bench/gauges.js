// Lengths and loads: a track for each, and the same in words.
import { h } from "../lib/dom.js";

const TITLES = { muscle: "Muscles with their tendons", nerve: "Nerve paths", artery: "Popliteal artery" };
const NOTES = {
  muscle: "Line: standing. Box: working range.",
  nerve: "Change of path length in this model, not measured strain.",
  artery: "Schematic model: how close the muscles come, from free (left) to pressed (right). Not a measurement.",
};

/** Where a value stands on its track, in per cent: standing is at 45, the working range ends at 85. */
export function placeOf(used, artery) {
  return artery ? 4 + 92 * used : 45 + 40 * Math.max(-1.12, Math.min(1.35, used));
}

export function gauges(rows) {
  if (!rows.length) {
    return [h("p", { class: "bench-hidden" }, "Lengths and loads stay hidden until you have predicted.")];
  }
  const kinds = Object.keys(TITLES).filter((kind) => rows.some((row) => row.kind === kind));
  return kinds.map((kind) => {
    const bars = rows.filter((row) => row.kind === kind).map(bar);
    const list = h("ul", { class: "bench-rows", "aria-label": TITLES[kind] }, bars);
    return h("section", {}, h("h4", {}, TITLES[kind]), h("p", { class: "soft" }, NOTES[kind]), list);
  });
}

function bar(row) {
  const artery = row.kind === "artery";
  const from = artery ? 4 : 45;
  const to = placeOf(row.used, artery);
  const fill = `left:${Math.min(from, to)}%;width:${Math.max(0.8, Math.abs(to - from))}%`;
  const track = h(
    "div",
    { class: `bench-track${artery ? " is-artery" : ""}`, "aria-hidden": "true" },
    h("span", { class: "bench-range" }),
    h("span", { class: `bench-fill look-${row.look}`, style: fill }),
    artery ? null : h("span", { class: "bench-rest" }),
    h("span", { class: "bench-now", style: `left:${to}%` }),
  );
  const name = h("span", { class: "bench-name" }, row.label);
  const state = h("span", { class: `bench-state look-${row.look}` }, row.word);
  return h(
    "li",
    { class: "bench-row" },
    h("div", { class: "bench-row-head" }, name, state),
    h("div", { class: "bench-row-line" }, track, h("span", { class: "bench-text" }, row.text)),
  );
}

// What a cross-section shows besides its shapes: fat, marrow, sides and scale.
import { svgNode, uid } from "../dom.js";

const WORDS = { A: "anterior", P: "posterior", L: "lateral", M: "medial" };
const EDGE = 22; // pixels that a letter takes
const RULES = [[20, "2 cm"], [10, "1 cm"], [5, "5 mm"], [2, "2 mm"]];

/**
 * @param {import("./plate.js").Plate} plate
 * @param {import("./plate.js").Picture} data
 */
export function axial(plate, data) {
  const grain = uid("fat");
  plate.svg.classList.add("axial");
  plate.svg.prepend(
    svgNode(
      "defs",
      {},
      svgNode(
        "pattern",
        { id: grain, width: 4.2, height: 4.2, patternUnits: "userSpaceOnUse", patternTransform: "rotate(20)" },
        svgNode("path", {
          class: "lobule",
          d: "M.3 1.2q.9-1.1 1.9 0M2.3 3.4q.9-1 1.7-.1M.2 3.2q.6-.6 1.1 0M2.9 1q.5-.6 1 0",
        }),
      ),
    ),
  );
  for (const shape of data.shapes) {
    const hit = plate.node(shape.id).querySelector(".hit");
    if (shape.marrow) hit.before(svgNode("path", { d: shape.marrow, class: "marrow" }));
    if (shape.kind === "skin") {
      hit.before(svgNode("path", { d: shape.outline, class: "grain", fill: `url(#${grain})` }));
    }
  }
  const edges = svgNode("g", { class: "edges", "aria-hidden": "true" });
  plate.svg.append(edges);
  // Names and their leaders keep to the room between the letters above and the scale below.
  plate.margin = { head: EDGE, foot: EDGE };
  plate.furnish = () => edges.replaceChildren(...furniture(plate, data.left));
  plate.furnish();
}

/**
 * Letters and scale at the edges of what is seen, however near that is.
 * @param {import("./plate.js").Plate} plate
 * @param {boolean} left
 */
function furniture({ seen: [x, y, w, tall], scale, svg }, left) {
  if (!scale || !svg.isConnected) return [];
  const px = (pixels) => pixels / scale;
  const edge = (letter, at, down, anchor) =>
    svgNode(
      "text",
      { x: at, y: down, class: "edge", "text-anchor": anchor },
      letter,
      svgNode("title", {}, WORDS[letter]),
    );
  const [length, name] = RULES.find(([long]) => Number(long) < w / 3) ?? RULES[RULES.length - 1];
  const [start, foot] = [x + px(6), y + tall - px(3)];
  return [
    edge("A", x + w / 2, y + px(17), "middle"),
    edge("P", x + w / 2, y + tall - px(4), "middle"),
    edge(left ? "M" : "L", x + px(6), y + px(17), "start"),
    edge(left ? "L" : "M", x + w - px(6), y + px(17), "end"),
    svgNode("path", { class: "ruler", d: `M${start} ${foot - px(7)}v${px(6)}h${length}v${-px(6)}` }),
    svgNode("text", {
      x: start + Number(length) + px(6),
      y: foot,
      class: "ruler-text",
    }, name),
  ];
}

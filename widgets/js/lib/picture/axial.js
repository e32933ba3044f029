// What a cross-section shows besides its shapes: fat, marrow, sides and scale.
import { svgNode, uid } from "../dom.js";

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
  const [x, y, w, tall] = data.box;
  const [left, right] = data.left ? ["M", "L"] : ["L", "M"];
  const words = { A: "anterior", P: "posterior", L: "lateral", M: "medial" };
  const edge = (letter, ex, ey, anchor) =>
    svgNode(
      "text",
      { x: ex, y: ey, class: "edge", "text-anchor": anchor },
      letter,
      svgNode("title", {}, words[letter]),
    );
  plate.svg.append(
    svgNode(
      "g",
      { class: "edges", "aria-hidden": "true" },
      edge("A", x + w / 2, y + 5.2, "middle"),
      edge("P", x + w / 2, y + tall - 1.2, "middle"),
      edge(left, x + 1.5, y + 5.2, "start"),
      edge(right, x + w - 1.5, y + 5.2, "end"), // above where leaders run
      svgNode("path", { class: "ruler", d: `M${x + 2} ${y + tall - 4}v2h20v-2` }),
      svgNode("text", { x: x + 12, y: y + tall - 3.4, class: "ruler-text", "text-anchor": "middle" }, "2 cm"),
    ),
  );
}

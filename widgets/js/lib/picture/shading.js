// Paint: shapes are shaded like round bodies lit from above on the left.
import { svgNode, uid } from "../dom.js";

/** @typedef {import("./plate.js").Shape} Shape */

// Polygon at share k of the way from the lightest line out to both edges. Ribs are [x, y, x, y] across the body.
export function level(ribs, k) {
  const near = [];
  const far = [];
  for (let i = 0; i < ribs.length; i += 4) {
    const [ax, ay, bx, by] = ribs.slice(i, i + 4);
    const size = Math.hypot(ax - bx, ay - by) || 1;
    const share = 0.5 + 0.16 * (((ax - bx) * -0.85 + (ay - by) * -0.5) / size);
    const [cx, cy] = [bx + (ax - bx) * share, by + (ay - by) * share];
    near.push(`${(cx + (ax - cx) * k).toFixed(1)} ${(cy + (ay - cy) * k).toFixed(1)}`);
    far.push(`${(cx + (bx - cx) * k).toFixed(1)} ${(cy + (by - cy) * k).toFixed(1)}`);
  }
  return `M${near.join("L")}L${far.reverse().join("L")}Z`;
}

export function shading(ribs, paint, depth, gloss = 0.55) {
  const out = [];
  let broad = 0;
  for (let i = 0; i < ribs.length; i += 4) {
    broad = Math.max(broad, Math.hypot(ribs[i] - ribs[i + 2], ribs[i + 1] - ribs[i + 3]));
  }
  const steps = Math.max(4, Math.min(18, Math.round(broad / 3.2)));
  for (let i = 0; i < steps; i += 1) {
    const k = 1 - i / steps;
    // A round body: dark at the rim, quickly lighter, then nearly even.
    const light = Math.sqrt(1 - k * k);
    const dark = Math.round(depth * (1 - Math.min(1, light / 0.8)));
    const shine = Math.round(Math.max(0, (light - 0.8) / 0.2) * depth * gloss);
    out.push(
      svgNode("path", {
        d: level(ribs, k),
        style:
          `fill:color-mix(in srgb, color-mix(in srgb, var(--pic-${paint}), var(--pic-${paint}-rim, black) ${dark}%), white ${shine}%)`,
      }),
    );
  }
  return out;
}

export const PAINT = {
  muscle: "muscle",
  tendon: "tendon",
  bone: "bone",
  nerve: "nerve",
  artery: "artery",
  vein: "vein",
  ligament: "ligament",
  meniscus: "meniscus",
  bursa: "bursa",
  "lymph-node": "node",
  skin: "skin",
};

/**
 * What a shape is painted with, from the ground up.
 * @param {Shape} shape
 * @param {Record<string, string>} pattern  ids of the patterns, by kind
 */
export function painted(shape, pattern) {
  if (shape.kind === "skin") return skin(shape);
  if (shape.kind === "muscle") return muscle(shape);
  return ["nerve", "artery", "vein"].includes(shape.kind) ? tube(shape, pattern) : solid(shape, pattern);
}

const base = (shape, name) => svgNode("path", { d: shape.outline, class: "base", style: `fill:var(--pic-${name})` });
const sinew = (shape) => shape.fibres?.[2] ? svgNode("path", { d: shape.fibres[2], class: "sinew" }) : null;

function skin(shape) {
  const ribs = shape.ribs || [];
  return [
    svgNode("path", { d: shape.outline, class: ribs.length ? "wrap" : "wrap foot" }),
    shape.layer === "skin" && ribs.length
      ? svgNode("g", { class: "soft-shade" }, shading(ribs, "skin", 60, 0.15))
      : null,
    (shape.fibres || []).map((d) => svgNode("path", { d, class: "crease" })),
  ];
}

function muscle(shape) {
  const parts = [base(shape, shape.flesh ? "tendon" : "muscle"), sinew(shape)];
  if (!shape.flesh) return parts;
  const round = shape.ribs?.length;
  parts.push(
    round ? shading(shape.ribs, "muscle", 46) : svgNode("path", { d: shape.flesh, style: "fill:var(--pic-muscle)" }),
  );
  (shape.fibres || []).slice(0, 2).forEach((d, i) => {
    if (d) parts.push(svgNode("path", { d, class: i ? "fibre light" : "fibre" }));
  });
  return parts;
}

// Vessels and nerves have rims along their sides only, so that a branch grows out of its stem.
function rims(ribs) {
  return [0, 2].map((side) => {
    const points = [];
    for (let i = 12; i < ribs.length - 12; i += 4) points.push(`${ribs[i + side]} ${ribs[i + side + 1]}`);
    return points.length > 1 ? svgNode("path", { d: `M${points.join("L")}`, class: "rim" }) : null;
  });
}

function tube(shape, pattern) {
  const round = shape.ribs?.length;
  const parts = [base(shape, shape.kind), round ? [shading(shape.ribs, shape.kind, 36), rims(shape.ribs)] : null];
  if (!shape.line) return [...parts, svgNode("path", { d: shape.outline, fill: `url(#${pattern[shape.kind]})` })];
  const w = Number(shape.width) || 2;
  const along = {
    artery: {
      class: "bars",
      "stroke-width": w * 0.72,
      "stroke-dasharray": `${(0.5 + w * 0.05).toFixed(2)} ${(1.6 + w * 0.4).toFixed(2)}`,
    },
    vein: {
      class: "dots",
      "stroke-width": Math.max(0.8, w * 0.2),
      "stroke-dasharray": `0 ${(1.8 + w * 0.35).toFixed(2)}`,
    },
    nerve: { class: "strand", "stroke-width": Math.max(0.4, w * 0.09) },
  };
  return [...parts, svgNode("path", { d: shape.line, ...along[shape.kind] })];
}

function solid(shape, pattern) {
  const paint = PAINT[shape.kind] || "tendon";
  return [
    base(shape, paint),
    shape.ribs?.length ? shading(shape.ribs, paint, 30) : null,
    sinew(shape),
    shape.kind === "bursa" ? svgNode("path", { d: shape.outline, fill: `url(#${pattern.bursa})` }) : null,
  ];
}

export function patterns() {
  const id = { artery: uid("artery"), vein: uid("vein"), nerve: uid("nerve"), bursa: uid("bursa") };
  const defs = svgNode(
    "defs",
    {},
    svgNode("pattern", {
      id: id.artery,
      width: 2,
      height: 2,
      patternUnits: "userSpaceOnUse",
      patternTransform: "rotate(45)",
    }, svgNode("rect", { width: 0.6, height: 2, class: "hatch" })),
    svgNode(
      "pattern",
      { id: id.vein, width: 2.2, height: 2.2, patternUnits: "userSpaceOnUse" },
      svgNode("circle", { cx: 1.1, cy: 1.1, r: 0.4, class: "hatch light" }),
    ),
    svgNode(
      "pattern",
      { id: id.nerve, width: 1.8, height: 1.8, patternUnits: "userSpaceOnUse" },
      svgNode("circle", { cx: 0.9, cy: 0.9, r: 0.5, class: "hatch ring" }),
    ),
    svgNode(
      "pattern",
      { id: id.bursa, width: 3, height: 3, patternUnits: "userSpaceOnUse" },
      svgNode("path", { d: "M0 1.5q.75-1 1.5 0t1.5 0", class: "hatch wave" }),
    ),
  );
  return [id, defs];
}

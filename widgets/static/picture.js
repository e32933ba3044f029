// Draws a picture (see _picture.py): shapes in painting order, shaded like round bodies lit from above on the left.
const PIC_COLUMN = 176; // pixels kept on either side for labels
const PIC_TEXT = 14.5; // pixels
const PIC_GAP = 10; // pixels that the end of a leader takes of a column

// ── Shading ──────────────────────────────────────────────────────────────────────────────────

// Polygon at share k of the way from the lightest line out to both edges. Ribs are [x, y, x, y] across the body.
function picLevel(ribs, k) {
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

function picShading(ribs, paint, depth, gloss = 0.55) {
  const out = [];
  let broad = 0;
  for (let i = 0; i < ribs.length; i += 4) broad = Math.max(broad, Math.hypot(ribs[i] - ribs[i + 2], ribs[i + 1] - ribs[i + 3]));
  const steps = Math.max(4, Math.min(18, Math.round(broad / 3.2)));
  for (let i = 0; i < steps; i += 1) {
    const k = 1 - i / steps;
    // A round body: dark at the rim, quickly lighter, then nearly even.
    const light = Math.sqrt(1 - k * k);
    const dark = Math.round(depth * (1 - Math.min(1, light / 0.8)));
    const shine = Math.round(Math.max(0, (light - 0.8) / 0.2) * depth * gloss);
    out.push(svgNode("path", { d: picLevel(ribs, k), style: `fill:color-mix(in srgb, color-mix(in srgb, var(--pic-${paint}), var(--pic-${paint}-rim, black) ${dark}%), white ${shine}%)` }));
  }
  return out;
}

const PIC_PAINT = {
  muscle: "muscle", tendon: "tendon", bone: "bone", nerve: "nerve", artery: "artery", vein: "vein",
  ligament: "ligament", meniscus: "meniscus", bursa: "bursa", "lymph-node": "node", skin: "skin",
};

function picPainted(shape, pattern) {
  const paint = PIC_PAINT[shape.kind] || "tendon";
  const ribs = shape.ribs || [];
  const parts = [];
  // Vessels and nerves have rims along their sides only, so that a branch grows out of its stem.
  const rims = () => [0, 2].map((side) => {
    const points = [];
    for (let i = 12; i < ribs.length - 12; i += 4) points.push(`${ribs[i + side]} ${ribs[i + side + 1]}`);
    return points.length > 1 ? svgNode("path", { d: `M${points.join("L")}`, class: "rim" }) : null;
  });
  const base = (name) => svgNode("path", { d: shape.outline, class: "base", style: `fill:var(--pic-${name})` });
  if (shape.kind === "skin") return [svgNode("path", { d: shape.outline, class: ribs.length ? "wrap" : "wrap foot" }), ...(shape.layer === "skin" && ribs.length ? [svgNode("g", { class: "soft-shade" }, picShading(ribs, "skin", 60, 0.15))] : []), ...(shape.fibres || []).map((d) => svgNode("path", { d, class: "crease" }))];
  if (shape.kind === "muscle") {
    parts.push(base(shape.flesh ? "tendon" : "muscle"));
    if (shape.fibres?.[2]) parts.push(svgNode("path", { d: shape.fibres[2], class: "sinew" }));
    if (shape.flesh) {
      parts.push(ribs.length ? picShading(ribs, "muscle", 46) : svgNode("path", { d: shape.flesh, style: "fill:var(--pic-muscle)" }));
      (shape.fibres || []).slice(0, 2).forEach((d, i) => { if (d) parts.push(svgNode("path", { d, class: i ? "fibre light" : "fibre" })); });
    }
  } else if (["nerve", "artery", "vein"].includes(shape.kind)) {
    parts.push(base(paint));
    if (ribs.length) parts.push(picShading(ribs, paint, 36), rims());
    if (shape.line) {
      const w = Number(shape.width) || 2;
      if (shape.kind === "artery") parts.push(svgNode("path", { d: shape.line, class: "bars", "stroke-width": w * 0.72, "stroke-dasharray": `${(0.5 + w * 0.05).toFixed(2)} ${(1.6 + w * 0.4).toFixed(2)}` }));
      if (shape.kind === "vein") parts.push(svgNode("path", { d: shape.line, class: "dots", "stroke-width": Math.max(0.8, w * 0.2), "stroke-dasharray": `0 ${(1.8 + w * 0.35).toFixed(2)}` }));
      if (shape.kind === "nerve") parts.push(svgNode("path", { d: shape.line, class: "strand", "stroke-width": Math.max(0.4, w * 0.09) }));
    } else parts.push(svgNode("path", { d: shape.outline, fill: `url(#${pattern[shape.kind]})` }));
  } else {
    parts.push(base(paint));
    if (ribs.length) parts.push(picShading(ribs, paint, 30));
    if (shape.fibres?.[2]) parts.push(svgNode("path", { d: shape.fibres[2], class: "sinew" }));
    if (shape.kind === "bursa") parts.push(svgNode("path", { d: shape.outline, fill: `url(#${pattern.bursa})` }));
  }
  return parts;
}

function picPatterns() {
  const id = { artery: uid("artery"), vein: uid("vein"), nerve: uid("nerve"), bursa: uid("bursa") };
  const defs = svgNode("defs", {},
    svgNode("pattern", { id: id.artery, width: 2, height: 2, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, svgNode("rect", { width: 0.6, height: 2, class: "hatch" })),
    svgNode("pattern", { id: id.vein, width: 2.2, height: 2.2, patternUnits: "userSpaceOnUse" }, svgNode("circle", { cx: 1.1, cy: 1.1, r: 0.4, class: "hatch light" })),
    svgNode("pattern", { id: id.nerve, width: 1.8, height: 1.8, patternUnits: "userSpaceOnUse" }, svgNode("circle", { cx: 0.9, cy: 0.9, r: 0.5, class: "hatch ring" })),
    svgNode("pattern", { id: id.bursa, width: 3, height: 3, patternUnits: "userSpaceOnUse" }, svgNode("path", { d: "M0 1.5q.75-1 1.5 0t1.5 0", class: "hatch wave" })));
  return [id, defs];
}

const SIGNS = { right: "M-.5 .02L-.14 .4L.52-.42", wrong: "M-.42-.42L.42 .42M.42-.42L-.42 .42" };

// ── The picture ──────────────────────────────────────────────────────────────────────────────

function drawPicture(data, options = {}) {
  const { onEnter, onLeave, onPick, interactive = true } = options;
  const nameOf = options.name || ((shape) => shape.name);
  const shapes = data.shapes;
  const byId = new Map(shapes.map((shape) => [shape.id, shape]));
  const nodes = new Map();
  const hits = new Map();
  const [pattern, defs] = picPatterns();
  const plate = svgNode("g", { class: "plate" });
  const halo = svgNode("path", { class: "halo", "aria-hidden": "true" });
  const marks = svgNode("g", { class: "marks", "aria-hidden": "true" });
  const labels = svgNode("g", { class: "labels", "aria-hidden": "true" });
  const svg = svgNode("svg", { class: "picture", role: "group", "aria-label": options.caption || data.text || data.caption, viewBox: data.box.join(" ") }, defs, plate, halo, marks, labels);
  let box = [...data.box];
  let seen = box; // what there is to see between the columns: the frame, and what the shape of the window adds
  let shown = new Set(byId.keys());
  let named = wanted(options.labels);
  let marked = options.marks || [];
  let current = null;
  let scale = 0;
  const columns = () => options.columns || named.length > 0;

  function wanted(list) { return list === "all" ? [...byId.keys()] : [...(list || [])]; }

  // Pieces of one bone are painted as one: all rims first, then all faces, so that no line runs across it.
  const joined = new Map();
  for (const shape of shapes) {
    const g = svgNode("g", { class: `shape kind-${shape.kind}`, "data-id": shape.id, "data-layer": shape.layer });
    if (interactive) {
      g.setAttribute("role", onPick ? "button" : "img");
      g.setAttribute("aria-label", nameOf(shape));
      g.setAttribute("tabindex", "-1");
    }
    if (shape.join) {
      const mates = shapes.filter((other) => other.join === shape.join);
      if (!joined.has(shape.join)) {
        const whole = svgNode("g", { class: `shape kind-${shape.kind} joined`, "data-layer": shape.layer, "aria-hidden": "true" },
          svgNode("path", { d: mates.map((mate) => mate.outline).join(""), class: shape.kind === "skin" ? "wrap" : "base", style: shape.kind === "skin" ? null : `fill:var(--pic-${PIC_PAINT[shape.kind]})` }),
          mates.filter((mate) => mate.kind === "bone").filter((mate) => mate.ribs && mate.ribs.length).map((mate) => svgNode("g", { class: "bony" }, picShading(mate.ribs, "bone", 38).slice(1))));
        joined.set(shape.join, whole);
        plate.append(whole);
      }
    } else g.append(...picPainted(shape, pattern).flat(Infinity));
    const hit = svgNode("path", { d: shape.outline, class: "hit" });
    g.append(hit);
    hits.set(shape.id, hit);
    nodes.set(shape.id, g);
    plate.append(g);
  }

  // ── Place ──────────────────────────────────────────────────────────────────────────────────

  const inside = (x, y, m = 4) => x > seen[0] + m && x < seen[0] + seen[2] - m && y > seen[1] + m && y < seen[1] + seen[3] - m;
  const boxes = new Map();
  function extent(id) {
    if (!boxes.has(id)) { const b = hits.get(id).getBBox(); boxes.set(id, [b.x, b.y, b.x + b.width, b.y + b.height]); }
    return boxes.get(id);
  }
  const places = new Map();
  // Where a form can be pointed at: on it, inside the frame, not hidden by what lies over it.
  function place(id) {
    if (places.has(id)) return places.get(id);
    const shape = byId.get(id);
    let points = [shape.at];
    const d = shape.line;
    if (d && svg.isConnected) {
      const line = svgNode("path", { d });
      const length = line.getTotalLength();
      const n = Math.min(60, Math.max(4, Math.round(length / 6)));
      points = Array.from({ length: n + 1 }, (_, i) => { const p = line.getPointAtLength((length * i) / n); return [p.x, p.y]; });
    }
    const within = points.filter(([x, y]) => inside(x, y));
    const above = shapes.slice(shapes.indexOf(shape) + 1).filter((other) => shown.has(other.id) && !dimmed.has(other.id)).reverse();
    const bare = ([x, y]) => !above.some((other) => covers(other.id, x, y));
    let free = svg.isConnected ? within.filter(bare) : within;
    let way = points;
    if (free.length < Math.max(1, 0.1 * within.length) && shape.ribs?.length) {
      // Its middle is hidden; perhaps one of its sides shows.
      for (const share of [0.12, 0.88]) {
        const side = [];
        for (let i = 0; i < shape.ribs.length; i += 4) {
          const [ax, ay, bx, by] = shape.ribs.slice(i, i + 4);
          const point = [ax + (bx - ax) * share, ay + (by - ay) * share];
          const [lx, ly] = side[side.length - 1] ?? point;
          const n = Math.max(1, Math.round(Math.hypot(point[0] - lx, point[1] - ly) / 5));
          for (let k = 1; k <= n; k += 1) side.push([lx + ((point[0] - lx) * k) / n, ly + ((point[1] - ly) * k) / n]);
        }
        const open = side.filter(([x, y]) => inside(x, y)).filter(bare);
        if (open.length > free.length + 1) [free, way] = [open, side];
      }
    }
    const pool = free.length ? longest(free, way) : within.length ? within : points;
    const best = { at: pool[Math.floor(pool.length / 2)], in: within.length > 0, free: free.length >= Math.max(1, way === points ? 0.1 * within.length : 2) };
    if (svg.isConnected) places.set(id, best);
    return best;
  }
  function longest(free, points) {
    let run = [];
    let best = [];
    for (const point of points) {
      run = free.includes(point) ? [...run, point] : [];
      if (run.length > best.length) best = run;
    }
    return best;
  }
  function covers(id, x, y) {
    const [x0, y0, x1, y1] = extent(id);
    if (x < x0 || x > x1 || y < y0 || y > y1) return false;
    const point = svg.createSVGPoint();
    point.x = x; point.y = y;
    return hits.get(id).isPointInFill(point);
  }

  // ── Labels and marks ───────────────────────────────────────────────────────────────────────

  const pen = document.createElement("canvas").getContext("2d");
  function lengthOf(text) {
    pen.font = `${PIC_TEXT}px ${getComputedStyle(svg).getPropertyValue("--knee-font")}`;
    return pen.measureText(text).width;
  }
  const wordsOf = (text) => text.split(/(?<=[–-])|\s+/);
  let room = 0; // pixels that a line of a label may take
  function wrap(text) {
    const lines = [];
    for (const word of wordsOf(text)) {
      const last = lines[lines.length - 1];
      const joined = last === undefined ? word : /[–-]$/.test(last) ? last + word : `${last} ${word}`;
      if (last !== undefined && lengthOf(joined) <= room) lines[lines.length - 1] = joined;
      else lines.push(word);
    }
    const words = text.split(" ");
    if (lines.length !== 2 || lines[0].endsWith("–")) return lines;
    // The break that leaves the two lines most alike.
    const splits = words.slice(1).map((_, i) => [words.slice(0, i + 1).join(" "), words.slice(i + 1).join(" ")]);
    return splits.reduce((best, one) => (Math.abs(one[0].length - one[1].length) < Math.abs(best[0].length - best[1].length) ? one : best));
  }

  // As near to where each wants to be as can be without overlapping: neighbours that clash move as one block.
  function spread(list, top, bottom) {
    const blocks = [];
    for (const one of list) {
      blocks.push({ items: [one], tall: one.tall, want: one.want - one.tall / 2 });
      while (blocks.length > 1) {
        const [a, b] = blocks.slice(-2);
        if (Math.max(top, a.want) + a.tall <= b.want) break;
        const items = [...a.items, ...b.items];
        const tall = a.tall + b.tall;
        let sum = 0;
        let down = 0;
        for (const item of items) { sum += item.want - item.tall / 2 - down; down += item.tall; }
        blocks.splice(-2, 2, { items, tall, want: Math.max(top, Math.min(bottom - tall, sum / items.length)) });
      }
    }
    for (const block of blocks) {
      let y = Math.max(top, Math.min(bottom - block.tall, block.want));
      for (const item of block.items) { item.y = y; y += item.tall; }
    }
    let foot = bottom;
    for (const one of [...list].reverse()) { one.y = Math.min(one.y, foot - one.tall); foot = one.y; }
  }

  // Neighbours in a column change places where their leaders would cross.
  function arrange(list, top, bottom, edge) {
    list.sort((a, b) => a.want - b.want);
    spread(list, top, bottom);
    const turn = (p, q, r) => (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
    for (let pass = 0; pass < list.length; pass += 1) {
      let moved = false;
      for (let i = 0; i + 1 < list.length; i += 1) {
        const [a, b] = [list[i], list[i + 1]];
        const [pa, pb] = [[edge, a.y + a.tall / 2], [edge, b.y + b.tall / 2]];
        if (turn(pa, a.at, pb) * turn(pa, a.at, b.at) >= 0 || turn(pb, b.at, pa) * turn(pb, b.at, a.at) >= 0) continue;
        list.splice(i, 2, b, a);
        let y = a.y;
        for (const one of [b, a]) { one.y = y; y += one.tall; }
        moved = true;
      }
      if (!moved) break;
    }
  }

  function label() {
    labels.replaceChildren();
    if (!scale || !named.length) return;
    const size = PIC_TEXT / scale;
    const [x0, y0, w, tall] = seen;
    const middle = x0 + w / 2;
    const all = named.filter((id) => byId.has(id) && shown.has(id) && !dimmed.has(id)).map((id) => ({ id, ...place(id) })).filter((one) => one.in && one.free);
    for (const one of all) {
      one.lines = wrap(byId.get(one.id).label);
      one.tall = one.lines.length * size * 1.18 + size * 0.35;
      one.want = one.at[1];
    }
    all.sort((a, b) => a.at[0] - b.at[0]);
    const sum = (list) => list.reduce((total, one) => total + one.tall, 0);
    let left = all.filter((one) => one.at[0] < middle);
    let right = all.filter((one) => one.at[0] >= middle);
    const balance = (from, to, take) => { while (from.length && (sum(from) > tall || sum(from) > 1.6 * sum(to) + 4 * size)) to.push(take(from)); };
    balance(left, right, (list) => list.pop());
    balance(right, left, (list) => list.shift());
    for (const [list, sign] of [[left, -1], [right, 1]]) {
      while (sum(list) > tall) list.pop();
      const edge = sign < 0 ? x0 - 2 / scale : x0 + w + 2 / scale;
      arrange(list, y0, y0 + tall, edge - sign * 10 / scale);
      for (const one of list) {
        const y = one.y + one.tall / 2;
        const knee = edge - sign * 10 / scale;
        labels.append(
          svgNode("path", { class: "leader-back", d: `M${edge} ${y}L${knee} ${y}L${one.at[0]} ${one.at[1]}`, "stroke-width": 3.2 / scale }),
          svgNode("path", { class: "leader", d: `M${edge} ${y}L${knee} ${y}L${one.at[0]} ${one.at[1]}`, "stroke-width": 1.1 / scale }),
          svgNode("circle", { class: "dot", cx: one.at[0], cy: one.at[1], r: 2.4 / scale, "stroke-width": 1 / scale }));
        one.lines.forEach((line, i) => labels.append(svgNode("text", {
          x: edge + sign * 4 / scale, y: y + size * (0.36 + 1.18 * (i - (one.lines.length - 1) / 2)),
          "text-anchor": sign < 0 ? "end" : "start",
        }, line)));
      }
    }
  }

  function mark() {
    marks.replaceChildren();
    if (!scale) return;
    const r = 12 / scale;
    const list = marked.filter((one) => byId.has(one.id) || one.at).map((one) => {
      const at = one.at || place(one.id).at;
      return { ...one, from: at, x: at[0], y: at[1] };
    }).filter((one) => inside(one.x, one.y, -2));
    for (let turn = 0; turn < 60; turn += 1) {
      list.forEach((a, i) => list.slice(i + 1).forEach((b) => {
        const [dx, dy] = [b.x - a.x || 0.01, b.y - a.y || 0.01];
        const d = Math.hypot(dx, dy);
        if (d >= 2.3 * r) return;
        const push = (2.3 * r - d) / 2 / d;
        a.x -= dx * push; a.y -= dy * push; b.x += dx * push; b.y += dy * push;
      }));
      for (const one of list) {
        one.x = Math.min(seen[0] + seen[2] - 1.2 * r, Math.max(seen[0] + 1.2 * r, one.x));
        one.y = Math.min(seen[1] + seen[3] - 1.2 * r, Math.max(seen[1] + 1.2 * r, one.y));
      }
    }
    for (const one of list) {
      if (Math.hypot(one.x - one.from[0], one.y - one.from[1]) > r) marks.append(svgNode("path", { class: "leader", d: `M${one.x} ${one.y}L${one.from.join(" ")}`, "stroke-width": 1.4 / scale }));
      marks.append(
        svgNode("circle", { cx: one.x, cy: one.y, r, class: `mark ${one.class || ""}`, "stroke-width": 2 / scale }),
        SIGNS[one.text]
          ? svgNode("path", { d: SIGNS[one.text], class: "sign", transform: `translate(${one.x} ${one.y}) scale(${r})` })
          : svgNode("text", { x: one.x, y: one.y + 5 / scale, "text-anchor": "middle" }, String(one.text)));
    }
  }

  // ── Size ───────────────────────────────────────────────────────────────────────────────────

  function fit() {
    const wide = svg.clientWidth;
    if (!wide) return;
    const tall = svg.clientHeight;
    const [x, y, w, height] = box;
    if (columns()) {
      // No narrower than the longest word.
      const word = Math.max(0, ...shapes.flatMap((shape) => wordsOf(shape.label || "")).map(lengthOf));
      const column = Math.min(PIC_COLUMN, Math.max(wide * 0.3, word + PIC_GAP));
      room = column - PIC_GAP;
      scale = Math.min((wide - 2 * column) / w, tall / height);
      const [pw, ph] = [wide / scale, tall / scale];
      svg.setAttribute("viewBox", [x + w / 2 - pw / 2, y + height / 2 - ph / 2, pw, ph].join(" "));
      seen = [x, y + height / 2 - ph / 2, w, ph];
    } else {
      seen = box;
      svg.setAttribute("viewBox", box.join(" "));
      scale = Math.min(wide / w, tall / height) || wide / w;
    }
    svg.style.setProperty("--px", `${1 / scale}px`);
    places.clear();
    label();
    mark();
  }
  const watch = new ResizeObserver(fit);
  watch.observe(svg);
  svg.classList.toggle("has-columns", Boolean(columns()));

  function setBox(next) { box = [...next]; places.clear(); fit(); }

  // ── What is shown ──────────────────────────────────────────────────────────────────────────

  let dimmed = new Set(options.dim || []);
  function paint() {
    for (const shape of shapes) {
      const node = nodes.get(shape.id);
      const there = shown.has(shape.id);
      node.classList.toggle("peeled", !there);
      node.classList.toggle("dim", dimmed.has(shape.id));
      if (interactive) node.setAttribute("aria-hidden", there ? "false" : "true");
    }
    for (const [name, whole] of joined) {
      const mates = shapes.filter((shape) => shape.join === name);
      whole.classList.toggle("peeled", !mates.some((mate) => shown.has(mate.id)));
      whole.classList.toggle("dim", mates.every((mate) => dimmed.has(mate.id)));
    }
    places.clear();
    if (current && !shown.has(current)) rove(null);
    if (interactive && !current) rove(first());
  }
  function show(ids) { shown = new Set(ids); paint(); label(); mark(); }
  function setDim(ids) { dimmed = new Set(ids); paint(); label(); }
  function highlight(ids) {
    const list = ids === null || ids === undefined ? [] : [ids].flat();
    halo.setAttribute("d", list.filter((id) => byId.has(id)).map((id) => byId.get(id).outline).join(""));
  }
  function setLabels(list) { named = wanted(list); svg.classList.toggle("has-columns", Boolean(columns())); fit(); }
  function setMarks(list) { marked = list || []; mark(); }

  // ── Pointer and keys ───────────────────────────────────────────────────────────────────────

  const first = () => [...shapes].reverse().find((shape) => shown.has(shape.id) && !dimmed.has(shape.id))?.id ?? null;
  function rove(id) {
    if (current) nodes.get(current).setAttribute("tabindex", "-1");
    current = id;
    if (id) nodes.get(id).setAttribute("tabindex", "0");
  }
  function focus(id) {
    if (!nodes.has(id)) return;
    rove(id);
    nodes.get(id).focus({ preventScroll: true });
  }
  function toward(id, dx, dy) {
    const [x, y] = place(id).at;
    let [best, cost] = [null, Infinity];
    for (const shape of shapes) {
      if (shape.id === id || !shown.has(shape.id) || dimmed.has(shape.id)) continue;
      const spot = place(shape.id);
      if (!spot.in) continue;
      const [ax, ay] = [spot.at[0] - x, spot.at[1] - y];
      const ahead = ax * dx + ay * dy;
      const aside = Math.abs(ax * dy) + Math.abs(ay * dx);
      if (ahead <= 0.2 || aside > 3 * ahead + 6) continue;
      const price = ahead + 2 * aside + (spot.free ? 0 : 12);
      if (price < cost) [best, cost] = [shape.id, price];
    }
    return best;
  }
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const shapeAt = (event) => byId.get(event.target.closest?.("[data-id]")?.dataset.id);
  if (interactive) {
    svg.addEventListener("pointerover", (event) => { const shape = shapeAt(event); if (shape) onEnter?.(shape); });
    svg.addEventListener("pointerout", (event) => {
      if (!shapeAt(event) || (svg.contains(event.relatedTarget) && event.relatedTarget.closest?.("[data-id]"))) return;
      const held = svg.contains(document.activeElement) && byId.get(document.activeElement.dataset?.id);
      if (held) onEnter?.(held); else onLeave?.();
    });
    svg.addEventListener("focusin", (event) => { const shape = shapeAt(event); if (shape) { rove(shape.id); onEnter?.(shape); } });
    svg.addEventListener("focusout", () => onLeave?.());
    svg.addEventListener("click", (event) => { const shape = shapeAt(event); if (shape) { rove(shape.id); onPick?.(shape); } });
    svg.addEventListener("keydown", (event) => {
      const shape = shapeAt(event);
      if (!shape) return;
      if (event.key in ARROWS) {
        event.preventDefault();
        const next = toward(shape.id, ...ARROWS[event.key]);
        if (next) focus(next);
      } else if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        onPick?.(shape, true);
      } else if (event.key === "Escape") { event.target.blur(); onLeave?.(); }
    });
  }
  paint();
  return {
    svg, node: (id) => nodes.get(id), focus, show, highlight, setLabels, setMarks, setBox, setDim, place,
    destroy() { watch.disconnect(); svg.remove(); },
  };
}

// ── What a cross-section shows besides its shapes: fat, marrow, sides and scale ─────────────────

function axial(plate, data) {
  const grain = uid("fat");
  plate.svg.classList.add("axial");
  plate.svg.prepend(svgNode("defs", {}, svgNode("pattern", { id: grain, width: 4.2, height: 4.2, patternUnits: "userSpaceOnUse", patternTransform: "rotate(20)" },
    svgNode("path", { class: "lobule", d: "M.3 1.2q.9-1.1 1.9 0M2.3 3.4q.9-1 1.7-.1M.2 3.2q.6-.6 1.1 0M2.9 1q.5-.6 1 0" }))));
  for (const shape of data.shapes) {
    const hit = plate.node(shape.id).querySelector(".hit");
    if (shape.marrow) hit.before(svgNode("path", { d: shape.marrow, class: "marrow" }));
    if (shape.kind === "skin") hit.before(svgNode("path", { d: shape.outline, class: "grain", fill: `url(#${grain})` }));
  }
  const [x, y, w, tall] = data.box;
  const [left, right] = data.left ? ["M", "L"] : ["L", "M"];
  const words = { A: "anterior", P: "posterior", L: "lateral", M: "medial" };
  const edge = (letter, ex, ey, anchor) => svgNode("text", { x: ex, y: ey, class: "edge", "text-anchor": anchor }, letter, svgNode("title", {}, words[letter]));
  plate.svg.append(svgNode("g", { class: "edges", "aria-hidden": "true" },
    edge("A", x + w / 2, y + 5.2, "middle"), edge("P", x + w / 2, y + tall - 1.2, "middle"),
    edge(left, x + 1.5, y + 5.2, "start"), edge(right, x + w - 1.5, y + 5.2, "end"), // above where leaders run
    svgNode("path", { class: "ruler", d: `M${x + 2} ${y + tall - 4}v2h20v-2` }),
    svgNode("text", { x: x + 12, y: y + tall - 3.4, class: "ruler-text", "text-anchor": "middle" }, "2 cm")));
}

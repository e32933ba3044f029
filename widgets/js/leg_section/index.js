// Cross-section with a level chooser and a depth probe.
import { h, stage, svgNode, uid } from "../lib/dom.js";
import { drawPicture } from "../lib/picture/plate.js";
import { axial } from "../lib/picture/axial.js";
import "../lib/tokens.css";
import "../lib/base.css";
import "../lib/picture/picture.css";
import "./style.css";

const TURN = 3; // degrees from place to place of the probe

function placeInWords(angle) {
  const size = Math.abs(angle);
  const side = angle > 0 ? "lateral" : "medial";
  if (size < TURN) return "middle of the back";
  if (size > 180 - TURN) return "middle of the front";
  if (size === 90) return `${side} side`;
  return size < 90 ? `${size}° from the back, ${side}` : `${180 - size}° from the front, ${side}`;
}

function render({ model, el }) {
  const root = stage(el, "Cross-section of the leg");
  const kept = new Map();
  const keyOf = (level, left) => `${level}/${left}`;
  let view = model.get("view");
  kept.set(keyOf(view.level, view.left), view);
  let wanted = keyOf(view.level, view.left);
  let probing = view.probe !== null && view.probe !== undefined;
  let angle = Math.round((view.probe ?? 0) / TURN) * TURN;
  let labelled = true;
  let plate = null;
  let overlay = null;
  let telling = null;

  const live = h("div", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  const say = (text) => {
    clearTimeout(telling);
    telling = setTimeout(() => {
      live.textContent = text;
    }, 250);
  };

  // ── Level and side ─────────────────────────────────────────────────────────────────────────

  const group = uid("level");
  const leg = h("div", { class: "section-leg", "aria-hidden": "true" });
  const radios = view.levels.map((one) =>
    h(
      "label",
      { class: "section-level" },
      h("input", {
        type: "radio",
        name: group,
        value: one.id,
        checked: one.id === view.level,
        onchange: () => ask(one.id, view.left),
      }),
      h("span", {}, one.label, h("small", {}, one.place)),
    )
  );
  const left = h("input", { type: "checkbox", checked: view.left, onchange: (e) => ask(view.level, e.target.checked) });
  const labels = h("input", {
    type: "checkbox",
    checked: labelled,
    onchange: (e) => {
      labelled = e.target.checked;
      drawProbe();
    },
  });
  const probeBox = h("input", {
    type: "checkbox",
    checked: probing,
    onchange: (e) => {
      probing = e.target.checked;
      drawProbe();
    },
  });

  function ask(level, side) {
    wanted = keyOf(level, side);
    if (kept.has(wanted)) {
      view = kept.get(wanted);
      draw();
    } else model.send({ type: "show", level, left: side });
  }

  function drawLeg() {
    const { box, skin, bones } = view.leg;
    const [x, y, w, tall] = box;
    leg.replaceChildren(
      svgNode(
        "svg",
        { viewBox: box.join(" "), preserveAspectRatio: "xMinYMin meet" },
        svgNode("path", { d: skin, class: "leg-skin" }),
        svgNode("path", { d: bones.join(""), class: "leg-bone" }),
        view.levels.map((one) => {
          const at = y + one.share * tall;
          return svgNode("path", {
            d: `M${x} ${at}H${x + w}`,
            class: one.id === view.level ? "leg-cut here" : "leg-cut",
          });
        }),
      ),
    );
  }

  // ── The plate ──────────────────────────────────────────────────────────────────────────────

  const frame = h("div", { class: "section-plate" });
  const caption = h("figcaption", {});
  const named = h("p", { class: "section-named" });
  const what = h("p", { class: "section-what" });

  function name(thing) {
    named.replaceChildren(
      thing
        ? h("b", {}, thing.label)
        : h("span", { class: "soft" }, "Point at a structure, or press Tab and the arrow keys, to learn its name."),
    );
    if (thing && thing.name !== thing.label) named.append(` (${thing.name})`);
  }
  function tell(id) {
    const thing = view.things[id];
    what.textContent = thing.what;
    name(thing);
    plate?.highlight(id);
  }

  function drawPlate() {
    plate?.destroy();
    const picture = view.picture;
    plate = drawPicture(picture, {
      columns: true,
      caption: `${picture.caption}. ${picture.text}`,
      name: (shape) => `${shape.label}, ${shape.where}`,
      onEnter: (shape) => {
        name(view.things[shape.id]);
        plate.highlight(shape.id);
      },
      onLeave: () => {
        name(null);
        plate.highlight(null);
      },
      onPick: (shape) => {
        tell(shape.id);
        say(`${shape.label}. ${view.things[shape.id].what}`);
      },
    });
    overlay = svgNode("g", { class: "needle", "aria-hidden": "true" });
    plate.svg.append(overlay);
    axial(plate, picture);
    plate.svg.addEventListener("pointerdown", grab);
    frame.replaceChildren(plate.svg);
    caption.textContent = `${picture.caption}. ${picture.text}`;
  }

  // ── The probe ──────────────────────────────────────────────────────────────────────────────

  const shownAt = h("output", {});
  const sliderId = uid("probe");
  const slider = h("input", {
    id: sliderId,
    type: "range",
    min: -180,
    max: 180,
    step: TURN,
    oninput: (e) => turn((view.left ? 1 : -1) * Number(e.target.value)),
  });
  const rows = h("tbody", {});
  const panel = h(
    "div",
    { class: "section-probe" },
    h("p", { class: "slider" }, h("label", { for: sliderId }, "Where on the skin"), slider, shownAt),
    h(
      "table",
      { class: "section-met" },
      h("caption", {}, "What lies beneath, as far as bone or the middle of the leg"),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("th", { scope: "col" }, "Depth"),
          h("th", { scope: "col" }, "Structure"),
          h("th", { scope: "col" }, "Causes that arise there"),
        ),
      ),
      rows,
    ),
    h(
      "p",
      { class: "soft" },
      "Depths are an estimate: those of this model of one slim adult. A nerve, vessel or tendon counts as met when the line passes within 3 mm of it.",
    ),
  );

  // The outer loop alone: a vessel inside a muscle is not the muscle's outline.
  function rim(outline) {
    return outline.split(/(?<=Z)/).reduce((most, loop) => (loop.length > most.length ? loop : most), "");
  }

  function turn(next) {
    angle = next;
    drawProbe();
  }

  function grab(event) {
    if (!probing) return;
    const onSkin = event.target.closest?.("[data-layer='skin'], .handle");
    if (!onSkin) return;
    const follow = (e) => {
      const point = plate.svg.createSVGPoint();
      point.x = e.clientX;
      point.y = e.clientY;
      const at = point.matrixTransform(plate.svg.getScreenCTM().inverse());
      const degrees = (Math.atan2(view.left ? at.x : -at.x, at.y) * 180) / Math.PI;
      turn(Math.round(degrees / TURN) * TURN);
    };
    const drop = () => {
      window.removeEventListener("pointermove", follow);
      window.removeEventListener("pointerup", drop);
    };
    window.addEventListener("pointermove", follow);
    window.addEventListener("pointerup", drop);
    follow(event);
    event.preventDefault();
  }

  function causeList({ must, others, involve }) {
    return [
      must.length ? h("p", {}, h("strong", { class: "danger" }, "Must not be missed: "), must.join("; ")) : null,
      others.length ? h("p", {}, others.join("; ")) : null,
      must.length || others.length || involve.length ? null : h("p", { class: "soft" }, "none in this course"),
      involve.length
        ? h("details", {}, h("summary", {}, `Also involved in ${involve.length}`), h("p", {}, involve.join("; ")))
        : null,
    ];
  }

  function drawProbe() {
    panel.hidden = !probing;
    overlay.replaceChildren();
    const probe = view.probes[angle];
    const ids = probe.met.map(([id]) => id);
    const drawn = new Set(view.picture.shapes.map((shape) => shape.id));
    plate.setLabels(labelled ? (probing ? ids.filter((id) => drawn.has(id)) : "all") : []);
    if (!probing) return;
    const [[x, y], [dx, dy]] = [probe.from, probe.way];
    const at = (depth) => `${(x + dx * depth).toFixed(1)} ${(y + dy * depth).toFixed(1)}`;
    const outlines = view.picture.shapes.filter((shape) => ids.includes(shape.id) && shape.kind !== "skin");
    overlay.append(
      svgNode("path", {
        d: outlines.map((shape) => shape.kind === "muscle" ? rim(shape.outline) : shape.outline).join(""),
        class: "met",
      }),
      svgNode("path", { d: `M${at(-4)}L${at(probe.to)}`, class: "shaft-back" }),
      svgNode("path", { d: `M${at(-4)}L${at(probe.to)}`, class: "shaft" }),
      probe.met.map(([, depth]) =>
        svgNode("path", {
          d: `M${(x + dx * depth - dy * 1.6).toFixed(1)} ${(y + dy * depth + dx * 1.6).toFixed(1)}l${
            (dy * 3.2).toFixed(1)
          } ${(-dx * 3.2).toFixed(1)}`,
          class: "tick-mark",
        })
      ),
      svgNode("circle", { cx: x - dx * 4, cy: y - dy * 4, r: 3.2, class: "handle" }),
    );
    const words = placeInWords(angle);
    slider.value = String(view.left ? angle : -angle);
    slider.setAttribute("aria-valuetext", words);
    shownAt.textContent = words;
    rows.replaceChildren(...probe.met.map(([id, depth, end, beside]) => {
      const thing = view.things[id];
      const range = end - depth >= 1.5 ? `${Math.round(depth)}–${Math.round(end)} mm` : `${Math.round(depth)} mm`;
      return h(
        "tr",
        {},
        h("td", {}, range, beside ? h("small", {}, `${Math.max(1, Math.round(beside))} mm beside`) : null),
        h(
          "th",
          { scope: "row" },
          h("button", {
            type: "button",
            class: "link",
            "data-key": `met-${id}`,
            onclick: () => {
              tell(id);
              say(thing.what);
            },
            onmouseenter: () => plate.highlight(id),
            onmouseleave: () => plate.highlight(null),
          }, thing.label),
        ),
        h("td", {}, causeList(thing.causes)),
      );
    }));
    say(`${words}: ${ids.map((id) => view.things[id].label).join(", ")}`);
  }

  // ── The whole ──────────────────────────────────────────────────────────────────────────────

  const twin = h("div", {});
  function drawTwin() {
    twin.replaceChildren(
      h("p", {}, view.picture.text),
      ...view.twin.map((part) => [
        h("h4", {}, part.name),
        h("ul", {}, part.items.map((item) => h("li", {}, item.text))),
      ]).flat(),
    );
  }

  function draw() {
    left.checked = view.left;
    for (const radio of radios) {
      radio.querySelector("input").checked = radio.querySelector("input").value === view.level;
    }
    drawLeg();
    drawPlate();
    name(null);
    what.textContent = view.levels.find((one) => one.id === view.level).what;
    drawTwin();
    drawProbe();
    if (!probing) say(view.picture.caption);
  }

  root.append(
    h(
      "div",
      { class: "card section-card" },
      h("fieldset", { class: "section-levels" }, h("legend", {}, "Level"), radios),
      h("div", { class: "section-main" }, leg, h("figure", { class: "section-figure" }, frame, caption)),
      h(
        "div",
        { class: "section-switches" },
        h("label", { class: "tick" }, probeBox, h("span", {}, "Depth probe")),
        h("label", { class: "tick" }, labels, h("span", {}, "Labels")),
        h("label", { class: "tick" }, left, h("span", {}, "Left leg")),
      ),
      named,
      what,
      panel,
      h("details", { class: "section-twin" }, h("summary", {}, "The same in words"), twin),
    ),
    live,
  );

  function arrive() {
    const next = model.get("view");
    kept.set(keyOf(next.level, next.left), next);
    if (keyOf(next.level, next.left) === wanted) {
      view = next;
      draw();
    }
  }
  model.on("change:view", arrive);
  draw();
  return () => {
    model.off("change:view", arrive);
    clearTimeout(telling);
    plate?.destroy();
  };
}

export default { render };

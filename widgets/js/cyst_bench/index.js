// From a swollen knee to a cyst: sliders and needles, the knee from its inner side, gauges and what came before.
// Size of the pictures in their own units; text in them is then as large as it says.
import { h, keepFocus, sourceLinks, stage, svgNode, uid } from "../lib/dom.js";
import { oneAtATime } from "../lib/queue.js";
import "../lib/tokens.css";
import "../lib/base.css";
import "./style.css";

const WIDE = 660;
const HIGH = 500;
const PLOT_WIDE = 330;
const PLOT_HIGH = 190;
const PLOT_TOP = 80;
const PATTERNS = { soft: "soft", firm: "firm", tense: "tense", burst: "burst" };

function patterns(id) {
  const made = (name, size, ...marks) =>
    svgNode("pattern", {
      id: `${id}-${name}`,
      width: size,
      height: size,
      patternUnits: "userSpaceOnUse",
      class: `cyst-p cyst-p-${name}`,
    }, marks);
  return svgNode(
    "defs",
    {},
    made("fluid", 14, svgNode("path", { d: "M0 7Q3.5 4 7 7T14 7" })),
    made("soft", 10, svgNode("circle", { cx: 5, cy: 5, r: 1.6 })),
    made("firm", 9, svgNode("path", { d: "M-2 11L11 -2M-2 2L2 -2M7 11L11 7" })),
    made("tense", 9, svgNode("path", { d: "M-2 11L11 -2M-2 -2L11 11" })),
    made("burst", 12, svgNode("path", { d: "M0 9L3 3L6 9L9 3L12 9" })),
  );
}

function swatch(name) {
  const id = uid("swatch");
  return svgNode(
    "svg",
    { viewBox: "0 0 30 18", width: 30, height: 18, "aria-hidden": "true" },
    patterns(id),
    svgNode("rect", { x: 1, y: 1, width: 28, height: 16, rx: 4, class: "cyst-ground" }),
    svgNode("rect", { x: 1, y: 1, width: 28, height: 16, rx: 4, fill: `url(#${id}-${name})`, class: "cyst-edge" }),
  );
}

// The knee: shapes keep their elements from move to move.
function knee() {
  const id = uid("cyst");
  const under = svgNode("g");
  const names = svgNode("g");
  const node = svgNode(
    "svg",
    { viewBox: `0 0 ${WIDE} ${HIGH}`, "aria-hidden": "true", class: "cyst-svg" },
    patterns(id),
    under,
    names,
  );

  function draw(frame) {
    const scale = Math.min(WIDE / frame.box[2], HIGH / frame.box[3]);
    const dx = (WIDE - frame.box[2] * scale) / 2;
    const place = (x, y) => [dx + (x - frame.box[0]) * scale, (y - frame.box[1]) * scale];
    const path = (d) => {
      let text = "";
      for (let i = 0; i < d.length; i += 2) {
        const [x, y] = place(d[i], d[i + 1]);
        text += `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
      }
      return `${text}Z`;
    };
    under.replaceChildren();
    const fluids = frame.shapes.filter((one) => one.kind === "fluid");
    let wet = false;
    for (const shape of frame.shapes) {
      const d = path(shape.d);
      if (shape.kind === "fluid") {
        // The edges of all first, so that what lies together shows one outline.
        if (!wet) {
          under.append(
            ...fluids.map((one) => svgNode("path", { d: path(one.d), class: "cyst-shape is-fluid-edge" })),
            ...fluids.map((one) =>
              svgNode("path", { d: path(one.d), class: `cyst-shape is-fluid${frame.fluid < 1 ? " is-dry" : ""}` })
            ),
          );
        }
        if (!wet && frame.fluid >= 1) {
          under.append(
            ...fluids.map((one) => svgNode("path", { d: path(one.d), fill: `url(#${id}-fluid)`, class: "cyst-over" })),
          );
        }
        wet = true;
      } else if (shape.kind === "sac") {
        under.append(svgNode("path", { d, class: `cyst-shape is-sac word-${frame.word || "none"}` }));
        if (PATTERNS[frame.word]) {
          under.append(svgNode("path", { d, fill: `url(#${id}-${PATTERNS[frame.word]})`, class: "cyst-over" }));
        }
      } else if (shape.kind === "leak") {
        under.append(
          svgNode("path", { d, class: "cyst-shape is-leak" }),
          svgNode("path", { d, fill: `url(#${id}-burst)`, class: "cyst-over" }),
        );
      } else under.append(svgNode("path", { d, class: `cyst-shape is-${shape.kind}` }));
    }
    gate(frame, place);
    write(frame, place);
  }

  // Two lips across the neck of the sac: as far apart as the slit is open; an arrow where fluid runs.
  function gate(frame, place) {
    const [x, y] = place(...frame.neck);
    const [ax, ay] = frame.away;
    const [px, py] = [-ay, ax];
    const gap = 2 + 11 * frame.opening;
    for (const side of [1, -1]) {
      const near = [x + px * side * gap * 0.5, y + py * side * gap * 0.5];
      const far = [x + px * side * (gap * 0.5 + 15), y + py * side * (gap * 0.5 + 15)];
      under.append(
        svgNode("path", {
          d: `M${near[0].toFixed(1)} ${near[1].toFixed(1)}L${far[0].toFixed(1)} ${far[1].toFixed(1)}`,
          class: "cyst-lip",
        }),
      );
    }
    if (!frame.opening || frame.slit_word === "flap shut") {
      under.append(
        svgNode("path", { d: `M${x + px * 15} ${y + py * 15}L${x - px * 15} ${y - py * 15}`, class: "cyst-bar" }),
      );
    }
    if (!frame.flow) return;
    const way = frame.flow;
    const tail = [x - ax * way * 21, y - ay * way * 21];
    const tip = [x + ax * way * 21, y + ay * way * 21];
    const wing = (side) => [tip[0] - ax * way * 11 + px * side * 8, tip[1] - ay * way * 11 + py * side * 8];
    const d = `M${tail}L${tip}M${wing(1)}L${tip}L${wing(-1)}`;
    under.append(svgNode("path", { d, class: "cyst-arrow-edge" }), svgNode("path", { d, class: "cyst-arrow" }));
  }

  function write(frame, place) {
    names.replaceChildren();
    for (const side of ["left", "right"]) {
      const column = frame.labels.filter((one) => one.side === side).map((one) => ({ ...one, p: place(...one.at) }))
        .sort((a, b) => a.p[1] - b.p[1]);
      let y = 20;
      for (const one of column) {
        one.y = Math.max(y, Math.min(HIGH - 12, one.p[1] + 5));
        y = one.y + 31;
      }
      let floor = HIGH - 12;
      for (const one of [...column].reverse()) {
        one.y = Math.min(one.y, floor);
        floor = one.y - 31;
      }
      const x = side === "left" ? 10 : WIDE - 10;
      for (const one of column) {
        const text = svgNode("text", {
          x,
          y: one.y,
          "text-anchor": side === "left" ? "start" : "end",
          class: `cyst-label${one.strong ? " is-strong" : ""}`,
        }, one.text);
        names.append(text);
        const length = text.getComputedTextLength?.() || one.text.length * 8;
        const from = side === "left" ? x + length + 6 : x - length - 6;
        names.prepend(
          svgNode("path", {
            class: "cyst-leader",
            d: `M${from.toFixed(1)} ${one.y - 5}L${one.p[0].toFixed(1)} ${one.p[1].toFixed(1)}`,
          }),
          svgNode("circle", { class: "cyst-dot", cx: one.p[0].toFixed(1), cy: one.p[1].toFixed(1), r: 3.5 }),
        );
      }
    }
  }
  return { node, draw };
}

// What came before: the cyst as a line with dots, the knee's fluid as a dashed one.
function plot() {
  const node = svgNode("svg", {
    viewBox: `0 0 ${PLOT_WIDE} ${PLOT_HIGH}`,
    "aria-hidden": "true",
    class: "cyst-svg cyst-plot",
  });
  const [left, right, top, bottom] = [44, 46, 16, 30];
  function draw(history) {
    const many = Math.max(history.length - 1, 12);
    const x = (i) => left + (PLOT_WIDE - left - right) * i / many;
    const y = (value) => PLOT_HIGH - bottom - (PLOT_HIGH - top - bottom) * Math.min(1, value / PLOT_TOP);
    const line = (k) => history.map((one, i) => `${i ? "L" : "M"}${x(i).toFixed(1)} ${y(one[k]).toFixed(1)}`).join("");
    node.replaceChildren(...[0, 40, 80].flatMap((value) => [
      svgNode("path", { class: "cyst-grid", d: `M${left} ${y(value)}H${PLOT_WIDE - right}` }),
      svgNode(
        "text",
        { x: left - 6, y: y(value) + 5, "text-anchor": "end", class: "cyst-tick" },
        value ? String(value) : "0 ml",
      ),
    ]));
    node.append(
      svgNode("path", { d: line(2), class: "cyst-line is-knee" }),
      svgNode("path", { d: line(1), class: "cyst-line is-cyst" }),
    );
    // Names of what was done, below: those of the buttons first, the others where there is room.
    const taken = [];
    const name = (label, i) => {
      const wide = 7.6 * label.length + 8;
      const from = x(i) + wide > PLOT_WIDE - 8 ? x(i) - wide + 8 : x(i) - 2;
      if (taken.some(([low, high]) => from < high && from + wide > low)) return;
      taken.push([from, from + wide]);
      node.append(
        svgNode("path", { class: "cyst-mark", d: `M${x(i).toFixed(1)} ${PLOT_HIGH - bottom}v5` }),
        svgNode("text", { x: from.toFixed(1), y: PLOT_HIGH - 10, class: "cyst-tick" }, label),
      );
    };
    const rank = (label) => (label.endsWith("drained") ? 0 : /(°| ml)$/.test(label) ? 2 : 1);
    for (const now of [0, 1, 2]) {
      history.forEach(([label], i) => {
        if (label && i && rank(label) === now) name(label, i);
      });
    }
    let torn = false;
    history.forEach(([, cyst, , burst], i) => {
      node.append(
        svgNode("circle", {
          cx: x(i).toFixed(1),
          cy: y(cyst).toFixed(1),
          r: history.length > 45 ? 1.8 : 2.8,
          class: "cyst-point",
        }),
      );
      if (burst && !torn) {
        const [cx, cy] = [x(i), y(cyst)];
        node.append(
          svgNode("path", {
            class: "cyst-torn",
            d: `M${cx - 6} ${cy - 6}L${cx + 6} ${cy + 6}M${cx - 6} ${cy + 6}L${cx + 6} ${cy - 6}`,
          }),
          svgNode("text", { x: cx, y: cy - 12, "text-anchor": "middle", class: "cyst-tick is-torn" }, "burst"),
        );
      }
      torn = burst;
    });
    const last = history.at(-1);
    const end = x(history.length - 1) + 8;
    let [ky, cy] = [y(last[2]) + 5, y(last[1]) + 5];
    if (Math.abs(ky - cy) < 16) {
      if (ky <= cy) ky = cy - 16;
      else cy = ky - 16;
    }
    node.append(
      svgNode("text", { x: end, y: ky, class: "cyst-tick" }, "knee"),
      svgNode("text", { x: end, y: cy, class: "cyst-tick is-strong" }, "cyst"),
    );
  }
  return { node, draw };
}

function render({ model, el }) {
  const root = stage(el, "From a swollen knee to a cyst");
  const card = h("div", { class: "card case-frame" });
  const live = h("div", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  root.append(card, live);
  const send = (type, more = {}) => model.send({ type, ...more });
  const group = uid("slit");
  const picture = knee();
  const past = plot();
  const answers = {};

  const moves = oneAtATime(send);

  const side = h("div", { class: "cyst-side" });
  const error = h("p", { class: "error", role: "alert" });
  const said = h("p", { class: "cyst-said" });
  const gauges = h("ul", { class: "cyst-gauges", "aria-label": "Gauges" });
  const feel = h("p", {});
  const alarm = h("div", {});
  const told = h("ul", { class: "plain" });
  const pastTold = h("ol", { class: "plain" });
  const foot = h("div", {});
  const legend = h("ul", { class: "cyst-legend", "aria-label": "How it is drawn" });
  card.append(
    h(
      "div",
      { class: "cyst-grid-3" },
      side,
      h("div", {}, h("figure", { class: "cyst-picture" }, picture.node), legend, said, alarm),
      h(
        "div",
        { class: "cyst-side" },
        gauges,
        h("h4", {}, "What you would feel"),
        feel,
        h("h4", {}, "So far"),
        past.node,
        h("details", {}, h("summary", {}, "The same in words"), told, h("p", { class: "soft" }, "So far:"), pastTold),
      ),
    ),
    foot,
  );

  let sliders = {};
  let radios = [];

  function slider(key, name, [low, high, step]) {
    const id = uid(key);
    const output = h("output", { for: id });
    const input = h("input", {
      id,
      type: "range",
      min: low,
      max: high,
      step,
      "data-key": key,
      oninput: () => moves.ask(key, { value: Number(input.value) }),
    });
    sliders[key] = { input, output };
    return h("div", { class: "cyst-slider" }, h("label", { for: id }, name), output, input);
  }

  // A row of buttons is one Tab stop; arrow keys move within it.
  function toolbar(label, buttons) {
    const nodes = buttons.map(([type, name, more], i) =>
      h("button", {
        type: "button",
        "data-key": type,
        tabindex: i ? "-1" : "0",
        title: more,
        onclick: () => moves.ask(type, {}),
      }, name)
    );
    nodes.forEach((node, i) =>
      node.addEventListener("keydown", (event) => {
        const way = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        const to = event.key === "Home"
          ? 0
          : event.key === "End"
          ? nodes.length - 1
          : way
          ? (i + way + nodes.length) % nodes.length
          : null;
        if (to === null) return;
        event.preventDefault();
        nodes.forEach((one, k) => one.setAttribute("tabindex", k === to ? "0" : "-1"));
        nodes[to].focus();
      })
    );
    return h("div", { class: "cyst-buttons", role: "toolbar", "aria-label": label }, nodes);
  }

  function controls(view) {
    sliders = {};
    radios = view.slits.map((
      [key, name, known],
    ) => [
      key,
      known,
      h("input", {
        type: "radio",
        name: group,
        value: key,
        "data-key": `slit-${key}`,
        onchange: () => moves.ask("slit", { value: key }),
      }),
      name,
    ]);
    return [
      slider("effusion", "Fluid the knee makes", view.effusion),
      slider("angle", "Knee angle", view.angle),
      toolbar("Actions", [
        ["bend", "Bend and straighten ten times"],
        ["week", "Wait a week", "Ordinary days on one’s feet"],
        ["drain-cyst", "Drain the cyst only"],
        ["drain-knee", "Drain the knee, and treat it", "And treat what made the fluid"],
        ["again", "Begin again"],
      ]),
      h(
        "fieldset",
        { class: "cyst-slits" },
        h("legend", {}, "Way from joint to bursa"),
        radios.map(([, known, input, name]) =>
          h("label", {}, input, h("span", {}, h("span", { class: "cyst-name" }, name), h("small", {}, known)))
        ),
      ),
    ];
  }

  function predict(view) {
    const commit = h("button", {
      type: "button",
      class: "primary",
      "data-key": "commit",
      onclick: () => send("predict", { answers }),
    }, "Commit and see");
    return [
      h("p", {}, h("strong", {}, "Say first what will happen. "), "Then the sliders are yours."),
      view.predictions.map((one, i) => {
        const name = uid("predict");
        return h(
          "fieldset",
          { class: "cyst-predict" },
          h("legend", {}, `${i + 1}. ${one.question}`),
          one.options.map(([key, text]) =>
            h(
              "label",
              { class: "tick" },
              h("input", {
                type: "radio",
                name,
                value: key,
                checked: answers[one.id] === key,
                "data-key": `${one.id}-${key}`,
                onchange: () => {
                  answers[one.id] = key;
                },
              }),
              h("span", {}, text),
            )
          ),
        );
      }),
      h(
        "div",
        { class: "buttons" },
        commit,
        h("button", { type: "button", "data-key": "skip", onclick: () => send("skip") }, "Skip to the sliders"),
      ),
    ];
  }

  function results(view) {
    const right = view.predictions.filter((one) => one.right).length;
    return h(
      "div",
      {
        class: `verdict ${right === view.predictions.length ? "is-right" : right ? "is-partly" : "is-wrong"}`,
        tabindex: -1,
        "data-key": "verdict",
      },
      h(
        "p",
        {},
        h("strong", {}, `${right} of ${view.predictions.length} as the model has it.`),
        " Try each one with the sliders.",
      ),
      view.predictions.map((one) =>
        h(
          "p",
          {},
          h("b", {}, `${one.right ? "✓" : "✗"} ${one.answer}. `),
          one.right ? null : `You said: ${one.mine.toLowerCase()}. `,
          one.why,
        )
      ),
    );
  }

  function drawView() {
    const view = model.get("view");
    keepFocus(root, () => {
      side.replaceChildren(error, ...[view.phase === "predict" ? predict(view) : controls(view)].flat(3));
      const burst = view.burst;
      foot.replaceChildren(...[
        view.phase === "answered" ? results(view) : null,
        h(
          "details",
          {},
          h("summary", {}, `${burst.name}, and the clot that it looks like`),
          h(
            "p",
            {},
            h("strong", {}, `${burst.urgency[0].toUpperCase()}${burst.urgency.slice(1)}. `),
            burst.scan.join(" "),
          ),
          h("ul", { class: "plain" }, [...burst.lines, ...burst.share].map((line) => h("li", {}, line))),
        ),
        h(
          "details",
          {},
          h("summary", {}, "The model, its numbers and its limits"),
          h("p", {}, view.what),
          h("ul", { class: "plain" }, view.limits.map((line) => h("li", {}, line))),
          h("p", {}, h("b", {}, "Every number is an estimate by the authors:")),
          h("ul", { class: "plain soft" }, view.figures.map((line) => h("li", {}, line))),
          sourceLinks(view.sources),
        ),
      ].filter(Boolean));
      legend.replaceChildren(
        h("li", {}, swatch("fluid"), "fluid in the knee"),
        ...[...view.tensions, "burst"].map((word) => h("li", {}, swatch(PATTERNS[word] || "soft"), `cyst ${word}`)),
      );
    });
    drawFrame();
    if (view.phase === "answered") foot.querySelector("[data-key=verdict]")?.focus({ preventScroll: true });
  }

  function gauge(name, [share, text, word], look) {
    const wide = `${(100 * Math.max(0, Math.min(1, share))).toFixed(1)}%`;
    return h(
      "li",
      { class: "cyst-gauge" },
      h("div", { class: "cyst-gauge-head" }, h("span", {}, name), h("b", { class: `look-${look}` }, word)),
      h(
        "div",
        { class: "cyst-track", "aria-hidden": "true" },
        h("span", { class: `cyst-fill look-${look}`, style: `width:${wide}` }),
      ),
      text ? h("small", {}, `${text} (estimate)`) : null,
    );
  }

  let torn = false;
  function drawFrame() {
    const frame = model.get("frame");
    const view = model.get("view");
    error.textContent = frame.error;
    picture.draw(frame);
    past.draw(frame.history);
    for (const [key, words] of [["effusion", frame.effusion_words], ["angle", frame.angle_words]]) {
      const one = sliders[key];
      if (!one) continue;
      one.output.textContent = words;
      one.input.setAttribute("aria-valuetext", words);
      // A slider in the hand is not moved under it.
      if (document.activeElement !== one.input || !moves.isBusy()) one.input.value = String(frame[key]);
    }
    for (const [key, , input] of radios) input.checked = key === frame.slit;
    const now = frame.gauges;
    gauges.replaceChildren(
      gauge("Fluid in the knee", now.joint, "knee"),
      frame.torn ? gauge("Fluid in the calf", now.calf, "burst") : gauge("Size of the cyst", now.size, "size"),
      gauge("Tension of the cyst", now.tension, frame.word || "none"),
    );
    feel.textContent = frame.feel;
    said.textContent = frame.said || (view.phase === "predict" ? "" : "Move the effusion up, then bend the knee.");
    told.replaceChildren(...frame.told.map((line) => h("li", {}, line)));
    pastTold.replaceChildren(...frame.past.map((line) => h("li", {}, line)));
    if (frame.torn !== torn || !alarm.childNodes.length) {
      torn = frame.torn;
      const burst = view.burst;
      alarm.replaceChildren(
        torn
          ? h(
            "div",
            { class: "verdict is-wrong cyst-alarm" },
            h(
              "p",
              {},
              h("strong", {}, "! Burst. "),
              burst.says.join(" "),
              ` It looks like a clot (${burst.mimics.toLowerCase()}): ${burst.urgency}.`,
            ),
            h("p", {}, burst.scan[0] || ""),
          )
          : h(
            "p",
            { class: "soft cyst-quiet" },
            `If it bursts, the calf swells as it does with a clot: ${burst.urgency}, with ultrasound. More below.`,
          ),
      );
    }
    live.textContent = [frame.said, frame.torn ? "Burst." : "", frame.feel, `Slit ${frame.slit_word}.`].filter(Boolean)
      .join(" ");
  }

  function onFrame() {
    drawFrame();
    moves.answered();
  }
  model.on("change:view", drawView);
  model.on("change:frame", onFrame);
  drawView();
  return () => {
    moves.stop();
    model.off("change:view", drawView);
    model.off("change:frame", onFrame);
  };
}

export default { render };

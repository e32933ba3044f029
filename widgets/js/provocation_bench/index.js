import { h, keepFocus, sourceLinks, stage, svgNode, uid } from "../lib/dom.js";
import { oneAtATime } from "../lib/queue.js";
import "../lib/tokens.css";
import "../lib/base.css";
import "../lib/options.css";
import "./style.css";

const SECONDS = 1.8;
const ROW = 21; // from line to line of a name
const LEGEND = [
  ["slack", "slack: dotted"],
  ["resting", "resting: plain"],
  ["stretched", "stretched: striped"],
  ["limit", "at its limit: crossed"],
  ["active", "pulling: chevrons"],
];

function patterns(id) {
  const made = (name, size, ...marks) =>
    svgNode("pattern", {
      id: `${id}-${name}`,
      width: size,
      height: size,
      patternUnits: "userSpaceOnUse",
      class: `bench-p-${name}`,
    }, marks);
  return svgNode(
    "defs",
    {},
    made("slack", 8, svgNode("circle", { cx: 4, cy: 4, r: 1.5 })),
    made("stretched", 9, svgNode("path", { d: "M-2 11L11 -2M-2 2L2 -2M7 11L11 7" })),
    made("limit", 9, svgNode("path", { d: "M-2 11L11 -2M-2 -2L11 11" })),
    made("active", 16, svgNode("path", { d: "M2 11L8 5L14 11" })),
  );
}

// One leg, or one close view: shapes that keep their elements from pose to pose. Where names stand, Python says.
function panel([width, height]) {
  const id = uid("bench");
  const leg = svgNode("g");
  const names = svgNode("g");
  const title = svgNode("text", { x: width / 2, y: 20, "text-anchor": "middle", class: "bench-title" });
  const hole = svgNode("rect", { x: 0, width });
  const clip = svgNode("clipPath", { id: `${id}-window` }, hole);
  const node = svgNode(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true", class: "bench-svg" },
    patterns(id),
    clip,
    leg,
    names,
    title,
  );
  const kept = new Map();
  let order = "";

  function draw(data) {
    title.textContent = data.title;
    const [scale, left, top] = data.place;
    const [from, to] = data.clip ?? [0, height];
    hole.setAttribute("y", from);
    hole.setAttribute("height", to - from);
    leg.setAttribute("clip-path", `url(#${id}-window)`);
    const now = data.shapes.map((shape) => shape.id).join();
    if (now !== order) {
      leg.replaceChildren();
      kept.clear();
      order = now;
    }
    for (const shape of data.shapes) {
      let pair = kept.get(shape.id);
      if (!pair) {
        pair = [svgNode("path", {}, shape.name ? [svgNode("title", {}, shape.name)] : []), svgNode("path")];
        leg.append(...pair);
        kept.set(shape.id, pair);
      }
      let d = "";
      for (let i = 0; i < shape.d.length; i += 2) {
        d += `${i ? "L" : "M"}${(left + shape.d[i] * scale).toFixed(1)} ${(top + shape.d[i + 1] * scale).toFixed(1)}`;
      }
      d += "Z";
      pair[0].setAttribute("d", d);
      pair[0].setAttribute(
        "class",
        `bench-shape is-${shape.kind} look-${shape.look || "none"}${shape.far ? " is-far" : ""}`,
      );
      const patterned = ["slack", "stretched", "limit", "active"].includes(shape.look) && shape.kind === "muscle";
      pair[1].setAttribute("d", patterned ? d : "");
      if (patterned) pair[1].setAttribute("fill", `url(#${id}-${shape.look})`);
      pair[1].setAttribute("class", `bench-over${shape.far ? " is-far" : ""}`);
    }
    names.replaceChildren(...data.labels.map(line), ...data.labels.map(text));
  }
  function line({ leader: [x, y, toX, toY] }) {
    return svgNode(
      "g",
      {},
      svgNode("path", { class: "bench-halo", d: `M${x} ${y}L${toX} ${toY}` }),
      svgNode("path", { class: "bench-leader", d: `M${x} ${y}L${toX} ${toY}` }),
      svgNode("circle", { class: "bench-dot", cx: x, cy: y, r: 3.5 }),
    );
  }
  function text({ text_at: [x, y], anchor, lines, words, look }) {
    const rows = [
      ...lines.map((row) => [row, "bench-label"]),
      ...words.map((row) => [row, `bench-word look-${look || "none"}`]),
    ];
    return svgNode(
      "g",
      { class: "bench-words" },
      rows.map(([row, kind], i) => svgNode("text", { x, y: y + ROW * i, "text-anchor": anchor, class: kind }, row)),
    );
  }
  return { node, draw };
}

function render({ model, el }) {
  const root = stage(el, "Provocation bench");
  const card = h("div", { class: "card case-frame" });
  const live = h("div", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  root.append(card, live);
  const send = (type, more = {}) => model.send({ type, ...more });
  const calm = window.matchMedia?.("(prefers-reduced-motion: reduce)").matches;
  const group = uid("predict");
  let sliders = {};
  let chosen = "";
  let panels = [];
  let shown = 0;
  const picture = h("figure", { class: "bench-picture" });
  const legend = h("ul", { class: "bench-legend", "aria-label": "How it is drawn" });
  const bars = h("div", { class: "bench-bars" });
  const words = h("ul", { class: "plain" });
  const choice = h("div", {});
  const control = h("div", { class: "bench-control" });
  const told = h("div", { class: "bench-told" });
  const result = h("div", { class: "bench-told" });
  const ranges = h("ul", { class: "plain" });
  const wordy = h("details", {}, h("summary", {}, "The same in words"), words);
  const ranged = h("details", {}, h("summary", {}, "Where the ranges come from"), ranges);
  let spoken = null;
  card.append(
    h(
      "div",
      { class: "bench-grid" },
      h("div", { class: "bench-side" }, choice, told, control),
      h("div", {}, picture, legend, result),
      h("div", { class: "bench-side" }, bars, wordy, ranged),
    ),
  );

  const poses = oneAtATime(send);
  let film = 0;

  // A test's move, from step to step, as fast as the poses come.
  function play() {
    const view = model.get("view");
    const moves = view.test.steps.length - 1;
    const ticket = ++film;
    const end = () => {
      poses.forget();
      if (view.phase === "moving") send("played");
      else send("move", { step: moves - 1, share: 1 });
    };
    if (calm) {
      end();
      return;
    }
    const start = performance.now();
    const tick = (time) => {
      if (ticket !== film || !root.isConnected) return;
      const past = Math.max(0, time - start) / 1000 / (SECONDS + 0.7);
      const step = Math.floor(past);
      if (step >= moves) {
        end();
        return;
      }
      const share = Math.min(1, (past - step) * (SECONDS + 0.7) / SECONDS);
      if (!poses.isBusy()) poses.ask("move", { step, share: share * share * (3 - 2 * share) });
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  function slide(view) {
    sliders = {};
    return h(
      "fieldset",
      { class: "bench-sliders" },
      h("legend", {}, `Joints of the ${view.leg} leg`),
      view.sliders.map(([joint, name, low, high]) => {
        const output = h("output", {});
        const input = h("input", {
          type: "range",
          min: low,
          max: high,
          step: 1,
          "aria-label": name,
          "data-key": `joint-${joint}`,
          oninput: () => {
            film += 1;
            poses.ask(
              "pose",
              Object.fromEntries(Object.entries(sliders).map(([key, one]) => [key, Number(one.input.value)])),
            );
          },
        });
        sliders[joint] = { input, output };
        return h("label", { class: "bench-slider" }, h("span", {}, name), output, input);
      }),
    );
  }

  function controls() {
    const view = model.get("view");
    const free = view.phase === "free" || view.phase === "answered";
    const select = h("select", {
      "data-key": "preset",
      onchange: (e) => {
        film += 1;
        chosen = "";
        send("preset", { id: e.target.value });
      },
    }, view.presets.map(([key, name]) => h("option", { value: key, selected: key === view.preset }, name)));
    const side = h(
      "select",
      { "data-key": "side", onchange: (e) => send("side", { side: e.target.value }) },
      view.sides.map(([key, name]) => h("option", { value: key, selected: key === view.side }, name)),
    );
    choice.replaceChildren(
      h("label", { class: "bench-choice" }, h("span", {}, "Test"), select),
      h("label", { class: "bench-choice" }, h("span", {}, "Seen from"), side),
      h("p", { class: "error", role: "alert" }, view.error),
    );
    control.replaceChildren(...[
      free ? slide(view) : null,
      free
        ? h(
          "fieldset",
          { class: "bench-pulls" },
          h("legend", {}, "Muscles"),
          view.pulls.map(([key, name, on]) =>
            h(
              "label",
              { class: "tick" },
              h("input", {
                type: "checkbox",
                checked: on,
                "data-key": `pull-${key}`,
                onchange: (e) => send("pull", { group: key, on: e.target.checked }),
              }),
              h("span", {}, name),
            )
          ),
        )
        : null,
      free
        ? h(
          "div",
          { class: "buttons" },
          h("button", {
            type: "button",
            "data-key": "neutral",
            onclick: () => {
              film += 1;
              send("neutral");
            },
          }, "Stand straight"),
        )
        : null,
    ].filter(Boolean));
    result.replaceChildren();
    told.replaceChildren(
      ...(view.test ? test(view) : [
        h(
          "p",
          { class: "soft" },
          "Move a joint and watch what becomes long, and what becomes slack. Or choose a test: you predict first.",
        ),
      ]),
    );
    ranges.replaceChildren(...view.ranges.map((line) => h("li", {}, line)));
    const hidden = view.phase === "predict";
    wordy.hidden = hidden;
    ranged.hidden = hidden;
    legend.replaceChildren(...(hidden ? [] : LEGEND.map(([key, name]) => h("li", {}, swatch(key), name))));
  }

  function swatch(key) {
    const id = uid("swatch");
    return svgNode(
      "svg",
      { viewBox: "0 0 30 18", width: 30, height: 18, "aria-hidden": "true" },
      patterns(id),
      svgNode("rect", { x: 1, y: 1, width: 28, height: 16, rx: 4, class: `bench-shape is-muscle look-${key}` }),
      key === "resting"
        ? []
        : svgNode("rect", { x: 1, y: 1, width: 28, height: 16, rx: 4, fill: `url(#${id}-${key})` }),
    );
  }

  function test(view) {
    const one = view.test;
    const parts = [
      h("h4", {}, "The move"),
      h("ol", { class: "bench-steps" }, one.steps.map((does) => h("li", {}, does))),
    ];
    if (view.phase === "predict") {
      const commit = h("button", {
        type: "button",
        class: chosen ? "primary" : "",
        "data-key": "commit",
        "aria-disabled": chosen ? null : "true",
        onclick: () => {
          if (chosen) send("commit", { option: chosen });
          else live.textContent = "Choose a structure first.";
        },
      }, "Commit and watch");
      parts.push(
        h(
          "fieldset",
          { class: "bench-predict" },
          h("legend", {}, one.question),
          one.options.map(([key, name]) =>
            h(
              "div",
              { class: "option" },
              h(
                "label",
                { class: "row" },
                h("input", {
                  type: "radio",
                  name: group,
                  value: key,
                  checked: key === chosen,
                  "data-key": `option-${key}`,
                  onchange: () => {
                    chosen = key;
                    commit.removeAttribute("aria-disabled");
                    commit.className = "primary";
                  },
                }),
                h("span", { class: "text" }, name),
              ),
            )
          ),
          h("div", { class: "buttons" }, commit),
        ),
      );
    } else if (view.phase === "moving") {
      parts.push(
        h(
          "p",
          { class: "soft" },
          h("b", {}, "You say: "),
          one.options.find(([key]) => key === one.chosen)[1],
          ". Watch.",
        ),
      );
    } else {
      result.replaceChildren(
        h(
          "div",
          { class: `verdict ${one.right ? "is-right" : "is-wrong"}`, tabindex: -1, "data-key": "verdict" },
          h(
            "p",
            {},
            h("strong", {}, one.right ? "✓ Right: " : "✗ Not this one: "),
            one.right ? `${one.answer}.` : `the model says ${one.answer}; you said ${one.mine}.`,
          ),
          h("p", {}, one.why),
          h("p", { class: "soft" }, `${one.measured}:`),
          h("ul", { class: "plain soft" }, one.scores.map(([name, value]) => h("li", {}, `${name}: ${value}`))),
          h("p", { class: "soft" }, one.limits),
          sourceLinks(one.sources),
        ),
      );
      parts.push(
        h(
          "div",
          { class: "buttons" },
          h("button", { type: "button", "data-key": "again", onclick: play }, "Watch again"),
        ),
      );
    }
    if (one.how) parts.push(h("details", {}, h("summary", {}, "How it is done"), h("p", {}, one.how)));
    return parts;
  }

  function bar(row) {
    const artery = row.kind === "artery";
    const at = (used) => artery ? 4 + 92 * used : 45 + 40 * Math.max(-1.12, Math.min(1.35, used));
    const from = artery ? 4 : 45;
    const to = at(row.used);
    const track = h(
      "div",
      { class: `bench-track${artery ? " is-artery" : ""}`, "aria-hidden": "true" },
      h("span", { class: "bench-range" }),
      h("span", {
        class: `bench-fill look-${row.look}`,
        style: `left:${Math.min(from, to)}%;width:${Math.max(0.8, Math.abs(to - from))}%`,
      }),
      artery ? null : h("span", { class: "bench-rest" }),
      h("span", { class: "bench-now", style: `left:${to}%` }),
    );
    return h(
      "li",
      { class: "bench-row" },
      h(
        "div",
        { class: "bench-row-head" },
        h("span", { class: "bench-name" }, row.label),
        h("span", { class: `bench-state look-${row.look}` }, row.word),
      ),
      h("div", { class: "bench-row-line" }, track, h("span", { class: "bench-text" }, row.text)),
    );
  }

  function measured(frame) {
    const titles = { muscle: "Muscles with their tendons", nerve: "Nerve paths", artery: "Popliteal artery" };
    const notes = {
      muscle: "Line: standing. Box: working range.",
      nerve: "Change of path length in this model, not measured strain.",
      artery: "Schematic model: how close the muscles come, from free (left) to pressed (right). Not a measurement.",
    };
    if (!frame.rows.length) {
      bars.replaceChildren(
        h("p", { class: "bench-hidden" }, "Lengths and loads stay hidden until you have predicted."),
      );
      words.replaceChildren();
      return;
    }
    bars.replaceChildren(
      ...Object.keys(titles).filter((kind) => frame.rows.some((row) => row.kind === kind)).map((kind) =>
        h(
          "section",
          {},
          h("h4", {}, titles[kind]),
          h("p", { class: "soft" }, notes[kind]),
          h(
            "ul",
            { class: "bench-rows", "aria-label": titles[kind] },
            frame.rows.filter((row) => row.kind === kind).map(bar),
          ),
        )
      ),
    );
    words.replaceChildren(...frame.rows.map((row) => h("li", {}, row.long)));
  }

  function draw() {
    const frame = model.get("frame");
    const view = model.get("view");
    if (frame.panels.length !== panels.length || shown !== frame.panels.length) {
      const many = frame.panels.length > 1;
      panels = frame.panels.map((one) => panel(one.size));
      picture.replaceChildren(h("div", { class: many ? "bench-many" : "" }, panels.map((one) => one.node)));
      picture.setAttribute("role", "img");
      shown = frame.panels.length;
    }
    frame.panels.forEach((one, i) => panels[i].draw(one));
    const pose = Object.keys(frame.said).map((joint) => `${joint} ${frame.said[joint]}`).join(", ");
    picture.setAttribute("aria-label", `Picture of the ${view.leg} leg: ${pose}. ${frame.words}`);
    for (const [joint, one] of Object.entries(sliders)) {
      const angle = Math.round(frame.pose[joint]);
      if (!poses.hasMore()) one.input.value = angle;
      one.output.textContent = frame.said[joint];
      one.input.setAttribute("aria-valuetext", frame.said[joint].replace("°", " degrees"));
    }
    for (const [i, item] of [...told.querySelectorAll(".bench-steps li")].entries()) {
      if (i === frame.step) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    }
    measured(frame);
    clearTimeout(spoken);
    if (view.phase !== "moving" && frame.words) {
      spoken = setTimeout(() => {
        live.textContent = frame.words;
      }, 500);
    }
  }

  let phase = "";
  function redraw() {
    const view = model.get("view");
    keepFocus(root, () => {
      controls();
      draw();
    });
    if (view.phase !== phase) {
      if (view.phase === "moving") play();
      if (view.phase === "answered" && phase === "moving") {
        result.querySelector(".verdict")?.focus({ preventScroll: true });
      }
      phase = view.phase;
    }
  }
  function framed() {
    draw();
    poses.answered();
  }
  model.on("change:view", redraw);
  model.on("change:frame", framed);
  redraw();
  return () => {
    film += 1;
    clearTimeout(spoken);
    poses.stop();
    model.off("change:view", redraw);
    model.off("change:frame", framed);
  };
}

export default { render };

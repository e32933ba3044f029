import { h, stage, uid } from "../lib/dom.js";
import "../lib/tokens.css";
import "../lib/base.css";
import "./style.css";

const PLOTLY = "application/vnd.plotly.v1+json";
const EYES = { posterior: [-1, 0, 0], medial: [0, 0, -1], lateral: [0, 0, 1], anterior: [1, 0, 0] };
const SPAN = { knee: 330, leg: 1080 }; // millimetres from top to bottom of the picture
// Where the light comes from, in the picture: left, above, and towards the eye (where plotly counts in hundreds).
const LIGHT = { x: -3e4, y: 4e4, z: -250 };
const FAINT = 0.14;
const REST = 220; // milliseconds without movement after which the fine mesh comes back
const PATIENCE = 3000; // after which an answer that did not come is no longer waited for

// The plotly that JupyterLab's extension brings: it evaluates its script when it first draws something.
async function plotly(manager) {
  if (!window.Plotly) {
    const renderer = manager.rendermime.createRenderer(PLOTLY);
    await renderer.renderModel({
      data: { [PLOTLY]: { data: [], layout: {} } },
      metadata: {},
      trusted: true,
      setData() {},
    });
    renderer.dispose();
  }
  return window.Plotly;
}

// A mesh costs a renderer without graphics hardware most of its time in pixels, so it gets fewer.
function slowGraphics() {
  const gl = document.createElement("canvas").getContext("webgl");
  const names = gl?.getExtension("WEBGL_debug_renderer_info");
  const name = names ? gl.getParameter(names.UNMASKED_RENDERER_WEBGL) : "";
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return /swiftshader|llvmpipe|software|basic render/i.test(name);
}

function numbers(kind, view) {
  return new kind(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

function render({ model, el }) {
  const scene = model.get("scene");
  const root = stage(el, scene.label);
  const look = { ...model.get("look") };
  const triangles = {
    fine: numbers(Int32Array, model.get("triangles")),
    coarse: numbers(Int32Array, model.get("coarse")),
  };
  const slow = slowGraphics();
  const shades = numbers(Float32Array, model.get("shades"));
  const corners = shades.length;
  const layers = scene.layers.map(([id]) => id);
  const size = scene.high.map((high, i) => high - scene.low[i]);
  let places = numbers(Float32Array, model.get("positions"));
  let Plotly = null;
  let zoom = 1;
  let gone = false;

  // ── Traces: one for each layer, one for what is shown besides, one for what is highlighted ──

  const groups = layers.map((id) => scene.parts.filter((part) => part.layer === id));
  const drawn = Array(9).fill(null); // the shape that each trace has now
  const besides = () =>
    scene.parts.filter((part) => scene.alone.includes(part.id) && !look.layers.includes(part.layer));
  const picked = () => scene.parts.filter((part) => part.structure === look.picked);

  // Triangles of some forms, and which of their corners those use: the coarse ones need a third of them.
  function faces(parts, detail) {
    const all = triangles[detail];
    const total = all.length / 3;
    const kept = [];
    const number = new Int32Array(corners).fill(-1);
    const count = parts.reduce((sum, part) => sum + part[detail][1], 0);
    const out = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
    let at = 0;
    for (const part of parts) {
      const [first, some] = part[detail];
      for (let t = first; t < first + some; t += 1) {
        for (let c = 0; c < 3; c += 1) {
          const corner = all[c * total + t];
          if (number[corner] < 0) number[corner] = kept.push(corner) - 1;
          out[c][at] = number[corner];
        }
        at += 1;
      }
    }
    const [i, j, k] = out;
    const kind = Int32Array.from(kept);
    return { kept: kind, i, j, k, intensity: Float32Array.from(kind, (corner) => shades[corner]) };
  }
  const known = new Map();
  function shape(parts, detail) {
    const key = `${detail} ${parts.map((part) => part.id).join(" ")}`;
    if (!known.has(key)) known.set(key, faces(parts, detail));
    return known.get(key);
  }
  function axis({ kept }, i) {
    const out = new Float32Array(kept.length);
    const from = i * corners;
    for (let n = 0; n < kept.length; n += 1) out[n] = places[from + kept[n]];
    return out;
  }
  function colour(name) {
    return getComputedStyle(root).getPropertyValue(`--knee-${name}`).trim();
  }
  function mixed(name, by) {
    const hex = colour(name);
    const to = by < 0 ? 0 : 255;
    return "#" + [1, 3, 5].map((i) => {
      const part = parseInt(hex.slice(i, i + 2), 16);
      return Math.round(part + (to - part) * Math.abs(by)).toString(16).padStart(2, "0");
    }).join("");
  }
  function scale() {
    const stops = [];
    scene.paint.forEach(([token, by], i) => {
      const two = [colour(token), mixed(token, by)];
      stops.push(...(i ? two : two.reverse()));
    });
    return stops.map((stop, i) => [i / (stops.length - 1), stop]);
  }
  function mesh(parts, more) {
    const form = shape(parts, "fine");
    const { i, j, k, intensity } = form;
    return {
      type: "mesh3d",
      x: axis(form, 0),
      y: axis(form, 1),
      z: axis(form, 2),
      i,
      j,
      k,
      intensity,
      cmin: 0,
      cmax: 1,
      colorscale: scale(),
      showscale: false,
      flatshading: false,
      hoverinfo: "none",
      hovertemplate: "",
      lighting: {
        ambient: 0.5,
        diffuse: 0.75,
        specular: 0.18,
        roughness: 0.55,
        fresnel: 0.08,
        facenormalsepsilon: 0,
        vertexnormalsepsilon: 0,
      },
      lightposition: LIGHT,
      ...more,
    };
  }
  // Around what is highlighted all else becomes a veil; bone stays, unless it hides what is within the joint.
  function opacity(id) {
    const usual = scene.see_through[id] ?? 1;
    const [first] = picked();
    if (!first) return usual;
    if (id === "bone") return { joint: 0.4, bone: FAINT }[first.layer] ?? usual;
    return Math.min(usual, FAINT);
  }
  function beside() {
    return picked().length ? 0.4 : 1;
  }
  function traces() {
    [...groups, besides(), picked()].forEach((parts, at) => {
      drawn[at] = parts.length ? shape(parts, "fine") : null;
    });
    return [
      ...layers.map((id, i) => mesh(groups[i], { visible: look.layers.includes(id), opacity: opacity(id) })),
      mesh(besides().length ? besides() : groups[6].slice(0, 1), { visible: besides().length > 0, opacity: beside() }),
      mesh(picked().length ? picked() : groups[6].slice(0, 1), { visible: picked().length > 0, ...bright() }),
    ];
  }
  function bright() {
    return {
      lighting: {
        ambient: 0.8,
        diffuse: 0.5,
        specular: 0.3,
        roughness: 0.4,
        fresnel: 0.1,
        facenormalsepsilon: 0,
        vertexnormalsepsilon: 0,
      },
    };
  }

  // ── Camera ───────────────────────────────────────────────────────────────────────────────

  function eye() {
    const [x, y, z] = EYES[look.view] ?? EYES.posterior;
    return { x: 4 * x, y: 4 * y, z: 4 * z * (scene.left ? -1 : 1) };
  }
  function framing() {
    const span = SPAN[look.frame] / zoom;
    const ratio = size.map((one) => (one / span) * 2);
    const middle = look.frame === "leg"
      ? [scene.knee[0] - 60, (scene.low[1] + scene.high[1]) / 2, scene.knee[2]]
      : scene.knee;
    const [x, y, z] = middle.map((one, i) => ((one - scene.low[i]) / size[i] - 0.5) * ratio[i]);
    return { aspect: { x: ratio[0], y: ratio[1], z: ratio[2] }, center: { x, y, z } };
  }
  function camera(at = eye()) {
    const { center } = framing();
    return {
      projection: { type: "orthographic" },
      up: { x: 0, y: 1, z: 0 },
      center,
      eye: { x: at.x + center.x, y: at.y + center.y, z: at.z + center.z },
    };
  }
  function layout() {
    const plain = (i) => ({
      visible: false,
      showspikes: false,
      autorange: false,
      range: [scene.low[i], scene.high[i]],
    });
    return {
      autosize: true,
      margin: { l: 0, r: 0, t: 0, b: 0 },
      paper_bgcolor: "transparent",
      showlegend: false,
      hovermode: "closest",
      scene: {
        xaxis: plain(0),
        yaxis: plain(1),
        zaxis: plain(2),
        aspectmode: "manual",
        aspectratio: framing().aspect,
        camera: camera(),
        dragmode: "orbit",
        bgcolor: "transparent",
      },
    };
  }
  // From the middle of the picture to the eye.
  function towards() {
    const now = box._fullLayout?.scene._scene ? box.layout.scene.camera : camera();
    return { x: now.eye.x - now.center.x, y: now.eye.y - now.center.y, z: now.eye.z - now.center.z };
  }
  function aim(at) {
    if (Plotly) Plotly.relayout(box, { "scene.camera": camera(at), "scene.aspectratio": framing().aspect });
  }
  function turn(across, up) {
    const { x, y, z } = towards();
    const far = Math.hypot(x, y, z);
    const round = Math.atan2(z, x) + (across * Math.PI) / 180;
    const high = Math.max(-1.4, Math.min(1.4, Math.asin(y / far) + (up * Math.PI) / 180));
    chosen("view", "free");
    aim({
      x: far * Math.cos(high) * Math.cos(round),
      y: far * Math.sin(high),
      z: far * Math.cos(high) * Math.sin(round),
    });
  }

  // ── What the learner does ────────────────────────────────────────────────────────────────

  function chosen(name, value) {
    look[name] = value;
    model.send({ type: "look", look });
    mark();
  }
  // One change after the other.
  let queue = Promise.resolve();
  function restyle(change, which) {
    queue = queue.then(() => (Plotly && !gone ? Plotly.restyle(box, change, which) : null)).catch(console.error);
    return queue;
  }
  async function peel() {
    chosen("layers", layers.filter((id) => ticks[id].checked));
    moved("fine");
    const change = { visible: layers.map((id) => look.layers.includes(id)) };
    await restyle(change, layers.map((_, i) => i));
    await special(7, besides());
  }
  async function special(trace, parts) {
    if (!parts.length) return restyle({ visible: false }, [trace]);
    const { x, y, z, i, j, k, intensity } = mesh(parts, {});
    drawn[trace] = shape(parts, "fine");
    return restyle({ x: [x], y: [y], z: [z], i: [i], j: [j], k: [k], intensity: [intensity], visible: true }, [trace]);
  }
  async function pick(id) {
    chosen("picked", id);
    list.value = id;
    const one = scene.structures.find((each) => each.id === id);
    what.textContent = one ? one.what : "";
    name(one ? one.name : "");
    await restyle({ opacity: [...layers.map(opacity), beside()] }, [...layers.keys(), 7]);
    await special(8, picked());
  }

  // One question at a time is with Python; what the slider said meanwhile is forgotten but for the last.
  const wanted = { knee: model.get("pose").knee, ankle: model.get("pose").ankle };
  let asked = null;
  let serial = 0;
  function ask() {
    if (asked && performance.now() - asked.at < PATIENCE) return;
    serial += 1;
    asked = { n: serial, at: performance.now(), knee: wanted.knee, ankle: wanted.ankle };
    model.send({ type: "pose", n: serial, knee: wanted.knee, ankle: wanted.ankle });
  }
  // On a slow machine the mesh is coarse while it moves and what is see-through, which costs twice, is left
  // out; all is there again once it rests.
  let resting = 0;
  function moved(detail) {
    if (!Plotly || gone) return Promise.resolve();
    const change = { x: [], y: [], z: [], i: [], j: [], k: [], intensity: [], visible: [] };
    const which = [];
    const all = [...groups, besides(), picked()].map((
      parts,
      at,
    ) => (at < 7 && !look.layers.includes(layers[at]) ? [] : parts));
    const thin = (at) => (at < 7 ? opacity(layers[at]) : at === 7 ? beside() : 1) < 1;
    const solid = all.some((parts, at) => parts.length && !thin(at));
    all.forEach((parts, at) => {
      if (!parts.length) return;
      const seen = detail === "fine" || !solid || !thin(at);
      const form = shape(parts, seen ? detail : "coarse");
      which.push(at);
      drawn[at] = form;
      change.visible.push(seen);
      "xyz".split("").forEach((name, i) => change[name].push(axis(form, i)));
      ["i", "j", "k", "intensity"].forEach((name) => change[name].push(form[name]));
    });
    return which.length ? restyle(change, which) : Promise.resolve();
  }
  function rest() {
    clearTimeout(resting);
    if (slow) {
      resting = setTimeout(() => {
        if (asked) rest();
        else moved("fine");
      }, REST);
    }
  }
  async function answered() {
    places = numbers(Float32Array, model.get("positions"));
    await moved(slow ? "coarse" : "fine");
    rest();
    box.dataset.pose = `${model.get("pose").knee} ${model.get("pose").ankle} ${model.get("pose").n}`;
    const last = asked;
    requestAnimationFrame(() => {
      asked = null;
      if (last && (last.knee !== wanted.knee || last.ankle !== wanted.ankle)) ask();
    });
  }

  // ── Elements ─────────────────────────────────────────────────────────────────────────────

  const under = h("p", { class: "body-name" });
  const live = h("p", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  let telling = 0;
  function name(text) {
    under.textContent = text || "\u00a0";
    clearTimeout(telling);
    telling = setTimeout(() => {
      live.textContent = text;
    }, 250);
  }
  const box = h("div", {
    class: "body-picture",
    tabindex: "0",
    role: "img",
    "data-key": "picture",
    onkeydown: (e) => {
      const step = { ArrowLeft: [-15, 0], ArrowRight: [15, 0], ArrowUp: [0, 15], ArrowDown: [0, -15] }[e.key];
      if (step) {
        e.preventDefault();
        turn(...step);
      }
      if (e.key === "+" || e.key === "=") closer(1.25);
      if (e.key === "-") closer(0.8);
      const view = { p: "posterior", m: "medial", l: "lateral", a: "anterior" }[e.key];
      if (view) see(view);
    },
  });
  function closer(by) {
    zoom = Math.max(0.4, Math.min(6, zoom * by));
    aim(towards());
  }
  function see(view) {
    chosen("view", view);
    aim();
  }

  // Buttons of which one is in force: one Tab stop, arrow keys inside.
  function bar(label, key, options, use) {
    const buttons = options.map(([id, text]) =>
      h(
        "button",
        { type: "button", role: "radio", "data-id": id, "data-key": `${key}-${id}`, onclick: () => use(id) },
        text,
      )
    );
    const node = h("div", {
      class: "body-bar",
      role: "radiogroup",
      "aria-label": label,
      onkeydown: (e) => {
        const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
        if (!by) return;
        e.preventDefault();
        const next = buttons[(buttons.indexOf(document.activeElement) + by + buttons.length) % buttons.length];
        next.focus();
        next.click();
      },
    }, buttons);
    return {
      node,
      set(id) {
        const at = Math.max(0, options.findIndex(([each]) => each === id));
        buttons.forEach((button, i) => {
          button.setAttribute("aria-checked", String(button.dataset.id === id));
          button.tabIndex = i === at ? 0 : -1;
        });
      },
    };
  }
  const views = bar("View", "view", scene.views, see);
  const frames = bar("How much is seen", "frame", scene.frames, (id) => {
    zoom = 1;
    chosen("frame", id);
    aim(towards());
  });

  const ticks = {};
  const rows = scene.layers.map(([id, text], i) => {
    ticks[id] = h("input", {
      type: "checkbox",
      checked: look.layers.includes(id),
      "data-key": `layer-${id}`,
      tabIndex: i ? -1 : 0,
      onchange: peel,
    });
    return h("label", { class: "tick" }, ticks[id], text);
  });
  const peeling = h(
    "fieldset",
    {
      class: "body-layers",
      onkeydown: (e) => {
        const by = { ArrowDown: 1, ArrowUp: -1 }[e.key];
        if (!by) return;
        e.preventDefault();
        const boxes = Object.values(ticks);
        const next = boxes[(boxes.indexOf(document.activeElement) + by + boxes.length) % boxes.length];
        boxes.forEach((each) => {
          each.tabIndex = each === next ? 0 : -1;
        });
        next.focus();
      },
    },
    h("legend", {}, "Layers"),
    rows,
  );

  const sliders = scene.joints.map(([joint, label, low, high]) => {
    const id = uid(joint);
    const says = () => `${wanted[joint]}°`.replace("-", "−");
    const shown = h("output", { for: id }, says());
    return h(
      "p",
      { class: "body-slider" },
      h("label", { for: id }, label),
      h("input", {
        id,
        type: "range",
        min: low,
        max: high,
        step: 1,
        value: String(wanted[joint]),
        "data-key": joint,
        "aria-valuetext": says(),
        oninput: (e) => {
          wanted[joint] = Number(e.target.value);
          shown.textContent = says();
          e.target.setAttribute("aria-valuetext", says());
          ask();
        },
      }),
      shown,
    );
  });

  const listId = uid("structure");
  const list = h(
    "select",
    { id: listId, "data-key": "structure", onchange: (e) => pick(e.target.value) },
    h("option", { value: "" }, "none"),
    scene.layers.map(([layer, text]) => {
      const some = scene.structures.filter((one) => one.layer === layer);
      return some.length
        ? h("optgroup", { label: text }, some.map((one) => h("option", { value: one.id }, one.name)))
        : null;
    }),
  );
  const what = h("p", { class: "body-what" });
  const twin = h("div", {});

  function words() {
    const text = model.get("twin");
    box.setAttribute(
      "aria-label",
      `${text.view} ${text.picked} Arrow keys turn, plus and minus zoom, P, M, L and A are the fixed views.`,
    );
    twin.replaceChildren(
      h("p", {}, text.view, " ", text.off, " ", text.picked),
      h("ul", { class: "plain" }, text.shown.map(([layer, names]) => h("li", {}, h("b", {}, `${layer}: `), names))),
    );
  }
  function mark() {
    views.set(look.view);
    frames.set(look.frame);
  }

  root.append(
    h(
      "div",
      { class: "card case-frame" },
      h(
        "div",
        { class: "body-main" },
        h(
          "div",
          {},
          h(
            "div",
            { class: "body-top" },
            views.node,
            frames.node,
            h(
              "span",
              { class: "body-bar" },
              h("button", { type: "button", "aria-label": "Closer", onclick: () => closer(1.25) }, "+"),
              h("button", {
                type: "button",
                "aria-label": "Farther",
                onclick: () => closer(0.8),
              }, "−"),
            ),
          ),
          box,
          under,
        ),
        h(
          "div",
          { class: "body-controls" },
          h("fieldset", {}, h("legend", {}, "Move"), sliders),
          peeling,
          h("p", { class: "body-pick" }, h("label", { for: listId }, "Highlight"), list),
          what,
        ),
      ),
      h("details", {}, h("summary", {}, "What the picture shows, in words"), twin),
    ),
    live,
  );
  if (!EYES[look.view]) chosen("view", "posterior"); // where the eye was is not kept
  mark();
  words();
  name("");
  const start = scene.structures.find((one) => one.id === look.picked);
  if (start) {
    list.value = start.id;
    what.textContent = start.what;
    name(start.name);
  }

  // ── Life ─────────────────────────────────────────────────────────────────────────────────

  function themed() {
    restyle({ colorscale: Array(9).fill(scale()) }, [...Array(9).keys()]);
  }
  const theme = new MutationObserver(themed);
  theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  const fit = new ResizeObserver(() => {
    if (Plotly && box.clientWidth) Plotly.Plots.resize(box);
  });

  function partOf(event) {
    const [point] = event.points;
    const corner = drawn[point.curveNumber]?.kept[point.pointNumber];
    return scene.parts.find((part) => corner >= part.start && corner < part.start + part.count);
  }
  async function draw() {
    const brought = await plotly(model.widget_manager);
    if (gone || !brought) return;
    await new Promise((done) => requestAnimationFrame(done)); // the box has its size then
    const before = JSON.stringify([look, zoom]);
    await brought.newPlot(box, traces(), layout(), {
      displayModeBar: false,
      scrollZoom: false,
      responsive: false,
      doubleClick: false,
      plotGlPixelRatio: slow ? 1 : 2,
    });
    if (gone) return;
    Plotly = brought; // until now there was nothing to change
    if (JSON.stringify([look, zoom]) !== before) {
      aim(towards());
      see(look.view === "free" ? "posterior" : look.view);
      await peel();
      await pick(look.picked);
    }
    box.dataset.pose = `${model.get("pose").knee} ${model.get("pose").ankle} ${model.get("pose").n}`;
    box.on("plotly_hover", (event) => {
      const part = partOf(event);
      if (part) name(part.label);
    });
    box.on("plotly_unhover", () => name(scene.structures.find((one) => one.id === look.picked)?.name ?? ""));
    // Later: plotly says so while it draws, and would say it again if it were told to draw then.
    box.on("plotly_click", (event) => {
      const part = partOf(event);
      if (part && part.structure !== look.picked) setTimeout(() => pick(part.structure));
    });
    box.on("plotly_relayouting", () => {
      if (look.view !== "free") chosen("view", "free");
    });
    fit.observe(box);
  }
  model.on("change:pose", answered);
  model.on("change:twin", words);
  draw().catch((error) => {
    console.error(error);
    box.replaceChildren(
      h(
        "p",
        { class: "notice" },
        "This page has no plotly to draw with. The words below say what the picture would show.",
      ),
    );
  });
  return () => {
    gone = true;
    theme.disconnect();
    fit.disconnect();
    model.off("change:pose", answered);
    model.off("change:twin", words);
    if (Plotly) Plotly.purge(box);
  };
}

export default { render };

// The leg as plotly draws it: one trace for each layer, one for what is shown besides, one for what is highlighted.
import { camera, eyeOf, framing, turned } from "./camera.js";

const PLOTLY = "application/vnd.plotly.v1+json";
// Where the light comes from, in the picture: left, above, and towards the eye (where plotly counts in hundreds).
const LIGHT = { x: -3e4, y: 4e4, z: -250 };
const LIGHTING = { ambient: 0.5, diffuse: 0.75, specular: 0.18, roughness: 0.55, fresnel: 0.08 };
const BRIGHT = { ambient: 0.8, diffuse: 0.5, specular: 0.3, roughness: 0.4, fresnel: 0.1 };
const EXACT = { facenormalsepsilon: 0, vertexnormalsepsilon: 0 };
// Around what is highlighted. Many veils one upon the other are mush: what lies over it is nearly gone, its own layer is a
// hint, and bone, which tells where one is, stays solid where it hides nothing.
const OVER = 0.05;
const OWN = 0.22;
const BONE = { joint: 0.14, bone: 0.14 };
const BESIDE = 7; // traces after those of the layers
const PICKED = 8;

// The plotly that JupyterLab's extension brings: it evaluates its script when it first draws something.
async function plotly(manager) {
  const page = /** @type {any} */ (globalThis);
  if (!page.Plotly) {
    const renderer = manager.rendermime.createRenderer(PLOTLY);
    const data = { [PLOTLY]: { data: [], layout: {} } };
    await renderer.renderModel({ data, metadata: {}, trusted: true, setData() {} });
    renderer.dispose();
  }
  return page.Plotly;
}

export class Scene {
  /**
   * @param {any} scene  what Python says of it
   * @param {{view: string, frame: "knee" | "leg", layers: string[], picked: string}} look
   * @param {import("./mesh.js").Mesh} mesh
   * @param {any} box  the element that plotly draws in
   * @param {boolean} slow
   */
  constructor(scene, look, mesh, box, slow) {
    this.scene = scene;
    this.look = look;
    this.mesh = mesh;
    this.box = box;
    this.slow = slow;
    this.layers = scene.layers.map(([id]) => id);
    this.groups = this.layers.map((id) => scene.parts.filter((part) => part.layer === id));
    this.drawn = Array(9).fill(null); // the shape that each trace has now
    this.zoom = 1;
    this.gone = false;
    this.Plotly = null; // until something is drawn
    this.queue = Promise.resolve();
  }

  besides() {
    const { alone, parts } = this.scene;
    return parts.filter((part) => alone.includes(part.id) && !this.look.layers.includes(part.layer));
  }
  picked() {
    return this.scene.parts.filter((part) => part.structure === this.look.picked);
  }

  // ── Paint ──────────────────────────────────────────────────────────────────────────────────

  colour(name) {
    return getComputedStyle(this.box).getPropertyValue(`--knee-${name}`).trim();
  }
  scale() {
    const stops = this.scene.paint.flatMap(([token, by], i) => {
      const two = [this.colour(token), mixed(this.colour(token), by)];
      return i ? two : two.reverse();
    });
    return stops.map((stop, i) => [i / (stops.length - 1), stop]);
  }
  // What is highlighted has the one colour that no tissue has.
  highlight() {
    return [[0, this.colour("mark")], [1, mixed(this.colour("mark"), 0.3)]];
  }
  opacity(id) {
    const usual = this.scene.see_through[id] ?? 1;
    const [first] = this.picked();
    if (!first) return usual;
    if (id === "bone") return BONE[first.layer] ?? usual;
    const over = this.layers.indexOf(id) < this.layers.indexOf(first.layer);
    return Math.min(usual, over ? OVER : OWN);
  }
  opacities() {
    return [...this.layers.map((id) => this.opacity(id)), this.picked().length ? 0.4 : 1];
  }
  trace(parts, more) {
    return {
      type: "mesh3d",
      ...this.corners(this.mesh.shape(parts, "fine")),
      cmin: 0,
      cmax: 1,
      colorscale: this.scale(),
      showscale: false,
      flatshading: false,
      hoverinfo: "none",
      hovertemplate: "",
      lighting: { ...LIGHTING, ...EXACT },
      lightposition: LIGHT,
      ...more,
    };
  }
  corners(form) {
    const { i, j, k, intensity } = form;
    return { x: this.mesh.axis(form, 0), y: this.mesh.axis(form, 1), z: this.mesh.axis(form, 2), i, j, k, intensity };
  }
  traces() {
    const [besides, picked] = [this.besides(), this.picked()];
    const some = this.groups[6].slice(0, 1); // what an empty trace holds
    const opacity = this.opacities();
    [...this.groups, besides, picked].forEach((parts, at) => {
      this.drawn[at] = parts.length ? this.mesh.shape(parts, "fine") : null;
    });
    return [
      ...this.layers.map((id, i) =>
        this.trace(this.groups[i], { visible: this.look.layers.includes(id), opacity: opacity[i] })
      ),
      this.trace(besides.length ? besides : some, { visible: besides.length > 0, opacity: opacity[BESIDE] }),
      this.trace(picked.length ? picked : some, {
        visible: picked.length > 0,
        colorscale: this.highlight(),
        lighting: { ...BRIGHT, ...EXACT },
      }),
    ];
  }

  // ── Camera ─────────────────────────────────────────────────────────────────────────────────

  framing() {
    return framing(this.scene, this.look.frame, this.zoom);
  }
  camera(eye = eyeOf(this.look.view, this.scene.left)) {
    return camera(eye, this.framing().center);
  }
  layout() {
    const { low, high } = this.scene;
    const plain = (i) => ({ visible: false, showspikes: false, autorange: false, range: [low[i], high[i]] });
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
        aspectratio: this.framing().aspect,
        camera: this.camera(),
        dragmode: "orbit",
        bgcolor: "transparent",
      },
    };
  }
  // From the middle of the picture to the eye.
  towards() {
    const now = this.box._fullLayout?.scene._scene ? this.box.layout.scene.camera : this.camera();
    return { x: now.eye.x - now.center.x, y: now.eye.y - now.center.y, z: now.eye.z - now.center.z };
  }
  /** Look from `eye`, or from where the view says. */
  aim(eye = eyeOf(this.look.view, this.scene.left)) {
    const change = { "scene.camera": this.camera(eye), "scene.aspectratio": this.framing().aspect };
    this.Plotly?.relayout(this.box, change);
  }
  turn(across, up) {
    this.aim(turned(this.towards(), across, up));
  }

  // ── Changes ────────────────────────────────────────────────────────────────────────────────

  // One change after the other.
  restyle(change, which) {
    const apply = () => (this.Plotly && !this.gone ? this.Plotly.restyle(this.box, change, which) : null);
    this.queue = this.queue.then(apply).catch(console.error);
    return this.queue;
  }
  special(trace, parts) {
    if (!parts.length) return this.restyle({ visible: false }, [trace]);
    const form = this.mesh.shape(parts, "fine");
    this.drawn[trace] = form;
    const change = Object.entries(this.corners(form)).map(([name, values]) => [name, [values]]);
    return this.restyle({ ...Object.fromEntries(change), visible: true }, [trace]);
  }
  async showLayers() {
    this.moved("fine");
    const visible = this.layers.map((id) => this.look.layers.includes(id));
    await this.restyle({ visible }, this.layers.map((_, i) => i));
    await this.special(BESIDE, this.besides());
  }
  async showPicked() {
    await this.restyle({ opacity: this.opacities() }, [...this.layers.keys(), BESIDE]);
    await this.special(PICKED, this.picked());
  }
  showTheme() {
    const colorscale = [...Array(PICKED).fill(this.scale()), this.highlight()];
    return this.restyle({ colorscale }, [...colorscale.keys()]);
  }

  // On a slow machine the mesh is coarse while it moves and what is see-through, which costs twice, is left out; all
  // is there again once it rests.
  moved(detail) {
    if (!this.Plotly || this.gone) return Promise.resolve();
    const change = { x: [], y: [], z: [], i: [], j: [], k: [], intensity: [], visible: [] };
    const which = [];
    const shown = (parts, at) => (at < BESIDE && !this.look.layers.includes(this.layers[at]) ? [] : parts);
    const all = [...this.groups, this.besides(), this.picked()].map(shown);
    const opacity = [...this.opacities(), 1];
    const solid = all.some((parts, at) => parts.length && opacity[at] >= 1);
    all.forEach((parts, at) => {
      if (!parts.length) return;
      const seen = detail === "fine" || !solid || opacity[at] >= 1;
      const form = this.mesh.shape(parts, seen ? detail : "coarse");
      which.push(at);
      this.drawn[at] = form;
      change.visible.push(seen);
      for (const [name, values] of Object.entries(this.corners(form))) change[name].push(values);
    });
    return which.length ? this.restyle(change, which) : Promise.resolve();
  }

  // ── Life ───────────────────────────────────────────────────────────────────────────────────

  /** Draw for the first time. What is chosen meanwhile is caught up with. Returns whether there is a picture. */
  async draw(manager) {
    const brought = await plotly(manager);
    if (this.gone || !brought) return false;
    await new Promise((done) => requestAnimationFrame(done)); // the box has its size then
    const before = JSON.stringify([this.look, this.zoom]);
    await brought.newPlot(this.box, this.traces(), this.layout(), {
      displayModeBar: false,
      scrollZoom: false,
      responsive: false,
      doubleClick: false,
      plotGlPixelRatio: this.slow ? 1 : 2,
    });
    if (this.gone) return false;
    this.Plotly = brought; // until now there was nothing to change
    if (JSON.stringify([this.look, this.zoom]) !== before) {
      this.aim();
      await this.showLayers();
      await this.showPicked();
    }
    return true;
  }
  fit() {
    if (this.Plotly && this.box.clientWidth) this.Plotly.Plots.resize(this.box);
  }
  /** The part that the pointer is on. */
  partOf(event) {
    const [point] = event.points;
    const corner = this.drawn[point.curveNumber]?.kept[point.pointNumber];
    return this.scene.parts.find((part) => corner >= part.start && corner < part.start + part.count);
  }
  end() {
    this.gone = true;
    if (this.Plotly) this.Plotly.purge(this.box);
  }
}

/** A colour mixed with black, or with white where `by` is above 0. */
export function mixed(hex, by) {
  const to = by < 0 ? 0 : 255;
  const parts = [1, 3, 5].map((i) => {
    const part = parseInt(hex.slice(i, i + 2), 16);
    return Math.round(part + (to - part) * Math.abs(by)).toString(16).padStart(2, "0");
  });
  return `#${parts.join("")}`;
}

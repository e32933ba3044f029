// Plays the part of JupyterLab's widget manager: models by id, what Python sent, and the views of them. It knows the few
// core widgets that the course uses, and anywidget's. What the views send is kept until Python fetches it.
(() => {
  const models = new Map();
  const modules = new Map();
  const styled = new Set();
  const pressed = new Set();
  const made = new Map();
  let outbox = [];
  let busy = [];
  let shown = null;

  // What was put off and has not happened yet: a test waits for it.
  const later = new Set();
  const [putOff, callOff] = [window.setTimeout, window.clearTimeout];
  window.setTimeout = (work, time, ...what) => {
    const number = putOff(() => {
      later.delete(number);
      work(...what);
    }, time);
    later.add(number);
    return number;
  };
  window.clearTimeout = (number) => {
    later.delete(number);
    callOff(number);
  };

  // plotly is 5 MB: Python brings it when the first figure asks for it, as JupyterLab does.
  let plotlyIsHere;
  const plotly = new Promise((done) => {
    plotlyIsHere = done;
  });
  let asked = false;
  function needPlotly() {
    asked = true;
    return plotly;
  }

  const bytes = (text) => new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);

  class Model {
    widget_manager = { rendermime: { createRenderer: () => ({ renderModel: needPlotly, dispose() {} }) } };

    constructor(id, state) {
      this.id = id;
      this.state = state;
      this.heard = new Map();
      this.changed = {};
    }
    get(name) {
      return this.state[name];
    }
    set(name, value) {
      this.state[name] = value;
      this.changed[name] = value;
      this.tell(`change:${name}`);
    }
    save_changes() {
      outbox.push([this.id, { method: "update", state: this.changed, buffer_paths: [] }]);
      this.changed = {};
    }
    send(content) {
      outbox.push([this.id, { method: "custom", content: JSON.parse(JSON.stringify(content)) }]);
    }
    on(event, hear) {
      this.heard.set(event, [...(this.heard.get(event) ?? []), hear]);
    }
    off(event, hear) {
      this.heard.set(event, (this.heard.get(event) ?? []).filter((each) => each !== hear));
    }
    tell(event, ...what) {
      for (const hear of this.heard.get(event) ?? []) {
        try {
          hear(...what);
        } catch (error) {
          reportError(error);
        } // and goes on, as a notebook does
      }
    }
    update(state) {
      Object.assign(this.state, state);
      for (const name of Object.keys(state)) this.tell(`change:${name}`);
      this.tell("change");
    }
  }

  const childrenOf = (model) => model.get("children").map((id) => models.get(id.replace("IPY_MODEL_", "")));

  const VIEWS = {
    async AnyModel(model, el) {
      if (!styled.has(model.get("_css"))) {
        styled.add(model.get("_css"));
        document.head.append(
          Object.assign(document.createElement("style"), { className: "view", textContent: model.get("_css") }),
        );
      }
      const code = model.get("_esm");
      if (!modules.has(code)) {
        modules.set(code, import(URL.createObjectURL(new Blob([code], { type: "text/javascript" }))));
      }
      const view = (await modules.get(code)).default;
      return view.render({ model, el });
    },
    async BoxModel(model, el) {
      const shown = new Map();
      async function draw() {
        const wanted = childrenOf(model);
        for (const [child, view] of shown) {
          if (!wanted.includes(child)) {
            view.remove();
            shown.delete(child);
          }
        }
        for (const child of wanted) if (!shown.has(child)) shown.set(child, await show(child));
        for (const child of wanted) el.append(shown.get(child).el);
      }
      model.on("change:children", () => wait(draw()));
      await draw();
    },
    HTMLModel(model, el) {
      const draw = () => {
        el.innerHTML = model.get("value");
      };
      model.on("change:value", draw);
      draw();
    },
    ButtonModel(model, el) {
      const button = Object.assign(document.createElement("button"), { textContent: model.get("description") });
      button.className = "widget-button jupyter-button";
      button.onclick = () => model.send({ event: "click" });
      el.append(button);
    },
    OutputModel(model, el) {
      for (const { data } of model.get("outputs")) {
        const figure = data["application/vnd.plotly.v1+json"];
        const place = document.createElement("div");
        el.append(place);
        if (figure) needPlotly().then(() => Plotly.newPlot(place, figure.data, figure.layout, figure.config));
        else place.textContent = data["text/plain"];
      }
    },
  };
  VIEWS.VBoxModel = VIEWS.HBoxModel = VIEWS.BoxModel;

  function wait(work) {
    busy.push(work);
  }

  async function show(model) {
    const draw = VIEWS[model.get("_model_name")];
    if (!draw) throw new Error(`stand.js shows no ${model.get("_model_name")}`);
    const el = document.createElement("div");
    el.className = [...(model.get("_dom_classes") ?? []), "widget"].join(" ");
    const end = await draw(model, el);
    return {
      el,
      remove() {
        end?.();
        el.remove();
      },
    };
  }

  // What Python says, in the order in which it said it.
  function hear([id, method, data]) {
    const model = models.get(id);
    for (const [name, text] of Object.entries(data.buffers ?? {})) data.state[name] = bytes(text);
    if (method === "open") models.set(id, new Model(id, data.state));
    else if (method === "close") models.delete(id);
    else if (model && method === "update") model.update(data.state);
    else if (model && method === "custom") model.tell("msg:custom", data.content, []);
  }

  async function settled() {
    while (busy.length) {
      const now = busy;
      busy = [];
      await Promise.all(now);
    }
  }

  async function turn(text) {
    JSON.parse(text).forEach(hear);
    await settled();
    const said = outbox;
    outbox = [];
    return { said, plotly: asked && !window.Plotly };
  }

  function clear() {
    shown?.remove();
    shown = null;
    document.body.replaceChildren();
    document.querySelectorAll("style.view").forEach((sheet) => sheet.remove()); // each view stands on its own
    styled.clear();
    pressed.clear();
    made.clear();
  }

  async function mount(id) {
    clear();
    const place = document.createElement("main");
    document.body.append(place);
    shown = await show(models.get(id));
    place.append(shown.el);
    await settled();
  }

  // ── Controls ───────────────────────────────────────────────────────────────────────────────

  const CONTROLS = "button, input, select, textarea, summary, [role][tabindex], .plate [data-id]";
  const ALIKE = 6;
  const GROUPS = new Set(["region", "group", "toolbar", "status", "alert", "tabpanel", "log"]);

  function name(node) {
    const { key, id, value } = node.dataset;
    const own = key ?? id ?? value;
    const kind = `${node.tagName.toLowerCase()} ${node.type ?? ""}`;
    if (own !== undefined) return `${kind} ${own}`;
    const words = node.getAttribute("aria-label") ?? node.closest("label")?.textContent ?? node.textContent;
    const which = node.type === "radio" ? node.value : "";
    return `${kind} ${words.trim().replace(/\s+/g, " ").slice(0, 60)} ${which}`;
  }

  // Of a list of like lines, as in a menu of a hundred, those at its ends.
  function between(node) {
    const line = node.closest("li");
    if (!line || line.parentElement.children.length <= ALIKE) return false;
    return line.previousElementSibling && line.previousElementSibling.previousElementSibling && line.nextElementSibling;
  }

  // Controls of one make: same place, same look.
  const make = (node) => [node.parentElement.className, node.tagName, node.getAttribute("class"), node.type].join("|");

  const reachable = (node) =>
    !node.disabled && !GROUPS.has(node.getAttribute("role")) && node.checkVisibility() && !between(node);

  function* open(most = Infinity) {
    for (const node of document.querySelectorAll(`main :is(${CONTROLS})`)) {
      if (!pressed.has(name(node)) && !((made.get(make(node)) ?? 0) >= most) && reachable(node)) yield node;
    }
  }

  // What leads away comes after what stays: a tab, what commits, what goes on.
  function rank(node, last) {
    if (last.some((part) => name(node).includes(part))) return 3;
    if (node.classList.contains("primary")) return 2;
    return node.getAttribute("role") === "tab" ? 1 : 0;
  }

  function next(last, most) {
    let best = null;
    for (const node of open(most)) {
      const at = rank(node, last);
      if (!best || at < best.at) best = { node, at };
      if (at === 0) break;
    }
    return best?.node;
  }

  function press(node) {
    const fire = (type, Kind = Event, more = {}) => node.dispatchEvent(new Kind(type, { bubbles: true, ...more }));
    for (const type of ["pointerover", "pointerenter", "mouseenter"]) fire(type, PointerEvent);
    node.focus();
    if (node.tagName === "SELECT") {
      node.selectedIndex = Math.min(1, node.options.length - 1);
      fire("change");
    } else if (node.type === "range") {
      for (const end of [node.max, node.min]) {
        node.value = end;
        fire("input");
        fire("change");
      }
    } else if (["text", "search", "number"].includes(node.type)) {
      node.value = node.type === "search" ? "swelling" : "7";
      fire("input");
      fire("change");
    } else if (
      node.getAttribute("role") && node.tabIndex >= -1 && !["button", "tab"].includes(node.getAttribute("role"))
    ) {
      fire("click", MouseEvent);
      if (node.isConnected) {
        for (const key of ["ArrowDown", "ArrowRight", "Home", "Enter"]) fire("keydown", KeyboardEvent, { key });
      }
    } else fire("click", MouseEvent);
    if (node.isConnected) fire("pointerout", PointerEvent);
  }

  // Presses one control that was not pressed yet and says which, and what the views sent; `most` is how many of one make
  // are pressed.
  async function pressNext(last, most) {
    const node = next(last, most ?? Infinity);
    if (!node) return null;
    const said = name(node);
    pressed.add(said);
    made.set(make(node), (made.get(make(node)) ?? 0) + 1);
    press(node);
    return { pressed: said, ...await turn("[]") };
  }

  window.stand = {
    turn,
    mount,
    clear,
    pressNext,
    open: (most) => [...open(most ?? Infinity)].map(name),
    rested: () => !later.size,
    plotlyIsHere,
  };
})();

// What can be done with a patient: tabs, each a long menu with a search above it.
import { h, uid } from "../lib/dom.js";
import { rove, stopAt } from "../lib/rove.js";
import { decide } from "./decide.js";

const PRICES =
  "min: time · € a strip, €€ blood, €€€ ultrasound, €€€€ CT or MRI · ! discomfort, !! contrast or X-rays, !!! invasive";
const TABS = [["ask", "Ask"], ["examine", "Examine"], ["order", "Test"], ["treat", "Treat"], ["decide", "Decide"]];

export class Actions {
  /**
   * @param {any} model
   * @param {(kind: string, subject?: string, value?: any) => void} act
   */
  constructor(model, act) {
    this.model = model;
    this.act = act;
    this.menu = model.get("menu");
    this.panelId = uid("panel");
    this.node = h("div", { class: "side" });
    const all = Object.values(this.menu.items).flat().flatMap((group) => group.items);
    this.items = new Map(all.map((one) => [one.id, one]));
    this.list = null;
    this.begin();
  }

  /** As for a new patient. */
  begin() {
    this.tab = "ask";
    this.query = "";
    this.hits = null;
    this.decision = { diagnosis: "", confidence: 50, disposition: "", advice: new Set() };
  }

  open() {
    this.list = null;
    const name = TABS.find(([key]) => key === this.tab)[1];
    const inside = this.tab === "decide" ? this.decide() : this.menuWithSearch();
    const panel = h("div", { role: "tabpanel", id: this.panelId, "aria-label": name }, inside);
    const error = h("p", { class: "error", role: "alert" }, this.model.get("view").error);
    this.node.replaceChildren(this.tabs(), error, panel);
    if (this.list) this.fill();
  }

  over() {
    this.node.replaceChildren(h("p", { class: "headline" }, "This encounter is over. The debrief is below."));
  }

  decide() {
    const commit = () => this.act("commit", "", { ...this.decision, advice: [...this.decision.advice] });
    return decide(this.menu, this.decision, this.panelId, commit);
  }

  tabs() {
    const button = ([key, name]) =>
      h("button", {
        type: "button",
        role: "tab",
        "aria-selected": key === this.tab ? "true" : "false",
        "aria-controls": this.panelId,
        tabIndex: key === this.tab ? 0 : -1,
        "data-key": `tab-${key}`,
        onclick: () => {
          Object.assign(this, { tab: key, query: "", hits: null });
          this.open();
          this.node.querySelector(`[data-key="tab-${key}"]`)?.focus();
        },
      }, name);
    const buttons = TABS.map(button);
    const onkeydown = (event) => {
      rove(event, buttons, { along: "across" })?.click();
    };
    return h("div", { class: "tabs", role: "tablist", "aria-label": "What to do", onkeydown }, buttons);
  }

  // ── The menu ───────────────────────────────────────────────────────────────────────────────

  menuWithSearch() {
    this.list = h("div", { class: "menu", tabIndex: -1, "data-key": "menu", onkeydown: (event) => this.moved(event) });
    this.search = h("input", {
      type: "search",
      "aria-label": "Search questions, examinations, tests and treatment",
      value: this.query,
      autocomplete: "off",
      placeholder: "Search in any words: numb, blood thinner, varicose …",
      "data-key": "search",
      oninput: () => {
        this.query = this.search.value;
        this.model.send({ type: "search", text: this.query });
      },
      onkeydown: (event) => {
        if (event.key === "Escape") {
          this.query = this.search.value = "";
          this.hits = null;
          this.fill();
        }
        if (event.key === "Enter" || event.key === "ArrowDown") {
          event.preventDefault();
          this.lines()[0]?.focus();
        }
      },
    });
    const wait = () => this.act("wait", "", 60);
    const hour = h("button", { type: "button", "data-key": "wait", onclick: wait }, "Wait an hour");
    return [
      h("div", { class: "search" }, this.search, this.tab === "treat" ? hour : null),
      this.list,
      h("p", { class: "soft prices" }, PRICES),
    ];
  }

  lines() {
    return [...this.list.querySelectorAll("li button")];
  }

  fill() {
    const query = this.query.trim();
    const found = this.hits !== null && query;
    this.list.replaceChildren(...(found ? this.found(query) : [this.chapters(), ...this.groups()]));
    // One stop for Tab, arrows within: a menu of a hundred lines is not a hundred stops.
    const lines = this.lines();
    stopAt(lines, lines[0]);
    this.list.scrollTop = 0;
    this.markDone();
  }
  found(query) {
    const text = this.hits.length ? `Nearest to “${query}”` : `Nothing here is called “${query}”; try other words`;
    return [h("h4", {}, text), h("ul", {}, this.hits.map((id) => this.item(this.items.get(id))))];
  }
  groups() {
    return this.menu.items[this.tab].flatMap((group, i) => [
      h("h4", { id: `${this.panelId}-${i}` }, group.name),
      h("ul", {}, group.items.map((one) => this.item(one))),
    ]);
  }

  // A long menu has its chapters on top; one leads to its heading.
  chapters() {
    const groups = this.menu.items[this.tab];
    if (groups.length < 2) return "";
    const go = (i) => {
      const head = this.list.querySelector(`#${this.panelId}-${i}`);
      this.list.scrollTop += head.getBoundingClientRect().top - this.list.getBoundingClientRect().top;
      const first = head.nextElementSibling.querySelector("button");
      stopAt(this.lines(), first);
      first.focus({ preventScroll: true });
    };
    const button = (group, i) =>
      h("button", { type: "button", "data-key": `chapter-${i}`, onclick: () => go(i) }, group.name);
    return h(
      "div",
      { class: "chapters scroll", role: "group", "aria-label": "Chapters of this list" },
      groups.map(button),
    );
  }

  item(one) {
    const button = h(
      "button",
      {
        type: "button",
        "data-key": `item-${one.id}`,
        "data-item": one.id,
        title: one.how || "",
        onclick: () => {
          if (!this.isDone(one.id)) this.act(one.act, one.id);
        },
      },
      h("span", {}, one.text),
      h("span", { class: "price" }),
    );
    return h("li", {}, button);
  }

  isDone(id) {
    return this.model.get("view").done.includes(id);
  }
  markDone() {
    for (const button of this.node.querySelectorAll("[data-item]")) {
      const id = button.dataset.item;
      const done = this.isDone(id);
      button.parentElement.classList.toggle("is-done", done);
      button.setAttribute("aria-disabled", String(done));
      button.querySelector(".price").textContent = done ? "done" : this.items.get(id).price;
    }
  }

  /** Up and down among the lines; up from the first is the search. */
  moved(event) {
    const next = rove(event, this.lines(), { along: "down", around: false });
    if (next === undefined && event.key === "ArrowUp") this.search.focus();
  }

  /** What the search found, if it is still what is asked for. */
  receive(message) {
    if (message.text !== this.query) return false;
    this.hits = message.text.trim() ? message.ids : null;
    if (this.list) this.fill();
    return true;
  }
}

// A virtual patient: what was asked, found and measured on the left, what can be done on the right, one's own list below.
import { h, liveRegion, stage } from "../lib/dom.js";
import { Actions } from "./actions.js";
import { Own } from "./own.js";
import { inTurn } from "../lib/turn.js";
import "../lib/tokens.css";
import "../lib/base.css";
import "../lib/findings.css";
import "./style.css";

const SPEAKERS = { examiner: "You examine", result: "Result", you: "You", clock: "Clock" };
const COST = "Money and harm of tests, in points; one point weighs as much as a minute";

class Case {
  constructor(model, root) {
    this.model = model;
    this.menu = model.get("menu");
    this.live = liveRegion();
    this.head = h("div");
    this.log = h("ol", { class: "log", tabIndex: 0, "aria-label": "What was asked, found and measured" });
    const send = (kind, subject = "", value = null) => model.send({ type: "act", kind, subject, value });
    this.own = new Own(model, (ranking) => send("rank", "", ranking));
    this.actions = new Actions(model, (...what) => {
      this.own.say();
      send(...what);
    });
    this.main = h("div", { class: "case-main" }, this.log, this.actions.node);
    root.append(h("div", { class: "card case-frame" }, this.head, this.main, this.own.node), this.live);
    this.drawn = null;
    this.draw = this.draw.bind(this);
    this.receive = this.receive.bind(this);
  }

  drawHead(view) {
    const meters = [
      h("span", {}, "Clock ", h("b", {}, view.clock)),
      h("span", { title: COST }, "Cost ", h("b", {}, view.cost)),
    ];
    const { title, who } = this.menu;
    const line = [h("h3", {}, title), h("span", {}, who), h("span", { class: "meters" }, meters)];
    this.head.replaceChildren(h("div", { class: "case-head" }, line));
    if (view.notice) this.head.append(h("p", { class: "notice" }, view.notice));
  }

  drawLog(view) {
    const known = this.drawn ? this.log.children.length : 0;
    if (known > view.log.length) this.log.replaceChildren();
    this.log.append(...view.log.slice(this.log.children.length).map(entry));
    this.log.scrollTop = this.log.scrollHeight;
    if (this.drawn && view.log.length > this.drawn.lines) {
      this.live.textContent = view.log.slice(this.drawn.lines).map((one) => one.text).join(" ");
    }
  }

  draw() {
    const view = this.model.get("view");
    if (!this.drawn || view.attempt !== this.drawn.attempt) {
      this.drawn = null;
      this.log.replaceChildren();
      this.own.begin(view.ranking);
      this.actions.begin();
      this.actions.open();
    }
    this.drawHead(view);
    this.drawLog(view);
    this.main.classList.toggle("is-over", view.over);
    if (view.over) this.actions.over();
    else {
      this.actions.node.querySelector(".error").textContent = view.error;
      this.actions.markDone();
    }
    this.own.draw(view);
    this.drawn = { lines: view.log.length, attempt: view.attempt };
  }

  receive(message) {
    if (message.type !== "hits" || !this.actions.receive(message)) return;
    this.live.textContent = `${message.ids.length} found`;
  }
}

function entry(one) {
  const who = one.speaker === "patient" ? one.title : `${SPEAKERS[one.speaker]}: ${one.title}`;
  return h(
    "li",
    { class: one.speaker },
    h("div", { class: "head" }, h("span", {}, who), h("time", {}, one.clock)),
    h("p", { class: "said" }, one.text),
  );
}

function render({ model, el }) {
  const root = stage(el, model.get("menu").title);
  root.classList.add("case-root");
  const view = new Case(model, root);
  model.on("change:view", view.draw);
  model.on("msg:custom", view.receive);
  view.draw();
  return () => {
    model.off("change:view", view.draw);
    model.off("msg:custom", view.receive);
  };
}

export default { render: inTurn(render) };

// Explains the words of the glossary in a lesson's prose: where one stands first, its card comes on hover, focus
// and tap. The prose is the notebook's own and is drawn by it: cells come and go while the page is scrolled, so
// each look finds again what is new.
import { h, uid } from "../lib/dom.js";
import { inTurn } from "../lib/turn.js";
import { finder } from "./find.js";
import "../lib/tokens.css";
import "../lib/base.css";
import "./style.css";

const PROSE = ".jp-MarkdownCell .jp-RenderedMarkdown";
const APART = "h1, h2, h3, h4, h5, h6, a, code, pre, button, table, .knee, .MathJax, mjx-container";
const SETTLED = 120; // milliseconds without a change
const PATIENCE = 100; // looks for the notebook around it, a fifth of a second apart

function card(word, entry) {
  const id = uid("term");
  const told = h(
    "span",
    { class: "cite-card", id, role: "tooltip" },
    h("b", {}, entry.term),
    h("span", {}, entry.plain),
  );
  const button = h("button", { type: "button", "aria-describedby": id }, word);
  const node = h("span", { class: "knee prose-term" }, h("span", { class: "cite" }, button, told));
  const shut = (closed) => node.classList.toggle("is-shut", closed);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Tab" || event.ctrlKey || event.metaKey || event.altKey) return;
    event.stopPropagation(); // JupyterLab would take it for a command
    if (event.key === "Escape") shut(true);
    if (event.key === "Enter" || event.key === " ") shut(false);
  });
  node.addEventListener("pointerleave", () => shut(false));
  node.addEventListener("focusout", () => shut(false));
  return node;
}

/** The prose of a cell, piece by piece, without what is no running text. */
function* pieces(prose) {
  const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest(APART)) yield node;
  }
}

class Reader {
  constructor(book, entries) {
    this.book = book;
    this.find = finder(entries);
    this.first = new Map(); // entry → { index of the cell, node } where it stands first, as far as was seen
    this.seen = new MutationObserver(() => this.later());
    this.look();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), SETTLED);
  }

  look() {
    this.seen.disconnect();
    for (const [at, prose] of [...this.book.querySelectorAll(PROSE)].entries()) {
      const cell = prose.closest(".jp-Cell");
      const index = Number(cell.dataset.windowedListIndex ?? at);
      for (const piece of [...pieces(prose)]) this.mark(piece, index);
    }
    this.seen.observe(this.book, { childList: true, subtree: true });
  }

  mark(piece, index) {
    const found = this.find(piece.data).filter(({ entry }) => this.isFirst(entry, index));
    const once = found.filter(({ entry }, i) => found.findIndex((other) => other.entry === entry) === i);
    for (const { at, word, entry } of once.reverse()) {
      const rest = piece.splitText(at);
      rest.data = rest.data.slice(word.length);
      const node = card(word, entry);
      rest.before(node);
      this.unmark(entry);
      this.first.set(entry, { index, node });
    }
  }

  isFirst(entry, index) {
    const held = this.first.get(entry);
    return !held || held.index > index || (held.index === index && !held.node.isConnected);
  }

  unmark(entry) {
    const node = this.first.get(entry)?.node;
    if (!node?.parentNode) return;
    const prose = node.parentNode;
    node.replaceWith(node.querySelector("button").textContent);
    prose.normalize();
  }

  close() {
    this.seen.disconnect();
    clearTimeout(this.timer);
    for (const entry of this.first.keys()) this.unmark(entry);
  }
}

function render({ model, el }) {
  el.hidden = true; // it has nothing of its own to show
  let reader = null;
  let timer = null;
  const wait = (left) => {
    const book = el.closest(".jp-Notebook");
    if (book) reader = new Reader(book, model.get("view").entries);
    else if (left) timer = setTimeout(() => wait(left - 1), 200);
  };
  wait(PATIENCE);
  return () => {
    clearTimeout(timer);
    reader?.close();
  };
}

export default { render: inTurn(render) };

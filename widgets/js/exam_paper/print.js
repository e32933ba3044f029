// The result on paper: a page of its own with everything open, handed to the browser's printer.
import { h } from "../lib/dom.js";

const STYLE = `body{font:11pt/1.4 system-ui,sans-serif;margin:1.5cm;color:#000}h1{font-size:16pt}h4{margin:1.2em 0 .3em}
table{border-collapse:collapse;width:100%}th{text-align:left;font-weight:400}td,th{padding:2px 6px;vertical-align:top}
.bar{display:block;position:relative;width:6cm;height:9pt;border:1px solid #888}.bar>span{display:block;height:100%;
background:#bbb;print-color-adjust:exact;-webkit-print-color-adjust:exact}.bar i{position:absolute;top:45%;border-top:1px solid #000}
ul{list-style:none;padding-left:0}li>span:first-child{display:inline-block;width:1.2em}.soft{color:#444}
details{break-inside:avoid;margin:0 0 .8em}summary{list-style:none}.visually-hidden{display:none}`;

/** The whole page for the printer. */
export function page(title, report) {
  const doc = document.implementation.createHTMLDocument(title);
  doc.head.append(Object.assign(doc.createElement("style"), { textContent: STYLE }));
  doc.body.append(Object.assign(doc.createElement("h1"), { textContent: title }));
  const body = doc.createElement("div");
  body.innerHTML = report; // escaped where it was made
  for (const one of body.querySelectorAll("details")) one.open = true;
  doc.body.append(body);
  return `<!doctype html>${doc.documentElement.outerHTML}`;
}

export function printed(title, report) {
  const frame = h("iframe", { class: "exam-print", "aria-hidden": "true", tabIndex: -1, title: "Print" });
  document.querySelector("iframe.exam-print")?.remove();
  frame.addEventListener("load", () => {
    frame.contentWindow.focus();
    frame.contentWindow.print();
  });
  frame.srcdoc = page(title, report);
  frame.style.cssText = "position:fixed;width:0;height:0;border:0;right:0;bottom:0";
  document.body.append(frame);
}

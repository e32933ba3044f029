// The result on paper: a page of its own, handed to the browser's printer.
import { h } from "../lib/dom.js";

/** Print `paper`, a whole document that Python made. */
export function printed(paper) {
  const frame = h("iframe", { class: "exam-print", "aria-hidden": "true", tabIndex: -1, title: "Print" });
  document.querySelector("iframe.exam-print")?.remove();
  frame.addEventListener("load", () => {
    frame.contentWindow.focus();
    frame.contentWindow.print();
  });
  frame.srcdoc = paper;
  frame.style.cssText = "position:fixed;width:0;height:0;border:0;right:0;bottom:0";
  document.body.append(frame);
}

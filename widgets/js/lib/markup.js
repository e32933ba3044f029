// The one place where markup becomes elements: what Python made, and escaped where it made it.

/** Show `html`, which Python escaped, within `node`. */
export function showMarkup(node, html) {
  node.innerHTML = html;
}

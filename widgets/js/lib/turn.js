// Views that come at once draw one after the other, and the page breathes in between: anywidget gives up a
// model whose script has not come within two seconds, and on a slow machine a lesson that draws all its
// views in one breath keeps the scripts of the last ones waiting so long.

const LAST = Symbol.for("behind-the-knee: the view that drew last");
const page = /** @type {Record<symbol, Promise<void> | undefined>} */ (/** @type {unknown} */ (globalThis));

/** A breath. Not a timer: those run once a second while a page is hidden. */
function breath() {
  return new Promise((go) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      go(undefined);
    };
    port2.postMessage(null);
  });
}

/** @param {(context: any) => unknown} render what draws a view and returns how to take it away */
export function inTurn(render) {
  return async (/** @type {any} */ context) => {
    const mine = (page[LAST] ?? Promise.resolve()).then(breath);
    page[LAST] = mine;
    await mine;
    return context.signal?.aborted ? undefined : render(context);
  };
}

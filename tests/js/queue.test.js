import assert from "node:assert/strict";
import { oneAtATime } from "../../widgets/js/lib/queue.js";

Deno.test("of what is asked for meanwhile only the last is kept", () => {
  const sent = [];
  const queue = oneAtATime((...what) => sent.push(what.join(" ")));
  queue.ask("pose", 1);
  queue.ask("pose", 2);
  queue.ask("pose", 3);
  assert.deepEqual(sent, ["pose 1"]);
  assert.ok(queue.isBusy() && queue.hasMore());
  queue.answered();
  assert.deepEqual(sent, ["pose 1", "pose 3"]);
  queue.answered();
  assert.ok(!queue.isBusy() && !queue.hasMore());
  queue.stop();
});

Deno.test("what waits can be forgotten", () => {
  const sent = [];
  const queue = oneAtATime((what) => sent.push(what));
  queue.ask(1);
  queue.ask(2);
  queue.forget();
  queue.answered();
  assert.deepEqual(sent, [1]);
});

Deno.test("an answer that does not come is waited for no longer than the patience lasts", async () => {
  const sent = [];
  const queue = oneAtATime((what) => sent.push(what), 20);
  queue.ask(1);
  queue.ask(2);
  await new Promise((done) => setTimeout(done, 60));
  assert.deepEqual(sent, [1, 2]);
  queue.stop();
});

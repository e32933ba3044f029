import assert from "node:assert/strict";
import { found } from "../../widgets/js/atlas/finder.js";

/** @type {{title: string, items: [string, string][]}[]} */
const INDEX = [
  { title: "Nerves", items: [["tn", "Tibial nerve"], ["cfn", "Common fibular nerve"]] },
  { title: "Arteries", items: [["pta", "Posterior tibial artery"], ["ata", "Anterior tibial artery"]] },
];
const ids = (typed) => found(INDEX, typed).map((one) => one.id);

Deno.test("words are found in any order, in the name or in its group, whatever their case", () => {
  assert.deepEqual(ids("NERVE fib"), ["cfn"]);
  assert.deepEqual(ids("arter anterior"), ["ata"]);
});

Deno.test("what begins with the word comes first, and nothing typed finds nothing", () => {
  assert.deepEqual(ids("tibial"), ["tn", "ata", "pta"]);
  assert.deepEqual(ids("  "), []);
  assert.deepEqual(ids("kidney"), []);
});

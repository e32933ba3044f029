// Every kind of question, by the name that Python gives it. A kind says how a draft of an answer begins, what is sent of
// it, and how it is drawn.
import * as choice from "./choice.js";
import * as concordance from "./concordance.js";
import * as hotspot from "./hotspot.js";
import * as matching from "./matching.js";
import * as numeric from "./numeric.js";
import * as ordering from "./ordering.js";

/**
 * @typedef {object} Kind
 * @property {(view: any) => any} begin
 * @property {(question: any, draft: any) => any} answer
 * @property {(view: any, draft: any, hand: {live: HTMLElement}) => any} draw
 */

/** @type {Record<string, Kind>} */
export const KINDS = {
  single: choice,
  several: choice,
  "true-false": choice,
  numeric,
  matching,
  "extended-matching": matching,
  ordering,
  hotspot,
  "script-concordance": concordance,
};

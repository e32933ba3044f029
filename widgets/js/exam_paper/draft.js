// What stands as the answer on the page, as it is sent and as it comes back.
import { KINDS } from "../quiz_set/kinds/kind.js";

/** Whether nothing of an answer is given. */
export function isEmpty(value) {
  if (value === null || value === undefined) return true;
  if (typeof value === "string") return value.trim() === "";
  if (Array.isArray(value)) return value.every((one) => one === null);
  return typeof value === "object" && Object.values(value).every((one) => one === null);
}

/** The answer by places, whole or not; null where there is none. */
export function chosen(question, draft) {
  const value = KINDS[question.kind].answer(question, draft);
  return isEmpty(value) ? null : value;
}

/** The draft of an answer that stands already. What cannot be read is begun anew. */
export function restored(view) {
  const kind = KINDS[view.question.kind];
  try {
    return { ...kind.begin({ ...view, answer: view.answer ?? view.begun }), ...(view.spot ? { spot: view.spot } : {}) };
  } catch {
    return kind.begin({ ...view, answer: null });
  }
}

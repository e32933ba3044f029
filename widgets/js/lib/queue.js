// One thing is asked for at a time; of those that come meanwhile only the last is kept. An answer that does not
// come within `patience` milliseconds is waited for no longer.
export function oneAtATime(send, patience = 1500) {
  let busy = false;
  let waiting = null;
  let late = null;
  function ask(...what) {
    if (busy) {
      waiting = what;
      return;
    }
    busy = true;
    clearTimeout(late);
    late = setTimeout(answered, patience);
    send(...what);
  }
  function answered() {
    clearTimeout(late);
    busy = false;
    if (waiting) {
      const next = waiting;
      waiting = null;
      ask(...next);
    }
  }
  return {
    ask,
    answered,
    forget: () => {
      waiting = null;
    },
    stop: () => clearTimeout(late),
    isBusy: () => busy,
    hasMore: () => waiting !== null,
  };
}

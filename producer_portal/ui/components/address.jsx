// Keeps what a list shows in the address bar, so that a reload or a sent link shows the same.
// The server has read it already: nothing is loaded by this.
import { useEffect } from "react";

export function AddressKeeper({ query }) {
  useEffect(() => {
    const wanted = window.location.pathname + query;
    if (window.location.pathname + window.location.search !== wanted) {
      window.history.replaceState(window.history.state, "", wanted);
    }
  }, [query]);
  return null;
}

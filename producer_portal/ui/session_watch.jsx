// Watches over the session from the page: warns two minutes before it ends, tells the server that
// somebody is reading or typing, and leaves for the sign-in form when it is over. Timers only ask,
// they never keep a session alive.
import React, { useEffect, useRef, useState } from "react";

const ASK_EVERY_MS = 30_000;
const WARN_SECONDS = 120;
const TELL_EVERY_MS = 60_000;

export function SessionWatch({ leaveTo }) {
  const box = useRef(null);
  const [endsAt, setEndsAt] = useState(null);
  const lastTold = useRef(Date.now());
  const isLeaving = useRef(false);

  const leave = (path) => {
    if (isLeaving.current) return;
    isLeaving.current = true;
    window.location.assign(path);
  };
  const ask = async () => {
    try {
      const answer = await fetch("/session/state", { credentials: "same-origin", cache: "no-store" });
      if (answer.status === 401) return leave("/sign-in?ended=1&next=" + encodeURIComponent(window.location.pathname));
      const { seconds_left: left } = await answer.json();
      setEndsAt(left <= WARN_SECONDS ? new Date(Date.now() + left * 1000) : null);
    } catch {
      // Not connected: the strip under the bar says so, and the next round asks again.
    }
  };
  const stay = async () => {
    lastTold.current = Date.now();
    setEndsAt(null);
    try {
      await fetch("/session/extend", { method: "POST", credentials: "same-origin" });
    } finally {
      ask();
    }
  };

  useEffect(() => {
    if (leaveTo) leave(leaveTo);
  }, [leaveTo]);
  useEffect(() => {
    const timer = window.setInterval(ask, ASK_EVERY_MS);
    const seen = () => document.visibilityState === "visible" && ask();
    const active = () => {
      if (Date.now() - lastTold.current < TELL_EVERY_MS) return;
      lastTold.current = Date.now();
      fetch("/session/extend", { method: "POST", credentials: "same-origin" }).catch(() => {});
    };
    document.addEventListener("visibilitychange", seen);
    window.addEventListener("keydown", active, { passive: true });
    window.addEventListener("pointerdown", active, { passive: true });
    return () => {
      window.clearInterval(timer);
      document.removeEventListener("visibilitychange", seen);
      window.removeEventListener("keydown", active);
      window.removeEventListener("pointerdown", active);
    };
  }, []);
  useEffect(() => {
    const dialog = box.current;
    if (!dialog) return;
    if (endsAt && !dialog.open) dialog.showModal();
    if (!endsAt && dialog.open) dialog.close();
  }, [endsAt]);

  const clock = endsAt ? endsAt.toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" }) : "";
  return (
    <dialog ref={box} className="modal" role="alertdialog" aria-labelledby="session-ending-title" data-testid="session-ending"
      onCancel={(event) => { event.preventDefault(); stay(); }}>
      {endsAt ? (
        <>
          <div className="mb"><h2 id="session-ending-title">You will be signed out at {clock}.</h2><p>Your drafts are saved.</p></div>
          <div className="mf"><button type="button" className="btn p" autoFocus onClick={stay}>Stay signed in</button></div>
        </>
      ) : null}
    </dialog>
  );
}

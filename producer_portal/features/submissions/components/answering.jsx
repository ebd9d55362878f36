// What a page of questions needs beside its boxes.
import React, { useEffect, useRef } from "react";

const BOX = "input,select,textarea";
const FOCUSABLE = "input:not([type=hidden]):not(:disabled),select:not(:disabled),textarea:not(:disabled),button:not(:disabled),a[href]";

// Tells which box a person entered, so that an answer is compared with what they saw when they began.
// Every so often it tells that the page is still open, and which box somebody is in.
const TELL_EVERY_MS = 15_000;

export function FocusReport({ onEnter, onLeave, children }) {
  const last = useRef("");
  const tell = useRef({ onEnter, onLeave });
  tell.current = { onEnter, onLeave };
  useEffect(() => {
    const still = () => document.visibilityState === "visible" && tell.current.onEnter?.(last.current);
    const timer = setInterval(still, TELL_EVERY_MS);
    const gone = () => document.visibilityState === "hidden" && tell.current.onLeave?.();
    document.addEventListener("visibilitychange", gone);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", gone);
      tell.current.onLeave?.();
    };
  }, []);
  const entered = (event) => {
    const box = event.target;
    if (!box.matches(BOX)) return;
    const id = box.id || box.name || "";
    if (id === last.current) return;
    last.current = id;
    onEnter?.(id);
  };
  const left = (event) => {
    if (!event.target.matches(BOX)) return;
    last.current = "";
    // Into another box at once: entering that one tells it all.
    if (!event.relatedTarget?.matches?.(BOX)) onEnter?.("");
  };
  return <div onFocus={entered} onBlur={left}>{children}</div>;
}

// Puts the focus where the address points ("#q-fein") once the page has its boxes.
export function FocusAddress({ isReady, place }) {
  const done = useRef("");
  useEffect(() => {
    const id = decodeURIComponent(window.location.hash.slice(1));
    if (!isReady || !id || done.current === place + id) return;
    const found = document.getElementById(id) || document.querySelector(`[name="${CSS.escape(id)}"]`);
    if (!found) return;
    done.current = place + id;
    const target = found.matches(FOCUSABLE) ? found : found.querySelector(FOCUSABLE) || found;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "center" });
  });
  return null;
}

// Something that is shown for a moment only: it ends after its time, with the page, or out of sight.
export function ShortLived({ seconds = 60, onEnd, children }) {
  const end = useRef(onEnd);
  end.current = onEnd;
  useEffect(() => {
    const over = () => end.current?.();
    const hidden = () => document.visibilityState === "hidden" && over();
    const timer = setTimeout(over, seconds * 1000);
    document.addEventListener("visibilitychange", hidden);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", hidden);
      over();
    };
  }, []);
  return <>{children}</>;
}

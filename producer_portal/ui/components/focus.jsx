// Links that move the keyboard's focus inside the page, without touching the address.
import React, { useEffect, useRef } from "react";

const FOCUSABLE = "input:not([type=hidden]):not(:disabled),select:not(:disabled),textarea:not(:disabled),button:not(:disabled),a[href]";

function focusOn(id) {
  const found = document.getElementById(id);
  if (!found) return false;
  const target = found.matches(FOCUSABLE) || found.tabIndex >= 0 ? found : found.querySelector(FOCUSABLE) || found;
  if (target === found && !found.matches(FOCUSABLE)) found.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "center" });
  return true;
}

export function SkipLink({ target, words }) {
  const go = (event) => {
    event.preventDefault();
    document.getElementById(target)?.focus();
  };
  return <a className="skip" href={`#${target}`} onClick={go}>{words}</a>;
}

// Puts the focus into a box once it stands on the page; `turn` counts how often that was asked for.
export function FocusOn({ place, turn }) {
  useEffect(() => {
    if (turn) focusOn(place);
  }, [turn]);
  return null;
}

// A box that is on another page of a table is asked for by `onSeek`.
export function ErrorSummary({ problems = [], title = "There is a problem", idPrefix = "q-", onSeek }) {
  const box = useRef(null);
  const wording = problems.map((problem) => problem.key + problem.words).join("\n");
  useEffect(() => {
    if (wording) box.current?.focus();
  }, [wording]);
  if (!problems.length) return null;
  const go = (event, problem) => {
    event.preventDefault();
    if (!focusOn(idPrefix + problem.key)) onSeek?.(problem.key);
  };
  return (
    <div className="esum" ref={box} tabIndex={-1} role="alert" aria-labelledby="error-summary-title" data-testid="error-summary">
      <h2 id="error-summary-title">{title}</h2>
      <ul>
        {problems.map((problem) => (
          <li key={problem.key + problem.words}>
            <a href={`#${idPrefix}${problem.key}`} onClick={(event) => go(event, problem)}>{problem.words}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

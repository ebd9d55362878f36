// Boxes that keep what a person types. The server's value is taken over only when the person is not
// in the box and has not changed it since; a commit goes out on leaving the box, on Enter, after a
// pause in typing, when the page is hidden and when the box goes away.
import React, { useEffect, useRef, useState } from "react";

function useDraft(value, onCommit, idleSeconds) {
  const server = value ?? "";
  const [text, setText] = useState(server);
  const box = useRef(null);
  const send = useRef(onCommit);
  send.current = onCommit;
  const draft = useRef(null);
  if (draft.current === null) {
    draft.current = { latest: server, basis: server, agreed: server, waiting: false, sent: [], timer: 0 };
  }
  const d = draft.current;

  const show = (next) => {
    d.latest = next;
    setText(next);
  };
  const commit = () => {
    clearTimeout(d.timer);
    if (d.latest === d.basis) return;
    d.basis = d.latest;
    d.waiting = true;
    d.sent = [...d.sent.slice(-9), d.latest];
    send.current?.(d.latest);
  };
  const takeServer = () => {
    if (d.waiting || d.latest !== d.basis || d.latest === d.agreed) return;
    d.basis = d.agreed;
    show(d.agreed);
  };
  const type = (next) => {
    show(next);
    clearTimeout(d.timer);
    if (idleSeconds > 0) d.timer = setTimeout(commit, idleSeconds * 1000);
  };
  const pick = (next) => {
    show(next);
    commit();
  };
  const leave = () => {
    commit();
    takeServer();
  };
  const forget = () => {
    clearTimeout(d.timer);
    Object.assign(d, { basis: server, agreed: server, waiting: false, sent: [] });
    show(server);
  };

  useEffect(() => {
    if (server === d.agreed) return;
    d.agreed = server;
    const isOlderEcho = d.waiting && server !== d.latest && d.sent.slice(0, -1).includes(server);
    if (isOlderEcho) return;
    d.waiting = false;
    d.sent = [];
    if (!box.current?.contains(document.activeElement)) takeServer();
  }, [server]);

  useEffect(() => {
    const hidden = () => document.visibilityState === "hidden" && commit();
    document.addEventListener("visibilitychange", hidden);
    return () => {
      document.removeEventListener("visibilitychange", hidden);
      commit();
    };
  }, []);

  return { text, box, type, pick, leave, commit, forget };
}

function marks({ fieldId, labelText, describedBy, isInvalid, isDisabled, testId }) {
  return {
    id: fieldId || undefined,
    "aria-label": labelText || undefined,
    "aria-describedby": describedBy || undefined,
    "aria-invalid": isInvalid ? true : undefined,
    disabled: isDisabled || undefined,
    "data-testid": testId || undefined,
  };
}

export function AutosaveText(props) {
  const { value, onCommit, idleSeconds = 3, isMultiline, rows = 3, kind = "text", boxClass = "inp" } = props;
  const { inputMode, autoComplete, placeholder, isSpelled = true } = props;
  const { text, box, type, pick, leave, commit } = useDraft(value, onCommit, idleSeconds);
  const shared = {
    ...marks(props),
    ref: box,
    className: boxClass,
    value: text,
    name: props.fieldId || props.labelText,
    placeholder: placeholder || undefined,
    autoComplete: autoComplete || "off",
    spellCheck: isSpelled,
    onChange: (event) => type(event.target.value),
    onBlur: leave,
  };
  if (isMultiline) return <textarea {...shared} rows={rows} />;
  const keys = (event) => {
    if (event.key === "Enter") commit();
    if (event.key === "Escape" && kind === "search" && text) pick("");
  };
  return <input {...shared} type={kind} inputMode={inputMode || undefined} onKeyDown={keys} />;
}

// A number nobody may read back (SSN, FEIN): the box starts empty, what is on file stands below it.
export function AutosaveSecret(props) {
  const { onFile, onCommit, idleSeconds = 3 } = props;
  const send = (typed) => typed && onCommit?.(typed);
  const { text, box, type, commit, forget } = useDraft("", send, idleSeconds);
  const shownOnFile = useRef(onFile);
  const forgetStored = () => {
    if (shownOnFile.current === onFile) return;
    shownOnFile.current = onFile;
    forget();
  };
  useEffect(() => {
    if (!box.current?.contains(document.activeElement)) forgetStored();
  }, [onFile]);
  const leave = () => {
    commit();
    forgetStored();
  };
  const note = `${props.fieldId}-on-file`;
  const described = [props.describedBy, onFile ? note : ""].filter(Boolean).join(" ");
  return (
    <>
      <input
        {...marks({ ...props, describedBy: described })}
        ref={box}
        className="inp"
        name={props.fieldId}
        value={text}
        inputMode="numeric"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => type(event.target.value)}
        onBlur={leave}
        onKeyDown={(event) => event.key === "Enter" && commit()}
      />
      {onFile ? <span className="onfile" id={note}>{props.isDisabled ? `On file: ${onFile}.` : `On file: ${onFile}. Type to replace it.`}</span> : null}
    </>
  );
}

export function AutosaveSelect(props) {
  const { value, choices = [], emptyWords = "Choose", isCode, onCommit } = props;
  const { text, box, pick } = useDraft(value, onCommit, 0);
  return (
    <select {...marks(props)} ref={box} className="inp" name={props.fieldId || props.labelText} value={text}
      onChange={(event) => pick(event.target.value)}>
      <option value="">{emptyWords}</option>
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>{isCode ? choice.value : choice.label}</option>
      ))}
    </select>
  );
}

export function AutosaveRadios(props) {
  const { fieldId, value, choices = [], onCommit, isDisabled, isInvalid, describedBy, testId } = props;
  const { text, box, pick } = useDraft(value, onCommit, 0);
  return (
    <div ref={box} data-testid={testId || undefined}>
      {choices.map((choice, index) => (
        <label className="ra" key={choice.value}>
          <input className="rb" type="radio" name={fieldId} value={choice.value} checked={text === choice.value}
            id={index === 0 ? fieldId : undefined} disabled={isDisabled || undefined}
            aria-invalid={isInvalid ? true : undefined} aria-describedby={describedBy || undefined}
            onChange={() => pick(choice.value)} />
          {choice.label}
        </label>
      ))}
    </div>
  );
}

// Chosen values travel as one text, parted by commas, in the order of the choices.
export function AutosaveChecks(props) {
  const { fieldId, choices = [], onCommit, isDisabled, isInvalid, describedBy, testId } = props;
  const chosenOnServer = choices.filter((choice) => choice.is_chosen).map((choice) => choice.value).join(",");
  const { text, box, pick } = useDraft(chosenOnServer, onCommit, 0);
  const chosen = new Set(text ? text.split(",") : []);
  const turn = (value, isOn) => {
    const next = choices.filter((choice) => (choice.value === value ? isOn : chosen.has(choice.value)));
    pick(next.map((choice) => choice.value).join(","));
  };
  return (
    <div ref={box} data-testid={testId || undefined}>
      {choices.map((choice, index) => (
        <label className="ra" key={choice.value}>
          <input className="cb" type="checkbox" name={fieldId} value={choice.value} checked={chosen.has(choice.value)}
            id={index === 0 ? fieldId : undefined} disabled={isDisabled || undefined}
            aria-invalid={isInvalid ? true : undefined} aria-describedby={describedBy || undefined}
            onChange={(event) => turn(choice.value, event.target.checked)} />
          {choice.label}
        </label>
      ))}
    </div>
  );
}

// One box to tick: a list's row, or all of a page's rows (which may be half ticked).
export function TickBox({ isOn, isHalf, labelText, isDisabled, testId, onTurn }) {
  const [on, setOn] = useState(Boolean(isOn));
  const box = useRef(null);
  useEffect(() => setOn(Boolean(isOn)), [isOn]);
  useEffect(() => {
    if (box.current) box.current.indeterminate = Boolean(isHalf);
  }, [isHalf, on]);
  const turn = (event) => {
    setOn(event.target.checked);
    onTurn?.(event.target.checked);
  };
  return (
    <input ref={box} className="cb" type="checkbox" aria-label={labelText} checked={on} onChange={turn}
      disabled={isDisabled || undefined} data-testid={testId || undefined} />
  );
}

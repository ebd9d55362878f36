// A box to write a message in: Enter makes a new line, Ctrl or ⌘ with Enter sends. An @ offers the people
// who may read it. What is typed stays here until the server says that it was sent.
import React, { useEffect, useId, useLayoutEffect, useRef, useState } from "react";

const MOST_OFFERED = 6;

function Icon({ name, size = 15 }) {
  return <svg className="i" width={size} height={size} aria-hidden="true"><use href={`/icons.svg#${name}`} /></svg>;
}

// The name that is being typed after the last @ before the caret, or null.
function asked(text, caret) {
  const found = /(?:^|[^\p{L}\p{N}])@([\p{L}\p{N}' .-]{0,40})$/u.exec(text.slice(0, caret));
  return found ? found[1] : null;
}

export function Composer(props) {
  const { label, placeholder, people = [], mayNote, uploadUrl = "", accept = "", sentNumber = 0, problem = "", testId, onSend } = props;
  const id = useId();
  const box = useRef(null);
  const chooser = useRef(null);
  const [text, setText] = useState("");
  const [isNote, setNote] = useState(false);
  const [files, setFiles] = useState([]);
  const [names, setNames] = useState([]);
  const [at, setAt] = useState(0);
  const [spoken, setSpoken] = useState("");
  const [isSending, setSending] = useState(false);
  const count = useRef(0);
  const caretAfter = useRef(null);
  const first = useRef(sentNumber);

  useEffect(() => {
    if (sentNumber === first.current) return;
    first.current = sentNumber;
    setText("");
    setFiles([]);
    setSending(false);
    setSpoken("Sent");
  }, [sentNumber]);
  useEffect(() => setSending(false), [problem]);
  // Before the next key: the caret stands behind the name that was chosen.
  useLayoutEffect(() => {
    if (caretAfter.current === null) return;
    box.current?.focus();
    box.current?.setSelectionRange(caretAfter.current, caretAfter.current);
    caretAfter.current = null;
  }, [text]);

  const offer = (next, caret) => {
    const begun = asked(next, caret)?.toLowerCase();
    const fitting = begun === undefined ? [] : people.filter((name) => name.toLowerCase().startsWith(begun) || name.toLowerCase().includes(` ${begun}`));
    setNames(fitting.filter((name) => name.toLowerCase() !== begun).slice(0, MOST_OFFERED));
    setAt(0);
  };
  const type = (event) => {
    setText(event.target.value);
    offer(event.target.value, event.target.selectionStart);
  };
  const pick = (name) => {
    const caret = box.current.selectionStart;
    const begun = asked(text, caret) ?? "";
    const before = `${text.slice(0, caret - begun.length)}${name} `;
    caretAfter.current = before.length;
    setText(before + text.slice(caret));
    setNames([]);
  };
  const waits = files.some((file) => file.status === "sending");
  const send = () => {
    if (waits || isSending) return;
    if (text.trim()) setSending(true);
    onSend?.(text, Boolean(mayNote && isNote), files.filter((file) => file.documentId).map((file) => file.documentId));
    // An answer that never comes must not lock the box.
    setTimeout(() => setSending(false), 5000);
  };
  const press = (event) => {
    if (names.length && ["ArrowDown", "ArrowUp", "Enter", "Tab", "Escape"].includes(event.key)) {
      if (event.key === "Tab" && event.shiftKey) return;
      event.preventDefault();
      if (event.key === "ArrowDown") setAt((at + 1) % names.length);
      else if (event.key === "ArrowUp") setAt((at + names.length - 1) % names.length);
      else if (event.key === "Escape") setNames([]);
      else pick(names[at]);
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    }
  };
  const change = (key, part) => setFiles((all) => all.map((file) => (file.key === key ? { ...file, ...part } : file)));
  const add = (chosen) => {
    for (const file of chosen) {
      const key = ++count.current;
      setFiles((all) => [...all, { key, name: file.name, status: "sending" }]);
      const request = new XMLHttpRequest();
      request.onload = () => {
        let answer = {};
        try {
          answer = JSON.parse(request.responseText);
        } catch {
          // not JSON: an answer from something in between
        }
        if (request.status === 201) change(key, { status: "ready", documentId: answer.document_id });
        else change(key, { status: "refused", words: answer.detail || "The file did not arrive. Try again." });
        setSpoken(request.status === 201 ? `${file.name} was added` : `${file.name} was not added. ${answer.detail || ""}`);
      };
      request.onerror = () => change(key, { status: "refused", words: "The connection was lost. Try again." });
      request.open("POST", `${uploadUrl}${mayNote && isNote ? "?is_internal=true" : ""}`);
      request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
      request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
      request.send(file);
    }
  };
  const turn = (isNow) => {
    setNote(isNow);
    // A file belongs to whoever may read the words it was added for.
    setFiles([]);
  };

  return (
    <div className={isNote ? "comp note-comp" : "comp"} data-testid={testId || undefined}>
      <label className="vh" htmlFor={id}>{isNote ? "Write an internal note" : label}</label>
      {problem ? <span className="em" id={`${id}p`}><Icon name="circle-alert" size={14} /><span><span className="vh">Error: </span>{problem}</span></span> : null}
      <textarea id={id} ref={box} value={text} rows={3} placeholder={isNote ? "Write a note to your colleagues" : placeholder}
        aria-invalid={problem ? "true" : undefined} aria-describedby={problem ? `${id}p` : undefined} onChange={type} onKeyDown={press}
        onBlur={() => setTimeout(() => setNames([]), 150)} aria-haspopup="listbox"
        aria-controls={`${id}l`} aria-autocomplete="list" aria-activedescendant={names.length ? `${id}o${at}` : undefined} />
      <ul id={`${id}l`} role="listbox" aria-label="People to mention" className="mentions" hidden={!names.length}>
        {names.map((name, place) => (
          <li key={name} id={`${id}o${place}`} role="option" aria-selected={place === at}
            onMouseDown={(event) => { event.preventDefault(); pick(name); }}>{name}</li>
        ))}
      </ul>
      {files.map((file) => (
        <div className="comp-file" key={file.key}>
          <span className={file.status === "refused" ? "bad" : "mut"}><Icon name={file.status === "refused" ? "file-warning" : "paperclip"} /></span>
          <span className="grow t-1"><span className="med">{file.name}</span>{file.status === "sending" ? <span className="mut"> Uploading</span> : null}
            {file.status === "refused" ? <span className="bad"> {file.words}</span> : null}</span>
          <button type="button" className="ib s" aria-label={`Remove ${file.name}`} onClick={() => setFiles((all) => all.filter((one) => one.key !== file.key))}><Icon name="x" /></button>
        </div>
      ))}
      <div className="row between">
        <span className="row">
          <input type="file" className="vh" ref={chooser} id={`${id}f`} multiple accept={accept || undefined} tabIndex={-1} aria-label="Files to send"
            onChange={(event) => { add(event.target.files); event.target.value = ""; }} />
          <button type="button" className="ib s" aria-label="Attach a file" onClick={() => chooser.current?.click()}><Icon name="paperclip" /></button>
          {mayNote ? <label className="note-turn"><input type="checkbox" className="cb" checked={isNote} onChange={(event) => turn(event.target.checked)} /><span>Internal note</span></label> : null}
        </span>
        <button type="button" className="btn o s" data-testid="send-message" aria-busy={isSending || undefined} disabled={waits} onClick={send}>{isNote ? "Keep note" : "Send"}</button>
      </div>
      <p className="vh" role="status">{spoken}</p>
    </div>
  );
}

// Tells, once, that the person has the page before them down to a line: not while it lies behind others.
export function SeenMark({ number = 0, onSeen }) {
  const tell = useRef(onSeen);
  tell.current = onSeen;
  useEffect(() => {
    if (!number) return undefined;
    const look = () => {
      if (document.visibilityState !== "visible") return;
      document.removeEventListener("visibilitychange", look);
      tell.current?.(number);
    };
    document.addEventListener("visibilitychange", look);
    look();
    return () => document.removeEventListener("visibilitychange", look);
  }, [number]);
  return null;
}

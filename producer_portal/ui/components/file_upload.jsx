// Files go one by one to an HTTP route as the raw body of a POST; the answer of a refused file is a
// JSON problem whose "detail" is shown as it stands.
import React, { useEffect, useId, useRef, useState } from "react";

const MEGABYTE = 1024 * 1024;
// More at once would only share the same line; the others say that they wait their turn.
const MOST_AT_ONCE = 3;

function Icon({ name }) {
  return <svg className="i" width="18" height="18" aria-hidden="true"><use href={`/icons.svg#${name}`} /></svg>;
}

const megabytes = (bytes) => (bytes / MEGABYTE).toFixed(1);
const sizeWords = (bytes) => (bytes < MEGABYTE / 10 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${megabytes(bytes)} MB`);

function progressWords(item) {
  const seconds = (Date.now() - item.startedAt) / 1000;
  const rest = item.sent > 0 ? ((item.size - item.sent) / item.sent) * seconds : 0;
  if (item.status === "turn") return `${sizeWords(item.size)}, waits its turn`;
  if (item.sent >= item.size) return `${sizeWords(item.size)}, being checked`;
  const left = seconds > 2 && rest > 1 ? `, about ${Math.ceil(rest)} seconds left` : "";
  return `Uploading, ${megabytes(item.sent)} of ${megabytes(item.size)} MB${left}`;
}

function refusalWords(request) {
  try {
    const problem = JSON.parse(request.responseText);
    if (problem.detail) return problem.detail;
  } catch {
    // not JSON: an answer from something in between
  }
  if (request.status === 413) return "The file is larger than the limit. Send a smaller copy.";
  if (request.status === 401 || request.status === 403) return "Your session has ended. Sign in and add the file again.";
  return "The file did not arrive. Try again.";
}

export function FileUpload(props) {
  const { url, documentType = "", replaces = "", label, hint, dropWords = "Drop files here, or take a photo of the page" } = props;
  const { chooseWords = "Choose files", accept = "", limitMegabytes = 25, isMultiple = true, isDisabled, testId, onUploaded } = props;
  const id = useId();
  const chooser = useRef(null);
  const requests = useRef(new Map());
  const count = useRef(0);
  const turns = useRef([]);
  const done = useRef(onUploaded);
  done.current = onUploaded;
  const [items, setItems] = useState([]);
  const [isOver, setOver] = useState(false);
  const [spoken, setSpoken] = useState("");

  const change = (key, part) => setItems((all) => all.map((item) => (item.key === key ? { ...item, ...part } : item)));
  const refuse = (key, file, told) => {
    // The server's own words already begin like that.
    const words = told.replace(/^Not added:\s*/, "");
    change(key, { status: "refused", words: `Not added: ${words}` });
    setSpoken(`${file.name} was not added. ${words}`);
  };

  // The next one in line, now that there is room.
  const next = () => {
    while (turns.current.length && requests.current.size < MOST_AT_ONCE) {
      const [key, file] = turns.current.shift();
      transfer(key, file);
    }
  };
  const send = (key, file) => {
    change(key, { status: "turn", sent: 0 });
    turns.current.push([key, file]);
    next();
  };

  const transfer = (key, file) => {
    const request = new XMLHttpRequest();
    requests.current.set(key, request);
    change(key, { status: "sending", sent: 0, startedAt: Date.now() });
    request.upload.onprogress = (event) => change(key, { sent: event.loaded });
    request.onload = () => {
      requests.current.delete(key);
      next();
      if (request.status < 200 || request.status > 299) return refuse(key, file, refusalWords(request));
      setItems((all) => all.filter((item) => item.key !== key));
      const isWaiting = /"status":\s*"waiting"/.test(request.responseText);
      setSpoken(isWaiting ? `${file.name} was added and waits for the virus scanner.` : `${file.name} was added and is ready.`);
      return done.current?.(documentType);
    };
    request.onerror = () => {
      requests.current.delete(key);
      next();
      refuse(key, file, "the connection was lost. Try again.");
    };
    const about = new URLSearchParams(Object.entries({ document_type: documentType, replaces }).filter(([, value]) => value));
    request.open("POST", about.size ? `${url}${url.includes("?") ? "&" : "?"}${about}` : url);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    request.send(file);
  };

  const add = (files) => {
    const fresh = [...files].map((file) => ({ key: ++count.current, file, size: file.size, sent: 0, startedAt: Date.now(), status: "turn" }));
    setItems((all) => [...all, ...fresh]);
    for (const { key, file } of fresh) {
      if (file.size === 0) refuse(key, file, "the file is empty.");
      else if (file.size > limitMegabytes * MEGABYTE) {
        refuse(key, file, `it is ${sizeWords(file.size)} and the limit is ${limitMegabytes} MB. Send a smaller copy.`);
      } else send(key, file);
    }
  };
  const remove = (item) => {
    requests.current.get(item.key)?.abort();
    requests.current.delete(item.key);
    turns.current = turns.current.filter(([key]) => key !== item.key);
    next();
    setItems((all) => all.filter((other) => other.key !== item.key));
    chooser.current?.focus();
  };
  const drop = (event) => {
    event.preventDefault();
    setOver(false);
    if (!isDisabled) add(event.dataTransfer.files);
  };
  const over = (event) => {
    event.preventDefault();
    setOver(true);
  };
  useEffect(() => () => requests.current.forEach((request) => request.abort()), []);
  useEffect(() => {
    // A file let go beside the place would be opened instead of the page.
    const keep = (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault();
    window.addEventListener("dragover", keep);
    window.addEventListener("drop", keep);
    return () => {
      window.removeEventListener("dragover", keep);
      window.removeEventListener("drop", keep);
    };
  }, []);

  return (
    <div data-testid={testId || undefined}>
      <p className="t-h2" id={`${id}l`}>{label}</p>
      {hint ? <p className="t-d mut" id={`${id}h`}>{hint}</p> : null}
      <div className={isOver ? "drop over" : "drop"} style={{ marginTop: 10 }} onDragOver={over} onDragLeave={() => setOver(false)} onDrop={drop}>
        <span className="mut"><Icon name="upload" /></span>
        <span className="grow">{dropWords}</span>
        <input ref={chooser} id={id} type="file" multiple={isMultiple} accept={accept || undefined} disabled={isDisabled || undefined}
          aria-labelledby={`${id}b ${id}l`} aria-describedby={hint ? `${id}h` : undefined}
          onChange={(event) => { add(event.target.files); event.target.value = ""; }} />
        <label className="btn o" htmlFor={id} id={`${id}b`}>{chooseWords}</label>
      </div>
      <ul style={{ marginTop: items.length ? 6 : 0 }}>
        {items.map((item) => (
          <li className="file" key={item.key}>
            <span className={item.status === "refused" ? "bad" : "mut"}><Icon name={item.status === "refused" ? "file-warning" : "file-text"} /></span>
            <span>
              <span className="med">{item.file.name}</span><br />
              {item.status === "refused" ? <span className="t-1 bad">{item.words}</span> : <span className="t-1 mut num">{progressWords(item)}</span>}
              {item.status === "sending" ? (
                <span className="bar-m" role="progressbar" aria-label={`Uploading ${item.file.name}`} aria-valuemin={0} aria-valuemax={100}
                  aria-valuenow={Math.round((100 * item.sent) / item.size) || 0}><i style={{ width: `${(100 * item.sent) / item.size}%` }} /></span>
              ) : null}
            </span>
            <span className="row-acts">
              {item.status === "refused" && item.size > 0 && item.size <= limitMegabytes * MEGABYTE ? (
                <button type="button" className="ib" aria-label={`Try ${item.file.name} again`} onClick={() => send(item.key, item.file)}><Icon name="rotate-cw" /></button>
              ) : null}
              <button type="button" className="ib" aria-label={`${item.status === "refused" ? "Dismiss" : "Cancel"} ${item.file.name}`} onClick={() => remove(item)}><Icon name="x" /></button>
            </span>
          </li>
        ))}
      </ul>
      <p className="vh" role="status">{spoken}</p>
    </div>
  );
}

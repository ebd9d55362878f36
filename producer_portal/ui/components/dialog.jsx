// Native <dialog>: the browser keeps the focus inside, closes on Esc and gives the focus back.
import React, { useEffect, useId, useRef, useState } from "react";

export function ModalDialog({ isOpen, title, words, isAlert, testId, onClose, children }) {
  const box = useRef(null);
  const id = useId();
  useEffect(() => {
    const dialog = box.current;
    if (!dialog) return;
    if (isOpen && !dialog.open) dialog.showModal();
    if (!isOpen && dialog.open) dialog.close();
  }, [isOpen]);
  const cancel = (event) => {
    event.preventDefault();
    onClose?.();
  };
  return (
    <dialog ref={box} className="modal" role={isAlert ? "alertdialog" : undefined} aria-labelledby={`${id}t`}
      aria-describedby={words ? `${id}w` : undefined} data-testid={testId || undefined} onCancel={cancel}>
      {isOpen ? (
        <>
          <div className="mb">
            <h2 id={`${id}t`}>{title}</h2>
            {words ? <p id={`${id}w`}>{words}</p> : null}
          </div>
          {children}
        </>
      ) : null}
    </dialog>
  );
}

// The text a person gives as the reason stays in the dialog until it is confirmed.
export function ReasonForm({ label, hint, isRequired, missingWords, isOneLine, confirmWords, cancelWords, tone, isBusy, onConfirm, onCancel }) {
  const id = useId();
  const [reason, setReason] = useState("");
  const [isMissing, setMissing] = useState(false);
  const field = useRef(null);
  const asks = Boolean(label);
  const Box = isOneLine ? "input" : "textarea";
  const send = (event) => {
    event.preventDefault();
    if (isBusy) return;
    if (asks && isRequired && !reason.trim()) {
      setMissing(true);
      field.current?.focus();
      return;
    }
    onConfirm?.(reason.trim());
  };
  return (
    <form onSubmit={send} noValidate>
      {asks ? (
        <div className="mb">
          <div className={isMissing ? "f err" : "f"}>
            <label htmlFor={id}>{label}{isRequired ? "" : " (optional)"}</label>
            {hint ? <p className="hint" id={`${id}h`}>{hint}</p> : null}
            {isMissing ? <span className="em" id={`${id}e`}><svg className="i" width="14" height="14" aria-hidden="true"><use href="/icons.svg#circle-alert" /></svg><span><span className="vh">Error: </span>{missingWords}</span></span> : null}
            <Box id={id} ref={field} className="inp in" rows={isOneLine ? undefined : 3} value={reason} aria-invalid={isMissing || undefined}
              aria-describedby={[hint ? `${id}h` : "", isMissing ? `${id}e` : ""].join(" ").trim() || undefined}
              onChange={(event) => setReason(event.target.value)} />
          </div>
        </div>
      ) : null}
      <div className="mf">
        <button type="button" className="btn g" onClick={() => onCancel?.()}>{cancelWords}</button>
        <button type="submit" className={`btn ${tone}`} aria-busy={isBusy || undefined} data-testid="confirm">{confirmWords}</button>
      </div>
    </form>
  );
}

// The navigation of a phone: a button, and a sheet over the whole page that any link closes.
export function MenuSheet({ label, children }) {
  const box = useRef(null);
  const close = (event) => event.target.closest("a") && box.current?.close();
  return (
    <>
      <button type="button" className="ib menu-open" aria-haspopup="dialog" aria-label={label} onClick={() => box.current?.showModal()}>
        <svg className="i" width="20" height="20" aria-hidden="true"><use href="/icons.svg#menu" /></svg>
      </button>
      <dialog ref={box} className="sheet" aria-label={label} onClick={close}>
        <div className="brand">
          <span>{label}</span>
          <button type="button" className="ib" aria-label={`Close ${label.toLowerCase()}`} onClick={() => box.current?.close()}>
            <svg className="i" width="20" height="20" aria-hidden="true"><use href="/icons.svg#x" /></svg>
          </button>
        </div>
        {children}
      </dialog>
    </>
  );
}

// A drawer beside a list: not modal, Esc closes it, the focus goes in and comes back.
export function SideDrawer({ isOpen, label, testId, onClose, children }) {
  const box = useRef(null);
  const opener = useRef(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    opener.current = document.activeElement;
    box.current?.focus();
    return () => {
      const wasInside = !document.activeElement || document.activeElement === document.body || box.current?.contains(document.activeElement);
      if (wasInside && opener.current?.isConnected) opener.current.focus();
    };
  }, [isOpen]);
  if (!isOpen) return null;
  const keys = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onClose?.();
  };
  return (
    <div className="drawer" role="dialog" aria-label={label} tabIndex={-1} ref={box} onKeyDown={keys} data-testid={testId || undefined}>
      {children}
    </div>
  );
}

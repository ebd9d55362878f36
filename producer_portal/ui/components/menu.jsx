// A button that opens a menu in the browser's top layer, inside the landmark it belongs to.
import React, { useEffect, useId, useLayoutEffect, useRef, useState } from "react";

const ITEMS = "[role=menuitem]:not([aria-disabled=true]),[role=menuitemradio]";
const EDGE = 8;

function place(popup, button, side) {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popup;
  const gap = side === "left" ? 4 : 6;
  const left = side === "left" ? at.left - width - gap : at.right - width;
  const top = side === "left" ? at.top - 4 : at.bottom + gap;
  const flipped = side === "left" ? at.bottom - height + 4 : at.top - height - gap;
  const fits = top + height <= innerHeight - EDGE || flipped < EDGE;
  popup.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
  popup.style.top = `${Math.max(EDGE, fits ? Math.min(top, innerHeight - height - EDGE) : flipped)}px`;
}

export function MenuButton({ label, buttonLabel, buttonClass, side = "bottom", testId, children }) {
  const [face, ...entries] = React.Children.toArray(children);
  const [isOpen, setOpen] = useState(false);
  const button = useRef(null);
  const popup = useRef(null);
  const startAt = useRef(0);
  const id = useId();

  const items = () => [...(popup.current?.querySelectorAll(ITEMS) ?? [])];
  const open = (index) => {
    startAt.current = index;
    setOpen(true);
  };
  const close = (givesFocusBack) => {
    setOpen(false);
    if (givesFocusBack) button.current?.focus();
  };

  useLayoutEffect(() => {
    if (!isOpen) return undefined;
    const box = popup.current;
    box.showPopover?.();
    const again = () => place(box, button.current, side);
    again();
    items().at(startAt.current)?.focus({ preventScroll: true });
    addEventListener("scroll", again, true);
    addEventListener("resize", again);
    return () => {
      removeEventListener("scroll", again, true);
      removeEventListener("resize", again);
    };
  }, [isOpen]);

  useEffect(() => {
    if (!isOpen) return undefined;
    const outside = (event) => {
      if (!popup.current?.contains(event.target) && !button.current?.contains(event.target)) close(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [isOpen]);

  const buttonKeys = (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    open(event.key === "ArrowDown" ? 0 : -1);
  };
  const menuKeys = (event) => {
    const all = items();
    const here = all.indexOf(document.activeElement);
    const go = (index) => {
      event.preventDefault();
      all.at(index)?.focus();
    };
    if (event.key === "ArrowDown") go((here + 1) % all.length);
    else if (event.key === "ArrowUp") go(here <= 0 ? -1 : here - 1);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(-1);
    else if (event.key === "Tab") close(false);
    else if (event.key === "Escape") {
      event.stopPropagation();
      close(true);
    } else if (event.key === " ") {
      event.preventDefault();
      document.activeElement?.click();
    } else if (event.key.length === 1) {
      const letter = event.key.toLowerCase();
      const next = [...all.slice(here + 1), ...all].find((item) => item.textContent.trim().toLowerCase().startsWith(letter));
      next?.focus();
    }
  };
  // a pressed button may send a form, so it must still be in the page when the browser looks for it
  const pressed = (event) => event.target.closest(ITEMS) && setTimeout(() => close(true), 0);

  return (
    <>
      <button ref={button} type="button" className={buttonClass} aria-label={buttonLabel || undefined} aria-haspopup="menu"
        aria-expanded={isOpen} aria-controls={isOpen ? id : undefined} data-testid={testId || undefined}
        onClick={() => (isOpen ? close(true) : open(0))} onKeyDown={buttonKeys}>
        {face}
      </button>
      {isOpen ? (
        <div ref={popup} id={id} className="menu" role="menu" aria-label={label} popover="manual" onKeyDown={menuKeys} onClick={pressed}>
          {entries}
        </div>
      ) : null}
    </>
  );
}

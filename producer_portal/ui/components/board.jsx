// A board of columns and cards. A card is dragged by its grip, by mouse or touch; pressing the grip, or
// Enter on it, opens "Move to…" with the same moves, so that nobody has to drag.
import React, { useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { MenuButton } from "../menu/menu.jsx";

const FAR_ENOUGH = 6;

const Icon = ({ name, size = 15, stroke = 2 }) => (
  <svg className="i" width={size} height={size} strokeWidth={stroke} aria-hidden="true">
    <use href={`/icons.svg#${name}`} />
  </svg>
);

const columnAt = (x, y) => document.elementFromPoint(x, y)?.closest("[data-column]")?.dataset.column;

function useDrag(card, from, onDrop, setOver) {
  const wasDragged = useRef(false);
  const [shift, setShift] = useState(null);
  const begin = (down) => {
    if (down.button !== 0 || !down.target.closest(".grip")) return;
    wasDragged.current = false;
    const move = (event) => {
      if (event.pointerId !== down.pointerId) return;
      const x = event.clientX - down.clientX;
      const y = event.clientY - down.clientY;
      if (!wasDragged.current && Math.hypot(x, y) < FAR_ENOUGH) return;
      wasDragged.current = true;
      setShift({ x, y });
      setOver(columnAt(event.clientX, event.clientY));
    };
    const end = (event) => {
      if (event.pointerId !== down.pointerId) return;
      // The pointer is over whatever lies under the card, so it is the window that hears of it.
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
      setShift(null);
      setOver(null);
      const isDropped = event.type === "pointerup" && wasDragged.current;
      const column = isDropped ? columnAt(event.clientX, event.clientY) : null;
      if (column && column !== from) onDrop(card.id, column);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
  };
  const handlers = {
    onPointerDown: begin,
    // Words must not be selected on the way: the browser would drag them instead of the card.
    onMouseDown: (event) => event.target.closest(".grip") && event.preventDefault(),
    onDragStart: (event) => event.preventDefault(),
    // What was dragged was not pressed: its menu stays closed.
    onClickCapture: (event) => {
      if (!wasDragged.current) return;
      wasDragged.current = false;
      event.preventDefault();
      event.stopPropagation();
    },
  };
  return [shift, handlers];
}

function Move({ move, card, onMove }) {
  if (move.why_not) {
    return (
      <div className="mi" role="menuitem" tabIndex={-1} aria-disabled="true">
        <Icon name="lock" size={16} stroke={1.75} />
        <span>{move.words}<span className="why">{move.why_not}</span></span>
      </div>
    );
  }
  return (
    <button type="button" className="mi" role="menuitem" tabIndex={-1} onClick={() => onMove(card.id, move.column)}>
      <Icon name={move.icon} size={16} stroke={1.75} />
      <span>{move.words}{move.hint ? <span className="why">{move.hint}</span> : null}</span>
    </button>
  );
}

function Card({ card, column, onMove, setOver }) {
  const [shift, handlers] = useDrag(card, column.key, onMove, setOver);
  const label = `Move ${card.insured} to another column`;
  const style = shift ? { transform: `translate(${shift.x}px, ${shift.y}px)`, pointerEvents: "none", zIndex: 5 } : undefined;
  return (
    <article className={`card${shift ? " drag" : ""}`} style={style} data-card={card.id} {...handlers}>
      <MenuButton label={label} buttonLabel={label} buttonClass="ib s grip" side="left">
        <span className="face"><Icon name="grip-vertical" size={14} stroke={1.75} /></span>
        <div className="who" role="presentation">Move to…</div>
        {column.moves.map((move) => <Move key={move.column} move={move} card={card} onMove={onMove} />)}
      </MenuButton>
      <Link className="med" to={card.href}>{card.insured}</Link>
      <span className="t-1 mut">{card.facts}</span>
      {card.stage ? <span className="t-1">{card.stage}</span> : null}
      {card.blocker ? <span className="blk"><Icon name="circle-alert" size={13} /><span>{card.blocker}</span></span> : null}
      <div className="ft">
        {card.due ? (
          <span className={card.is_late ? "due late" : "due"}>
            <Icon name={card.is_late ? "clock-alert" : "calendar"} size={12} stroke={1.75} />
            {card.due}
          </span>
        ) : null}
        <span className="grow" />
        {card.owner_initials ? <span className="av s" aria-hidden="true">{card.owner_initials}</span> : null}
        <span className="vh">{card.owner_initials ? `Assigned to ${card.owner}` : "Nobody has it yet"}</span>
      </div>
    </article>
  );
}

const moved = (columns, id, to) => {
  const card = columns.flatMap((column) => column.cards).find((one) => one.id === id);
  return columns.map((column) => {
    const had = column.cards.some((one) => one.id === id);
    const others = column.cards.filter((one) => one.id !== id);
    if (column.key === to) return { ...column, count: column.count + (had ? 0 : 1), cards: [card, ...others] };
    return { ...column, count: column.count - (had ? 1 : 0), cards: others };
  });
};

export function Board({ columns, answered, label, onMove, onMore }) {
  const [shown, setShown] = useState(columns);
  const [over, setOver] = useState(null);
  // What the server says holds: a refused move goes back to where it was.
  useEffect(() => setShown(columns), [columns, answered]);
  const move = (id, to) => {
    const column = shown.find((one) => one.cards.some((card) => card.id === id));
    const possible = column?.moves.find((one) => one.column === to);
    if (possible && !possible.why_not && possible.is_done_at_once) setShown((before) => moved(before, id, to));
    onMove?.(id, to);
  };
  return (
    <div className="board" tabIndex={0} role="region" aria-label={label}>
      {shown.map((column) => (
        <section key={column.key} className={`col${over === column.key ? " over" : ""}`} data-column={column.key}
          aria-label={column.is_stage ? `${column.title}, ${column.status.words}` : column.title}>
          <header>
            <span className={`st ${column.status.tone} mark-only`}><Icon name={column.status.icon} /></span>
            <h2 className="t-h3">{column.title}</h2>
            <span className="mut num">{column.count}</span>
          </header>
          {column.cards.length ? (
            <ol>
              {column.cards.map((card) => (
                <li key={card.id}><Card card={card} column={column} onMove={move} setOver={setOver} /></li>
              ))}
            </ol>
          ) : <p className="t-1 mut none">Nothing here</p>}
          {column.has_more ? (
            <button type="button" className="btn g s" onClick={() => onMore?.(column.key)}>Show more</button>
          ) : null}
        </section>
      ))}
    </div>
  );
}

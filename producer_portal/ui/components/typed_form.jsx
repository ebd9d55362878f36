// A form that hands over everything typed in it, as plain text by name. It empties nothing: what a
// person typed stays in the boxes until the server says that it is done.
import React from "react";

export function TypedForm({ formClass, onSend, children }) {
  const send = (event) => {
    event.preventDefault();
    const typed = {};
    for (const [name, value] of new FormData(event.currentTarget)) {
      if (typeof value === "string") typed[name] = value;
    }
    onSend?.(typed);
  };
  return <form className={formClass || undefined} onSubmit={send} noValidate>{children}</form>;
}

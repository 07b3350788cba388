// A sentence as words and what stands between them, with offsets in code points as the server counts them; a string of
// JavaScript counts UTF-16 units, of which an emoji has two.
"use strict";

const WORD = /[\p{L}\p{M}\p{N}\p{S}_%#@&\u200c\u200d\ufe0f]+(?:['’.,:\-\u2010\u2011\u00ad]+[\p{L}\p{M}\p{N}\p{S}_%#@&\u200c\u200d\ufe0f]+)*/gu;

// How many code points lie before a UTF-16 offset.
const codePoints = (text, offset) => Array.from(text.slice(0, offset)).length;

// The pieces that make up a text, in order: {text, start, end, word}.
const pieces = (text) => {
  const found = [];
  let at = 0;
  const add = (part, word) => {
    if (!part) return;
    const end = at + Array.from(part).length;
    found.push({ text: part, start: at, end, word });
    at = end;
  };
  let last = 0;
  for (const match of text.matchAll(WORD)) {
    add(text.slice(last, match.index), false);
    add(match[0], true);
    last = match.index + match[0].length;
  }
  add(text.slice(last), false);
  return found;
};

// The part of a text between two offsets in code points.
const slice = (text, start, end) => Array.from(text).slice(start, end).join("");

// An element with attributes and children; strings become text, never markup.
const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children.filter((c) => c !== null));
  return made;
};

// An answer of the interface: {status, data}; lines of a refusal stand in data.errors. Throws where nobody answers.
const ask = async (method, path, body) => {
  const options = { method, headers: {} };
  if (body instanceof Blob) options.body = body;
  else if (body !== undefined) {
    options.headers["content-type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const answer = await fetch(path, options);
  const text = await answer.text();
  const json = (answer.headers.get("content-type") || "").startsWith("application/json");
  const data = json ? JSON.parse(text) : { errors: [text.trim().replace(/^framing: /, "")] };
  return { status: answer.status, ok: answer.ok, data };
};
const GONE = "the server does not answer. Is framing serve still running?";

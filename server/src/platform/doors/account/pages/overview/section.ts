/** What a section of the overview is made of, and the list that most of them show. */
import { escaped } from "#platform/html";

export type Section = {
  /** Also the prefix of everything in it. */
  id: string;
  /** HTML, like the rest. */
  title: string;
  describe: string;
  body: string;
  words: Record<string, string>;
};

/** A list that says when it loads, is empty or cannot be read. `row` is the HTML of one, with slots. */
export function listOf(id: string, { empty, row }: { empty: string; row: string }): string {
  return `<div id="${id}-list" class="list" aria-busy="true">
<p class="quiet" data-when="loading">Loading …</p>
<p class="quiet" data-when="empty" hidden>${escaped(empty)}</p>
<p class="message" role="alert" data-when="failed"></p>
<button type="button" class="secondary" data-when="again" hidden>Try again</button>
<ul data-when="rows" hidden></ul>
</div>
<template id="${id}-row"><li>${row}</li></template>`;
}

/** A list's own place for what went wrong with one of its buttons. */
export function messageOf(id: string): string {
  return `<p class="message" role="alert" id="${id}-message"></p>`;
}

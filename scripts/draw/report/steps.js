/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A run as the page holds it.
 *
 *	actors		[letter, title], in their order
 *	steps[n]	an event; 0 stands for "before the first"
 *	steps[n].is	what ptes and pages are after it: notes that end in ".is"
 *	broken		the first step that says a broken law, or 0
 *	decisive	the last schedule point before that, or 0
 */
"use strict";

function eventOf(line) {
	const [head, words] = line.split("\t");
	const [who, kind, name, a, b, device, dull] = head.split(" ");
	return { who, kind, name, a, b, device: Number(device), dull: dull === "1", words, is: [] };
}

function runOf(raw) {
	const start = { who: "-", kind: "", name: "", words: "before the first event", is: [] };
	const run = { ...raw, steps: [start], broken: 0, decisive: 0 };
	let point = 0;

	for (const line of raw.events.split("\n")) {
		if (!line)
			continue;
		const event = eventOf(line);
		if (event.name.endsWith(".is")) {
			run.steps[run.steps.length - 1].is.push(event);
			continue;
		}
		run.steps.push(event);
		const n = run.steps.length - 1;
		if (event.kind === "p")
			point = n;
		if (!run.broken && event.name.startsWith("law.")) {
			run.broken = n;
			run.decisive = point;
		}
	}
	run.last = run.steps.length - 1;
	return run;
}

/* What an actor will do, or does, once the first n steps were made. */
function actorAt(run, letter, n) {
	let last = null;

	for (let i = 1; i <= n; i++)
		if (run.steps[i].who === letter)
			last = run.steps[i];
	if (last && last.kind === "d")
		return "done";
	if (last && last.kind === "w")
		return last.words.replace(/^\.\.\. /, "");
	for (let i = n + 1; i <= run.last; i++) {
		const next = run.steps[i];
		if (next.who !== letter)
			continue;
		return next.kind === "p" ? "held at " + next.name : "under way";
	}
	return last ? "does not go on" : "not begun";
}

/* Steps that change what the device or the process has, or break a law. */
function ofConsequence(run, n) {
	const event = run.steps[n];

	return /^(law|spte)\./.test(event.name) ||
		event.is.some((is) => is.name === "pte.is" || is.b === "0");
}

function nextOfConsequence(run, n, way) {
	for (let i = n + way; i >= 1 && i <= run.last; i += way)
		if (ofConsequence(run, i))
			return i;
	return n;
}
